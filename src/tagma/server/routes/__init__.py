"""The addresses under /api/v1: one file a room, each with a ``router``. All but ``health`` need a caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes import (
    asking,
    collecting,
    command,
    definitions,
    health,
    operators,
    people,
    portraits,
    quality,
    runs,
    session,
    sources,
    uploads,
    users,
    views,
    workspace,
)

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    session.router,
    users.router,
    command.router,
    views.router,
    operators.router,
    workspace.router,
    *asking.ROUTERS,
    *portraits.ROUTERS,
    *people.ROUTERS,
    *definitions.ROUTERS,
    *runs.ROUTERS,
    *collecting.ROUTERS,
    quality.router,
    *sources.ROUTERS,
    uploads.router,
)
