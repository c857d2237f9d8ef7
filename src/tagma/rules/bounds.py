"""Windows as absolute instants, once ``as_of`` is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tagma.clock import Calendar, from_micros, to_micros
from tagma.rules import tree


@dataclass(frozen=True, slots=True)
class Bounds:
    """Events with ``after < ts <= until``, in microseconds since 1970; ``after`` None: from the beginning."""

    after: int | None
    until: int

    @property
    def after_instant(self) -> datetime | None:
        return None if self.after is None else from_micros(self.after)

    @property
    def until_instant(self) -> datetime:
        return from_micros(self.until)


def find_bounds(window: tree.Window | None, as_of: datetime, calendar: Calendar) -> Bounds:
    """The bounds of a window as of an instant; nothing after ``as_of`` is in, but for ``in next``."""
    now = to_micros(as_of)
    match window:
        case None:
            return Bounds(None, now)
        case tree.Last(number=number, unit=unit):
            return Bounds(_back(as_of, number, unit, calendar), now)
        case tree.Ago(older=older, newer=newer, unit=unit):
            return Bounds(_back(as_of, older, unit, calendar), min(now, _back(as_of, newer, unit, calendar)))
        case tree.Next(number=number, unit=unit):
            return Bounds(now, _back(as_of, -number, unit, calendar))
        case tree.CalendarPeriod(which=which, unit=unit):
            start = calendar.period_start(unit, calendar.local_day(as_of))
            if which == "this":
                return Bounds(to_micros(calendar.midnight(start)) - 1, now)
            before = calendar.period_before(unit, start)
            return Bounds(to_micros(calendar.midnight(before)) - 1, to_micros(calendar.midnight(start)) - 1)
        case tree.Since(start=start):
            return Bounds(to_micros(to_instant(start, calendar)) - 1, now)
        case tree.Before(end=end):
            return Bounds(None, min(now, to_micros(to_instant(end, calendar)) - 1))
        case tree.FromTo(start=start, end=end):
            return Bounds(
                to_micros(to_instant(start, calendar)) - 1, min(now, to_micros(to_instant(end, calendar)) - 1)
            )


def to_instant(value: date | datetime, calendar: Calendar) -> datetime:
    """The instant of a date (its local midnight) or of a local time."""
    return calendar.to_instant(value) if isinstance(value, datetime) else calendar.midnight(value)


def _back(as_of: datetime, number: int, unit: str, calendar: Calendar) -> int:
    try:
        return to_micros(calendar.back(as_of, number, unit))
    except (OverflowError, ValueError):
        return to_micros(datetime.min if number > 0 else datetime.max)
