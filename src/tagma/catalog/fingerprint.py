"""Fingerprints of plain data that do not depend on the order of keys, comments or layout."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from decimal import Decimal
from typing import Any


def fingerprint(data: Any) -> str:
    """16 hexadecimal digits of SHA-256 over canonical JSON."""
    text = json.dumps(_normalise(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _normalise(data: Any) -> Any:
    match data:
        case dict():
            return {str(key): _normalise(value) for key, value in data.items()}
        case list() | tuple():
            return [_normalise(value) for value in data]
        case str():
            return unicodedata.normalize("NFC", data)
        case bool() | None | int():
            return data
        case float() | Decimal():
            number = Decimal(repr(data)) if isinstance(data, float) else data
            return int(number) if number == number.to_integral_value() else str(number.normalize())
    raise TypeError(type(data).__name__)
