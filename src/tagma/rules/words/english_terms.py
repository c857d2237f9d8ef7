"""English numbers, dates, units, windows and comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from tagma.rules import tree
from tagma.rules.text import format_literal
from tagma.rules.words.figures import write_clock, write_number

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COUNTED_UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year", "point", "item")

NUMBERS = {
    "=": "is {}",
    "!=": "is not {}",
    "<": "is less than {}",
    "<=": "is at most {}",
    ">": "is more than {}",
    ">=": "is at least {}",
}
TIMES = {
    "=": "is {}",
    "!=": "is not {}",
    "<": "is before {}",
    "<=": "is no later than {}",
    ">": "is after {}",
    ">=": "is no earlier than {}",
}
DAYS = {**TIMES, "=": "is on {}", "!=": "is not on {}", "<=": "is on or before {}", ">=": "is on or after {}"}
AMOUNTS = {
    "=": "exactly {}",
    "!=": "not exactly {}",
    "<": "fewer than {}",
    "<=": "at most {}",
    ">": "more than {}",
    ">=": "at least {}",
}
PARTS = {
    "=": "{} {}",
    "!=": "not {} {}",
    "<": "before {1}",
    "<=": "{} {} or earlier",
    ">": "after {1}",
    ">=": "{} {} or later",
}
LENGTHS = {**AMOUNTS, "<": "less than {}"}

_SOLE_WINDOWS = {
    "second": "in the last second",
    "minute": "in the last minute",
    "hour": "in the last hour",
    "day": "in the last 24 hours",
    "week": "in the last 7 days",
    "month": "in the last 1 month",
    "quarter": "in the last 3 months",
    "year": "in the last 12 months",
}
_DAYS = {("this", "day"): "today", ("previous", "day"): "yesterday"}


def quote(text: str) -> str:
    return f"“{text}”"


def write_amount(value: int | Decimal, unit: str | None) -> str:
    """A number with its unit: ``10,000 CNY``, ``1 day``, ``20%``."""
    if unit is None:
        return write_number(value, bare=True)
    number = write_number(value)
    if unit == "%":
        return f"{number}%"
    singular = unit.lower().removesuffix("s")
    if singular in COUNTED_UNITS:
        return f"{number} {singular}{'' if abs(value) == 1 else 's'}"
    return f"{number} {unit}"


def write_times(op: str, value: int | Decimal) -> str:
    """How often: ``at least 5 times``, ``exactly once``."""
    return AMOUNTS[op].format("once" if value == 1 else f"{write_number(value)} times")


def write_day(day: date) -> str:
    """``1 Mar 2017``, with the time for an instant that is not at midnight."""
    text = f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"
    if not isinstance(day, datetime) or (day.hour, day.minute, day.second, day.microsecond) == (0, 0, 0, 0):
        return text
    return write_instant(day)


def write_instant(day: date) -> str:
    """``1 Mar 2017 00:00``: always with the time."""
    clock = write_clock(day) if isinstance(day, datetime) else "00:00"
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year} {clock}"


def write_list(words: Sequence[str], last: str = "or") -> str:
    """``A``, ``A or B``, ``A, B or C``."""
    *others, final = words
    return f"{', '.join(others)} {last} {final}" if others else final


def write_span(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def write_ordinal(value: int | Decimal) -> str:
    """``1st``, ``95th``, ``99.5th``."""
    number = format_literal(value)
    if value % 100 in (11, 12, 13):
        return f"{number}th"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get("" if "." in number else number[-1], "th")


def write_window(window: tree.Window) -> str:
    """A window as the end of a clause: ``in the last 30 days``, ``since 1 Jan 2017``."""
    match window:
        case tree.Last(number=1, unit=unit):
            return _SOLE_WINDOWS[unit]
        case tree.Last(number=number, unit=unit):
            return f"in the last {write_span(number, unit)}"
        case tree.Next(number=number, unit=unit):
            return f"in the next {write_span(number, unit)}"
        case tree.Ago(older=older, newer=0, unit=unit):
            return write_window(tree.Last(older, unit))
        case tree.Ago(older=older, newer=newer, unit=unit):
            return f"{newer} to {older} {unit}s ago"
        case tree.CalendarPeriod(which=which, unit=unit):
            return _DAYS.get((which, unit)) or f"{'this' if which == 'this' else 'last'} {unit}"
        case tree.Since(start=start):
            return f"since {write_day(start)}"
        case tree.Before(end=end):
            return f"before {write_day(end)}"
        case tree.FromTo(start=start, end=end):
            return _write_range(start, end)


def _write_range(start: date, end: date) -> str:
    if isinstance(start, datetime) or isinstance(end, datetime):
        return f"from {write_instant(start)} until {write_instant(end)}"
    last = end - timedelta(days=1)
    if last == start:
        return f"on {write_day(start)}"
    if start.day == 1 and end.day == 1:
        if (start.month, end.month, end.year - start.year) == (1, 1, 1):
            return f"in {start.year}"
        if (end.year * 12 + end.month) - (start.year * 12 + start.month) == 1:
            return f"in {MONTHS[start.month - 1]} {start.year}"
    if start.year == last.year:
        return f"from {start.day} {MONTHS[start.month - 1][:3]} to {write_day(last)}"
    return f"from {write_day(start)} to {write_day(last)}"
