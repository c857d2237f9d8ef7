"""A body of the journal read again: by the family that wrote it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import orjson

from tagma.clock import Calendar
from tagma.collect.intake.bodies import BodyError
from tagma.collect.intake.envelope import Arrival, Envelope, Intake
from tagma.collect.intake.occurrence import Occurrence
from tagma.collect.intake.parsing import parse_body
from tagma.collect.intake.posthog import accept_posthog, interpret_posthog, read_posthog
from tagma.collect.intake.segment import accept_segment, interpret_segment, read_segment
from tagma.collect.intake.sensors import accept_sensors, decode_data, interpret_sensors, read_sensors
from tagma.collect.journal.record import Record


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was refused, as the journal keeps it."""

    family: str
    reason: str
    route: str
    raw: str
    sent: Any = None


def interpret_body(record: Record, zone: Calendar) -> Occurrence | None:
    """What an accepted event says; None where it says nothing about a customer.

    Args:
        zone: of times that carry none, in the Sensors family.
    """
    stored = orjson.loads(record.body)
    kind, event, sent = stored["type"], stored["event"], stored.get("sent")
    flags: list[str] = stored.get("flags", [])
    match stored["family"]:
        case "segment":
            return interpret_segment(kind, event, sent, flags, record.received_at)
        case "sensors":
            browser = stored.get("agent", "")
            return interpret_sensors(kind, event, sent, flags, record.received_at, zone, browser)
        case _:
            return interpret_posthog(kind, event, sent, flags, record.received_at)


def read_refused(record: Record) -> Refused:
    """What was refused, and why."""
    stored = json.loads(record.body)
    return Refused(stored["family"], stored["reason"], stored["route"], stored["raw"], stored.get("sent"))


def try_again(refused: Refused, arrival: Arrival) -> Intake | None:
    """What a refused event becomes with the rules of today; None where it cannot be read still."""
    data = refused.raw.encode("utf-8", "surrogateescape")
    try:
        match refused.family:
            case "segment":
                envelope, accept = read_segment(data), accept_segment
            case "sensors" if refused.reason == "body_unreadable":
                envelope, accept = read_sensors(refused.route.partition("?")[2], data), accept_sensors
            case "sensors":
                document = parse_body(decode_data(refused.raw), "")
                events = document.value if isinstance(document.value, list) else [document.value]
                envelope, accept = (
                    Envelope("sensors", events, suspect=document.suspect, plain=document.plain),
                    accept_sensors,
                )
            case _:
                envelope, accept = read_posthog(data), accept_posthog
    except BodyError:
        return None
    if envelope.sent is None:
        envelope = Envelope(
            envelope.family, envelope.events, envelope.broken, envelope.keys, refused.sent, envelope.suspect,
            envelope.shared, envelope.flags, envelope.plain,
        )  # fmt: skip
    return accept(envelope, arrival)
