"""The reference pages are what the operator table says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagma.errors import Language
from tagma.rules.operators import OPERATORS
from tagma.rules.reference import PAGES, render_reference, write_reference

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("language", PAGES)
def test_pages_are_current(language: Language) -> None:
    committed = (REFERENCE / PAGES[language]).read_text(encoding="utf-8")
    assert committed == render_reference(language), "run: python -m tagma.rules.reference docs/reference"


@pytest.mark.parametrize("language", PAGES)
def test_pages_tell_every_operator(language: Language) -> None:
    page = render_reference(language)
    for row in OPERATORS:
        assert f"- `{row.example}`" in page
        assert row.doc.in_language(language) in page


def test_pages_are_written(tmp_path: Path) -> None:
    assert [path.name for path in write_reference(tmp_path / "reference")] == ["rules.md", "rules.zh.md"]
    assert (tmp_path / "reference" / "rules.zh.md").read_text(encoding="utf-8").startswith("# 规则语言\n")
