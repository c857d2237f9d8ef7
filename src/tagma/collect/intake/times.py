"""The four instants of an event, and the clock of its sender corrected by ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from tagma.clock import Calendar, from_micros, to_micros

HOUR = 3_600_000_000
DAY = 24 * HOUR
SENSORS_TOLERANCE = 60_000_000
_ISO = re.compile(
    r"\s*(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*"
    r"(Z|z|[+-]\d\d(?::?\d\d)?)?\s*"
)
_SENSORS_DATE = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?")
_LATEST = to_micros(datetime(9999, 12, 31))


@dataclass(frozen=True, slots=True)
class Instants:
    """When an event happened, corrected, in microseconds since 1970; with flags for what was doubtful."""

    ts: int
    flags: tuple[str, ...] = ()


def read_micros(value: Any) -> int | None:
    """Microseconds since 1970 of ISO text (naive is UTC), or of a number of seconds or milliseconds."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _read_number(value)
    return _read_text(value) if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def _read_text(value: str) -> int | None:
    if len(value) >= 19 and value[4] == "-":
        try:
            at = datetime.fromisoformat(value)
            return to_micros(at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None))
        except (ValueError, OverflowError):
            pass  # written in another way
    found = _ISO.fullmatch(value[:64])
    if found is None:
        text = value.strip()
        return _read_number(int(text)) if text.isascii() and text.isdigit() and len(text) < 17 else None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        at = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59)
        )
        at += timedelta(microseconds=int((fraction or "0").ljust(9, "0")[:6]))
        if second == "60":
            at += timedelta(seconds=1)
        return to_micros(at) - _read_offset(offset)
    except (ValueError, OverflowError):
        return None


def _read_number(value: int | float) -> int | None:
    if value != value or abs(value) >= 1e17:
        return None
    if abs(value) >= 1e14:
        micros = int(value)
    elif abs(value) >= 1e11:
        micros = round(value * 1_000)
    elif abs(value) >= 1e8:
        micros = round(value * 1_000_000)
    else:
        return None
    return micros if -_LATEST < micros < _LATEST else None


def _read_offset(offset: str | None) -> int:
    if offset is None or offset in "Zz":
        return 0
    digits = offset[1:].replace(":", "").ljust(4, "0")
    micros = (int(digits[:2]) * 60 + int(digits[2:])) * 60_000_000
    return -micros if offset[0] == "-" else micros


def correct_segment(event: dict[str, Any], sent: Any, received: int) -> Instants:
    """When an event of the Segment family happened.

    With both ``originalTimestamp`` and ``timestamp`` the latter is final. Else the sender's clock when it
    sent, against ours, corrects what it said when the event happened.
    """
    original, stamp = read_micros(event.get("originalTimestamp")), read_micros(event.get("timestamp"))
    flags: list[str] = []
    if original is None and stamp is None:
        given = (event.get("originalTimestamp"), event.get("timestamp"))
        if any(each not in (None, "") for each in given):
            flags.append("time_unreadable")
    if original is not None and stamp is not None:
        return guard(stamp, received, flags)
    happened = original if original is not None else stamp
    if happened is None:
        return guard(received, received, flags)
    sent_at = read_micros(event.get("sentAt")) or read_micros(sent)
    return guard(shift(happened, sent_at, received, flags), received, flags)


def correct_sensors(event: dict[str, Any], sent: Any, received: int) -> Instants:
    """When an event of the Sensors family happened, corrected where ``_flush_time`` is off by a minute."""
    flags: list[str] = []
    happened = read_micros(event.get("time"))
    if happened is None:
        if event.get("time") is not None:
            flags.append("time_unreadable")
        return guard(received, received, flags)
    flushed = read_micros(sent)
    if flushed is not None and abs(received - flushed) > SENSORS_TOLERANCE:
        happened = shift(happened, flushed, received, flags)
    if event.get("time_free") is True:
        flags.append("time_free")
    return guard(happened, received, flags)


def shift(happened: int, sent: int | None, received: int, flags: list[str]) -> int:
    """What the sender's clock said, by our clock."""
    if sent is None:
        return happened
    if abs(received - sent) > HOUR:
        flags.append(f"clock_skew {(received - sent) // 1_000_000} s")
    return received - (sent - happened)


def guard(ts: int, received: int, flags: Sequence[str]) -> Instants:
    """No event happens a day after it came, none before 1970 without a flag."""
    if ts > received + DAY:
        return Instants(received, (*flags, "time_future"))
    if ts < 0 or ts < received - 3_652 * DAY:
        return Instants(max(ts, to_micros(datetime(1, 1, 2))), (*flags, "time_past"))
    return Instants(ts, tuple(flags))


def read_sensors_date(text: str, zone: Calendar, offset_minutes: Any = None) -> datetime | None:
    """A date text of the Sensors SDKs as an instant.

    A fraction of one to three digits is a number of milliseconds, not padded: ``.5`` is 5 ms.

    Args:
        offset_minutes: of ``$timezone_offset``, as JavaScript counts: minutes from local time to UTC.
    """
    found = _SENSORS_DATE.fullmatch(text)
    if found is None:
        return None
    day, clock, fraction = found.groups()
    micros = int(fraction or 0) * (1_000 if len(fraction or "") <= 3 else 10 ** (6 - len(fraction or "")))
    try:
        local = datetime.fromisoformat(f"{day}T{clock}") + timedelta(microseconds=micros)
        if (
            isinstance(offset_minutes, int)
            and not isinstance(offset_minutes, bool)
            and abs(offset_minutes) < 1_000
        ):
            return local + timedelta(minutes=offset_minutes)
        return zone.to_instant(local)
    except (ValueError, OverflowError):
        return None


def write_micros(micros: int) -> str:
    """An instant as ISO text with Z."""
    return from_micros(micros).replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
