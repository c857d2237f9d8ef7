"""Tags: the list of all, and the page of one."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.asking.kept import keep_answer
from tagma.flows.listing import list_tags
from tagma.flows.portraits.recent import read_recent
from tagma.flows.portraits.tag import read_tag
from tagma.server.asking import Lang, Ws
from tagma.server.routes.portraits.listed import DayCount, NamedUse, TagItem, show_days, show_tag, show_uses
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, show_value

router = APIRouter(prefix="/tags", tags=["portraits"])


class TagList(Shape):
    """All tags in the order of the taxonomy."""

    items: list[TagItem]


class FormulaCase(Shape):
    """One case of a tag; no rule: everybody else."""

    value: Cell
    label: str
    rule: str | None
    words: str


class FormulaShape(Shape):
    """What computes a tag or segment: one rule, or one for each value; neither for an imported list."""

    rule: str | None
    words: str | None
    cases: list[FormulaCase]


class Bin(Shape):
    """How many customers have a number from ``low`` on and below ``high`` (the last bin includes it)."""

    low: float
    high: float
    customers: int


class Spread(Shape):
    """How a number is spread over the customers who have one."""

    customers: int
    mean: float | None
    least: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    most: float | None
    bins: list[Bin]


class TagPage(Shape):
    """Everything about one tag but its history."""

    tag: TagItem
    formula: FormulaShape
    spread: Spread | None = Field(description="Of a number.")
    changes: list[DayCount] = Field(description="Per day on which something changed, oldest first.")
    used_by: list[NamedUse]
    reads: list[NamedUse]
    run_at: Instant | None = Field(description="When the portrait that serves was computed for.")


@router.get("")
def get_tags(ws: Ws, language: Lang) -> TagList:
    """The tags in force by their place in the taxonomy, with coverage and values."""
    tags = keep_answer(ws, "tags", lambda: list_tags(ws))
    recent = keep_answer(ws, "recent", lambda: read_recent(ws))
    return TagList(items=[show_tag(each, recent, ws.settings, language) for each in tags])


@router.get("/{name:path}")
def get_tag(name: str, ws: Ws, language: Lang) -> TagPage:
    """One tag: how it is spread, what it says, what reads it and what it reads, when it changed."""
    page = read_tag(ws, name, language)
    recent = keep_answer(ws, "recent", lambda: read_recent(ws))
    return TagPage(
        tag=show_tag(page.tag, recent, ws.settings, language),
        formula=FormulaShape(
            rule=page.words.rule,
            words=page.words.words,
            cases=[
                FormulaCase(
                    value=show_value(case.value),
                    label=page.label_value(case.value).in_language(language),
                    rule=case.rule,
                    words=case.words,
                )
                for case in page.words.cases
            ],
        ),
        spread=Spread.model_validate(page.spread, from_attributes=True) if page.spread else None,
        changes=show_days(page.changes),
        used_by=show_uses(page.used_by, language),
        reads=show_uses(page.reads, language),
        run_at=page.published.as_of if page.published else None,
    )
