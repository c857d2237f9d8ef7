"""Where a name comes from and where it goes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tagma.catalog import fold_name
from tagma.flows.definitions import load_applied, read_files
from tagma.flows.lineage import Lineage, build_lineage, trace_lineage
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Shape

router = APIRouter(prefix="/lineage", tags=["definitions"])


class NodeShape(Shape):
    """One name: a definition, or an event or trait that data brings."""

    id: str
    kind: str
    name: str
    label: str
    place: str | None


class EdgeShape(Shape):
    """``to`` reads ``from``."""

    from_: str = Field(alias="from")
    to: str


class LineageShape(Shape):
    """A part of the graph; ``upstream`` and ``downstream`` of the focus, nearest first."""

    focus: str | None
    nodes: list[NodeShape]
    edges: list[EdgeShape]
    upstream: list[str]
    downstream: list[str]


@router.get("", summary="Where a name comes from and where it goes")
def get_lineage(
    ws: Ws,
    language: Lang,
    name: Annotated[str | None, Query(max_length=200)] = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
) -> LineageShape:
    """Of everything when no name is given."""
    applied = load_applied(ws)
    lineage: Lineage
    if name is None:
        lineage = build_lineage(applied.definitions, applied.vocabulary)
    else:
        lineage = trace_lineage(applied.definitions, name, kind, applied.vocabulary)
    places = {
        (each.kind.name, fold_name(each.name)): str(each.place()) for each in read_files(ws).definitions
    }
    nodes = [
        NodeShape(
            id=node.id,
            kind=node.kind,
            name=node.name,
            label=node.label.in_language(language),
            place=places.get((node.kind, fold_name(node.name))),
        )
        for node in lineage.nodes
    ]
    return LineageShape(
        focus=lineage.focus,
        nodes=nodes,
        edges=[EdgeShape.model_validate({"from": start, "to": end}) for start, end in lineage.edges],
        upstream=list(lineage.upstream),
        downstream=list(lineage.downstream),
    )
