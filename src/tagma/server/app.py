"""The server: one process, one workspace, the API under /api/v1 and the screens beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from tagma.flows.doctor import find_version
from tagma.server.errors import install_errors
from tagma.server.routes import ROUTERS
from tagma.server.shapes import Failure

if TYPE_CHECKING:
    from tagma.workspace import Workspace

PREFIX = "/api/v1"


def create_app(ws: Workspace) -> FastAPI:
    """The application over an open workspace, which it does not close."""
    app = FastAPI(
        title="Tagma",
        version=find_version("tagma"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={"4XX": {"model": Failure}},
    )
    app.state.ws = ws
    install_errors(app)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    return app
