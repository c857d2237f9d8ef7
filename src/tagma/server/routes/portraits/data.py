"""What came in: events and traits."""

from __future__ import annotations

from fastapi import APIRouter

from tagma.flows.asking.kept import keep_answer
from tagma.flows.listing_data import list_events, list_traits
from tagma.server.asking import Lang, Ws
from tagma.server.routes.portraits.listed import (
    EventItem,
    TraitItem,
    show_event,
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
