"""Who is known: to the workspace at all, and to the ledger of the portrait that serves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tagma.engine.protocol import Table
from tagma.errors import NotFoundError, Text
from tagma.flows.ledger import open_current
from tagma.flows.world import find_published
from tagma.profile.ledger import read_rows

if TYPE_CHECKING:
    from tagma.profile.ledger import Ledger
    from tagma.workspace import Workspace


def refuse_stranger(ws: Workspace) -> None:
    """Refuses to look for a customer before anybody was loaded.

    Raises:
        NotFoundError: there are no customers yet.
    """
    if "customers" not in ws.engine.tables("people"):
        raise NotFoundError(
            Text("there are no customers yet", "还没有客户"),
            next_step=Text("run “tagma apply” and “tagma refresh”", "请先运行“tagma apply”和“tagma refresh”"),
        )


@contextmanager
def open_known(ws: Workspace, key: int) -> Iterator[Ledger | None]:
    """The ledger of the portrait that serves, where it is there and knows a customer."""
    ledger = open_current(ws, find_published(ws.engine))
    if ledger is None:
        yield None
        return
    with ledger:
        known = read_rows(ledger, Table("people", "customers"), [key], ["_customer_id"])
        yield ledger if known.num_rows else None
