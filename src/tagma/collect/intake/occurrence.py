"""What a stored event says, whatever its family: what happened to whom, and what is now known of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from tagma.collect.intake.limits import MOST_MESSAGE_ID

Action = Literal["set", "set_once", "increment", "append", "unset", "delete"]

ANONYMOUS = "anonymous:"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing done to the profile of a customer.

    Attributes:
        trait: its name; empty for ``delete``, which concerns all.
        value: what is set, added or appended (one element).
    """

    action: Action
    trait: str = ""
    value: Any = None


class Occurrence(NamedTuple):
    """What a stored event says.

    Attributes:
        event: name of the event type; empty where nothing happened but the profile changed.
        user: the id of the customer: the user's, else ``anonymous:`` and the device's.
        ts: corrected, in microseconds since 1970.
        properties: of the event, by the sender's names.
        operations: on the profile, in order.
        flags: for what was mended or is doubtful.
        agent: the browser or program that it says it comes from.
    """

    event: str
    user: str
    ts: int
    properties: Mapping[str, Any] = MappingProxyType({})
    operations: Sequence[Operation] = ()
    flags: tuple[str, ...] = ()
    message_id: str = ""
    agent: str = ""


def name_customer(user: str, anonymous: str) -> str:
    """The id of the customer that an event is of."""
    return user or (ANONYMOUS + anonymous if anonymous else "")


def shorten_id(message_id: str) -> str:
    """An id of at most 256 characters; a longer one by its SHA-256."""
    if len(message_id) <= MOST_MESSAGE_ID:
        return message_id
    return hashlib.sha256(message_id.encode()).hexdigest()


def set_traits(traits: Mapping[str, Any], action: Action = "set") -> list[Operation]:
    """The operations that overwrite traits; null clears one."""
    return [
        Operation("unset", name) if value is None and action == "set" else Operation(action, name, value)
        for name, value in traits.items()
        if name and not (value is None and action != "set")
    ]
