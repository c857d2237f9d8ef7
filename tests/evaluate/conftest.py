"""A tiny shop in an in-memory engine, and a way to ask it one rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from tagma.clock import Calendar
from tagma.engine.duckdb import DuckDBEngine, open_memory
from tagma.engine.protocol import Table
from tagma.evaluate import Computed, Planner, Value, World, ask
from tagma.rules import check_rule, parse_rule
from tagma.rules.vocabulary import EventType, Field, Names, Property, Segment, Type, Vocabulary

SYSTEM = {
    "_customer_id": "BIGINT",
    "_identity_id": "BIGINT",
    "_ts": "TIMESTAMP",
    "_message_id": "VARCHAR",
    "_received_at": "TIMESTAMP",
    "_source": "VARCHAR",
    "_extra": "VARCHAR",
}
ZONE = "America/New_York"
AS_OF = datetime(2017, 3, 6, 12)  # 07:00 in New York, a Monday


def _properties(**types: Type) -> Names[Property]:
    return Names({name: Property(name, kind) for name, kind in types.items()})


VOCABULARY = Vocabulary(
    events=Names(
        {
            "order": EventType(
                "order",
                _properties(amount=Type.DECIMAL, store=Type.TEXT, items=Type.INTEGER, weight=Type.FLOAT),
            ),
            "page_view": EventType("page_view", _properties(product=Type.TEXT, seconds=Type.INTEGER)),
            "add_to_cart": EventType("add_to_cart", _properties(product=Type.TEXT)),
        }
    ),
    fields=Names(
        {
            "age": Field("age", Type.INTEGER),
            "city": Field("city", Type.TEXT),
            "birthday": Field("birthday", Type.DATE),
            "hobbies": Field("hobbies", Type.LIST),
        }
    ),
    segments=Names({}),
    lists=Names({"invited": "invited"}),
    purposes=Names({"marketing": "marketing"}),
    calendar=Calendar(ZONE),
)


@dataclass
class Shop:
    """The engine and vocabulary of the tiny shop."""

    engine: DuckDBEngine
    vocabulary: Vocabulary = VOCABULARY
    definitions: dict[str, Computed] = field(default_factory=dict)
    newest_trait: datetime = datetime(1, 1, 1)

    def define(self, name: str, rule: str, cadence: str = "realtime", kind: str = "tag") -> None:
        """Adds a tag or segment by a rule."""
        node = parse_rule(rule)
        checked = check_rule(node, self.vocabulary, text=rule)
        computed = Computed(name, kind, Value(node), checked.type, cadence, f"{name}:{rule}")
        self.add(computed)

    def add(self, computed: Computed) -> None:
        self.definitions[computed.column] = computed
        fields = {each.name: each for each in self.vocabulary.fields.values()}
        segments = {each.name: each for each in self.vocabulary.segments.values()}
        if computed.kind == "segment":
            segments[computed.name] = Segment(computed.name)
        else:
            fields[computed.name] = Field(computed.name, computed.type, "tag")
        old = self.vocabulary
        self.vocabulary = Vocabulary(
            old.events, Names(fields), Names(segments), old.lists, old.purposes, old.calendar
        )

    def world(self, as_of: datetime = AS_OF, **more: Any) -> World:
        return World(self.vocabulary, self.definitions, as_of, self.newest_trait, **more)

    def answers(self, rule: str, as_of: datetime = AS_OF, **more: Any) -> dict[str, Any]:
        """The value of a rule for every customer known at the instant."""
        node = parse_rule(rule)
        asked = ask(node, check_rule(node, self.vocabulary, text=rule, allow_future=True))
        plan = Planner(self.world(as_of, **more)).plan([asked])
        rows = self.engine.query(plan.pipeline, step="test").to_pylist()
        return {row["customer"]: row["_asked"] for row in rows}

    def holders(self, rule: str, as_of: datetime = AS_OF, **more: Any) -> list[str]:
        """The customers a condition holds for."""
        return sorted(customer for customer, holds in self.answers(rule, as_of, **more).items() if holds)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


ORDERS = [
    (1, "2017-03-01 00:00", "a", "10.00", "x", 1, 0.1),
    (1, "2017-03-05 00:00", "b", "20.00", "y", 2, 0.2),
    (1, "2017-03-06 00:00", "c", "30.00", "x", 2, 0.3),
    (2, "2017-03-02 00:00", "d", "5.00", "z", 1, None),
    (3, "2017-02-01 00:00", "e", "100.00", None, 9, 1.5),
    (5, "2017-03-07 00:00", "f", "7.00", "x", 1, 0.7),
]
VIEWS = [
    (1, "2017-03-05 23:00", "g", "p1", 200),
    (1, "2017-03-06 00:00", "h", "p1", 150),
    (2, "2017-03-06 00:00", "i", "p1", 100),
    (2, "2017-03-06 00:00", "j", "p2", 250),
]
CARTS = [(1, "2017-03-06 01:00", "k", "p1"), (2, "2017-03-05 12:00", "l", "p2")]
CUSTOMERS = [
    (1, "1", "2017-01-01"),
    (2, "2", "2017-01-01"),
    (3, "3", "2017-02-01"),
    (4, "4", "2017-01-01"),
    (5, "5", "2017-03-07"),
]
TRAITS = [
    (1, 30, "上海", "1990-02-28", ["跑步", "读书"]),
    (2, 40, "b", "1988-02-29", None),
    (3, 50, None, "2000-03-06", []),
]


def _load(engine: DuckDBEngine, table: Table, columns: dict[str, str], rows: list[dict[str, Any]]) -> None:
    engine.define(table, columns, step="test")
    if rows:
        engine.load(table, pa.Table.from_pylist(rows), step="test")


def _event_rows(rows: list[tuple[Any, ...]], names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "_customer_id": row[0],
            "_identity_id": row[0],
            "_ts": _instant(row[1]),
            "_message_id": row[2],
            **dict(zip(names, row[3:], strict=True)),
        }
        for row in rows
    ]


@pytest.fixture
def shop() -> Iterator[Shop]:
    engine = open_memory()
    events = {
        "order": (
            {"amount": "DECIMAL(18,4)", "store": "VARCHAR", "items": "BIGINT", "weight": "DOUBLE"},
            ORDERS,
        ),
        "page_view": ({"product": "VARCHAR", "seconds": "BIGINT"}, VIEWS),
        "add_to_cart": ({"product": "VARCHAR"}, CARTS),
    }
    for name, (columns, rows) in events.items():
        _load(engine, Table("events", name), {**SYSTEM, **columns}, _event_rows(rows, list(columns)))
    customers = {"_customer_id": "BIGINT", "customer": "VARCHAR", "_first_at": "TIMESTAMP"}
    _load(
        engine,
        Table("people", "customers"),
        customers,
        [
            {"_customer_id": key, "customer": name, "_first_at": _instant(first)}
            for key, name, first in CUSTOMERS
        ],
    )
    traits = {
        "_customer_id": "BIGINT",
        "age": "BIGINT",
        "city": "VARCHAR",
        "birthday": "DATE",
        "hobbies": "VARCHAR[]",
    }
    names = list(traits)
    _load(
        engine,
        Table("people", "traits"),
        traits,
        [dict(zip(names, (*row[:3], _instant(row[3]).date(), row[4]), strict=True)) for row in TRAITS],
    )
    members = {
        "list": "VARCHAR",
        "_customer_id": "BIGINT",
        "value": "VARCHAR",
        "since": "TIMESTAMP",
        "until": "TIMESTAMP",
    }
    _load(
        engine,
        Table("people", "list_members"),
        members,
        [
            {"list": "invited", "_customer_id": 2, "value": "gold", "since": None, "until": None},
            {
                "list": "invited",
                "_customer_id": 3,
                "value": "old",
                "since": None,
                "until": _instant("2017-03-06 12:00"),
            },
            {
                "list": "invited",
                "_customer_id": 4,
                "value": "soon",
                "since": _instant("2017-03-06 12:01"),
                "until": None,
            },
        ],
    )
    consents = {
        "_customer_id": "BIGINT",
        "purpose": "VARCHAR",
        "granted": "BOOLEAN",
        "_ts": "TIMESTAMP",
        "_received_at": "TIMESTAMP",
        "_source": "VARCHAR",
    }
    _load(
        engine,
        Table("people", "consents"),
        consents,
        [
            {
                "_customer_id": key,
                "purpose": "marketing",
                "granted": granted,
                "_ts": _instant(at),
                "_received_at": _instant(at),
            }
            for key, granted, at in [
                (1, True, "2017-01-01"),
                (1, False, "2017-03-01"),
                (3, True, "2017-01-01"),
            ]
        ],
    )
    yield Shop(engine)
    engine.close()


Answers = Callable[[str], dict[str, Any]]
