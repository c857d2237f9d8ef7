"""The world that questions are answered in: stored values are read wherever they still hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.engine import dialect
from tagma.evaluate import World
from tagma.evaluate.reads import list_reads, list_rules
from tagma.flows.definitions import load_applied
from tagma.flows.instants import find_newest_event, find_newest_trait
from tagma.flows.world import find_published, open_world
from tagma.identity.collected import read_position

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tagma.evaluate import Computed
    from tagma.workspace import Workspace

SECONDS = 10.0
"""How long one question may take."""

KEPT_SECONDS = 30.0
"""The same for an answer that is kept until the next refresh."""


@dataclass(frozen=True, slots=True)
class _Newest:
    """The newest instants in a warehouse, and the loads after which they were found."""

    loads: object
    event: datetime | None
    trait: datetime


_NEWEST: dict[Path, _Newest] = {}


def open_asking(ws: Workspace, as_of: datetime | None = None) -> World:
    """The applied definitions as of an instant (None: the workspace's clock).

    Raises:
        NotFoundError: nothing was applied and loaded yet.
    """
    applied = load_applied(ws)
    world = open_world(ws, as_of or find_now(ws), applied, newest_trait=_find_newest(ws).trait)
    return replace(world, published=_find_valid(ws, world))


def find_now(ws: Workspace) -> datetime:
    """What the workspace's clock says: as ``find_instant``, looking for the newest event once a load."""
    newest = _find_newest(ws).event if ws.settings.clock == "data" else None
    return newest or wall_now()


def open_portrait(ws: Workspace) -> World:
    """The same as of the portrait that serves; as of the clock before there is one."""
    published = find_published(ws.engine)
    return open_asking(ws, published.as_of if published is not None else None)


def _find_newest(ws: Workspace) -> _Newest:
    """Read again after every load only: over many events it takes a while."""
    loads = (ws.state.loads.list_times(), read_position(ws.engine))
    found = _NEWEST.get(ws.folder)
    if found is None or found.loads != loads:
        found = _Newest(loads, find_newest_event(ws.engine), find_newest_trait(ws.engine))
        _NEWEST[ws.folder] = found
    return found


def _find_valid(ws: Workspace, world: World) -> dict[str, datetime]:
    """The columns of the portrait that are what the definitions say now, with all that they read."""
    tables = ws.engine.tables("portrait")
    if not {"columns", "profile"} <= tables.keys():
        return {}
    query = dialect.query("SELECT name, fingerprint, instant FROM portrait.columns WHERE instant IS NOT NULL")
    stored = {row["name"]: row for row in ws.engine.query(query, step="find stored columns").to_pylist()}
    known: dict[str, bool] = {}

    def holds(computed: Computed) -> bool:
        column = computed.column
        if column not in known:
            row = stored.get(column)
            known[column] = False  # a circle holds nothing
            known[column] = (
                row is not None
                and column in tables["profile"]
                and row["fingerprint"] == computed.fingerprint
                and all(holds(read) for rule in list_rules(computed) for read in list_reads(world, rule))
            )
        return known[column]

    return {
        column: stored[column]["instant"] for column, computed in world.definitions.items() if holds(computed)
    }
