"""Sources: listed, tried, loaded, begun from a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.sources import mapping, sources, templates

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (sources.router, mapping.router, templates.router)
