"""The server: one process, one workspace, the API under /api/v1 and the screens beside it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.doctor import find_version
from tagma.server.access.entry import Entry
from tagma.server.access.gate import PREFIX, Gate
from tagma.server.access.headers import Headers
from tagma.server.collect import Door, Watching
from tagma.server.collect.loading import Loading
from tagma.server.commands import CarryOut, Commands
from tagma.server.errors import install_errors
from tagma.server.pages import Pages
from tagma.server.routes import ROUTERS
from tagma.server.shapes import Failure
from tagma.server.tending import Tending
from tagma.server.worker import Worker

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

    from tagma.workspace import Workspace


__all__ = ["PREFIX", "create_app"]


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[None]:
    """While the server serves; at its end what is under way is cancelled."""
    app.state.loading.start()
    app.state.tending.start()
    yield
    await run_in_threadpool(app.state.tending.close)
    await run_in_threadpool(app.state.worker.close)
    await run_in_threadpool(app.state.loading.close)
    await run_in_threadpool(app.state.point.close)


class Application(FastAPI):
    """FastAPI, with our headers on every answer, those to unexpected errors included; events pass beside."""

    def build_middleware_stack(self) -> ASGIApp:
        door = Door(Headers(super().build_middleware_stack()), self.state.point)
        return Watching(door, self.state.point)


def create_app(ws: Workspace, entry: Entry | None = None, carry_out: CarryOut | None = None) -> FastAPI:
    """The application over an open workspace, which it does not close.

    Args:
        entry: what this start lets in; default: this machine only, with secrets of its own.
        carry_out: does commands of this machine; None: the server refuses them.
    """
    app = Application(
        title="Tagma",
        version=find_version("tagma"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=serving,
        responses={"4XX": {"model": Failure}},
    )
    app.state.ws = ws
    app.state.worker = Worker(ws)
    app.state.point = CollectionPoint(ws)
    app.state.loading = Loading(app.state.point, app.state.worker)
    app.state.tending = Tending(app.state.point, app.state.worker)
    app.state.entry = entry or Entry()
    app.state.commands = Commands(ws, app.state.worker, carry_out)
    app.state.stops = [
        app.state.worker.stop,
        app.state.commands.close,
    ]  # what is called when the server is asked to end
    app.add_middleware(Gate, ws=ws, entry=app.state.entry, pages=Pages())
    install_errors(app)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    return app
