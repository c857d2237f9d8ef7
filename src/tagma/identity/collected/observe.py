"""What a chunk of collected events shows of itself, for the schema registry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tagma.clock import Calendar
from tagma.govern.personal import show_example
from tagma.identity.collected.events import Happening
from tagma.identity.collected.tables import spell_names
from tagma.identity.collected.values import write_text
from tagma.identity.quality.seen import MOST_EXAMPLES, Seen
from tagma.rules.vocabulary import fold_name

_KINDS = {bool: "bool", int: "integer", float: "decimal", str: "text", list: "list", dict: "object"}


@dataclass(slots=True)
class _Spot:
    rows: int
    first: datetime
    last: datetime
    examples: list[str] = field(default_factory=list)
    looked_at: set[Any] = field(default_factory=set)

    def add(self, ts: datetime) -> None:
        self.rows += 1
        if ts < self.first:
            self.first = ts
        elif ts > self.last:
            self.last = ts


def observe_events(
    happenings: Sequence[Happening],
    tables: Mapping[str, Mapping[str, str]],
    zone: Calendar,
    personal: Mapping[str, frozenset[str]],
) -> list[Seen]:
    """What was seen of events and properties, by source; properties beyond the bound of columns are left out.

    Args:
        tables: the event tables with their columns, after the events were appended.
        personal: by folded name of the event the folded names of properties that are declared personal.
    """
    spelled = spell_names(tables)
    events: dict[tuple[str, str], list[Happening]] = {}
    for each in happenings:
        name = spelled.get(fold_name(each.event))
        if name is not None:
            events.setdefault((each.source, name), []).append(each)
    days = _Days(zone)
    seen: list[Seen] = []
    for (source, event), group in events.items():
        own = personal.get(fold_name(event), frozenset())
        seen += _observe(source, event, group, tables[event], own, days)
    return seen


def _observe(
    source: str,
    event: str,
    group: Sequence[Happening],
    columns: Mapping[str, str],
    personal: frozenset[str],
    days: _Days,
) -> list[Seen]:
    spelled = spell_names({name: None for name in columns if not name.startswith("_")})
    names: dict[str, str | None] = {}
    whole: dict[date, _Spot] = {}
    spots: dict[tuple[str, str], _Spot] = {}
    for each in group:
        day = days.find(each.ts)
        if day not in whole:
            whole[day] = _Spot(0, each.ts, each.ts)
        whole[day].add(each.ts)
        for sent, value in each.properties.items():
            if value is None:
                continue
            if sent in names:
                name = names[sent]
            else:
                name = names[sent] = spelled.get(fold_name(sent))
            if name is None:
                continue
            kind = _KINDS.get(type(value), "instant")
            spot = spots.get((name, kind))
            if spot is None:
                spot = spots[name, kind] = _Spot(0, each.ts, each.ts)
            spot.add(each.ts)
            if len(spot.examples) < MOST_EXAMPLES:
                if isinstance(value, str | int | float):
                    if value in spot.looked_at:
                        continue
                    spot.looked_at.add(value)
                _add_example(spot.examples, name, value, personal)
    received = max(each.received_at for each in group)
    found = [
        Seen(source, event, "", day.isoformat(), spot.rows, spot.first, spot.last, received)
        for day, spot in whole.items()
    ]
    found += [
        Seen(source, event, name, kind, spot.rows, spot.first, spot.last, received, tuple(spot.examples))
        for (name, kind), spot in spots.items()
    ]
    return found


def _add_example(examples: list[str], name: str, value: Any, personal: frozenset[str]) -> None:
    shown = show_example(name, write_text(value), personal=fold_name(name) in personal)
    if shown not in examples:
        examples.append(shown)


class _Days:
    """The local days of instants, looked up once for each quarter of an hour."""

    def __init__(self, zone: Calendar) -> None:
        self._zone = zone
        self._known: dict[tuple[date, int, int], date] = {}

    def find(self, ts: datetime) -> date:
        key = (ts.date(), ts.hour, ts.minute // 15)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._zone.to_local(ts).date()
        return found
