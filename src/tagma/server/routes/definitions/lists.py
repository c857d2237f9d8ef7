"""Lists of members that people upload."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tagma.flows.member_lists import keep_list
from tagma.server.asking import Ws
from tagma.server.shapes import Shape

router = APIRouter(prefix="/lists", tags=["definitions"])
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {"schema": {"type": "string", "format": "binary"}}
BODY = {"requestBody": {"required": True, "content": {"text/csv": _FILE, EXCEL: _FILE}}}


class KeptShape(Shape):
    """A list that was kept; a tag or segment names it as ``members: {file: PATH, column: COLUMN}``."""

    path: str
    columns: list[str]
    column: str
    customers: int = Field(description="How many customers of the shop are in it.")
    unknown: int = Field(
        description="Rows of ids that no customer has; they count once the customer is known."
    )
    empty: int = Field(description="Rows without an id.")
    repeated: int = Field(description="Further rows of a customer.")


@router.post("", summary="Upload a list of members", openapi_extra=BODY)
async def post_list(
    ws: Ws,
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=200)],
    column: Annotated[str | None, Query(max_length=200)] = None,
    replace: bool = False,
) -> KeptShape:
    """A CSV file or an Excel workbook as the body; it is kept as ``lists/NAME.csv``."""
    content = await request.body()
    kept = await run_in_threadpool(keep_list, ws, name, content, column=column, replace=replace)
    return KeptShape(
        path=kept.path,
        columns=list(kept.columns),
        column=kept.column,
        customers=kept.report.members,
        unknown=kept.report.unknown,
        empty=kept.report.empty,
        repeated=kept.report.repeated,
    )
