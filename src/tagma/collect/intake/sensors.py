"""The Sensors family (神策): bodies in base64, the checks of an event, what an event says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from tagma.clock import Calendar
from tagma.collect.intake.bodies import BodyError, decode_base64, hash_text, inflate_body
from tagma.collect.intake.envelope import (
    Arrival,
    Collector,
    Envelope,
    Intake,
    read_id,
    read_object,
)
from tagma.collect.intake.limits import MOST_NAME
from tagma.collect.intake.occurrence import Action, Occurrence, Operation, name_customer, set_traits
from tagma.collect.intake.parsing import clean_event, list_dicts, parse_body
from tagma.collect.intake.refusals import EventFault
from tagma.collect.intake.times import correct_sensors, read_sensors_date

FAMILY = "sensors"
NAMED = {"track_signup": "$SignUp", "track_id_bind": "$BindID", "track_id_unbind": "$UnbindID"}
PROFILE: Mapping[str, Action] = {
    "profile_set": "set",
    "profile_set_once": "set_once",
    "profile_increment": "increment",
    "profile_append": "append",
    "profile_unset": "unset",
    "profile_delete": "delete",
}
ITEMS = ("item_set", "item_delete")
LOGIN = "$identity_login_id"
ENCRYPTED = ("9", "13")

_DEVICES = ("$identity_anonymous_id", "$identity_cookie_id", "$identity_android_id", "$identity_idfv")
_SENDING = ("_flush_time", "sentAt", "token", "project")
_NOT_STORED = ("$is_login_id", "$token", "$project", "$time", "$device_id")


def read_sensors(query: str, body: bytes = b"") -> Envelope:
    """Reads a request: ``data`` or ``data_list`` of the form, else of the query.

    Raises:
        BodyError: nothing of it can be read.
    """
    asked, form = parse_form(query), parse_form(body.decode("latin-1"))
    fields = form if ("data" in form or "data_list" in form) else asked
    text = fields.get("data") or fields.get("data_list")
    raw = body.strip()
    if text is None and raw[:1] in (b"{", b"["):
        text = raw.decode("utf-8", "surrogateescape")
    if not text:
        raise BodyError("there is no data")
    flags: tuple[str, ...] = ()
    crc = fields.get("crc") or fields.get("ext", "").removeprefix("crc=")
    if crc and crc != str(hash_text(text)):
        flags = ("crc_mismatch",)
    document = parse_body(decode_data(text), "")
    events: Sequence[Any] = document.value if isinstance(document.value, list) else [document.value]
    keys = [asked.get("token", ""), *(read_id(each.get("token")) for each in list_dicts(list(events)))]
    return Envelope(
        FAMILY,
        events,
        document.broken,
        tuple(dict.fromkeys(key for key in keys if key)),
        None,
        document.suspect,
        {},
        flags,
        document.plain,
    )


def parse_form(text: str) -> dict[str, str]:
    """The fields of a form or query, percent-decoded; a plus stays a plus, because base64 has them."""
    found: dict[str, str] = {}
    for pair in text.lstrip("?").split("&"):
        name, equals, value = pair.partition("=")
        if equals:
            found.setdefault(name, unquote_to_bytes(value).decode("utf-8", "surrogateescape"))
    return found


def is_encrypted(query: str, body: bytes) -> bool:
    """Whether the data are encrypted with a key of the sender's application."""
    return (parse_form(body.decode("latin-1")).get("gzip") or parse_form(query).get("gzip")) in ENCRYPTED


def decode_data(text: str) -> bytes:
    """The JSON of a ``data`` field: raw, or base64 and perhaps gzip."""
    if text.lstrip()[:1] in ("{", "["):
        return text.replace("\ufeff", "").encode("utf-8", "surrogateescape")
    return inflate_body(decode_base64(text))


def accept_sensors(envelope: Envelope, arrival: Arrival) -> Intake:
    """Checks each event by itself; see ``accept_segment``."""
    return Collector(envelope, arrival).collect(_accept)


def _accept(collector: Collector, envelope: Envelope, raw: Any) -> None:
    event, flags = clean_event(raw, suspect=envelope.suspect, plain=envelope.plain)
    kind = read_id(event.get("type"))
    check_event(kind, event)
    stored = {name: value for name, value in event.items() if name not in _SENDING}
    library = read_object(stored.get("lib"))
    if "$lib_detail" in library:  # names of the sender's source files
        stored["lib"] = {name: value for name, value in library.items() if name != "$lib_detail"}
    properties = read_object(stored.get("properties"))
    if "$lib_detail" in properties:
        stored["properties"] = {name: value for name, value in properties.items() if name != "$lib_detail"}
    track = event.get("_track_id")
    identity = None
    if track is not None:
        who = read_id(event.get("distinct_id")) or f"{event.get('item_type')} {event.get('item_id')}"
        identity = (kind, who, read_id(event.get("event")), str(event.get("time")), str(track))
    collector.accept(stored, kind, flags, identity, sent=raw.get("_flush_time"))


def check_event(kind: str, event: dict[str, Any]) -> None:
    """Refuses an event that names nobody, or nothing, or does what cannot be done.

    Raises:
        EventFault: with the reason.
    """
    if kind != "track" and kind not in NAMED and kind not in PROFILE and kind not in ITEMS:
        raise EventFault("unknown_type")
    if kind in ITEMS:
        if not (read_id(event.get("item_type")) and read_id(event.get("item_id"))):
            raise EventFault("no_user_anon_id")
        return
    if not find_customer(kind, event):
        raise EventFault("no_user_anon_id")
    properties = event.get("properties")
    values = [value for name, value in read_object(properties).items() if name not in _NOT_STORED]
    match kind:
        case "track":
            name = event.get("event")
            if not isinstance(name, str) or not name.strip():
                raise EventFault("no_event_name")
            if len(name.strip()) > MOST_NAME:
                raise EventFault("event_name_too_long")
        case "profile_increment":
            if any(isinstance(value, bool) or not isinstance(value, int | float) for value in values):
                raise EventFault("not_numbers")
        case "profile_append":
            if any(not isinstance(value, list) for value in values):
                raise EventFault("not_lists")
    if kind in PROFILE and kind != "profile_delete" and not values:
        raise EventFault("no_properties")


def find_customer(kind: str, event: dict[str, Any]) -> str:
    """The customer of an event: by login id where it names one, else by device."""
    identities = read_object(event.get("identities"))
    properties = read_object(event.get("properties"))
    distinct = read_id(event.get("distinct_id"))
    user = read_id(identities.get(LOGIN)) or read_id(event.get("login_id"))
    if not user and (properties.get("$is_login_id") is True or kind == "track_signup"):
        user = distinct
    device = read_id(event.get("anonymous_id")) or distinct
    if not device:
        names = [name for name in _DEVICES if name in identities] + sorted(identities)
        device = next((read_id(identities[name]) for name in names if read_id(identities[name])), "")
    return name_customer(user, device)


def interpret_sensors(
    kind: str,
    event: dict[str, Any],
    sent: Any,
    flags: list[str],
    received: int,
    zone: Calendar,
    browser: str = "",
) -> Occurrence | None:
    """What a stored event says; None for items, which are not about a customer.

    Args:
        browser: that sent the request; who it is counts where the SDK runs in it, else it is a server's.
    """
    if kind in ITEMS:
        return None
    at = correct_sensors(event, sent, received)
    given = read_object(event.get("properties"))
    offset = given.get("$timezone_offset")
    properties = {
        name: read_dates(value, zone, offset) for name, value in given.items() if name not in _NOT_STORED
    }
    told = (*flags, *at.flags)
    customer = find_customer(kind, event)
    if kind in PROFILE:
        return Occurrence("", customer, at.ts, {}, list_operations(PROFILE[kind], properties), told)
    if kind == "track_signup" and read_id(event.get("original_id")):
        properties["original_id"] = read_id(event.get("original_id"))
    name = NAMED.get(kind) or read_id(event.get("event"))
    in_browser = read_object(event.get("lib")).get("$lib") == "js"
    agent = read_id(given.get("$user_agent")) or (browser if in_browser else "")
    return Occurrence(name, customer, at.ts, properties, (), told, agent=agent)


def list_operations(action: Action, properties: Mapping[str, Any]) -> list[Operation]:
    """The operations of a profile event."""
    match action:
        case "unset":
            return [Operation("unset", name) for name in properties]
        case "delete":
            return [Operation("delete")]
        case "append":
            return [Operation("append", name, each) for name, values in properties.items() for each in values]
    return set_traits(properties, action)


def read_dates(value: Any, zone: Calendar, offset: Any) -> Any:
    """A value with the date texts of these SDKs as instants."""
    if isinstance(value, str) and 19 <= len(value) <= 26:
        return read_sensors_date(value, zone, offset) or value
    return value
