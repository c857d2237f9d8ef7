"""Names that people give, as the names of files."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\Z")


def make_file_name(name: str, otherwise: str) -> str:
    """A name without suffix that every file system takes: letters of any language, digits, ``-`` and ``_``.

    Args:
        otherwise: the name where nothing is left of it; stands before names that Windows keeps for devices.
    """
    letters = unicodedata.normalize("NFKC", name)
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in letters)
    safe = re.sub(r"-{2,}", "-", safe)[:_LONGEST].strip("-") or otherwise
    return f"{otherwise}-{safe}" if _DEVICES.match(safe) else safe
