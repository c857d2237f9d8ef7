"""What any well set sentence looks like: balanced, spaced, punctuated in its own script."""

from __future__ import annotations

import re


def assert_well_set(en: str, zh: str) -> None:
    """Asserts brackets, spaces and punctuation of one rule's two sentences."""
    assert "  " not in en + zh
    for opening, closing in ("()", "“”", "「」", "（）"):
        assert en.count(opening) == en.count(closing), en
        assert zh.count(opening) == zh.count(closing), zh
    outside = re.sub(r"「[^」]*」", "「」", re.sub(r"(?m)^\d+\. ", "", zh))
    assert not re.search(r"[\u4e00-\u9fff][0-9A-Za-z-]|[0-9A-Za-z%][\u4e00-\u9fff]", outside), zh
    assert not re.search(r"[,;:()?!](?![0-9])", outside), zh
    assert not re.search(
        r" [，。：；、（）「」]|[，。：；、（「」] ", outside.replace(" ÷ ", "÷").replace(" × ", "×")
    ), zh
