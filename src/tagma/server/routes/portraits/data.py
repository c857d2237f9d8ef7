"""What came in: events, traits, sources."""

from __future__ import annotations

from fastapi import APIRouter

from tagma.flows.asking.kept import keep_answer
from tagma.flows.listing_data import list_events, list_sources, list_traits
from tagma.server.asking import Lang, Ws
from tagma.server.routes.portraits.listed import (
    EventItem,
    SourceItem,
    TraitItem,
    show_event,
    show_source,
    show_trait,
)
from tagma.server.shapes import Shape

router = APIRouter(tags=["data"])


class EventList(Shape):
    """All types of events, the most frequent first."""

    items: list[EventItem]


class TraitList(Shape):
    """All traits in the order of their sources."""

    items: list[TraitItem]


class SourceList(Shape):
    """All sources."""

    items: list[SourceItem]


@router.get("/events")
def get_events(ws: Ws, language: Lang) -> EventList:
    """The types of events that are defined or loaded, with how many there are."""
    return EventList(
        items=[
            show_event(each, language)
            for each in keep_answer(ws, "events", lambda: list_events(ws), collected=True)
        ]
    )


@router.get("/traits")
def get_traits(ws: Ws, language: Lang) -> TraitList:
    """The traits of customers, with their coverage and most frequent values."""
    return TraitList(
        items=[
            show_trait(each, language)
            for each in keep_answer(ws, "traits", lambda: list_traits(ws), collected=True)
        ]
    )


@router.get("/sources")
def get_sources(ws: Ws, language: Lang) -> SourceList:
    """The sources in force, with what their newest loads did."""
    return SourceList(items=[show_source(each, language) for each in list_sources(ws)])
