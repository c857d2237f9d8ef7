"""The few facts that every screen begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tagma.engine import dialect
from tagma.flows.asking.world import find_now
from tagma.flows.world import find_published

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.flows.world import Published
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Facts:
    """The portrait that serves (None before the first refresh), the clock, how many customers there are."""

    published: Published | None
    now: datetime
    customers: int


def read_facts(ws: Workspace) -> Facts:
    """Reads them from the warehouse; all are there in an empty workspace, too."""
    customers = 0
    if "customers" in ws.engine.tables("people"):
        query = dialect.query("SELECT COUNT(*) AS n FROM people.customers")
        customers = int(ws.engine.query(query, step="count customers").column("n")[0].as_py())
    return Facts(find_published(ws.engine), find_now(ws), customers)
