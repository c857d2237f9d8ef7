"""What one customer did: page by page, newest first, and per month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tagma.errors import NotFoundError, Text, nearest_names
from tagma.flows.asking.world import find_now
from tagma.flows.definitions import load_applied
from tagma.flows.explain import find_customer
from tagma.flows.ledger import ledger_path
from tagma.flows.people.known import refuse_stranger
from tagma.profile.ledger import open_ledger
from tagma.profile.timeline import Moment, MonthSum, read_timeline, sum_months

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tagma.profile.ledger import Ledger
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of events; ``more`` says whether there is another."""

    moments: tuple[Moment, ...]
    more: bool
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Months:
    """Sums per local month and type of event, newest first."""

    sums: tuple[MonthSum, ...]
    vocabulary: Vocabulary


def page_timeline(
    ws: Workspace,
    customer: str,
    events: Sequence[str] = (),
    after: tuple[datetime, str, str] | None = None,
    limit: int = 50,
) -> Timeline:
    """A page of what a customer did up to the workspace's clock, newest first.

    Args:
        events: the types of events wanted; all when empty.
        after: the place of the last moment of the page before.

    Raises:
        NotFoundError: no such customer or type of event, or no ledger yet.
    """
    refuse_stranger(ws)
    key = find_customer(ws, customer)
    vocabulary = load_applied(ws).vocabulary
    with open_ledger(ledger_path(ws)) as ledger:
        wanted = _choose(ledger, vocabulary, events)
        until = find_now(ws) + timedelta(microseconds=1)
        found = read_timeline(ledger, key, events=wanted, until=until, after=after, limit=limit + 1)
    return Timeline(tuple(found[:limit]), len(found) > limit, vocabulary)


def sum_activity(ws: Workspace, customer: str, events: Sequence[str] = ()) -> Months:
    """How much a customer did per local month.

    Raises:
        NotFoundError: no such customer or type of event, or no ledger yet.
    """
    refuse_stranger(ws)
    key = find_customer(ws, customer)
    vocabulary = load_applied(ws).vocabulary
    with open_ledger(ledger_path(ws)) as ledger:
        wanted = _choose(ledger, vocabulary, events)
        until = find_now(ws) + timedelta(microseconds=1)
        sums = sum_months(ledger, key, ws.calendar, events=wanted, until=until)
    return Months(tuple(sums), vocabulary)


def _choose(ledger: Ledger, vocabulary: Vocabulary, events: Sequence[str]) -> list[str]:
    """The types of events to read, of those that the ledger holds."""
    if not events:
        return list(ledger.events())
    wanted = []
    for name in events:
        found = vocabulary.events.get(name)
        if found is None:
            raise NotFoundError(
                Text(f"there is no event “{name}”", f"没有名为“{name}”的事件"),
                nearest=nearest_names(name, vocabulary.events),
                next_step=Text("“tagma events” lists them", "可用“tagma events”查看"),
            )
        wanted.append(found.name)
    return [name for name in dict.fromkeys(wanted) if name in ledger.events()]
