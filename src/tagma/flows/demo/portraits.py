"""The portraits of the demo shop: one a month ago and one of today, so that there are changes to look at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tagma.clock import ON_DEMAND
from tagma.flows.apply import apply_definitions
from tagma.flows.daily import RunReport
from tagma.flows.definitions import load_applied
from tagma.flows.refresh import refresh
from tagma.flows.stepping import Progress, no_progress
from tagma.flows.world import find_published

if TYPE_CHECKING:
    from tagma.workspace import Workspace

MONTH_AGO = date(2017, 12, 1)  # the records end on 31 December 2017


def refresh_demo(ws: Workspace, author: str, reason: str, progress: Progress = no_progress) -> RunReport:
    """Puts the definitions of the demo shop in force, loads its records and publishes its portrait.

    The first time a portrait of a month ago is published before it; what moved since then is recorded.

    Raises:
        TagmaError: a definition was changed and is wrong now, or a step of the refresh failed.
    """
    apply_definitions(ws, author, reason)
    if find_published(ws.engine) is not None:
        return refresh(ws, author=author, progress=progress)
    refresh(ws, as_of=ws.calendar.midnight(MONTH_AGO), author=author, progress=progress)
    demanded = [
        computed.name for computed in load_applied(ws).computed.values() if computed.cadence == ON_DEMAND
    ]
    return refresh(ws, author=author, demanded=demanded, progress=progress)
