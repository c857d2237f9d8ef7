"""Templates of sources: listed, their samples, a file for one, the definitions that it gives."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from tagma.errors import NotFoundError, Text
from tagma.flows.own.upload import drop_upload, open_upload
from tagma.flows.sources.drafting import draft_template
from tagma.flows.templates import find_template, list_templates
from tagma.flows.templates.library import Template, read_sample
from tagma.server.asking import Lang, Ws
from tagma.server.routes.definitions.shapes import ProposedShape
from tagma.server.shapes import Shape

router = APIRouter(prefix="/source-templates", tags=["sources"])


class TemplateColumn(Shape):
    """A column that a template reads."""

    name: str
    label: str
    type: str
    required: bool


class TemplateFile(Shape):
    """A file that a template reads; ``size`` in bytes is that of its sample."""

    name: str
    size: int
    columns: list[TemplateColumn]


class TemplateField(Shape):
    """A question; a ``file`` is answered with the id of what was sent to ``…/file``."""

    name: str
    label: str
    type: str
    required: bool
    help: str | None


class TemplateItem(Shape):
    """A template, and what it gives."""

    name: str
    label: str
    description: str
    family: str
    family_label: str
    files: list[TemplateFile]
    fields: list[TemplateField]
    docs: str = Field(description="The section of the page on templates.")
    events: list[str]
    traits: list[str]
    tags: list[str]
    segments: list[str]


class TemplateList(Shape):
    """All templates, by family."""

    items: list[TemplateItem]


class SentFile(Shape):
    """A file that was sent, to be named in the answers."""

    id: str
    name: str


class DraftRequest(Shape):
    """The answers to the fields by name, and corrections of columns: the file's by the template's."""

    answers: dict[str, str | None] = Field({}, max_length=20)
    columns: dict[str, str] = Field({}, max_length=100)


class DraftShape(Shape):
    """The definitions to plan and apply, and what the columns of the file were taken for."""

    source: str
    changes: list[ProposedShape]
    columns: dict[str, str | None]
    kept: list[str] = Field(description="Definitions of these names are in force already and stay.")


@router.get("", summary="List the templates of sources")
def get_templates(language: Lang) -> TemplateList:
    return TemplateList(
        items=[TemplateItem.model_validate(each.to_dict(language)) for each in list_templates()]
    )


@router.get(
    "/{name}/sample",
    summary="A sample file of a template",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    },
)
def get_sample(
    name: str,
    file: Annotated[str | None, Query(max_length=200, description="Which one; default: the first.")] = None,
) -> Response:
    template = find_template(name)
    chosen = file or template.files[0].name
    return Response(
        read_sample(template, chosen),
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(chosen)}"},
    )


@router.post(
    "/{name}/file",
    summary="Send a file for a template",
    status_code=status.HTTP_201_CREATED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def post_file(
    request: Request,
    ws: Ws,
    name: str,
    file: Annotated[str, Query(min_length=1, max_length=300, description="The name of the file.")],
) -> SentFile:
    """The body is the file itself, at most 200 MiB; kept for a day."""
    find_template(name)
    upload = await run_in_threadpool(open_upload, ws, file)
    try:
        with upload.path.open("wb") as target:
            async for block in request.stream():
                await run_in_threadpool(target.write, block)
    except BaseException:
        await run_in_threadpool(drop_upload, upload)
        raise
    return SentFile(id=upload.id, name=upload.path.name)


@router.post("/{name}/draft", summary="The definitions that a template gives")
def post_draft(ws: Ws, name: str, asked: DraftRequest) -> DraftShape:
    """Copies the file, or the sample, below ``data``; the definitions are in force once they are applied."""
    template: Template = find_template(name)
    known = {question.name for question in template.questions}
    unknown = sorted(asked.answers.keys() - known)
    if unknown:
        raise NotFoundError(
            Text(f"“{name}” does not ask for “{unknown[0]}”", f"“{name}”没有“{unknown[0]}”这一项"),
            next_step=Text(f"it asks for: {', '.join(sorted(known))}", f"可填写：{'、'.join(sorted(known))}"),
        )
    answers = {key: value for key, value in asked.answers.items() if value}
    taken, proposed = draft_template(ws, template, answers, asked.columns)
    changes: list[dict[str, Any]] = [
        {"kind": each.kind, "name": each.name, "body": dict(each.body or {}), "base_version": None}
        for each in proposed
    ]
    return DraftShape(
        source=taken.source,
        changes=[ProposedShape.model_validate(change) for change in changes],
        columns={key: value for match in taken.matches for key, value in match.columns.items()},
        kept=list(taken.kept),
    )
