"""The shapes of lists: one tag, one segment, one event, one trait, one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, show_value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from tagma.errors import Language
    from tagma.flows.lineage import LineageNode
    from tagma.flows.listing import Coverage, SegmentListing, TagListing, ValueCount
    from tagma.flows.listing_data import EventListing, TraitListing
    from tagma.flows.portraits.recent import Recent
    from tagma.settings import Settings


class CoverageShape(Shape):
    """How many customers something is known of; ``least`` and ``most`` for numbers and times."""

    customers: int
    total: int
    share: float | None
    least: Cell
    most: Cell


class CountedValue(Shape):
    """How many customers have one value."""

    value: Cell
    label: str
    customers: int
    share: float | None = Field(description="Of all customers.")


class NamedUse(Shape):
    """What reads or is read by this."""

    kind: str
    name: str
    label: str


class DayCount(Shape):
    """How many customers changed on a local day."""

    day: str
    customers: int


class SizePoint(Shape):
    """How many customers were in a segment after the refresh of an instant."""

    at: Instant
    customers: int


class TagItem(Shape):
    """One tag; no coverage and no values before the first refresh."""

    name: str
    label: str
    description: str | None
    owner: str | None
    path: list[str]
    path_labels: list[str]
    class_: str | None = Field(alias="class")
    way: str = Field(description="How it is made: when, cases, value, members or rfm.")
    type: str
    unit: str | None
    refresh: str
    version: int
    as_of: Instant | None
    coverage: CoverageShape | None
    values: list[CountedValue]
    changes: list[DayCount] = Field(
        [], description="Of the last 30 days, those on which something changed, oldest first."
    )
    used_by: list[NamedUse] = Field([])


class SegmentItem(Shape):
    """One segment; no size before the first refresh."""

    name: str
    label: str
    description: str | None
    owner: str | None
    way: str = Field(description="How it is made: when or members.")
    refresh: str
    version: int
    as_of: Instant | None
    customers: int | None
    total: int | None
    share: float | None
    sizes: list[SizePoint] = Field(
        [], description="At each refresh of the last 30 days and the one before them, oldest first."
    )
    used_by: list[NamedUse] = Field([])


class PropertyItem(Shape):
    """One property of an event."""

    name: str
    label: str
    type: str
    unit: str | None


class EventItem(Shape):
    """One type of event."""

    name: str
    label: str
    rows: int
    customers: int
    first: Instant | None
    last: Instant | None
    properties: list[PropertyItem]


class TraitItem(Shape):
    """One trait; no coverage before it was loaded."""

    name: str
    label: str
    type: str
    unit: str | None
    coverage: CoverageShape | None
    values: list[CountedValue]


def show_coverage(coverage: Coverage | None) -> CoverageShape | None:
    if coverage is None:
        return None
    return CoverageShape(
        customers=coverage.customers,
        total=coverage.total,
        share=coverage.customers / coverage.total if coverage.total else None,
        least=show_value(coverage.least),
        most=show_value(coverage.most),
    )


def show_counts(counts: Iterable[ValueCount], total: int | None, language: Language) -> list[CountedValue]:
    return [
        CountedValue(
            value=show_value(each.value),
            label=each.label.in_language(language),
            customers=each.customers,
            share=each.customers / total if total else None,
        )
        for each in counts
    ]


def show_uses(nodes: Iterable[LineageNode], language: Language) -> list[NamedUse]:
    return [
        NamedUse(kind=node.kind, name=node.name, label=node.label.in_language(language)) for node in nodes
    ]


def show_days(days: Iterable[tuple[date, int]]) -> list[DayCount]:
    return [DayCount(day=day.isoformat(), customers=count) for day, count in days]


def show_tag(tag: TagListing, recent: Recent, settings: Settings, language: Language) -> TagItem:
    return TagItem.model_validate(
        {
            **tag.to_dict(language),
            "changes": show_days(recent.changes.get(tag.name, ())),
            "used_by": show_uses(recent.users.get(f"tag:{tag.name}", ()), language),
            "path_labels": [settings.name_path([level], language) for level in tag.path],
            "coverage": show_coverage(tag.coverage),
            "values": show_counts(tag.values, tag.coverage.total if tag.coverage else None, language),
        }
    )


def show_segment(segment: SegmentListing, recent: Recent, language: Language) -> SegmentItem:
    coverage = segment.coverage
    share = coverage.customers / coverage.total if coverage is not None and coverage.total else None
    return SegmentItem.model_validate(
        {
            **segment.to_dict(language),
            "share": share,
            "sizes": [SizePoint(at=at, customers=count) for at, count in recent.sizes.get(segment.name, ())],
            "used_by": show_uses(recent.users.get(f"segment:{segment.name}", ()), language),
        }
    )


def show_event(event: EventListing, language: Language) -> EventItem:
    return EventItem.model_validate(event.to_dict(language))


def show_trait(trait: TraitListing, language: Language) -> TraitItem:
    return TraitItem.model_validate(
        {
            **trait.to_dict(language),
            "coverage": show_coverage(trait.coverage),
            "values": show_counts(trait.values, trait.coverage.total if trait.coverage else None, language),
        }
    )
