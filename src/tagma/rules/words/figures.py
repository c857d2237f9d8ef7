"""Figures and clock times, written the same in both languages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tagma.rules.text import format_literal


def write_number(value: int | Decimal, *, bare: bool = False) -> str:
    """``1,200``, ``12.5``; a bare number, which could be a year, as ``1990`` and ``10,000``."""
    digits = format_literal(value)
    if abs(int(value)) < (10_000 if bare else 1_000):
        return digits
    whole, dot, fraction = digits.partition(".")
    return f"{int(whole):,}{dot}{fraction}"


def write_clock(instant: datetime) -> str:
    """``10:00``, with seconds where there are any."""
    if instant.microsecond:
        return instant.time().isoformat().rstrip("0")
    return f"{instant:%H:%M:%S}" if instant.second else f"{instant:%H:%M}"
