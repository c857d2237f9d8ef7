"""What is collected: the last events, how collection is, the quarantine, write keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.collecting import health, live, quarantine, write_keys

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (live.router, health.router, quarantine.router, write_keys.router)
