"""The instant that a workspace speaks of, by its clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import wall_now
from tagma.engine import dialect

if TYPE_CHECKING:
    from tagma.engine import Engine
    from tagma.workspace import Workspace


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
