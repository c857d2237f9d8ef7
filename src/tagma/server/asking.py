"""What a route may ask for: the workspace, the language of the request, the instant it speaks of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Query, Request

from tagma.errors import Language
from tagma.flows.access.sessions import Caller as Person
from tagma.flows.instants import parse_as_of
from tagma.workspace import Workspace

if TYPE_CHECKING:
    from tagma.settings import Settings


def choose_language(request: Request) -> Language:
    """The first of Chinese and English in Accept-Language; else the workspace's language."""
    for part in request.headers.get("accept-language", "").split(","):
        match part.strip()[:2].lower():
            case "zh":
                return "zh"
            case "en":
                return "en"
    ws: Workspace | None = getattr(request.app.state, "ws", None)
    settings: Settings | None = ws.settings if ws is not None else None
    return settings.language if settings is not None else "en"


def find_workspace(request: Request) -> Workspace:
    """The workspace that the server serves."""
    return cast("Workspace", request.app.state.ws)


def find_caller(request: Request) -> Person:
    """Who asks, as the gate has found; every route but the public ones has one."""
    return cast("Person", request.state.caller)


Ws = Annotated[Workspace, Depends(find_workspace)]
Lang = Annotated[Language, Depends(choose_language)]
Caller = Annotated[Person, Depends(find_caller)]


def read_as_of(
    ws: Ws,
    as_of: Annotated[
        str | None, Query(description="An instant, ISO, local unless it says its zone; default: the clock.")
    ] = None,
) -> datetime | None:
    return parse_as_of(ws, as_of)


AsOf = Annotated[datetime | None, Depends(read_as_of)]
