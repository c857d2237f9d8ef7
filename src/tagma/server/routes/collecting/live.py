"""The live debugger: the last events as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from tagma.clock import from_micros
from tagma.flows.collecting.advice import advise
from tagma.flows.collecting.live import MOST, read_live, read_live_event
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Instant, Shape

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.collecting.live import LiveEvent

router = APIRouter(prefix="/collect/live", tags=["collect"])

LARGEST = 2**53


class LiveItem(Shape):
    """An event at a glance. ``received_at`` null: its place in the journal is damaged."""

    position: int
    received_at: Instant | None
    source: str
    family: str
    type: str
    event: str
    user_id: str
    anonymous_id: str
    status: Literal["accepted", "quarantined"]
    reason: str | None
    reason_label: str | None
    properties: str = Field(description="JSON, cut at 4 KiB; of what was refused: as it came.")
    clipped: bool
    library: str


class LiveList(Shape):
    """The newest events, the newest first; ``newest`` is the position to ask after."""

    items: list[LiveItem]
    newest: int
    skipped: int = Field(description="Events since that were too many to look at.")


class LiveMisfit(Shape):
    """What the warehouse did not take of an event that was accepted."""

    field: str
    reason: str
    label: str
    next: str


class LiveDetailShape(LiveItem):
    """One event in full, with the instants that it speaks of; null where it names none."""

    happened_at: Instant | None = Field(description="By the sender's clock.")
    sent_at: Instant | None = Field(description="By the sender's clock.")
    corrected_at: Instant | None = Field(description="When it happened by the server's clock.")
    flags: list[str]
    route: str
    stored: str = Field(description="As it is stored, as JSON; of what was refused: as it came.")
    loaded: bool
    customer: str | None = Field(description="Opens the customer's page, once it is loaded.")
    next: str | None = Field(description="What to do about what was refused.")
    misfits: list[LiveMisfit]


@router.get("")
def get_live(
    ws: Ws,
    language: Lang,
    after: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    source: str = "",
    event: str = "",
    search: Annotated[str, Query(max_length=200)] = "",
) -> LiveList:
    """The last events that were sent, accepted or refused; of the newest 2,000."""
    live = read_live(ws, after=after, limit=limit, source=source, event=event, search=search)
    items = [LiveItem.model_validate(_show(each, language)) for each in live.items]
    return LiveList(items=items, newest=live.newest, skipped=live.skipped)


@router.get("/{position}")
def get_live_event(ws: Ws, language: Lang, position: int) -> LiveDetailShape:
    """One event as it is stored."""
    found = read_live_event(ws, position)
    seen, reason = found.event.seen, found.event.reason
    more = {
        "happened_at": None if seen is None or seen.happened is None else from_micros(seen.happened),
        "sent_at": None if seen is None or seen.sent is None else from_micros(seen.sent),
        "corrected_at": None if seen is None or seen.corrected is None else from_micros(seen.corrected),
        "flags": [] if seen is None else list(seen.flags),
        "route": "" if seen is None else seen.route,
        "stored": found.stored,
        "loaded": found.loaded,
        "customer": found.customer,
        "next": None if reason is None else advise(reason, "door").step.in_language(language),
        "misfits": [
            {
                "field": each.field,
                "reason": each.reason,
                "label": advise(each.reason, "load").label.in_language(language),
                "next": advise(each.reason, "load").step.in_language(language),
            }
            for each in found.misfits
        ],
    }
    return LiveDetailShape.model_validate(_show(found.event, language) | more)


def _show(item: LiveEvent, language: Language) -> dict[str, object]:
    seen, reason = item.seen, item.reason
    return {
        "position": item.position,
        "received_at": item.received_at,
        "source": item.source,
        "family": "" if seen is None else seen.family,
        "type": "" if seen is None else seen.type,
        "event": "" if seen is None else seen.event,
        "user_id": "" if seen is None else seen.user,
        "anonymous_id": "" if seen is None else seen.anonymous,
        "status": item.status,
        "reason": reason,
        "reason_label": None if reason is None else advise(reason, "door").label.in_language(language),
        "properties": item.properties,
        "clipped": item.clipped,
        "library": "" if seen is None else seen.library,
    }
