"""The home page."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.portraits.home import read_home
from tagma.server.asking import Lang, Ws
from tagma.server.routes.portraits.listed import CountedValue, show_counts
from tagma.server.routes.runs.shapes import RunShape, show_run
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, show_value
from tagma.server.working import Work

router = APIRouter(prefix="/home", tags=["portraits"])


class SeriesPoint(Shape):
    """The value of the seven days that end at an instant."""

    at: Instant
    value: Cell


class Kpi(Shape):
    """A key figure; ``before`` is over the equally long time before."""

    name: str
    label: str
    kind: Literal["count", "money", "share"]
    unit: str | None
    value: Cell
    before: Cell
    series: list[SeriesPoint] = Field(description="The last twelve weeks, oldest first.")


class RfmGrid(Shape):
    """The groups by recency, frequency and monetary value."""

    tag: str
    label: str
    groups: list[CountedValue]


class TagCoverage(Shape):
    """How many customers have a tag."""

    name: str
    label: str
    path_labels: list[str]
    customers: int
    share: float | None


class MovedItem(Shape):
    """How many customers a tag or segment moved in the newest run."""

    kind: Literal["tag", "segment"]
    name: str
    label: str
    entered: int
    left: int
    changed: int


class TodoItem(Shape):
    """A first step in a new workspace."""

    name: str
    label: str
    done: bool
    link: str


class HomeShape(Shape):
    """What somebody sees first; empty where there is nothing yet."""

    as_of: Instant | None
    kpis: list[Kpi]
    rfm: RfmGrid | None
    coverage: list[TagCoverage]
    changes: list[MovedItem]
    last_run: RunShape | None
    checklist: list[TodoItem]


@router.get("")
def get_home(ws: Ws, language: Lang, work: Work) -> HomeShape:
    """Key figures, RFM groups, coverage of the tags, what the newest run moved, the first steps."""
    home = read_home(ws)
    rfm = home.rfm
    return HomeShape(
        as_of=home.as_of,
        kpis=[
            Kpi(
                name=each.name,
                label=each.label.in_language(language),
                kind=each.kind,
                unit=each.unit,
                value=show_value(each.value),
                before=show_value(each.before),
                series=[SeriesPoint(at=at, value=show_value(value)) for at, value in each.series],
            )
            for each in home.figures
        ],
        rfm=None
        if rfm is None or rfm.coverage is None
        else RfmGrid(
            tag=rfm.name,
            label=rfm.label.in_language(language),
            groups=show_counts(rfm.values, rfm.coverage.total, language),
        ),
        coverage=[
            TagCoverage(
                name=tag.name,
                label=tag.label.in_language(language),
                path_labels=[ws.settings.name_path([level], language) for level in tag.path],
                customers=tag.coverage.customers,
                share=tag.coverage.customers / tag.coverage.total if tag.coverage.total else None,
            )
            for tag in home.tags
            if tag.coverage is not None
        ],
        changes=[
            MovedItem.model_validate(
                {
                    "kind": each.kind,
                    "name": each.name,
                    "label": each.label.in_language(language),
                    "entered": each.entered,
                    "left": each.left,
                    "changed": each.changed,
                }
            )
            for each in home.changes
        ],
        last_run=show_run(home.last_run, work, language) if home.last_run is not None else None,
        checklist=[
            TodoItem(name=each.name, label=each.label.in_language(language), done=each.done, link=each.link)
            for each in home.checklist
        ],
    )
