"""Events and properties by the names that people see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tagma.cli.desk import Desk
    from tagma.rules.vocabulary import EventType, Vocabulary


def name_event(name: str, vocabulary: Vocabulary, desk: Desk) -> str:
    """The label of an event type, or its name where it has none."""
    found = vocabulary.events.get(name)
    return found.label.in_language(desk.language) if found is not None and found.label else name


def name_property(name: str, event: EventType | None, desk: Desk) -> str:
    """The label of a property, or its name where it has none; the instant of the event in words."""
    if name == "ts":
        return desk.say("when", "时间")
    found = event.properties.get(name) if event is not None else None
    return found.label.in_language(desk.language) if found is not None and found.label else name
