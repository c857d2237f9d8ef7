"""What is said of customers where there are none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.errors import NotFoundError, Text

if TYPE_CHECKING:
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
