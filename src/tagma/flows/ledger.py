"""One customer's own rows, bound to an engine of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.flows.load import LEDGER_FILE
from tagma.profile.ledger import bind_customers, open_ledger

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tagma.engine import Engine
    from tagma.flows.world import Published
    from tagma.profile.ledger import Ledger
    from tagma.workspace import Workspace


def ledger_path(ws: Workspace) -> Path:
    return ws.runtime / LEDGER_FILE


def bind_customer(
    ws: Workspace, key: int, published: Published, events: Collection[str] | None = None
) -> Engine | None:
    """An engine with one customer's world; None where the ledger is missing or older than the portrait."""
    ledger = open_current(ws, published)
    if ledger is None:
        return None
    with ledger:
        wanted = None if events is None else [event for event in ledger.events() if event in events]
        return bind_customers(ledger, [key], wanted)


def open_current(ws: Workspace, published: Published | None) -> Ledger | None:
    """The ledger, to be closed; None where it is missing or not of the portrait that serves."""
    path = ledger_path(ws)
    if published is None or not path.is_file():
        return None
    ledger = open_ledger(path)
    if ledger.built_from == published.run:
        return ledger
    ledger.close()
    return None
