"""Rules while they are being written."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from tagma.errors import RuleError
from tagma.flows.asking.leaves import count_leaves
from tagma.flows.asking.preview import preview_rule
from tagma.flows.asking.reading import Reading, read_rule
from tagma.flows.asking.sql import write_sql
from tagma.flows.asking.trend import count_weeks
from tagma.flows.instants import parse_as_of
from tagma.server.asking import Lang, Ws
from tagma.server.errors import problem
from tagma.server.shapes import Instant, Problem, Shape
from tagma.server.values import Cell, Column, describe_columns, show_rows

router = APIRouter(prefix="/rules", tags=["rules"])

MOST_TEXT = 20_000


class AskedRule(Shape):
    """A rule, as text or in its JSON form; the text wins where both are there."""

    text: str | None = Field(None, max_length=MOST_TEXT)
    json_: dict[str, Any] | None = Field(None, alias="json")


class DatedRule(AskedRule):
    """A rule at an instant."""

    as_of: str | None = Field(
        None, description="An instant, ISO, local unless it says its zone; default: the clock."
    )


class RuleToRead(AskedRule):
    """A rule to read."""

    expects: Literal["condition", "value"] | None = Field(None, description="Where only one will do.")


class BothWords(Shape):
    """A sentence in both languages."""

    en: str
    zh: str


class RuleNotice(Shape):
    """Something that works but costs, at a part of the text."""

    message: str
    start: int
    end: int


class RuleReading(Shape):
    """What a rule says, or what is wrong with it.

    ``error.where`` has line and column of ``text``, or the place in the JSON form (``$.args[0].left``) where
    JSON was sent; ``error.data`` has ``start`` and ``end`` in ``text``.
    """

    valid: bool
    text: str | None
    json_: dict[str, Any] | None = Field(alias="json")
    words: BothWords | None
    type: str | None
    unit: str | None
    error: Problem | None
    warnings: list[RuleNotice]


class RuleToPreview(DatedRule):
    """A rule to count, and the columns of the sample."""

    columns: list[str] = Field([], max_length=40)


class Sample(Shape):
    """Some customers to look at."""

    columns: list[Column]
    rows: list[list[Cell]]


class RulePreview(Shape):
    """How many of how many, and ten of them."""

    count: int
    total: int
    share: float
    as_of: Instant
    ms: float
    sample: Sample


class RuleLeaf(Shape):
    """One condition: how many it holds for alone, and how many all others hold for together."""

    path: str = Field(description="Its place in the JSON form of the rule.")
    text: str
    words: str
    count: int
    without: int | None = Field(
        description="How many are left without it, where all conditions must hold and it is one of them."
    )


class RuleLeaves(Shape):
    """Every condition of a rule on its own."""

    items: list[RuleLeaf]
    count: int
    total: int
    as_of: Instant


class RuleToFollow(DatedRule):
    """A rule to follow over some weeks."""

    weeks: int = Field(8, ge=1, le=52)


class TrendItem(Shape):
    """How many of how many at an instant."""

    at: Instant
    count: int
    total: int


class RuleTrend(Shape):
    """The last weeks, oldest first; the last item is now."""

    items: list[TrendItem]


class RuleToWrite(DatedRule):
    """A rule, or the name of a tag or segment."""

    name: str | None = None
    kind: Literal["tag", "segment"] | None = None


class RuleSql(Shape):
    """One statement, as the engine runs it."""

    sql: str


@router.post("/read")
def read_rule_text(asked: RuleToRead, ws: Ws, language: Lang) -> RuleReading:
    """What a rule says, in both languages, or what is wrong with it and where."""
    return _show(read_rule(ws, asked.text, asked.json_, expects=asked.expects), language)


@router.post("/preview")
def preview_rule_customers(asked: RuleToPreview, ws: Ws, language: Lang) -> RulePreview:
    """How many customers a rule holds for, with ten of them."""
    found = preview_rule(ws, asked.text, asked.json_, _instant(ws, asked), asked.columns)
    return RulePreview(
        count=found.count,
        total=found.total,
        share=found.count / found.total if found.total else 0.0,
        as_of=found.as_of,
        ms=found.ms,
        sample=Sample(
            columns=describe_columns(found.world, found.columns, language), rows=show_rows(found.rows)
        ),
    )


@router.post("/leaves")
def count_rule_leaves(asked: DatedRule, ws: Ws, language: Lang) -> RuleLeaves:
    """How many customers each condition of a rule holds for alone: which one leaves nobody."""
    found = count_leaves(ws, asked.text, asked.json_, _instant(ws, asked), language=language)
    items = [RuleLeaf(**asdict(item)) for item in found.items]
    return RuleLeaves(items=items, count=found.count, total=found.total, as_of=found.as_of)


@router.post("/trend")
def follow_rule(asked: RuleToFollow, ws: Ws) -> RuleTrend:
    """How many customers a rule held for at the beginnings of the last weeks, and now."""
    found = count_weeks(ws, asked.text, asked.json_, _instant(ws, asked), weeks=asked.weeks)
    return RuleTrend(items=[TrendItem(at=each.at, count=each.count, total=each.total) for each in found])


@router.post("/sql")
def write_rule_sql(asked: RuleToWrite, ws: Ws) -> RuleSql:
    """The statement that computes a rule, tag or segment for all customers."""
    at = _instant(ws, asked)
    return RuleSql(sql=write_sql(ws, asked.text, asked.json_, name=asked.name, kind=asked.kind, as_of=at))


def _instant(ws: Ws, asked: DatedRule) -> datetime | None:
    return parse_as_of(ws, asked.as_of)


def _show(reading: Reading, language: Lang) -> RuleReading:
    error = None
    if reading.error is not None:
        error = Problem.model_validate(problem(reading.error, language) | {"data": _span(reading.error)})
    return RuleReading(
        valid=reading.valid,
        text=reading.text,
        json=reading.json,
        words=BothWords(en=reading.words.en, zh=reading.words.zh) if reading.words else None,
        type=reading.type,
        unit=reading.unit,
        error=error,
        warnings=[
            RuleNotice(message=each.message.in_language(language), start=each.span[0], end=each.span[1])
            for each in reading.warnings
        ],
    )


def _span(error: RuleError) -> dict[str, int] | None:
    start, end = error.span
    return {"start": start, "end": end} if end > start else None
