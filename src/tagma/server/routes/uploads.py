"""Files of one's own: sent, looked at, corrected, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, status
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tagma.collect.guess import Corrections
from tagma.errors import Text
from tagma.flows.own.upload import (
    Upload,
    accept_upload,
    drop_upload,
    find_upload,
    guess_upload,
    list_changes,
    open_upload,
)
from tagma.server.asking import Caller, Lang, Ws
from tagma.server.routes.definitions.definitions import AppliedShape, MadeVersion, start_refreshing
from tagma.server.routes.definitions.shapes import ProposedShape, show_plan
from tagma.server.routes.runs.shapes import show_run
from tagma.server.shapes import Shape
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.own import OwnGuess
    from tagma.workspace import Workspace

router = APIRouter(prefix="/uploads", tags=["uploads"])
ACCEPTING = Text("an upload", "接收上传文件")
Role = Literal[
    "customer", "time", "amount", "order", "line", "product", "category", "quantity", "price", "status",
    "refund", "discount", "store", "channel", "phone", "email", "name", "city", "country",
]  # fmt: skip


class GuessedColumn(Shape):
    """One column of a file and what it is taken for."""

    name: str
    role: Role | None
    role_label: str | None
    reading: str | None = Field(description="How its values are read; null: as they are.")
    filled: float = Field(description="Share of the rows that have a value.")
    distinct: int
    examples: list[str]
    reasons: list[str]


class GuessedFile(Shape):
    """One file and what it is taken for."""

    file: str
    source: str
    kind: Literal["orders", "customers"]
    format: str
    encoding: str | None
    sheet: str | None
    sheets: list[str]
    header_row: int | None
    columns: list[GuessedColumn]
    sample: list[list[str]] = Field(description="The first rows, in the order of the columns.")
    rows: int | None
    notes: list[str]


class GuessShape(Shape):
    """What some files are taken for."""

    files: list[GuessedFile]
    language: Literal["en", "zh"]
    currency: str | None
    time_zone: str
    clock: Literal["wall", "data"]
    active_days: int
    sleeping_days: int


class UploadShape(Shape):
    """A file that was sent, what it is taken for, and the definitions that accepting it adds."""

    id: str
    guess: GuessShape
    changes: list[ProposedShape]


class CorrectionsShape(Shape):
    """What a person says of the file."""

    roles: dict[Role, str] = Field({}, description="Columns by role; - where no column has it.")
    sheet: str | None = Field(None, max_length=200)
    header_row: int | None = Field(None, ge=1, le=10_000)
    day_first: bool | None = None


class AcceptRequest(CorrectionsShape):
    """What a person says of the file, and why it is taken."""

    reason: str = Field("", max_length=2000)
    refresh: bool = True


@router.post(
    "",
    summary="Send a file of orders",
    status_code=status.HTTP_201_CREATED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def post_upload(
    request: Request,
    ws: Ws,
    language: Lang,
    name: Annotated[str, Query(min_length=1, max_length=300, description="The name of the file.")],
) -> UploadShape:
    """The body is the file itself: CSV, Excel, JSON or Parquet, at most 200 MiB; kept for a day."""
    upload = await run_in_threadpool(open_upload, ws, name)
    try:
        with upload.path.open("wb") as file:
            async for block in request.stream():
                await run_in_threadpool(file.write, block)
        return await run_in_threadpool(_show, ws, upload, Corrections(), language)
    except BaseException:
        await run_in_threadpool(drop_upload, upload)
        raise


@router.post("/{id}/guess", summary="Look at an uploaded file again, with corrections")
def guess_again(ws: Ws, language: Lang, id: str, said: CorrectionsShape) -> UploadShape:  # noqa: A002
    return _show(ws, find_upload(ws, id), _read(said), language)


@router.post("/{id}/accept", summary="Take an uploaded file into the workspace")
def accept(
    ws: Ws,
    language: Lang,
    caller: Caller,
    work: Work,
    id: str,  # noqa: A002
    said: AcceptRequest,
) -> AppliedShape:
    """Copies the file below ``data``, puts its definitions in force and refreshes the portrait."""
    upload = find_upload(ws, id)
    with work.hold(ACCEPTING, caller.name):
        applied = accept_upload(ws, upload, _read(said), author=caller.name, reason=said.reason)
        run = start_refreshing(ws, work, caller.name) if said.refresh else None
    return AppliedShape(
        plan=show_plan(applied.plan, language),
        versions=[MadeVersion.model_validate(each) for each in applied.versions],
        run=None if run is None else show_run(run, work, language),
    )


def _read(said: CorrectionsShape) -> Corrections:
    return Corrections(
        {str(role): column for role, column in said.roles.items()},
        said.sheet,
        said.header_row,
        said.day_first,
    )


def _show(ws: Workspace, upload: Upload, corrections: Corrections, language: Language) -> UploadShape:
    guess: OwnGuess = guess_upload(ws, upload, corrections)
    found: dict[str, Any] = guess.to_dict(language)
    changes = [
        ProposedShape(kind=change.kind, name=change.name, body=dict(change.body or {}), base_version=None)
        for change in list_changes(ws, guess)
    ]
    return UploadShape(id=upload.id, guess=GuessShape.model_validate(found), changes=changes)
