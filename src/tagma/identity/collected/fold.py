"""What operations on one trait of one customer come to, in whatever order they arrived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tagma.identity.collected.values import MisfitError


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One stored operation. Steps are in order of when they happened, then of id and place in their event.

    Attributes:
        value: as JSON data.
    """

    ts: datetime
    message_id: str
    place: int
    action: str
    value: Any
    received_at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Held:
    """The value that holds from a step on; None: none does."""

    step: Step
    value: Any


def fold_steps(steps: Sequence[Step], convert: Callable[[Any], Any]) -> tuple[list[Held], list[Step]]:
    """The values that held one after the other, and the steps that could not be done.

    Args:
        convert: to the type of the trait; raises ``MisfitError``.
    """
    held: list[Held] = []
    misfits: list[Step] = []
    now: Any = None
    for step in sorted(steps, key=lambda each: (each.ts, each.message_id, each.place)):
        try:
            after = _apply(now, step, convert)
        except MisfitError:
            misfits.append(step)
            continue
        if after != now or type(after) is not type(now):
            held.append(Held(step, after))
        now = after
    return held, misfits


def _apply(now: Any, step: Step, convert: Callable[[Any], Any]) -> Any:
    match step.action:
        case "set":
            return convert(step.value)
        case "set_once":
            return convert(step.value) if now is None else now
        case "increment":
            return _add(now, convert(step.value))
        case "append":
            return _append(now, convert(step.value))
    return None


def _add(now: Any, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise MisfitError
    return value if now is None else now + value


def _append(now: Any, value: Any) -> Any:
    if not isinstance(value, list):
        raise MisfitError
    known = [] if now is None else now
    return [*known, *(each for each in value if each not in known)]
