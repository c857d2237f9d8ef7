"""How many customers a change of a definition moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tagma.catalog import fold_name
from tagma.engine import dialect
from tagma.errors import EngineError, RuleError
from tagma.evaluate import Moved, compare_formulas
from tagma.flows.instants import find_instant, find_newest_trait

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tagma.catalog import Definition
    from tagma.evaluate import Computed
    from tagma.flows.definitions import CheckedDefinitions
    from tagma.workspace import Workspace


@dataclass(frozen=True)
class Counter:
    """Compares formulas at one instant of a workspace.

    Attributes:
        ready: whether customers were loaded at all.
    """

    ws: Workspace
    checked: CheckedDefinitions
    as_of: datetime
    newest_trait: datetime
    last_runs: Mapping[str, datetime]
    ready: bool

    def count(self, old: Computed | None, new: Computed | None) -> Moved | None:
        """What a change moves; None where the data for it is not loaded yet."""
        if not self.ready:
            return None
        try:
            return compare_formulas(
                self.ws.engine,
                self.checked.vocabulary,
                old,
                new,
                self.checked.computed,
                self.as_of,
                newest_trait=self.newest_trait,
                last_runs=self.last_runs,
            )
        except (EngineError, RuleError):
            # A property or list that the next refresh will load, or an old formula whose names are gone.
            return None


def open_counter(ws: Workspace, checked: CheckedDefinitions) -> Counter:
    """A counter for the data that a workspace has now, at its clock."""
    ready = "customers" in ws.engine.tables("people")
    return Counter(ws, checked, find_instant(ws), find_newest_trait(ws.engine), find_last_runs(ws), ready)


def find_last_runs(ws: Workspace) -> dict[str, datetime]:
    """The instant that each column of the portrait speaks of, by column name."""
    if "columns" not in ws.engine.tables("portrait"):
        return {}
    query = dialect.query("SELECT name, instant FROM portrait.columns WHERE instant IS NOT NULL")
    found = ws.engine.query(query, step="find last runs").to_pylist()
    return {row["name"]: row["instant"] for row in found}


def is_loaded(ws: Workspace, definition: Definition) -> bool:
    """Whether every event that a definition reads has a table."""
    loaded = {fold_name(event) for event in ws.engine.tables("events")}
    return all(
        fold_name(reference.name) in loaded for reference in definition.reads if reference.space == "event"
    )
