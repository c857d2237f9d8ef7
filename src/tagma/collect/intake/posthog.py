"""The PostHog family: envelopes of both versions, the checks of an event, what an event says."""

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
from tagma.collect.intake.limits import MOST_NAME
from tagma.collect.intake.occurrence import Occurrence, Operation, name_customer, set_traits, shorten_id
from tagma.collect.intake.parsing import clean_event, list_dicts, parse_body
from tagma.collect.intake.refusals import EventFault
from tagma.collect.intake.times import correct_segment

FAMILY = "posthog"
NAMED = {"$pageview": "page", "$screen": "screen", "$create_alias": "alias", "$groupidentify": "group"}
PROFILE_ONLY = ("$identify", "$set", "$set_once")

_SENDING = ("sent_at", "api_key", "token")
_NOT_STORED = ("$set", "$set_once", "token", "$is_identified", "$process_person_profile")


def read_posthog(data: bytes) -> Envelope:
    """Reads a body: ``{api_key, batch, sent_at}``, ``{created_at, batch}`` or one event.

    Raises:
        BodyError: it cannot be read.
    """
    document = parse_body(data, "batch")
    top = read_object(document.value)
    if isinstance(document.value, list):
        events: list[Any] = document.value
    else:
        events = top["batch"] if isinstance(top.get("batch"), list) else [document.value]
    names = ("api_key", "token")
    keys = [read_id(top.get(name)) for name in names]
    for each in list_dicts(events):
        keys += [read_id(each.get("api_key")), read_id(read_object(each.get("properties")).get("token"))]
    sent = read_sent(top.get("sent_at"))
    if top.get("historical_migration") is True:
        sent = None  # the past as it was
    found = tuple(dict.fromkeys(key for key in keys if key))[:1]
    return Envelope(FAMILY, events, document.broken, found, sent, document.suspect, plain=document.plain)


def accept_posthog(envelope: Envelope, arrival: Arrival) -> Intake:
    """Checks each event by itself; see ``accept_segment``."""
    return Collector(envelope, arrival).collect(_accept, _read_told)


def _read_told(raw: Any) -> str:
    """The id that the sender knows an event by."""
    return read_id(raw.get("uuid")) if isinstance(raw, dict) else ""


def _accept(collector: Collector, envelope: Envelope, raw: Any) -> None:
    event, flags = clean_event(raw, suspect=envelope.suspect, plain=envelope.plain)
    name = event.get("event")
    if not isinstance(name, str) or not name.strip():
        raise EventFault("no_event_name")
    if len(name.strip()) > MOST_NAME:
        raise EventFault("event_name_too_long")
    if not find_distinct(event):
        raise EventFault("no_user_anon_id")
    stored = {key: value for key, value in event.items() if key not in _SENDING}
    uuid = shorten_id(read_id(event.get("uuid")))
    identity = ("uuid", uuid) if uuid else None
    collector.accept(stored, name.strip(), flags, identity, told=read_id(event.get("uuid")))


def find_distinct(event: dict[str, Any]) -> str:
    """The id of the person, on the event or in its properties."""
    return read_id(event.get("distinct_id")) or read_id(
        read_object(event.get("properties")).get("distinct_id")
    )


def interpret_posthog(
    kind: str, event: dict[str, Any], sent: Any, flags: list[str], received: int
) -> Occurrence:
    """What a stored event says."""
    at = correct_segment(event, sent, received)
    given = read_object(event.get("properties"))
    distinct = find_distinct(event)
    known = given.get("$is_identified") is not False and given.get("$process_person_profile") is not False
    customer = name_customer(distinct if known else "", distinct)
    once = {**read_object(given.get("$set_once")), **read_object(event.get("$set_once"))}
    always = {**read_object(given.get("$set")), **read_object(event.get("$set"))}
    operations: list[Operation] = [*set_traits(once, "set_once"), *set_traits(always)]
    properties = {name: value for name, value in given.items() if name not in _NOT_STORED}
    match kind:
        case "$groupidentify":
            properties = {
                **read_object(given.get("$group_set")),
                "group_id": read_id(given.get("$group_key")),
            }
            properties["group_type"] = given.get("$group_type")
        case "$create_alias":
            ends = [read_id(given.get("alias")), read_id(given.get("distinct_id")) or distinct]
            other = next((end for end in ends if end and end != distinct), "")
            properties = {"previous_id": other}
    name = "" if kind in PROFILE_ONLY else NAMED.get(kind, kind)
    message = shorten_id(read_id(event.get("uuid")))
    agent = read_id(given.get("$raw_user_agent")) or read_id(given.get("$user_agent"))
    return Occurrence(name, customer, at.ts, properties, operations, (*flags, *at.flags), message, agent)
