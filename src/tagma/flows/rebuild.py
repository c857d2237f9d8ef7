"""The warehouse made anew from the journal and all sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.flows.refresh import refresh
from tagma.flows.stepping import Progress, no_progress
from tagma.identity.collected import forget_collected

if TYPE_CHECKING:
    from tagma.flows.daily import RunReport
    from tagma.workspace import Workspace


def rebuild(ws: Workspace, *, author: str = "", progress: Progress = no_progress) -> RunReport:
    """Makes events, customers, traits and the portrait anew: from the journal and from all sources."""
    forget_collected(ws.engine)
    return refresh(ws, force=True, author=author, progress=progress)
