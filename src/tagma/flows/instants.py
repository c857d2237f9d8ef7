"""The instants that answers speak of: as people write them, and by the workspace's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import wall_now
from tagma.engine import dialect
from tagma.errors import Text, WorkspaceError

if TYPE_CHECKING:
    from tagma.engine import Engine
    from tagma.workspace import Workspace


FIRST_YEAR, LAST_YEAR = 1000, 9000
"""Between them calendars can be counted from any instant, forth and back."""


class InstantError(WorkspaceError):
    """A text is no date or time, or none that can be counted from."""

    code = "instant"


def parse_as_of(ws: Workspace, text: str | None) -> datetime | None:
    """An instant from ISO text in the workspace's time zone; a bare date is its first moment.

    Raises:
        InstantError: no date or time, or one too far away.
    """
    if text is None:
        return None
    try:
        parsed = datetime.fromisoformat(text.strip())
        if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
            raise ValueError
    except ValueError:
        raise InstantError(
            Text(f"“{text}” is no date or time", f"“{text}”不是日期或时间"),
            next_step=Text(
                "write 2017-06-30 or 2017-06-30T18:00 (local time)",
                "请写成 2017-06-30 或 2017-06-30T18:00（本地时间）",
            ),
        ) from None
    if parsed.tzinfo is not None:
        return parsed.astimezone(UTC).replace(tzinfo=None)
    return ws.calendar.to_instant(parsed)


def find_instant(ws: Workspace) -> datetime:
    """Now, or with ``clock: data`` the instant of the newest event (now where there is none)."""
    if ws.settings.clock == "data":
        return find_newest_event(ws.engine) or wall_now()
    return wall_now()


def find_newest_event(engine: Engine) -> datetime | None:
    """The instant of the newest event of any type."""
    newest = exp.alias_(exp.Max(this=dialect.column("_ts")), "newest", quoted=True)
    queries = [exp.select(newest).from_(dialect.table(event, "events")) for event in engine.tables("events")]
    found = [
        engine.query(query, step="find the newest event").column("newest")[0].as_py() for query in queries
    ]
    return max((instant for instant in found if instant is not None), default=None)


def find_newest_trait(engine: Engine) -> datetime:
    """The newest instant in the history of traits; the beginning of time where there is none."""
    if "trait_history" not in engine.tables("people"):
        return datetime.min
    query = dialect.query("SELECT MAX(_ts) AS newest FROM people.trait_history")
    newest: datetime | None = engine.query(query, step="find the newest trait").column("newest")[0].as_py()
    return newest or datetime.min
