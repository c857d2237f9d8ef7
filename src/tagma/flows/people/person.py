"""Everything about one customer on one page, from the portrait that serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.protocol import Table
from tagma.errors import Text
from tagma.flows.changes import list_since
from tagma.flows.definitions import load_applied
from tagma.flows.explain import find_customer
from tagma.flows.people.known import open_known, refuse_stranger
from tagma.flows.world import find_published
from tagma.profile.ledger import read_rows
from tagma.tags.definition import TagDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.flows.definitions import CheckedDefinitions
    from tagma.rules.vocabulary import Field
    from tagma.workspace import Workspace

Read = Callable[[Table, Sequence[str] | None], pa.Table]
UNDATED = datetime(1, 1, 1)


@dataclass(frozen=True, slots=True)
class KnownTrait:
    """A trait of a customer; ``since`` None: undated, or not known at all."""

    field: Field
    value: Any
    source: str | None
    source_label: Text | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class HeldTag:
    """A tag that a customer has.

    Attributes:
        instant: the instant the value speaks of (the boundary of its cadence).
        since: since when it has this value; None where it never moved since it was first computed.
    """

    field: Field
    path: tuple[str, ...]
    class_: str | None
    value: Any
    cadence: str
    instant: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class HeldSegment:
    name: str
    label: Text
    cadence: str
    instant: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class EventTotal:
    name: str
    label: Text
    count: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class GivenConsent:
    purpose: str
    granted: bool
    at: datetime | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """An id under which a customer is known to a source."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Person:
    """One customer; tags and segments are those the customer has, tags by their place in the taxonomy."""

    customer: str
    as_of: datetime | None
    first_at: datetime | None
    traits: tuple[KnownTrait, ...]
    tags: tuple[HeldTag, ...]
    segments: tuple[HeldSegment, ...]
    events: tuple[EventTotal, ...]
    consents: tuple[GivenConsent, ...]
    identities: tuple[Identity, ...]


def read_person(ws: Workspace, customer: str) -> Person:
    """The page of a customer.

    Raises:
        NotFoundError: no such customer.
    """
    refuse_stranger(ws)
    key = find_customer(ws, customer)
    applied = load_applied(ws)
    published = find_published(ws.engine)
    with open_known(ws, key) as ledger:

        def read(table: Table, columns: Sequence[str] | None = None) -> pa.Table:
            if ledger is not None and table in ledger.layouts:
                return read_rows(ledger, table, [key], columns)
            return _query_rows(ws, table, key, columns)

        row = _first(read(Table("portrait", "profile"), None)) if published is not None else {}
        known = row or _first(read(Table("people", "traits"), None))
        history = read(Table("people", "trait_history"), None).to_pylist()
        events = _sum_events(applied, read)
        consents = _read_consents(read)
        first_at = _first(read(Table("people", "customers"), ["_first_at"])).get("_first_at")
    tags, segments = _list_held(ws, applied, customer, row)
    return Person(
        customer.strip(),
        published.as_of if published is not None else None,
        _find_first(first_at, events),
        _list_traits(applied, known, history),
        tags,
        segments,
        events,
        consents,
        _read_identities(ws, key),
    )


def _query_rows(ws: Workspace, table: Table, key: int, columns: Sequence[str] | None) -> pa.Table:
    """The rows of a customer in the warehouse, where the ledger does not have them (yet)."""
    if table.name not in ws.engine.tables(table.schema):
        return pa.table({})
    mine = dialect.from_template("_customer_id = :key", key=dialect.literal(key))
    select = exp.Select().from_(dialect.table(table.name, table.schema)).where(mine)
    select.select(*([dialect.column(name) for name in columns] if columns else ["*"]), copy=False)
    return ws.engine.query(select, step=f"{table.name} of a customer")


def _find_first(first_at: datetime | None, events: Sequence[EventTotal]) -> datetime | None:
    """Since when a customer is known: of one with undated traits, since the first event."""
    if first_at is not None and first_at > UNDATED:
        return first_at
    return min((event.first for event in events), default=None)


def _first(rows: pa.Table) -> dict[str, Any]:
    found = rows.slice(0, 1).to_pylist()
    return dict(found[0]) if found else {}


def _list_traits(
    applied: CheckedDefinitions, row: Mapping[str, Any], history: Sequence[Mapping[str, Any]]
) -> tuple[KnownTrait, ...]:
    sources = {each.name: each.model.title for each in applied.definitions if each.kind.name == "source"}
    by_trait: dict[str, list[Mapping[str, Any]]] = {}
    for entry in history:
        if entry["value"] is not None:
            by_trait.setdefault(entry["trait"], []).append(entry)
    found = []
    for field in applied.vocabulary.fields.values():
        if field.kind != "trait":
            continue
        value = row.get(field.name)
        source, since = _find_origin(by_trait.get(field.name, [])) if value is not None else (None, None)
        found.append(KnownTrait(field, value, source, sources.get(source or ""), since))
    return tuple(found)


def _find_origin(entries: Sequence[Mapping[str, Any]]) -> tuple[str | None, datetime | None]:
    """Who said the newest value, and since when it holds without a break."""
    ordered = sorted(
        entries,
        key=lambda one: (
            one["_ts"],
            one["_received_at"] or UNDATED,
            one["_source"] or "",
            one["_message_id"] or "",
        ),
    )
    if not ordered:
        return None, None
    newest = ordered[-1]
    since = newest["_ts"]
    for entry in reversed(ordered):
        if entry["value"] != newest["value"]:
            break
        since = entry["_ts"]
    return newest["_source"], None if since is None or since <= UNDATED else since


def _list_held(
    ws: Workspace, applied: CheckedDefinitions, customer: str, row: Mapping[str, Any]
) -> tuple[tuple[HeldTag, ...], tuple[HeldSegment, ...]]:
    since = list_since(ws, customer.strip())
    stamps: dict[str, datetime | None] = {}
    if row:
        query = dialect.query("SELECT name, instant FROM portrait.columns")
        rows = ws.engine.query(query, step="instants of columns").to_pylist()
        stamps = {each["name"]: each["instant"] for each in rows}
    models = {each.name: each.model for each in applied.definitions if isinstance(each.model, TagDefinition)}
    tags: list[HeldTag] = []
    segments: list[HeldSegment] = []
    for computed in applied.computed.values():
        value = row.get(computed.column)
        if value is None or value is False or value == []:
            continue
        moved = since.get((computed.kind, computed.name))
        instant = stamps.get(computed.column)
        if computed.kind == "segment":
            known = applied.vocabulary.segments.get(computed.name)
            label = known.label if known is not None and known.label else Text(computed.name, computed.name)
            segments.append(HeldSegment(computed.name, label, computed.cadence, instant, moved))
            continue
        field = applied.vocabulary.fields.get(computed.name)
        model = models.get(computed.name)
        if field is not None:
            path, class_ = (model.path, model.class_) if model is not None else ((), None)
            tags.append(HeldTag(field, path, class_, value, computed.cadence, instant, moved))
    order = _order_paths([model.path for model in models.values()])
    tags.sort(key=lambda tag: (not tag.path, [order[tag.path[: n + 1]] for n in range(len(tag.path))]))
    return tuple(tags), tuple(segments)


def _order_paths(paths: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Every level of the taxonomy by where it first comes in the definitions."""
    order: dict[tuple[str, ...], int] = {}
    for path in paths:
        for depth in range(len(path)):
            order.setdefault(path[: depth + 1], len(order))
    return order


def _sum_events(applied: CheckedDefinitions, read: Read) -> tuple[EventTotal, ...]:
    found = []
    for event in applied.vocabulary.events.values():
        rows = read(Table("events", event.name), ["_ts"])
        if not rows.num_rows:
            continue
        bounds = pc.min_max(rows.column("_ts")).as_py()
        label = event.label or Text(event.name, event.name)
        found.append(EventTotal(event.name, label, rows.num_rows, bounds["min"], bounds["max"]))
    return tuple(sorted(found, key=lambda each: -each.count))


def _read_consents(read: Read) -> tuple[GivenConsent, ...]:
    rows = read(Table("people", "consents"), None).to_pylist()
    newest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(rows, key=lambda one: (one["_ts"], one["_received_at"] or UNDATED)):
        if row["purpose"] is not None:
            newest[row["purpose"]] = row
    return tuple(
        GivenConsent(purpose, bool(row["granted"]), row["_ts"], row["_source"])
        for purpose, row in sorted(newest.items())
    )


def _read_identities(ws: Workspace, key: int) -> tuple[Identity, ...]:
    if "identities" not in ws.engine.tables("people"):
        return ()
    query = dialect.query(
        "SELECT kind, value FROM people.identities WHERE _customer_id = :key ORDER BY 1, 2",
        key=dialect.literal(key),
    )
    rows = ws.engine.query(query, step="identities of a customer").to_pylist()
    return tuple(Identity(row["kind"], row["value"]) for row in rows)
