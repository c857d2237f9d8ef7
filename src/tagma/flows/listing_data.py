"""Lists of what came in: events and traits; sources are in ``sources``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.definitions import load_applied
from tagma.flows.listing import Coverage, ValueCount, count_values
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from tagma.engine import Engine
    from tagma.errors import Language
    from tagma.rules.vocabulary import EventType, Field, Property
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EventListing:
    """One type of event: how many there are, of how many customers, between which instants."""

    name: str
    label: Text
    rows: int
    customers: int
    first: datetime | None
    last: datetime | None
    properties: tuple[Property, ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "rows": self.rows,
            "customers": self.customers,
            "first": self.first,
            "last": self.last,
            "properties": [
                {
                    "name": each.name,
                    "label": each.label.in_language(language) if each.label else each.name,
                    "type": each.type.value,
                    "unit": each.unit,
                }
                for each in self.properties
            ],
        }


@dataclass(frozen=True, slots=True)
class TraitListing:
    """One trait; ``coverage`` None before it was loaded."""

    name: str
    label: Text
    type: str
    unit: str | None
    coverage: Coverage | None
    values: tuple[ValueCount, ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "type": self.type,
            "unit": self.unit,
            "coverage": self.coverage.to_dict() if self.coverage else None,
            "values": [value.to_dict(language) for value in self.values],
        }


def list_events(ws: Workspace) -> list[EventListing]:
    """All types of events that are defined or loaded, the most frequent first."""
    found = [_read_event(ws.engine, event) for event in load_applied(ws).vocabulary.events.values()]
    return sorted(found, key=lambda event: -event.rows)


def list_traits(ws: Workspace) -> list[TraitListing]:
    """All traits in the order of their sources."""
    fields = [field for field in load_applied(ws).vocabulary.fields.values() if field.kind == "trait"]
    coverage = _read_trait_coverage(ws.engine, fields)
    return [
        TraitListing(
            field.name,
            field.label or Text(field.name, field.name),
            field.type.value,
            field.unit,
            coverage.get(field.name),
            _read_trait_values(ws.engine, field) if field.name in coverage else (),
        )
        for field in fields
    ]


def sum_property(engine: Engine, event: str, name: str) -> Any:
    """The sum of a property over all events; None where there is no such event or property."""
    if name not in engine.tables("events").get(event, {}):
        return None
    summed = exp.alias_(exp.Sum(this=dialect.column(name)), "total", quoted=True)
    query = exp.Select().from_(dialect.table(event, "events")).select(summed)
    return engine.query(query, step=f"sum of {event}.{name}").column("total")[0].as_py()


def _read_event(engine: Engine, event: EventType) -> EventListing:
    label = event.label or Text(event.name, event.name)
    properties = tuple(event.properties.values())
    if event.name not in engine.tables("events"):
        return EventListing(event.name, label, 0, 0, None, None, properties)
    query = dialect.query(
        "SELECT COUNT(*) AS n, COUNT(DISTINCT _customer_id) AS customers, "
        "MIN(_ts) AS first, MAX(_ts) AS last FROM :t",
        t=dialect.table(event.name, "events"),
    )
    row = engine.query(query, step=f"events of {event.name}").to_pylist()[0]
    return EventListing(event.name, label, row["n"], row["customers"], row["first"], row["last"], properties)


def _read_trait_coverage(engine: Engine, fields: list[Field]) -> dict[str, Coverage]:
    people = engine.tables("people")
    present = [field for field in fields if field.name in people.get("traits", {})]
    if not present:
        return {}
    select = exp.Select().from_(dialect.table("traits", "people"))
    for position, field in enumerate(present):
        column = dialect.column(field.name)
        select.select(exp.alias_(exp.Count(this=column), f"n{position}", quoted=True), copy=False)
        if field.type.is_number or field.type.is_time:
            for name, part in (("a", exp.Min(this=column.copy())), ("z", exp.Max(this=column.copy()))):
                select.select(exp.alias_(part, f"{name}{position}", quoted=True), copy=False)
    row = engine.query(select, step="read coverage").to_pylist()[0]
    query = dialect.query("SELECT COUNT(*) AS n FROM people.customers")
    total = engine.query(query, step="count customers").column("n")[0].as_py()
    return {
        field.name: Coverage(row[f"n{i}"], total, row.get(f"a{i}"), row.get(f"z{i}"))
        for i, field in enumerate(present)
    }


def _read_trait_values(engine: Engine, field: Field) -> tuple[ValueCount, ...]:
    if field.type not in (Type.TEXT, Type.BOOL):
        return ()
    counts = count_values(engine, dialect.table("traits", "people"), field.name)
    return tuple(
        ValueCount(value, field.value_labels.get(str(value), Text(str(value), str(value))), customers)
        for value, customers in counts
    )
