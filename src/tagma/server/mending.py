"""What a server does at its start about damaged files: opens the journal, makes the warehouse anew."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tagma.errors import TagmaError, Text
from tagma.flows.collecting.load import has_journal
from tagma.flows.refresh import finish_refresh, start_refresh
from tagma.workspace import REBUILD_FILE

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tagma.server.worker import Task, Watch
    from tagma.state import Run

log = logging.getLogger("tagma.server")
_REBUILDING = Text("making the warehouse anew", "重建数据仓")


def mend(app: FastAPI) -> None:
    """Opens a journal that is there, so that damage is seen at once; has a damaged warehouse made anew."""
    ws, point = app.state.ws, app.state.point
    try:
        if has_journal(ws):
            _ = point.journal
    except TagmaError as error:
        log.error("the journal: %s", error)
    marked = ws.runtime / REBUILD_FILE
    if not marked.exists():
        return

    def begin(watch: Watch) -> tuple[Run, Task]:
        day = start_refresh(ws, author="tagma", progress=watch.report, stopped=watch.stopped)

        def task() -> None:
            finish_refresh(day)
            marked.unlink(missing_ok=True)

        return day.run, task

    try:
        app.state.worker.start(_REBUILDING, "tagma", begin, writing=True)
    except TagmaError as error:
        log.error("the warehouse is not made anew: %s", error)
