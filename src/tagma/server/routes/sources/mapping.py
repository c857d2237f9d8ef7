"""Which column of a source becomes what, to look at and change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.sources.mapping import NEEDED, Wanted, draft_mapping, label_output, read_mapping
from tagma.server.asking import Lang, Ws
from tagma.server.routes.definitions.shapes import ProposedShape
from tagma.server.shapes import Shape

router = APIRouter(prefix="/sources", tags=["sources"])
OutputName = Annotated[str, Field(min_length=1, max_length=200)]


class OutputShape(Shape):
    """One thing that an event is made of."""

    name: str
    label: str
    needed: bool
    column: str | None = Field(description="The column that it is; null: it is computed.")
    expression: str


class EventMapping(Shape):
    """What one event of a source is made of."""

    event: str
    editable: bool = Field(description="False: its SELECT can be changed in its file only.")
    outputs: list[OutputShape]


class MappingList(Shape):
    """What the events of a source are made of."""

    items: list[EventMapping]


class WantedOutput(Shape):
    """An output as it is wanted: a column, or what is computed under a name now."""

    name: OutputName
    column: OutputName | None = None
    kept: OutputName | None = None


class MappingRequest(Shape):
    """All outputs of an event as they are wanted."""

    event: str = Field(max_length=200)
    outputs: list[WantedOutput] = Field(max_length=400)


class MappingDraft(Shape):
    """Changes to plan with POST /definitions/plan."""

    changes: list[ProposedShape]


@router.get("/{name}/mapping", summary="Which column becomes what")
def get_mapping(ws: Ws, language: Lang, name: str) -> MappingList:
    items = []
    for each in read_mapping(ws, name):
        found = each.to_dict()
        outputs = [
            OutputShape(
                **output,
                label=label_output(output["name"]).in_language(language),
                needed=output["name"] in NEEDED,
            )
            for output in found["outputs"]
        ]
        items.append(EventMapping(event=each.event, editable=each.editable, outputs=outputs))
    return MappingList(items=items)


@router.post("/{name}/mapping/draft", summary="Write another mapping as a change")
def post_mapping_draft(ws: Ws, name: str, asked: MappingRequest) -> MappingDraft:
    """The source with other columns for an event; nothing is changed."""
    wanted = [Wanted(each.name, each.column, each.kept) for each in asked.outputs]
    return MappingDraft(changes=[ProposedShape.model_validate(draft_mapping(ws, name, asked.event, wanted))])
