"""The worker of the server, as routes ask for it."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from tagma.server.worker import Worker


def find_worker(request: Request) -> Worker:
    """The worker that the application was made with."""
    return cast("Worker", request.app.state.worker)


Work = Annotated[Worker, Depends(find_worker)]
