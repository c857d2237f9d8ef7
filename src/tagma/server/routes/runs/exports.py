"""Customers as a file: begun as a run, fetched once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, BackgroundTasks, status
from fastapi.responses import FileResponse
from pydantic import Field

from tagma.errors import Text
from tagma.flows.exports import Format, find_file, finish_export, name_download, start_export
from tagma.flows.people.browsing import Wanted
from tagma.server.asking import Caller, Lang, Ws
from tagma.server.routes.runs.shapes import RunShape, show_run
from tagma.server.shapes import Shape
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.server.worker import Task, Watch
    from tagma.state import Run

router = APIRouter(prefix="/exports", tags=["runs"])
EXPORTING = Text("an export", "导出")


class ExportRequest(Shape):
    """Which customers, which columns, in which order, as what file."""

    rule: str | None = Field(None, max_length=20_000, description="A rule, or the name of a segment.")
    json_: dict[str, Any] | None = Field(None, alias="json", description="The rule in its JSON form.")
    search: str = Field("", max_length=200, description="Part of an id, or of a trait that is text.")
    columns: list[str] = Field([], max_length=500)
    sort: str | None = Field(None, description="A column, or “customer”; missing values come last.")
    descending: bool = False
    format: Format
    title: str = Field("", max_length=200, description="What the file is called.")


class ExportShape(Shape):
    """An export that has begun; its file is there when the run is done."""

    id: str
    run: RunShape


@router.post("", summary="Export customers to a file", status_code=status.HTTP_202_ACCEPTED)
def post_export(ws: Ws, language: Lang, caller: Caller, work: Work, asked: ExportRequest) -> ExportShape:
    """All customers of a list, as it is shown, as of the portrait that serves."""
    wanted = Wanted(
        asked.rule,
        asked.json_,
        asked.search,
        tuple(asked.columns),
        asked.sort,
        asked.descending,
        limit=None,
    )

    def begin(watch: Watch) -> tuple[Run, Task]:
        export = start_export(
            ws,
            wanted,
            asked.format,
            author=caller.name,
            title=asked.title,
            progress=watch.report,
            stopped=watch.stopped,
        )
        return export.run, partial(finish_export, export)

    run = work.start(EXPORTING, caller.name, begin, writing=False)
    return ExportShape(id=run.id, run=show_run(run, work, language))


@router.get("/{id}/file", summary="Fetch the file of an export, once", response_class=FileResponse)
def get_export_file(ws: Ws, caller: Caller, after: BackgroundTasks, id: str) -> FileResponse:  # noqa: A002
    """Only who asked for it, or an administrator; it is removed once it was fetched whole."""
    reader = None if caller.role == "administrator" else caller.name
    path = find_file(ws, id, reader)
    after.add_task(path.unlink, missing_ok=True)
    return FileResponse(path, filename=name_download(path), background=after)
