"""Long work over HTTP: runs and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.runs import exports, runs

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (runs.router, exports.router)
