"""What came in and how good it is: the schema registry, the tracking plan, the quality figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from tagma.flows.quality.checks import list_checks
from tagma.flows.quality.figures import measure_quality
from tagma.flows.quality.registry import list_registry
from tagma.flows.quality.tracking import compare_plan, draft_class, draft_event
from tagma.server.asking import Lang, Ws
from tagma.server.routes.definitions.shapes import ProposedShape
from tagma.server.shapes import Instant, Shape

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.quality.registry import EventEntry

router = APIRouter(tags=["quality"])


class TypeCount(Shape):
    """How many values of one type came."""

    type: str
    rows: int


class SeenProperty(Shape):
    """One property as it came."""

    name: str
    label: str
    declared: bool
    required: bool
    types: list[TypeCount]
    first_at: Instant | None
    last_at: Instant | None
    filled_share: float | None = Field(description="Of the rows that came; null before any came.")
    examples: list[str] = Field(description="At most 3; masked where they say who somebody is.")


class SeenEvent(Shape):
    """One event as it came and as it is declared."""

    event: str
    label: str
    owner: str | None
    class_: str | None = Field(alias="class", description="Of the tracking plan.")
    weight: float | None = Field(description="How much it counts in behaviour scores.")
    declared: bool
    rows: int
    customers: int
    first_at: Instant | None
    last_at: Instant | None
    sources: list[str]
    properties: list[SeenProperty]
    problems: list[str]


class SeenEvents(Shape):
    """All events that were seen or declared, the most frequent first."""

    items: list[SeenEvent]


class PlanMetricShape(Shape):
    """A metric of the tracking plan in this workspace."""

    name: str
    label: str
    description: str
    scene: str
    events: list[str]
    rule: str = Field(description="With the names that this workspace has.")
    collected: bool
    missing: list[str] = Field(description="Events and properties that are not collected.")
    customers: int


class PlanClassShape(Shape):
    """A class of metrics."""

    name: str
    label: str
    metrics: list[PlanMetricShape]


class SceneShape(Shape):
    """A touchpoint, and how many of its events are collected."""

    name: str
    label: str
    offline: bool
    collected: int
    total: int


class CoverageOfPlan(Shape):
    """How much of the plan is collected."""

    collected: int
    total: int
    scenes: list[SceneShape]


class TrackingPlanShape(Shape):
    """The standard tracking plan in this workspace."""

    classes: list[PlanClassShape]
    coverage: CoverageOfPlan


class DraftShape(Shape):
    """Changes to plan with POST /definitions/plan."""

    changes: list[ProposedShape]


class QualityDay(Shape):
    """What happened on a local day, and how much of it was rejected."""

    day: str
    rows: int
    rejected: int


class SourceQualityShape(Shape):
    """What came from one source."""

    source: str
    label: str
    rows: int
    today: int
    last_at: Instant | None
    lag_seconds: float | None
    duplicates: int
    quarantined: int
    bots: int
    tests: int
    double_clicks: int
    days: list[QualityDay] = Field(description="The last 30 days, oldest first.")


class FieldQualityShape(Shape):
    """How well one property is filled."""

    event: str
    field: str
    label: str
    rows: int
    missing_share: float
    conflicts: int = Field(description="Values of another type than most.")
    types: list[TypeCount]


class CheckShape(Shape):
    """A rule that must hold, and how many break it."""

    name: str
    label: str
    words: str = Field(description="The rule as a sentence.")
    kind: str = Field(description="check or noise.")
    scope: str = Field(description="event or customer.")
    events: list[str]
    rule: str
    total: int | None
    broken: int | None = Field(description="Events or customers; null before the first refresh.")
    share: float | None
    sample_reason: str | None


class CheckList(Shape):
    """All checks, those that are broken most first."""

    items: list[CheckShape]


class QualityShape(Shape):
    """How good what came in is."""

    sources: list[SourceQualityShape]
    fields: list[FieldQualityShape]
    rules: list[CheckShape]
    as_of: Instant


EventName = Annotated[str, Path(max_length=200)]


@router.get("/schema/events")
def get_schema_events(ws: Ws, language: Lang) -> SeenEvents:
    """The schema registry: events and properties that were seen or declared."""
    return SeenEvents(items=[_show_event(each, language) for each in list_registry(ws)])


@router.get("/schema/plan")
def get_tracking_plan(ws: Ws, language: Lang) -> TrackingPlanShape:
    """The standard tracking plan, and what of it is collected."""
    return TrackingPlanShape.model_validate(compare_plan(ws).to_dict(language))


@router.post("/schema/events/{event}/draft")
def post_event_draft(ws: Ws, event: EventName) -> DraftShape:
    """The definition of an event as it was seen; nothing is changed."""
    return _show_draft([draft_event(ws, event)])


@router.post("/schema/plan/{class_name}/draft")
def post_class_draft(ws: Ws, class_name: EventName) -> DraftShape:
    """The events of a class of the tracking plan that are not defined yet; nothing is changed."""
    return _show_draft(draft_class(ws, class_name))


@router.get("/quality")
def get_quality(ws: Ws, language: Lang) -> QualityShape:
    """Volume, gaps, conflicts and lag per source and field, and who breaks which check."""
    return QualityShape.model_validate(measure_quality(ws).to_dict(language))


@router.get("/checks")
def get_checks(ws: Ws, language: Lang) -> CheckList:
    """The checks and the definitions of noise in force, and what they have found."""
    return CheckList(items=[CheckShape.model_validate(each.to_dict(language)) for each in list_checks(ws)])


def _show_event(entry: EventEntry, language: Language) -> SeenEvent:
    return SeenEvent.model_validate(entry.to_dict(language))


def _show_draft(changes: list[dict[str, Any]]) -> DraftShape:
    return DraftShape(changes=[ProposedShape.model_validate(each) for each in changes])
