"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_run_id() -> str:
    """A 16-character id: 9 characters of milliseconds since 1970, then 7 random ones (Crockford base 32)."""
    return _encode(int(time.time() * 1000), 9) + _encode(secrets.randbits(35), 7)


def _encode(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
