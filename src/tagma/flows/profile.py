"""One customer on one page: traits, tags, segments, what they did."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.errors import NotFoundError, Text
from tagma.evaluate import Planner
from tagma.flows.changes import list_since
from tagma.flows.explain import find_customer
from tagma.flows.ledger import bind_customer
from tagma.flows.world import find_published, open_world

if TYPE_CHECKING:
    from tagma.engine import Engine
    from tagma.errors import Language
    from tagma.evaluate import World
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Tagged:
    """The value of a tag or the membership of a segment.

    Attributes:
        instant: the instant the value speaks of (the boundary of its cadence).
        since: since when it has this value; None where it never moved since it was first computed.
    """

    name: str
    label: Text
    value: Any
    cadence: str
    instant: datetime | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class EventSummary:
    name: str
    label: Text
    count: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one customer as of an instant; ``timeline`` holds the newest events first."""

    customer: str
    as_of: datetime
    first_at: datetime
    traits: Mapping[str, Any]
    tags: tuple[Tagged, ...]
    segments: tuple[Tagged, ...]
    events: tuple[EventSummary, ...]
    timeline: tuple[Mapping[str, Any], ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "customer": self.customer,
            "as_of": self.as_of,
            "first_at": self.first_at,
            "traits": dict(self.traits),
            "tags": {tag.name: _tagged_to_dict(tag, language) for tag in self.tags},
            "segments": {segment.name: _tagged_to_dict(segment, language) for segment in self.segments},
            "events": {
                event.name: {
                    "label": event.label.in_language(language),
                    "count": event.count,
                    "first": event.first,
                    "last": event.last,
                }
                for event in self.events
            },
            "timeline": [dict(row) for row in self.timeline],
        }


def _tagged_to_dict(tagged: Tagged, language: Language) -> dict[str, Any]:
    return {
        "label": tagged.label.in_language(language),
        "value": tagged.value,
        "refresh": tagged.cadence,
        "as_of": tagged.instant,
        "since": tagged.since,
    }


def read_profile(ws: Workspace, customer: str, as_of: datetime | None = None, *, events: int = 20) -> Profile:
    """The profile of a customer: as published, or evaluated as of another instant.

    Raises:
        NotFoundError: no such customer, or not yet at that instant.
    """
    world = open_world(ws, as_of)
    key = find_customer(ws, customer)
    published = find_published(ws.engine)
    with ExitStack() as closing:
        engine: Engine = ws.engine
        if published is not None and published.as_of == world.as_of:
            bound = bind_customer(ws, key, published)
            if bound is not None:
                engine = bound
                closing.callback(bound.close)
            row, instants = _stored_row(ws, engine, key)
        else:
            row, instants = _evaluated_row(ws.engine, world, key)
        if row is None:
            shown = ws.calendar.to_local(world.as_of).isoformat(" ", "seconds")
            raise NotFoundError(
                Text(
                    f"customer “{customer}” was not known yet at {shown}",
                    f"客户“{customer}”在 {shown} 尚未出现",
                ),
                next_step=Text("ask for a later instant", "请换用更晚的时间"),
            )
        summaries, timeline = _read_events(engine, world, key, events)
        first_at = _first_at(engine, key)
    since = list_since(ws, customer)
    traits = {
        field.name: row.get(field.name) for field in world.vocabulary.fields.values() if field.kind == "trait"
    }
    tagged = [
        (
            computed.kind,
            Tagged(
                computed.name,
                _label(world, computed.name, computed.kind),
                row[computed.column],
                computed.cadence,
                instants.get(computed.column),
                since.get((computed.kind, computed.name)),
            ),
        )
        for computed in world.definitions.values()
        if row.get(computed.column) not in (None, False)
    ]
    tags = tuple(one for kind, one in tagged if kind != "segment")
    segments = tuple(one for kind, one in tagged if kind == "segment")
    return Profile(customer, world.as_of, first_at, traits, tags, segments, summaries, timeline)


def _label(world: World, name: str, kind: str) -> Text:
    found = world.vocabulary.segments.get(name) if kind == "segment" else world.vocabulary.fields.get(name)
    return found.label if found is not None and found.label is not None else Text(name, name)


def _stored_row(
    ws: Workspace, engine: Engine, key: int
) -> tuple[dict[str, Any] | None, dict[str, datetime | None]]:
    query = dialect.query(
        "SELECT * FROM portrait.profile WHERE _customer_id = :key", key=dialect.literal(key)
    )
    rows = engine.query(query, step="profile").to_pylist()
    stamps = ws.engine.query(
        dialect.query("SELECT name, instant FROM portrait.columns"), step="profile"
    ).to_pylist()
    return (rows[0] if rows else None), {stamp["name"]: stamp["instant"] for stamp in stamps}


def _evaluated_row(
    engine: Engine, world: World, key: int
) -> tuple[dict[str, Any] | None, dict[str, datetime | None]]:
    traits = [field.name for field in world.vocabulary.fields.values() if field.kind == "trait"]
    plan = Planner(world).plan(list(world.definitions.values()), traits, only_customer=key)
    rows = engine.query(plan.pipeline, step="profile").to_pylist()
    return (rows[0] if rows else None), dict(plan.instants)


def _first_at(engine: Engine, key: int) -> datetime:
    query = dialect.query(
        "SELECT _first_at FROM people.customers WHERE _customer_id = :key", key=dialect.literal(key)
    )
    first: datetime = engine.query(query, step="profile").column("_first_at")[0].as_py()
    return first


def _read_events(
    engine: Engine, world: World, key: int, limit: int
) -> tuple[tuple[EventSummary, ...], tuple[dict[str, Any], ...]]:
    summaries: list[EventSummary] = []
    newest: list[dict[str, Any]] = []
    tables = engine.tables("events")
    for event in world.vocabulary.events.values():
        if event.name not in tables:
            continue
        mine = dialect.from_template(
            "_customer_id = :key AND _ts <= :at", key=dialect.literal(key), at=dialect.literal(world.as_of)
        )
        table = dialect.table(event.name, "events")
        summary = dialect.query(
            "SELECT COUNT(*) AS n, MIN(_ts) AS first, MAX(_ts) AS last FROM :table WHERE :mine",
            table=table,
            mine=mine,
        )
        row = engine.query(summary, step=f"events of {event.name}").to_pylist()[0]
        if not row["n"]:
            continue
        label = event.label or Text(event.name, event.name)
        summaries.append(EventSummary(event.name, label, row["n"], row["first"], row["last"]))
        select = (
            exp.Select().from_(table).select(exp.alias_(dialect.column("_ts"), "ts", quoted=True)).where(mine)
        )
        select.select(*(dialect.column(name) for name in event.properties), copy=False)
        order = exp.Ordered(this=dialect.column("_ts"), desc=True, nulls_first=False)
        found = engine.query(select.order_by(order).limit(limit), step=f"events of {event.name}").to_pylist()
        newest.extend({"event": event.name, **one} for one in found)
    newest.sort(key=lambda one: one["ts"], reverse=True)
    return tuple(summaries), tuple(newest[:limit])
