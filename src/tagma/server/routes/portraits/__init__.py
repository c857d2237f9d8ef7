"""What the portrait says of all customers: tags, segments, what came in, what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.portraits import changes, data, home, segments, tags

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (home.router, tags.router, segments.router, changes.router, data.router)
