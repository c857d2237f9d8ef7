"""The last events as they came, for people who set up a sender: read beside the writer, and bounded."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tagma.clock import from_micros
from tagma.collect.intake.glance import Glance, clean_text, glance_at, is_event, show_raw
from tagma.collect.journal import Entry
from tagma.collect.journal.layout import find_last, read_entries
from tagma.collect.journal.window import read_window
from tagma.engine import dialect
from tagma.errors import NotFoundError, Text
from tagma.flows.collecting.load import has_journal
from tagma.flows.collecting.point import journal_folder
from tagma.flows.collecting.quarantine import word_reason
from tagma.identity.collected import read_position
from tagma.identity.collected.people import clean_id
from tagma.identity.collected.tables import SOURCE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tagma.collect.journal import Record
    from tagma.workspace import Workspace

MOST = 200
SCANNED = 2_000
"""So many of the newest entries are looked at; what is older is found in the customers' timelines."""

MOST_TEXT = 4_096
_ROWS = 100
_DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An entry of the journal at a glance.

    Attributes:
        position: its place in the journal.
        properties: as JSON, cut at 4 KiB; ``clipped`` says so.
    """

    position: int
    received_at: datetime | None
    source: str
    seen: Glance | None
    properties: str
    clipped: bool

    @property
    def status(self) -> Literal["accepted", "quarantined"]:
        return "accepted" if self.seen is not None and self.seen.reason is None else "quarantined"

    @property
    def reason(self) -> str | None:
        return _DAMAGED if self.seen is None else self.seen.reason


@dataclass(frozen=True, slots=True)
class Live:
    """The newest events, the newest first.

    Attributes:
        newest: the position up to which the journal was looked at; to be asked after.
        skipped: entries that came since and were too many to look at.
    """

    items: tuple[LiveEvent, ...]
    newest: int
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Misfit:
    """What the warehouse did not take of an event that was accepted."""

    field: str
    reason: str
    words: Text


@dataclass(frozen=True, slots=True)
class LiveDetail:
    """One entry of the journal in full.

    Attributes:
        stored: the event as it is stored, as JSON; what was refused: as it came.
        customer: the id that opens the customer's page; None until it is loaded.
        loaded: whether the warehouse has it.
        misfits: what is in quarantine of it.
    """

    event: LiveEvent
    stored: str
    customer: str | None
    loaded: bool
    misfits: tuple[Misfit, ...]


def read_live(
    ws: Workspace,
    *,
    after: int | None = None,
    limit: int = 50,
    source: str = "",
    event: str = "",
    search: str = "",
) -> Live:
    """The newest events that fit; of the newest 2,000 entries.

    Args:
        after: a position that was seen; None: from the newest on.
        search: a part of an id, of the event's name or of its properties, in any case.
    """
    if not has_journal(ws):
        return Live((), 0)
    newest = find_last(journal_folder(ws))
    start = max(0, newest - SCANNED) if after is None else max(after, newest - SCANNED)
    if after is None and not (source or event or search):
        start = max(0, newest - 2 * limit)  # marks are passed over
    found = deque[LiveEvent](maxlen=min(max(1, limit), MOST))
    for each in _list_entries(ws, start, newest):
        if source and (not isinstance(each, Entry) or each.record.source != source):
            continue
        item = show_entry(each, ws)
        if item is not None and _fits(item, event.casefold(), search.casefold()):
            found.append(item)
    return Live(tuple(reversed(found)), newest, 0 if after is None else max(0, start - after))


def read_live_event(ws: Workspace, position: int) -> LiveDetail:
    """One entry in full.

    Raises:
        NotFoundError: there is none at that position.
    """
    entry = next(iter(read_window(journal_folder(ws), position - 1, 1)), None) if has_journal(ws) else None
    place = entry.position if isinstance(entry, Entry) else entry
    item = show_entry(entry, ws) if entry is not None and place == position else None
    if item is None:
        raise NotFoundError(
            Text(f"there is no event at position {position}", f"位置 {position} 处没有事件"),
            next_step=Text("load the list again", "请刷新列表"),
        )
    loaded = position <= read_position(ws.engine)
    stored = _write_stored(entry.record) if isinstance(entry, Entry) else ""
    customer = _find_customer(ws, item.seen.customer) if item.seen is not None and loaded else None
    return LiveDetail(item, stored, customer, loaded, _list_misfits(ws, entry) if loaded else ())


def show_entry(entry: Entry | int, ws: Workspace) -> LiveEvent | None:
    """An entry at a glance; None for marks of what was done with others."""
    if isinstance(entry, int):
        return LiveEvent(entry, None, "", None, "", clipped=False)
    record = entry.record
    if not is_event(record):
        return None
    received = from_micros(record.received_at)
    try:
        seen = glance_at(record, ws.calendar)
    except (ValueError, KeyError, TypeError, AttributeError):  # not written by this version
        return LiveEvent(entry.position, received, record.source, None, "", clipped=False)
    shown = seen.raw if seen.properties is None and seen.raw else _write(seen.properties)
    clipped = len(shown) > MOST_TEXT
    return LiveEvent(entry.position, received, record.source, seen, shown[:MOST_TEXT], clipped)


def _list_entries(ws: Workspace, after: int, newest: int) -> Iterator[Entry | int]:
    for each in read_entries(journal_folder(ws), after, _ROWS):
        if (each.position if isinstance(each, Entry) else each) > newest:
            return
        yield each


def _fits(item: LiveEvent, event: str, search: str) -> bool:
    seen = item.seen
    if seen is None:
        return not (event or search)
    if event and event not in (seen.event.casefold(), seen.type.casefold()):
        return False
    told = (seen.event, seen.user, seen.anonymous, seen.type, item.properties, seen.raw[:MOST_TEXT])
    return not search or any(search in each.casefold() for each in told)


def _write(value: Any) -> str:
    return "" if value is None else clean_text(json.dumps(value, ensure_ascii=False))


def _write_stored(record: Record) -> str:
    stored = json.loads(record.body)
    if "raw" in stored:
        return show_raw(stored["raw"])
    return clean_text(json.dumps(stored.get("event"), ensure_ascii=False, indent=2))


def _find_customer(ws: Workspace, user: str) -> str | None:
    if not user or "customers" not in ws.engine.tables("people"):
        return None
    rows = ws.engine.query(
        dialect.query(
            """
            SELECT c."customer" FROM "people"."identities" AS i
            JOIN "people"."customers" AS c ON c."_customer_id" = i."_customer_id" WHERE i."value" = :user
            """,
            user=dialect.literal(clean_id(user)),
        ),
        step="find customer",
    ).to_pylist()
    return str(rows[0]["customer"]) if rows else None


def _list_misfits(ws: Workspace, entry: Entry | int | None) -> tuple[Misfit, ...]:
    """What is in quarantine of an accepted event: properties of another type, rules that it breaks."""
    if not isinstance(entry, Entry) or "quarantine" not in ws.engine.tables("collect"):
        return ()
    stored = json.loads(entry.record.body)
    event = stored.get("event") or {}
    message = event.get("messageId") or event.get("uuid") or entry.record.key.hex()
    rows = ws.engine.query(
        dialect.query(
            """
            SELECT "field", "reason" FROM "collect"."quarantine"
            WHERE "_source" = :source AND "loaded_at" = :at AND STARTS_WITH("row", :begins) ORDER BY 1, 2
            """,
            source=dialect.literal(SOURCE_PREFIX + entry.record.source),
            at=dialect.literal(from_micros(entry.record.received_at)),
            begins=dialect.literal(json.dumps({"message_id": str(message)}, ensure_ascii=False)[:-1]),
        ),
        step="what is in quarantine of an event",
    ).to_pylist()
    return tuple(Misfit(row["field"], row["reason"], word_reason(row["reason"])) for row in rows)
