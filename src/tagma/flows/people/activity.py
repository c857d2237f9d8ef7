"""What one customer did: page by page, newest first, and per month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.flows.asking.world import find_now
from tagma.flows.definitions import load_applied
from tagma.flows.explain import find_customer
from tagma.flows.people.known import open_known, refuse_stranger
from tagma.identity import EVENT_COLUMNS
from tagma.profile.timeline import Moment, MonthSum, read_timeline, sum_months

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

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
        NotFoundError: no such customer or type of event.
    """
    refuse_stranger(ws)
    key = find_customer(ws, customer)
    vocabulary = load_applied(ws).vocabulary
    wanted = _choose(ws, vocabulary, events)
    until = find_now(ws) + timedelta(microseconds=1)
    with open_known(ws, key) as ledger:
        if ledger is not None:
            held = [name for name in wanted if name in ledger.events()]
            found = read_timeline(ledger, key, events=held, until=until, after=after, limit=limit + 1)
        else:
            moments = _read_moments(ws, key, wanted, until)
            found = [each for each in moments if after is None or each.place < after][: limit + 1]
    return Timeline(tuple(found[:limit]), len(found) > limit, vocabulary)


def sum_activity(ws: Workspace, customer: str, events: Sequence[str] = ()) -> Months:
    """How much a customer did per local month.

    Raises:
        NotFoundError: no such customer or type of event.
    """
    refuse_stranger(ws)
    key = find_customer(ws, customer)
    vocabulary = load_applied(ws).vocabulary
    wanted = _choose(ws, vocabulary, events)
    until = find_now(ws) + timedelta(microseconds=1)
    with open_known(ws, key) as ledger:
        if ledger is not None:
            held = [name for name in wanted if name in ledger.events()]
            sums = sum_months(ledger, key, ws.calendar, events=held, until=until)
        else:
            sums = _sum_moments(ws, _read_moments(ws, key, wanted, until))
    return Months(tuple(sums), vocabulary)


def _choose(ws: Workspace, vocabulary: Vocabulary, events: Sequence[str]) -> list[str]:
    """The types of events to read, of those that were ever loaded."""
    loaded = ws.engine.tables("events")
    if not events:
        return [event.name for event in vocabulary.events.values() if event.name in loaded]
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
    return [name for name in dict.fromkeys(wanted) if name in loaded]


def _read_moments(ws: Workspace, key: int, events: Sequence[str], until: datetime) -> list[Moment]:
    """The events of a customer from the warehouse, newest first: slower, but always up to date."""
    found = []
    for event in events:
        mine = dialect.from_template(
            "_customer_id = :key AND _ts < :until", key=dialect.literal(key), until=dialect.literal(until)
        )
        rows = exp.Select().from_(dialect.table(event, "events")).select("*").where(mine)
        for row in ws.engine.query(rows, step=f"events of {event}").to_pylist():
            known = {name: value for name, value in row.items() if name not in EVENT_COLUMNS}
            properties = {name: value for name, value in known.items() if value is not None}
            found.append(Moment(event, row["_ts"], row["_message_id"], row["_source"], properties))
    return sorted(found, key=lambda moment: moment.place, reverse=True)


def _sum_moments(ws: Workspace, moments: Sequence[Moment]) -> list[MonthSum]:
    counts: dict[tuple[date, str], int] = {}
    sums: dict[tuple[date, str], dict[str, Decimal]] = {}
    for moment in moments:
        month = (ws.calendar.local_day(moment.ts).replace(day=1), moment.event)
        counts[month] = counts.get(month, 0) + 1
        amounts = sums.setdefault(month, {})
        for name, value in moment.properties.items():
            if isinstance(value, Decimal):
                amounts[name] = amounts.get(name, Decimal(0)) + value
    found = [MonthSum(month, event, count, sums[month, event]) for (month, event), count in counts.items()]
    return sorted(found, key=lambda item: (-item.month.toordinal(), item.event))
