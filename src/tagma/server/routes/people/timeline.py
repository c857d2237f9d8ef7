"""What one customer did, and what changed about them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query

from tagma.errors import Place, Text
from tagma.flows.changes import list_changes
from tagma.flows.explain import find_customer
from tagma.flows.instants import LAST_YEAR
from tagma.flows.people.activity import page_timeline, sum_activity
from tagma.flows.people.known import refuse_stranger
from tagma.rules.vocabulary import EventType
from tagma.server.asking import Lang, Ws
from tagma.server.errors import RequestError
from tagma.server.routes.portraits.changes import ChangeList, show_changes
from tagma.server.shapes import Amount, Instant, Shape
from tagma.server.values import Cell, show_value

router = APIRouter(prefix="/customers", tags=["customers"])

Events = Annotated[list[str], Query(description="Types of events; all when empty.", max_length=50)]


class PropertyValue(Shape):
    """One property of an event that is known."""

    name: str
    label: str
    type: str
    unit: str | None
    value: Cell


class TimelineItem(Shape):
    """One event."""

    event: str
    label: str
    at: Instant
    id: str
    source: str
    properties: list[PropertyValue]


class TimelinePage(Shape):
    """Events, newest first; ``next`` is what to send as ``before`` for the next page."""

    items: list[TimelineItem]
    next: str | None


class PropertySum(Shape):
    """The sum of a property over a month."""

    name: str
    label: str
    unit: str | None
    value: Amount


class MonthItem(Shape):
    """One type of event in one local month."""

    month: str
    event: str
    label: str
    count: int
    sums: list[PropertySum]


class MonthList(Shape):
    """The newest month first."""

    items: list[MonthItem]


@router.get("/{customer:path}/timeline")
def get_timeline(
    customer: str,
    ws: Ws,
    language: Lang,
    events: Events = [],  # noqa: B006  (FastAPI copies it)
    before: Annotated[str | None, Query(description="“next” of the page before.", max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TimelinePage:
    """What a customer did, newest first, page by page."""
    found = page_timeline(ws, customer, events, read_cursor(before), limit)
    items = []
    for moment in found.moments:
        event = found.vocabulary.events.get(moment.event)
        items.append(
            TimelineItem(
                event=moment.event,
                label=event.label.in_language(language)
                if event is not None and event.label
                else moment.event,
                at=moment.ts,
                id=moment.message_id,
                source=moment.source,
                properties=show_properties(event, moment.properties, language),
            )
        )
    more = found.more and found.moments
    return TimelinePage(items=items, next=write_cursor(found.moments[-1].place) if more else None)


@router.get("/{customer:path}/months")
def get_months(
    customer: str,
    ws: Ws,
    language: Lang,
    events: Events = [],  # noqa: B006
) -> MonthList:
    """How often a customer did something in each local month, with the sums of amounts."""
    found = sum_activity(ws, customer, events)
    items = []
    for each in found.sums:
        event = found.vocabulary.events.get(each.event)
        sums = []
        for name, value in each.sums.items():
            known = event.properties.get(name) if event is not None else None
            label = known.label.in_language(language) if known is not None and known.label else name
            sums.append(PropertySum(name=name, label=label, unit=known.unit if known else None, value=value))
        items.append(
            MonthItem(
                month=each.month.isoformat()[:7],
                event=each.event,
                label=event.label.in_language(language) if event is not None and event.label else each.event,
                count=each.count,
                sums=sums,
            )
        )
    return MonthList(items=items)


@router.get("/{customer:path}/changes")
def get_customer_changes(
    customer: str, ws: Ws, language: Lang, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> ChangeList:
    """The newest changes of a customer's tags and segments."""
    refuse_stranger(ws)
    find_customer(ws, customer)
    found = list_changes(ws, customer=customer.strip(), limit=limit)
    return ChangeList(items=show_changes(ws, found, language))


def show_properties(
    event: EventType | None, properties: Mapping[str, Any], language: Lang
) -> list[PropertyValue]:
    """The known properties of an event with their labels, in the order of its definition."""
    order = list(event.properties) if event is not None else []
    places = {name: place for place, name in enumerate(order)}
    items = []
    for name, value in sorted(properties.items(), key=lambda pair: places.get(pair[0], len(order))):
        known = event.properties.get(name) if event is not None else None
        items.append(
            PropertyValue(
                name=name,
                label=known.label.in_language(language) if known is not None and known.label else name,
                type=known.type.value if known is not None else "text",
                unit=known.unit if known is not None else None,
                value=show_value(value),
            )
        )
    return items


def write_cursor(place: tuple[datetime, str, str]) -> str:
    """A place in a timeline as one opaque word."""
    data = json.dumps([place[0].isoformat(), place[1], place[2]], ensure_ascii=False)
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> tuple[datetime, str, str] | None:
    """The place that such a word stands for.

    Raises:
        RequestError: it stands for none.
    """
    if text is None:
        return None
    try:
        at, event, message = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        instant = datetime.fromisoformat(str(at)).replace(tzinfo=None)
        if instant.year > LAST_YEAR:
            raise ValueError
        return instant, str(event), str(message)
    except (ValueError, TypeError):
        raise RequestError(
            Text("this is no place in a timeline", "这不是时间线中的位置"),
            where=Place(field="before"),
            next_step=Text("send “next” of the page before", "请传入上一页返回的“next”"),
        ) from None
