"""Entries of the journal into the warehouse, in one transaction with their position: none is loaded twice."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from tagma.clock import Calendar, from_micros
from tagma.collect.intake.items import ItemDeed, interpret_item
from tagma.collect.intake.occurrence import Occurrence
from tagma.collect.intake.stored import interpret_body, read_refused
from tagma.collect.journal import EVENT, Entry
from tagma.collect.journal.record import REPLAYED, Record
from tagma.engine.dialect import query
from tagma.engine.protocol import Engine
from tagma.failpoints import reach
from tagma.identity.collected.events import Happening, append_events
from tagma.identity.collected.items import ItemStep, apply_items
from tagma.identity.collected.observe import observe_events
from tagma.identity.collected.operations import Deed, apply_operations
from tagma.identity.collected.people import clean_id, mint_users, note_customers
from tagma.identity.collected.rejects import Reject, quarantine_rejects, release_replayed, write_refused
from tagma.identity.collected.tables import JOURNAL, SOURCE_PREFIX, define_collected, write_position
from tagma.identity.load import define_tables
from tagma.identity.quality.aside import QUARANTINED
from tagma.identity.quality.screen import Caught, EventScreens
from tagma.identity.quality.seen import note_seen
from tagma.rules.vocabulary import Type

log = logging.getLogger("tagma.collect")


class Dated(NamedTuple):
    """An event of the journal, what it says, and when it happened."""

    record: Record
    what: Occurrence
    ts: datetime


@dataclass(frozen=True, slots=True)
class CollectedReport:
    """What was loaded from the journal.

    Attributes:
        position: up to where the journal is loaded now.
        quarantined: by reason, events and single properties.
        noise: events that were set aside: kept, not counted.
    """

    position: int
    entries: int = 0
    events: int = 0
    operations: int = 0
    new_customers: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    noise: int = 0

    def __add__(self, other: CollectedReport) -> CollectedReport:
        return CollectedReport(
            max(self.position, other.position),
            self.entries + other.entries,
            self.events + other.events,
            self.operations + other.operations,
            self.new_customers + other.new_customers,
            dict(Counter(self.quarantined) + Counter(other.quarantined)),
            self.noise + other.noise,
        )


def read_position(engine: Engine) -> int:
    """Up to where the journal is loaded; 0 before the first load."""
    if JOURNAL.name not in engine.tables(JOURNAL.schema):
        return 0
    rows = engine.query(query('SELECT MAX("position") AS "p" FROM "collect"."journal"'), step="position")
    return int(rows.column(0)[0].as_py() or 0)


def load_entries(
    engine: Engine,
    entries: Sequence[Entry | int],
    zone: Calendar,
    *,
    declared: Mapping[str, Mapping[str, Type]],
    traits: Mapping[str, Type],
    personal: Mapping[str, frozenset[str]] = MappingProxyType({}),
    screens: Mapping[str, EventScreens] = MappingProxyType({}),
    poison: bool = False,
) -> CollectedReport:
    """Loads entries that follow what is loaded already; those that do not are left out.

    Args:
        entries: a number stands for a damaged one, which is skipped.
        zone: of times that carry none.
        declared: by folded name of the event the types that definitions give its properties.
        traits: the types of traits that definitions or files give, by name.
        personal: by folded name of the event its properties that say who somebody is.
        screens: by folded name of the event what sets it aside.
        poison: the entries bring the load down: they go to quarantine as they are.
    """
    with engine.transaction():
        define_tables(engine)
        define_collected(engine)
        after = read_position(engine)
        fresh = [entry for entry in entries if _place(entry) > after]
        if not fresh:
            return CollectedReport(after)
        rejects: list[Reject] = []
        replayed: list[int] = []
        items: list[ItemStep] = []
        occurrences = _interpret(fresh, zone, rejects, replayed, items, poison=poison)
        users = mint_users(engine, [each.what.user for each in occurrences])
        happenings, deeds = _split(occurrences, users)
        caught = Caught(ids=set())
        stored, misfits = append_events(engine, happenings, declared, screens, caught)
        firsts = _find_firsts(occurrences, users, caught.ids or set())
        rejects += misfits
        rejects += apply_operations(engine, deeds, traits)
        rejects += apply_items(engine, items)
        new = note_customers(engine, firsts)
        note_seen(engine, observe_events(happenings, engine.tables("events"), zone, personal))
        quarantine_rejects(engine, rejects)
        release_replayed(engine, replayed)
        position = _place(fresh[-1])
        write_position(engine, position)
        reach("load.commit")
    reach("load.committed")
    reasons = Counter(reject.reason for reject in rejects)
    for (verdict, reason, _), rows in caught.counts.items():
        if verdict == QUARANTINED:
            reasons[reason] += rows
    return CollectedReport(position, len(fresh), stored, len(deeds), new, dict(reasons), caught.noise)


def _place(entry: Entry | int) -> int:
    return entry.position if isinstance(entry, Entry) else entry


def _interpret(
    entries: Sequence[Entry | int],
    zone: Calendar,
    rejects: list[Reject],
    replayed: list[int],
    items: list[ItemStep],
    *,
    poison: bool,
) -> list[Dated]:
    """What the entries say; what was refused at the door, or cannot be understood, goes to quarantine."""
    found: list[Dated] = []
    newest = 0  # when the entry before came: of a damaged one nothing is known
    for entry in entries:
        if isinstance(entry, int):
            log.error("event %s of the journal is damaged and was left out", entry)
            row = write_refused(entry, {})
            rejects.append(Reject(SOURCE_PREFIX, "", "damaged", "", row, None, from_micros(newest)))
            continue
        record = entry.record
        newest = record.received_at
        if record.kind == REPLAYED:
            replayed.append(int(json.loads(record.body)["position"]))
            continue
        if record.kind != EVENT:
            received, source = from_micros(record.received_at), SOURCE_PREFIX + record.source
            refused = read_refused(record)
            row = write_refused(entry.position, {"raw": refused.raw, "route": refused.route})
            rejects.append(Reject(source, refused.family, refused.reason, "", row, None, received))
            continue
        try:
            if poison:
                raise ValueError("it brings the load down")
            occurrence = interpret_body(record, zone)
            reach("load.event", occurrence.event if occurrence is not None else "")
            if occurrence is not None:
                user = clean_id(occurrence.user)
                if user != occurrence.user or not occurrence.message_id:
                    message = occurrence.message_id or record.key.hex()
                    occurrence = occurrence._replace(user=user, message_id=message)
                ts = from_micros(occurrence.ts)
            elif (item := interpret_item(record, zone)) is not None:
                items.append(_step_item(record, item))
        except Exception:
            log.exception("event %s of the journal was not understood", entry.position)
            received, source = from_micros(record.received_at), SOURCE_PREFIX + record.source
            row = record.body.decode("utf-8", "replace")
            rejects.append(Reject(source, "", "not_understood", "", row, None, received))
            continue
        if occurrence is not None and occurrence.user:
            found.append(Dated(record, occurrence, ts))
    return found


def _step_item(record: Record, item: ItemDeed) -> ItemStep:
    return ItemStep(
        item.item_type,
        item.item_id,
        item.action,
        item.properties,
        from_micros(item.ts),
        from_micros(record.received_at),
        SOURCE_PREFIX + record.source,
        record.key.hex(),
    )


def _split(
    occurrences: Sequence[Dated], users: Mapping[str, tuple[int, int]]
) -> tuple[list[Happening], list[Deed]]:
    happenings: list[Happening] = []
    deeds: list[Deed] = []
    instants: dict[int, datetime] = {}  # the events of one request share theirs
    for record, each, ts in occurrences:
        identity, customer = users[each.user]
        received = instants.get(record.received_at)
        if received is None:
            received = instants[record.received_at] = from_micros(record.received_at)
        source = SOURCE_PREFIX + record.source
        if each.event:
            happenings.append(
                Happening(
                    each.event,
                    customer,
                    identity,
                    ts,
                    received,
                    source,
                    each.message_id,
                    each.properties,
                    each.flags,
                    each.agent,
                )
            )
        for place, operation in enumerate(each.operations):
            deeds.append(
                Deed(
                    customer,
                    operation.trait,
                    operation.action,
                    operation.value,
                    place,
                    ts,
                    received,
                    source,
                    each.message_id,
                )
            )
    return happenings, deeds


def _find_firsts(
    occurrences: Sequence[Dated], users: Mapping[str, tuple[int, int]], aside: set[tuple[str, str]]
) -> dict[int, tuple[str, datetime]]:
    """When each customer was first heard of, among those of whom something is kept."""
    firsts: dict[int, tuple[str, datetime]] = {}
    for record, each, at in occurrences:
        if not each.event and not each.operations:
            continue
        if aside and not each.operations and (SOURCE_PREFIX + record.source, each.message_id) in aside:
            continue
        customer = users[each.user][1]
        if customer not in firsts or at < firsts[customer][1]:
            firsts[customer] = (each.user, at)
    return firsts
