"""What events of the Sensors family say of items: things that are no customers, such as products."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tagma.clock import Calendar
from tagma.collect.intake.envelope import read_id, read_object
from tagma.collect.intake.sensors import ITEMS, read_dates
from tagma.collect.intake.times import correct_sensors
from tagma.collect.journal.record import Record


@dataclass(frozen=True, slots=True)
class ItemDeed:
    """One operation on an item.

    Attributes:
        ts: corrected, in microseconds since 1970.
        properties: that are set; none for ``delete``.
    """

    action: Literal["set", "delete"]
    item_type: str
    item_id: str
    ts: int
    properties: Mapping[str, Any]


def interpret_item(record: Record, zone: Calendar) -> ItemDeed | None:
    """What a stored event says of an item; None where it speaks of none."""
    stored = json.loads(record.body)
    if stored["family"] != "sensors" or stored["type"] not in ITEMS:
        return None
    event = stored["event"]
    at = correct_sensors(event, stored.get("sent"), record.received_at)
    given = read_object(event.get("properties"))
    action: Literal["set", "delete"] = "set" if stored["type"] == "item_set" else "delete"
    properties = {
        name: read_dates(value, zone, given.get("$timezone_offset"))
        for name, value in given.items()
        if action == "set" and not name.startswith("$")
    }
    return ItemDeed(action, read_id(event.get("item_type")), read_id(event.get("item_id")), at.ts, properties)
