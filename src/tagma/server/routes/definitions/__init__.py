"""Definitions over HTTP: looked at, planned, applied, with their versions, schemas and lineage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.definitions import definitions, lineage, lists, schemas, versions

if TYPE_CHECKING:
    from fastapi import APIRouter

# A name may hold slashes, so the addresses below one come before the address of the name itself.
ROUTERS: tuple[APIRouter, ...] = (
    versions.router,
    definitions.router,
    schemas.router,
    lineage.router,
    lists.router,
)
