"""Segments: the list of all, the page of one, its portrait, who came and went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tagma.flows.asking.kept import keep_answer
from tagma.flows.listing import list_segments
from tagma.flows.portraits.recent import read_recent
from tagma.flows.portraits.segment import list_moves, paint_segment, read_segment
from tagma.server.asking import Lang, Ws
from tagma.server.routes.portraits.listed import NamedUse, SegmentItem, show_segment, show_uses
from tagma.server.routes.portraits.tags import FormulaShape
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, Column, describe_columns, label_value, show_value

router = APIRouter(prefix="/segments", tags=["portraits"])


class SegmentList(Shape):
    """All segments by name."""

    items: list[SegmentItem]


class SegmentPage(Shape):
    """One segment: what it says, what reads it, what it reads."""

    segment: SegmentItem
    formula: FormulaShape
    used_by: list[NamedUse]
    reads: list[NamedUse]
    run_at: Instant | None = Field(description="When the portrait that serves was computed for.")


class SharedValue(Shape):
    """One value: how many have it on both sides, their shares, and the index (100: as in the base)."""

    value: Cell
    label: str
    group: int
    base: int
    group_share: float | None
    base_share: float | None
    tgi: float | None


class NumberSide(Shape):
    """A number over one side."""

    known: int
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


class ComparedField(Shape):
    """One field: its values with shares, or its number on both sides.

    ``strength`` (0 to 1) says how much it distinguishes: Cramér's V, for numbers the point-biserial
    correlation. ``defining``: the segment's own rule reads it.
    """

    field: Column
    strength: float
    defining: bool
    group_known: int
    base_known: int
    values: list[SharedValue]
    group: NumberSide | None
    base: NumberSide | None
    difference: float | None = Field(description="Of the means, in standard deviations of the base.")


class SegmentPortraitShape(Shape):
    """A segment against a base, the most distinguishing fields first; empty before the first refresh."""

    as_of: Instant | None
    against: str | None = Field(description="The rule of the base; null: all customers.")
    customers: int
    base: int
    both: int = Field(description="Customers of the segment who are in the base.")
    fields: list[ComparedField]


class DayMovesShape(Shape):
    """How many came and went on a local day, and the size at its end."""

    day: str
    at: Instant
    entered: int
    left: int
    size: int | None


class MoverShape(Shape):
    """Somebody who came or went."""

    customer: str
    at: Instant


class SegmentMoves(Shape):
    """The days on which somebody moved, oldest first, and the newest people, newest first."""

    series: list[DayMovesShape]
    entered: list[MoverShape]
    left: list[MoverShape]


@router.get("")
def get_segments(ws: Ws, language: Lang) -> SegmentList:
    """The segments in force, with their sizes."""
    segments = keep_answer(ws, "segments", lambda: list_segments(ws))
    recent = keep_answer(ws, "recent", lambda: read_recent(ws))
    return SegmentList(items=[show_segment(each, recent, language) for each in segments])


@router.get("/{name:path}/portrait")
def get_segment_portrait(
    name: str,
    ws: Ws,
    language: Lang,
    against: Annotated[
        str | None,
        Query(description="Another segment, or a rule; default: all customers.", max_length=20_000),
    ] = None,
) -> SegmentPortraitShape:
    """What distinguishes a segment from a base: every trait, tag and other segment."""
    found = paint_segment(ws, name, against or None)
    if found is None:
        return SegmentPortraitShape(as_of=None, against=against, customers=0, base=0, both=0, fields=[])
    names = [one.column for one in found.portrait.fields]
    columns = describe_columns(found.world, names, language)[1:]
    fields = []
    for one, column in zip(found.portrait.fields, columns, strict=True):
        known = found.world.vocabulary.fields.get(one.column)
        labels = known.value_labels if known is not None else {}
        fields.append(
            ComparedField(
                field=column,
                strength=one.strength,
                defining=one.column in found.named,
                group_known=one.group_known,
                base_known=one.base_known,
                values=[
                    SharedValue(
                        value=show_value(each.value),
                        label=label_value(each.value, labels, language) or _say(each.value, language),
                        group=each.group,
                        base=each.base,
                        group_share=each.group_share,
                        base_share=each.base_share,
                        tgi=each.tgi,
                    )
                    for each in one.values
                ],
                group=NumberSide.model_validate(one.group) if one.group else None,
                base=NumberSide.model_validate(one.base) if one.base else None,
                difference=one.difference,
            )
        )
    return SegmentPortraitShape(
        as_of=found.world.as_of,
        against=found.against,
        customers=found.portrait.group,
        base=found.portrait.base,
        both=found.portrait.both,
        fields=fields,
    )


@router.get("/{name:path}/moves")
def get_segment_moves(
    name: str,
    ws: Ws,
    days: Annotated[int, Query(ge=1, le=3660)] = 90,
    limit: Annotated[int, Query(ge=1, le=500, description="At most so many people on each side.")] = 50,
) -> SegmentMoves:
    """Who entered and left a segment in the last days before the portrait that serves."""
    found = list_moves(ws, name, days, limit)
    return SegmentMoves(
        series=[
            DayMovesShape(
                day=each.day.isoformat(), at=each.at, entered=each.entered, left=each.left, size=each.size
            )
            for each in found.series
        ],
        entered=[MoverShape(customer=each.customer, at=each.at) for each in found.entered],
        left=[MoverShape(customer=each.customer, at=each.at) for each in found.left],
    )


@router.get("/{name:path}")
def get_segment(name: str, ws: Ws, language: Lang) -> SegmentPage:
    """One segment: its sentence, what reads it and what it reads."""
    page = read_segment(ws, name, language)
    recent = keep_answer(ws, "recent", lambda: read_recent(ws))
    return SegmentPage(
        segment=show_segment(page.segment, recent, language),
        formula=FormulaShape(rule=page.words.rule, words=page.words.words, cases=[]),
        used_by=show_uses(page.used_by, language),
        reads=show_uses(page.reads, language),
        run_at=page.published.as_of if page.published else None,
    )


def _say(value: object, language: Lang) -> str:
    match value:
        case None:
            return "无" if language == "zh" else "none"
        case True:
            return "是" if language == "zh" else "yes"
        case False:
            return "否" if language == "zh" else "no"
    return str(value)
