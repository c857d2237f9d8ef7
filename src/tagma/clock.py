"""Instants, local calendar edges and cadence boundaries: the only place that knows a time zone.

An instant is a naive ``datetime`` in UTC with microseconds. Local time is used for calendar words only
(design: rolling days are 24 hours; rolling months, quarters and years count from local midnight).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tagma.errors import Place, Text, WorkspaceError

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
FIXED_UNITS: dict[str, timedelta] = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "year": 12}

EPOCH = datetime(1970, 1, 1)
DAY_MICROS = 86_400_000_000


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exactly."""
    delta = instant - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(micros: int) -> datetime:
    """The instant that many microseconds after 1970-01-01 UTC."""
    return EPOCH + timedelta(microseconds=micros)


def wall_now() -> datetime:
    """The present instant; the one place that reads the machine's clock for data."""
    return datetime.now(UTC).replace(tzinfo=None)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Calendar arithmetic in one time zone.

    Attributes:
        time_zone: IANA name, such as ``Asia/Shanghai``.
        week_start: 0 for Monday ... 6 for Sunday.
    """

    time_zone: str = "UTC"
    week_start: int = 0

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise WorkspaceError(
                Text(f"there is no time zone “{self.time_zone}”", f"没有时区“{self.time_zone}”"),
                where=Place(field="time_zone"),
                next_step=Text(
                    "use an IANA name such as Asia/Shanghai or America/New_York",
                    "请使用 IANA 名称，如 Asia/Shanghai 或 America/New_York",
                ),
            ) from None

    def to_local(self, instant: datetime) -> datetime:
        """The wall-clock time (naive) of an instant."""
        return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.time_zone)).replace(tzinfo=None)

    def to_instant(self, local: datetime) -> datetime:
        """The instant of a naive wall-clock time; the first of two where clocks go back."""
        return local.replace(tzinfo=ZoneInfo(self.time_zone)).astimezone(UTC).replace(tzinfo=None)

    def midnight(self, day: date) -> datetime:
        """The instant at which a local day begins."""
        return self.to_instant(datetime(day.year, day.month, day.day))

    def local_day(self, instant: datetime) -> date:
        return self.to_local(instant).date()

    def period_start(self, unit: str, day: date) -> date:
        """The first day of the calendar period (day, week, month, quarter, year) that holds a day."""
        match unit:
            case "day":
                return day
            case "week":
                return day - timedelta(days=(day.weekday() - self.week_start) % 7)
            case "month":
                return day.replace(day=1)
            case "quarter":
                return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
            case "year":
                return date(day.year, 1, 1)
        raise ValueError(unit)

    def period_before(self, unit: str, start: date) -> date:
        """The first day of the period before the one that begins on ``start``."""
        return self.period_start(unit, start - timedelta(days=1))

    def back(self, as_of: datetime, number: int, unit: str) -> datetime:
        """The instant a rolling number of units before ``as_of`` (negative: after).

        Seconds to weeks are elapsed time. Months, quarters and years are counted from the local
        midnight that begins the day of ``as_of``, so a longer window never starts later.
        """
        if unit in FIXED_UNITS:
            return as_of - number * FIXED_UNITS[unit]
        if number == 0:
            return as_of
        return self.midnight(add_months(self.local_day(as_of), -number * MONTHS[unit]))

    def offsets(self, first: datetime, last: datetime) -> tuple[tuple[int, int], ...]:
        """Pairs (from which micros on, offset in micros) that turn instants into local time.

        The first pair holds from the beginning of time; pairs cover ``first`` to ``last``.
        """
        return _offsets(self.time_zone, first.year - 1, last.year + 1)


@lru_cache(maxsize=64)
def _offsets(time_zone: str, first_year: int, last_year: int) -> tuple[tuple[int, int], ...]:
    zone = ZoneInfo(time_zone)

    def offset(micros: int) -> int:
        delta = zone.utcoffset(from_micros(micros).replace(tzinfo=UTC).astimezone(zone))
        assert delta is not None
        return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds

    start = to_micros(datetime(max(first_year, 1), 1, 1))
    end = to_micros(datetime(min(last_year, 9998), 12, 31))
    found = [(-(2**63), offset(start))]
    step = 7 * DAY_MICROS
    left = start
    while left < end:
        right = min(left + step, end)
        if offset(right) != found[-1][1]:
            low, high = left, right
            while high - low > 1_000_000:
                middle = (low + high) // 2
                low, high = (low, middle) if offset(middle) != found[-1][1] else (middle, high)
            edge = high - high % 1_000_000
            found.append((edge, offset(edge)))
        left = right
    return tuple(found)


REALTIME = "realtime"
ON_DEMAND = "on demand"
_NAMED = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
CADENCES = (REALTIME, *_NAMED, ON_DEMAND)


def parse_cadence(text: str) -> str:
    """A cadence in its canonical form.

    Accepts ``realtime``, ``hourly`` ... ``yearly``, ``on demand`` and ``every N minutes|hours|days``.

    Raises:
        ValueError: for any other text.
    """
    words = text.strip().lower().replace("-", " ").replace("_", " ").split()
    joined = " ".join(words)
    if joined in ("realtime", "real time"):
        return REALTIME
    if joined in CADENCES:
        return joined
    if len(words) == 3 and words[0] == "every" and words[1].isdigit() and int(words[1]) > 0:
        unit = words[2].removesuffix("s")
        if unit in ("minute", "hour", "day"):
            return f"every {int(words[1])} {unit}{'s' if int(words[1]) > 1 else ''}"
    raise ValueError(text)


def boundary(
    cadence: str, as_of: datetime, zone: Calendar, last_run: datetime | None = None
) -> datetime | None:
    """The last boundary of a cadence at or before ``as_of``: the instant that a tag's value speaks of.

    Named cadences begin at local midnight (``hourly`` at the full local hour); ``every N`` counts from
    1970-01-01 local time. ``on demand`` takes the instant of its last run, None when there was none.
    """
    if cadence == REALTIME:
        return as_of
    if cadence == ON_DEMAND:
        return last_run if last_run is not None and last_run <= as_of else None
    if cadence == "hourly":
        cadence = "every 1 hour"
    if cadence in _NAMED:
        return zone.midnight(zone.period_start(_NAMED[cadence], zone.local_day(as_of)))
    _, number, unit = cadence.split()
    step = int(number) * FIXED_UNITS[unit.removesuffix("s")]
    local = zone.to_local(as_of)
    return min(as_of, zone.to_instant(EPOCH + (local - EPOCH) // step * step))
