"""Files of one's own: sent, looked at, corrected, accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Request, status
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tagma.collect.guess import Corrections, MissingRoleError
from tagma.collect.guess.words import ROLES
from tagma.errors import Text
from tagma.flows.own.settle import Clock, is_untouched
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
from tagma.server.shapes import Instant, Problem, Shape
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.own import OwnGuess
    from tagma.workspace import Workspace

router = APIRouter(prefix="/uploads", tags=["uploads"])
ACCEPTING = Text("an upload", "接收上传文件")
NEEDED = ("customer", "time")
_CHOOSE = Text("choose it below: which column says it?", "请在下面指定：哪一列是它？")
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
    confidence: float | None = Field(description="Of the role, from 0 to 1; null: it has none.")


class StatusCount(Shape):
    """A status of orders and what its rows become."""

    value: str
    rows: int
    becomes: Literal["order", "refund", "unpaid"]


class OrderFacts(Shape):
    """What all rows of a file of orders were counted to be."""

    orders: int
    given_back: int = Field(description="Rows that are cancelled, refunded or negative: they become refunds.")
    unpaid: int
    without_customer: int = Field(description="Rows that are left out because they say no customer.")
    without_time: int = Field(description="Rows that are left out because they say no time.")
    statuses: list[StatusCount]
    oldest: Instant | None
    newest: Instant | None
    again: float = Field(description="Share of the customers who bought on more than one day.")


class GuessedFile(Shape):
    """One file and what it is taken for."""

    file: str
    source: str
    kind: Literal["orders", "customers"]
    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: list[str]
    header_row: int | None
    columns: list[GuessedColumn]
    sample: list[list[str]] = Field(description="The first rows, in the order of the columns.")
    rows: int | None
    shape: OrderFacts | None = Field(description="Null for customers, and while a column is missing.")
    notes: list[str]


class GuessShape(Shape):
    """What some files are taken for."""

    files: list[GuessedFile]
    language: Literal["en", "zh"]
    currency: str | None
    time_zone: str
    clock: Clock = Field(description="`data`: the newest row is old, so portraits are best as of that row.")
    active_days: int | None
    sleeping_days: int | None


class RoleShape(Shape):
    """What a column may be."""

    name: Role
    label: str
    needed: bool


class UploadShape(Shape):
    """A file that was sent, what it is taken for, and the definitions that accepting it adds."""

    id: str
    guess: GuessShape
    changes: list[ProposedShape]
    roles: list[RoleShape] = Field(description="What a column may be, in the language of the request.")
    first: bool = Field(description="The workspace is empty: its time zone and clock may still be chosen.")
    problem: Problem | None = Field(None, description="Why it cannot be accepted yet: a column to be named.")


class CorrectionsShape(Shape):
    """What a person says of the file."""

    roles: dict[Role, str] = Field({}, description="Columns by role; - where no column has it.")
    sheet: str | None = Field(None, max_length=200)
    header_row: int | None = Field(None, ge=1, le=10_000)
    day_first: bool | None = None
    encoding: str | None = Field(None, max_length=40, description="Of a CSV file; null: found.")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Of a CSV file; null: found.")
    time_zone: str | None = Field(None, max_length=80, description="Counts for an empty workspace.")


class AcceptRequest(CorrectionsShape):
    """What a person says of the file, and why it is taken."""

    reason: str = Field("", max_length=2000)
    clock: Clock | None = Field(None, description="Counts for an empty workspace; null: as guessed.")
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
        applied = accept_upload(
            ws, upload, _read(said), author=caller.name, reason=said.reason, clock=said.clock
        )
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
        said.time_zone,
        said.encoding,
        said.delimiter,
    )


def _show(ws: Workspace, upload: Upload, corrections: Corrections, language: Language) -> UploadShape:
    roles = [
        RoleShape(
            name=cast("Role", role.name), label=role.label.in_language(language), needed=role.name in NEEDED
        )
        for role in ROLES
    ]
    try:
        guess: OwnGuess = guess_upload(ws, upload, corrections)
    except MissingRoleError as error:
        told = error.to_dict(language) | {"next": _CHOOSE.in_language(language)}
        told["where"]["file"] = upload.path.name
        return UploadShape(
            id=upload.id,
            guess=_show_part(ws, error.file.to_dict(language), corrections, language),
            changes=[],
            roles=roles,
            first=is_untouched(ws),
            problem=Problem.model_validate(told),
        )
    changes = [
        ProposedShape(kind=change.kind, name=change.name, body=dict(change.body or {}), base_version=None)
        for change in list_changes(ws, guess)
    ]
    return UploadShape(
        id=upload.id,
        guess=GuessShape.model_validate(guess.to_dict(language)),
        changes=changes,
        roles=roles,
        first=is_untouched(ws),
        problem=None,
    )


def _show_part(ws: Workspace, file: dict[str, Any], said: Corrections, language: Language) -> GuessShape:
    """The file alone, where nothing can be said of the whole yet."""
    return GuessShape(
        files=[GuessedFile.model_validate(file | {"source": "orders"})],
        language=language,
        currency=ws.settings.currency or None,
        time_zone=said.time_zone or ws.settings.time_zone,
        clock=ws.settings.clock,
        active_days=None,
        sleeping_days=None,
    )
