"""The schema registry: what was seen of each event and property, kept with every load, never rescanned.

Every load appends a few lines; lines about the same thing are added up when they are read, and now and then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from weakref import WeakKeyDictionary

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import query, table
from tagma.engine.protocol import Engine, Table

SEEN = Table("collect", "seen")
SEEN_COLUMNS = {
    "_source": "VARCHAR",
    "event": "VARCHAR",
    "property": "VARCHAR",
    "type": "VARCHAR",
    "rows": "BIGINT",
    "first_at": "TIMESTAMP",
    "last_at": "TIMESTAMP",
    "received_at": "TIMESTAMP",
    "examples": "VARCHAR",
}

MOST_EXAMPLES = 3
MOST_LINES = 20_000
Key = tuple[str, str, str, str]
_ROOM: WeakKeyDictionary[Engine, int] = WeakKeyDictionary()
"""How many lines each warehouse may have before they are added up again."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of an event on a day, or of one of its properties with one type of values.

    Attributes:
        name: of the property; empty for the event itself.
        type: of the values; for the event itself the local day, or nothing for all days together.
        first_at, last_at: of when the events happened.
        received_at: when the newest arrived.
        examples: at most 3, masked where they say who somebody is.
    """

    source: str
    event: str
    name: str
    type: str
    rows: int
    first_at: datetime
    last_at: datetime
    received_at: datetime
    examples: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return (self.source, self.event, self.name, self.type)

    def __add__(self, other: Seen) -> Seen:
        return replace(
            self,
            rows=self.rows + other.rows,
            first_at=min(self.first_at, other.first_at),
            last_at=max(self.last_at, other.last_at),
            received_at=max(self.received_at, other.received_at),
            examples=tuple(dict.fromkeys((*self.examples, *other.examples)))[:MOST_EXAMPLES],
        )


def define_registry(engine: Engine) -> None:
    """Makes the table, unless it is there."""
    if SEEN.name not in engine.tables(SEEN.schema):
        engine.define(SEEN, SEEN_COLUMNS, step="define the registry")


def note_seen(engine: Engine, seen: Sequence[Seen]) -> None:
    """Adds what was seen to what was seen before; part of the transaction of the load."""
    define_registry(engine)
    if not seen:
        return
    engine.load(SEEN, _write_seen(seen), step="note what is seen")
    count = query('SELECT COUNT(*) AS "n" FROM "collect"."seen"')
    lines = engine.query(count, step="count the registry").column(0)[0].as_py()
    if lines > _ROOM.get(engine, MOST_LINES):
        added = _add_up(_read_lines(engine))
        engine.execute(exp.delete(table(SEEN.name, SEEN.schema)), step="add up the registry")
        engine.load(SEEN, _write_seen(added), step="add up the registry")
        _ROOM[engine] = max(MOST_LINES, 2 * len(added))


def forget_seen(engine: Engine, sources: exp.Expr) -> None:
    """Forgets what was seen of some sources.

    Args:
        sources: a condition on ``_source``.
    """
    if SEEN.name in engine.tables(SEEN.schema):
        statement = exp.delete(table(SEEN.name, SEEN.schema), where=sources.copy())
        engine.execute(statement, step="forget what was seen")


def read_seen(engine: Engine) -> list[Seen]:
    """Everything that was seen: all days of an event together, each property with each type."""
    lines = _read_lines(engine)
    return sorted(
        _add_up(each if each.name else replace(each, type="") for each in lines), key=lambda each: each.key
    )


def read_days(engine: Engine) -> dict[tuple[str, str, date], int]:
    """Rows by source, event and the local day on which they happened."""
    days: dict[tuple[str, str, date], int] = {}
    for each in _read_lines(engine):
        if not each.name:
            key = (each.source, each.event, date.fromisoformat(each.type))
            days[key] = days.get(key, 0) + each.rows
    return days


def _read_lines(engine: Engine) -> list[Seen]:
    if SEEN.name not in engine.tables(SEEN.schema):
        return []
    rows = query('SELECT * FROM "collect"."seen" ORDER BY "received_at", "first_at", "rows"')
    return [
        Seen(
            row["_source"],
            row["event"],
            row["property"],
            row["type"],
            row["rows"],
            row["first_at"],
            row["last_at"],
            row["received_at"],
            tuple(json.loads(row["examples"])),
        )
        for row in engine.query(rows, step="read what was seen").to_pylist()
    ]


def _add_up(seen: Iterable[Seen]) -> list[Seen]:
    found: dict[Key, Seen] = {}
    for each in seen:
        found[each.key] = found[each.key] + each if each.key in found else each
    return list(found.values())


def _write_seen(seen: Iterable[Seen]) -> pa.Table:
    rows = list(seen)
    instant = pa.timestamp("us")
    return pa.table(
        {
            "_source": pa.array([each.source for each in rows], pa.string()),
            "event": pa.array([each.event for each in rows], pa.string()),
            "property": pa.array([each.name for each in rows], pa.string()),
            "type": pa.array([each.type for each in rows], pa.string()),
            "rows": pa.array([each.rows for each in rows], pa.int64()),
            "first_at": pa.array([each.first_at for each in rows], instant),
            "last_at": pa.array([each.last_at for each in rows], instant),
            "received_at": pa.array([each.received_at for each in rows], instant),
            "examples": pa.array(
                [json.dumps(each.examples, ensure_ascii=False) for each in rows], pa.string()
            ),
        }
    )
