"""A stored body at a glance: whose it is, what happened, by which SDK, when; for people who look at it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.collect.intake.bodies import BodyError
from tagma.collect.intake.envelope import read_id, read_object
from tagma.collect.intake.limits import MOST_NAME
from tagma.collect.intake.parsing import parse_body
from tagma.collect.intake.posthog import find_distinct
from tagma.collect.intake.sensors import LOGIN, NAMED, decode_data
from tagma.collect.intake.sensors import find_customer as find_sensors_customer
from tagma.collect.intake.stored import interpret_body
from tagma.collect.intake.times import read_micros
from tagma.collect.journal.record import EVENT, REFUSED, Record

if TYPE_CHECKING:
    from tagma.clock import Calendar

ANONYMOUS = "anonymous:"


@dataclass(frozen=True, slots=True)
class Glance:
    """What a stored body says at a glance.

    Attributes:
        type: what the sender calls it: ``track``, ``identify``, ``profile_set`` ...
        event: its name; empty where nothing happened but the profile changed.
        reason: why it was refused; None where it was accepted.
        library: the SDK and its version, as it calls itself.
        happened: by the sender's clock, in microseconds since 1970; ``sent`` likewise.
        corrected: when it happened by our clock; None where it was refused.
        customer: the id of the customer in the portrait; empty where there is none.
        properties: of the event or of the profile; what was refused: as it came, where it is JSON.
        flags: what was mended or is doubtful.
    """

    family: str
    type: str
    event: str
    user: str
    anonymous: str
    reason: str | None
    library: str
    happened: int | None
    sent: int | None
    corrected: int | None
    customer: str
    properties: Any
    flags: tuple[str, ...] = ()
    route: str = ""
    raw: str = ""


def clean_text(text: str) -> str:
    """A text that can be shown: bytes that are no UTF-8, and halves of characters, become U+FFFD."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def show_raw(raw: str) -> str:
    """What was refused as people read it: JSON with its characters, not their numbers; the rest as it is."""
    if "\\u" in raw:
        try:
            return clean_text(json.dumps(json.loads(raw), ensure_ascii=False))
        except (ValueError, RecursionError):
            pass
    return clean_text(raw)


def name_event(family: str, raw: str) -> str:
    """The name, else the type, of what was refused; empty where it cannot be read."""
    event = read_object(_read_raw(family, raw))
    return clean_text(read_id(event.get("event")) or read_id(event.get("type")))[:MOST_NAME]


def is_event(record: Record) -> bool:
    """Whether it was sent; the rest are marks of what was done with what was sent."""
    return record.kind in (EVENT, REFUSED)


def glance_at(record: Record, zone: Calendar) -> Glance:
    """Reads a stored body; what cannot be read of it is left empty.

    Raises:
        ValueError: the body is not one that the intake wrote.
    """
    stored = json.loads(record.body)
    family = stored["family"]
    if record.kind != EVENT:
        raw = stored["raw"]
        event = read_object(_read_raw(family, raw))
        kind = read_id(event.get("type"))
        return _look(family, kind, event, stored, reason=stored["reason"], raw=raw)
    event = stored["event"]
    found = _look(family, stored["type"], event, stored)
    try:
        said = interpret_body(record, zone)
    except Exception:  # the loader says so, too, and puts it in quarantine
        return found
    if said is None:
        return found
    return _complete(found, said.event, said.user, said.ts, said.flags)


def _complete(found: Glance, event: str, customer: str, ts: int, flags: tuple[str, ...]) -> Glance:
    return Glance(
        found.family, found.type, event, found.user, found.anonymous, None, found.library, found.happened,
        found.sent, ts, customer, found.properties, flags,
    )  # fmt: skip


def _look(
    family: str,
    kind: str,
    event: dict[str, Any],
    stored: dict[str, Any],
    reason: str | None = None,
    raw: str = "",
) -> Glance:
    properties = event.get("properties")
    sent = read_micros(stored.get("sent"))
    happened = read_micros(event.get("originalTimestamp"))
    happened = read_micros(event.get("timestamp")) if happened is None else happened
    match family:
        case "segment":
            user, anonymous = read_id(event.get("userId")), read_id(event.get("anonymousId"))
            name = read_id(event.get("event")) or kind
            sent = read_micros(event.get("sentAt")) or sent
            library = _name_library(read_object(read_object(event.get("context")).get("library")))
            if kind in ("identify", "group"):
                properties = event.get("traits") or read_object(event.get("context")).get("traits")
        case "sensors":
            customer = find_sensors_customer(kind, event) if event else ""
            anonymous = customer.removeprefix(ANONYMOUS) if customer.startswith(ANONYMOUS) else ""
            anonymous = read_id(event.get("anonymous_id")) or anonymous
            user = read_id(read_object(event.get("identities")).get(LOGIN)) or (
                "" if customer.startswith(ANONYMOUS) else customer
            )
            name = NAMED.get(kind) or read_id(event.get("event"))
            happened = read_micros(event.get("time"))
            told = read_object(event.get("lib"))
            library = _name_library({"name": told.get("$lib"), "version": told.get("$lib_version")})
        case _:
            told = read_object(properties)
            distinct = find_distinct(event)
            known = (
                told.get("$is_identified") is not False and told.get("$process_person_profile") is not False
            )
            user, anonymous = (distinct, "") if known else ("", distinct)
            name = read_id(event.get("event"))
            library = _name_library({"name": told.get("$lib"), "version": told.get("$lib_version")})
    flags, route = tuple(stored.get("flags", ())), clean_text(stored.get("route", ""))
    kind, name, user, anonymous = (clean_text(each) for each in (kind, name, user, anonymous))
    return Glance(
        family, kind, name, user, anonymous, reason, clean_text(library), happened, sent, None, "",
        properties if raw == "" or event else None, flags, route, show_raw(raw),
    )  # fmt: skip


def _name_library(library: dict[str, Any]) -> str:
    return " ".join(filter(None, (read_id(library.get("name")), read_id(library.get("version")))))[:100]


def _read_raw(family: str, raw: str) -> Any:
    """What was refused, where it can be read at all; of a whole body the first event."""
    try:
        data = decode_data(raw) if family == "sensors" else raw.encode("utf-8", "surrogateescape")
        value = parse_body(data, "").value
    except (BodyError, ValueError):
        return None
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, dict)), None)
    return value
