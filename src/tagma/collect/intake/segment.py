"""The Segment family (RudderStack too): envelopes, the checks of an event, what an event says."""

from __future__ import annotations

from typing import Any

from tagma.collect.intake.envelope import (
    Arrival,
    Collector,
    Envelope,
    Intake,
    read_id,
    read_object,
    read_sent,
)
from tagma.collect.intake.limits import MOST_MESSAGE_ID, MOST_NAME
from tagma.collect.intake.occurrence import Occurrence, Operation, name_customer, set_traits, shorten_id
from tagma.collect.intake.parsing import clean_event, list_dicts, parse_body
from tagma.collect.intake.refusals import EventFault
from tagma.collect.intake.times import correct_segment

FAMILY = "segment"
TYPES = ("track", "identify", "page", "screen", "group", "alias")

_TWINS = {
    "first_name": "firstName",
    "last_name": "lastName",
    "created_at": "createdAt",
}
_SENDING = frozenset({"sentAt", "writeKey"})


def read_segment(data: bytes, kind: str = "batch", sent: str = "") -> Envelope:
    """Reads a body.

    Args:
        kind: ``batch``, or the type that the address says of the one event.
        sent: of the SentAt header.

    Raises:
        BodyError: it cannot be read.
    """
    document = parse_body(data, "batch" if kind == "batch" else None)
    body = document.value
    if isinstance(body, list) and kind == "batch":
        body = {"batch": body}
    events: list[Any] = [body]
    shared: dict[str, Any] = {}
    if isinstance(body, dict) and isinstance(body.get("batch"), list) and kind == "batch":
        events = body["batch"]
        shared = {
            name: body[name] for name in ("context", "integrations") if isinstance(body.get(name), dict)
        }
    elif isinstance(body, dict) and kind != "batch":
        events = [{**body, "type": body.get("type") or kind}]
    top = read_object(body)
    keys = (read_id(each.get("writeKey")) for each in (top, *list_dicts(events)))
    first = next((key for key in keys if key), "")
    return Envelope(
        FAMILY,
        events,
        document.broken,
        (first,) if first else (),
        read_sent(top.get("sentAt")) or read_sent(sent or None),
        document.suspect,
        shared,
        plain=document.plain,
    )


def accept_segment(envelope: Envelope, arrival: Arrival) -> Intake:
    """Checks each event by itself; one that is wrong is kept as refused, its neighbours are not touched."""
    return Collector(envelope, arrival).collect(_accept)


def _accept(collector: Collector, envelope: Envelope, raw: Any) -> None:
    event, flags = clean_event(raw, suspect=envelope.suspect, plain=envelope.plain)
    kind = event.get("type")
    if kind not in TYPES:  # nearly always one of them as it stands
        kind = kind.strip().lower() if isinstance(kind, str) else ""
        if kind not in TYPES:
            raise EventFault("unknown_type")
    if envelope.shared or not _SENDING.isdisjoint(event):
        event = {name: value for name, value in event.items() if name not in _SENDING}
    for name, values in envelope.shared.items():
        shared, _ = clean_event(values, suspect=envelope.suspect, plain=envelope.plain)
        event[name] = {**shared, **read_object(event.get(name))}
    check_event(kind, event)
    message = read_id(event.get("messageId"))
    if len(message) > MOST_MESSAGE_ID:
        message = shorten_id(message)
    identity = ("message", message) if message else None
    collector.accept(event, kind, flags, identity, sent=raw.get("sentAt"), told=message)


def check_event(kind: str, event: dict[str, Any]) -> None:
    """Refuses an event that names nobody, or nothing.

    Raises:
        EventFault: with the reason.
    """
    if not read_id(event.get("userId")) and (kind == "alias" or not read_id(event.get("anonymousId"))):
        raise EventFault("no_user_anon_id")
    if kind == "track":
        name = event.get("event")
        if not isinstance(name, str) or not name.strip():
            raise EventFault("no_event_name")
        if len(name.strip()) > MOST_NAME:
            raise EventFault("event_name_too_long")
    if kind == "group" and not read_id(event.get("groupId")):
        raise EventFault("no_group_id")


def interpret_segment(
    kind: str, event: dict[str, Any], sent: Any, flags: list[str], received: int
) -> Occurrence:
    """What a stored event says."""
    at = correct_segment(event, sent, received)
    customer = name_customer(read_id(event.get("userId")), read_id(event.get("anonymousId")))
    properties: dict[str, Any] = {}
    operations: list[Operation] = []
    name = kind
    match kind:
        case "track":
            name = event["event"].strip()
            properties = dict(read_object(event.get("properties")))
        case "page" | "screen":
            properties = dict(read_object(event.get("properties")))
            for own_name in ("name", "category"):
                if event.get(own_name) is not None:
                    properties.setdefault(own_name, event[own_name])
        case "identify":
            name = ""
            operations = set_traits(merge_traits(event))
        case "group":
            properties = {**merge_traits(event), "group_id": read_id(event.get("groupId"))}
        case "alias":
            previous = read_id(event.get("previousId")) or read_id(event.get("anonymousId"))
            properties = {"previous_id": previous}
    message = shorten_id(read_id(event.get("messageId")))
    agent = read_id(read_object(event.get("context")).get("userAgent"))
    return Occurrence(name, customer, at.ts, properties, operations, (*flags, *at.flags), message, agent)


def merge_traits(event: dict[str, Any]) -> dict[str, Any]:
    """The traits of an event: its own over those in its context; the known ones under one spelling."""
    context = read_object(read_object(event.get("context")).get("traits"))
    merged = {**context, **read_object(event.get("traits"))}
    return {_TWINS.get(name, name): value for name, value in merged.items()}
