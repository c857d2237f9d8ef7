"""When a source is loaded by the server: every so often, at a time of the day, or by a cron line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from tagma.clock import EPOCH, FIXED_UNITS, Calendar
from tagma.errors import DefinitionError, Text

LEAST = timedelta(seconds=5)
_EVERY = re.compile(r"every(?: (\d{1,6}))? (second|minute|hour|day|week)s?")
_DAILY = re.compile(r"(?:daily|every day) at (\d{1,2}):(\d{2})")
_WEEKLY = re.compile(r"(?:weekly on|every) (mon|tues|wednes|thurs|fri|satur|sun)day at (\d{1,2}):(\d{2})")
_CRON = re.compile(r"cron:? [\"']?([^\"']+)[\"']?")
_WORDS = {"hourly": "every 1 hour", "daily": "daily at 00:00", "nightly": "daily at 03:00"}
_DAYS = ("sun", "mon", "tues", "wednes", "thurs", "fri", "satur")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is done again.

    Attributes:
        every: the pause; None where a cron line says when.
        cron: five fields, in the time zone of the workspace.
    """

    text: str
    every: timedelta | None = None
    cron: str = ""

    def next_after(self, instant: datetime, calendar: Calendar) -> datetime:
        """The first instant after another at which it is time.

        Pauses divide time evenly, whenever the server began, so that a restart moves nothing.
        """
        if self.every is not None:
            steps = (instant - EPOCH) // self.every
            return EPOCH + (steps + 1) * self.every
        local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(calendar.time_zone))
        found = next(CronSim(self.cron, local))
        return found.astimezone(UTC).replace(tzinfo=None)


def read_schedule(text: str) -> Schedule:
    """A schedule as people write it.

    Raises:
        DefinitionError: it is none, or too frequent, or a cron line that never comes.
    """
    written = " ".join(text.split())
    plain = _WORDS.get(written.casefold(), written.casefold())
    if found := _EVERY.fullmatch(plain):
        every = int(found[1] or 1) * FIXED_UNITS[found[2]]
        if every < LEAST:
            raise _refuse(
                Text(f"“{written}” is too often", f"“{written}”过于频繁"),
                Text("every 5 seconds is the most often", "最短间隔为 every 5 seconds"),
            )
        return Schedule(written, every)
    if found := _DAILY.fullmatch(plain):
        return _read_cron(written, f"{int(found[2])} {int(found[1])} * * *")
    if found := _WEEKLY.fullmatch(plain):
        return _read_cron(written, f"{int(found[3])} {int(found[2])} * * {_DAYS.index(found[1])}")
    if found := _CRON.fullmatch(written):
        return _read_cron(written, found[1].strip())
    raise _refuse(Text(f"“{written}” is no schedule", f"“{written}”不是有效的计划"), _FORMS)


def _read_cron(written: str, line: str) -> Schedule:
    try:
        if len(line.split()) != 5:
            raise CronSimError
        next(CronSim(line, datetime(2024, 1, 1)))
    except (CronSimError, StopIteration):
        raise _refuse(
            Text(f"“{written}” names no time that comes", f"“{written}”没有指明会到来的时间"), _FORMS
        ) from None
    return Schedule(written, cron=line)


_FORMS = Text(
    "write “every 15 minutes”, “hourly”, “daily at 03:00”, “weekly on monday at 03:00” "
    "or “cron 30 3 * * 1-5”",
    "请写“every 15 minutes”“hourly”“daily at 03:00”“weekly on monday at 03:00”或“cron 30 3 * * 1-5”",
)


def _refuse(what: Text, step: Text) -> DefinitionError:
    return DefinitionError(what, next_step=step)
