"""Tags while they are being made."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.asking.tag_values import preview_tag
from tagma.flows.instants import parse_as_of
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, show_value

router = APIRouter(prefix="/rules", tags=["rules"])


class TagToPreview(Shape):
    """The fields of a tag as its definition has them, saved or not."""

    body: dict[str, Any]
    as_of: str | None = Field(
        None, description="An instant, ISO, local unless it says its zone; default: the clock."
    )


class TagValueCount(Shape):
    """A value, how many customers get it, and for how many its condition holds by itself."""

    value: Cell
    label: str
    customers: int
    alone: int | None


class PairCount(Shape):
    """How many customers two conditions hold for."""

    first: str
    second: str
    customers: int


class TagOverlaps(Shape):
    """Customers for whom several conditions hold, and for whom none does."""

    several: int
    none: int
    exhaustive_by: str | None
    overlaps: list[PairCount]


class TagValues(Shape):
    """What a tag would say of all customers; nothing is stored."""

    type: str
    total: int
    known: int
    values: list[TagValueCount]
    least: Cell
    middle: Cell
    most: Cell
    overlaps: TagOverlaps | None
    as_of: Instant
    ms: float


@router.post("/tag")
def preview_tag_values(asked: TagToPreview, ws: Ws, language: Lang) -> TagValues:
    """How many customers each value of a tag would get, where its conditions overlap, who gets none."""
    found = preview_tag(ws, asked.body, parse_as_of(ws, asked.as_of))
    mece = found.mece
    return TagValues(
        type=found.type.value,
        total=found.total,
        known=found.known,
        values=[
            TagValueCount(
                value=show_value(each.value),
                label=each.label.in_language(language),
                customers=each.customers,
                alone=each.alone,
            )
            for each in found.values
        ],
        least=show_value(found.least),
        middle=show_value(found.middle),
        most=show_value(found.most),
        overlaps=None
        if mece is None
        else TagOverlaps(
            several=mece.several,
            none=mece.none,
            exhaustive_by=mece.exhaustive_by,
            overlaps=[PairCount.model_validate(each) for each in mece.overlaps[:10]],
        ),
        as_of=found.as_of,
        ms=found.ms,
    )
