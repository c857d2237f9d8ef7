"""The schema registry: what was seen of each event and property, kept with every load, never rescanned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import from_template, query, table
from tagma.engine.protocol import Engine, Table

SEEN = Table("collect", "seen")
VOLUMES = Table("collect", "volumes")
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
VOLUME_COLUMNS = {"_source": "VARCHAR", "event": "VARCHAR", "day": "DATE", "rows": "BIGINT"}
QUALITY_TABLES: Mapping[Table, Mapping[str, str]] = {SEEN: SEEN_COLUMNS, VOLUMES: VOLUME_COLUMNS}

MOST_EXAMPLES = 3
_DELTA = Table("temp", "seen now")
Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of an event, or of one of its properties with one type of values.

    Attributes:
        name: of the property; empty, like ``type``, for the event itself.
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


@dataclass(frozen=True, slots=True)
class Sight:
    """What one load has seen.

    Attributes:
        days: rows by event and the local day they happened on.
    """

    source: str
    seen: Sequence[Seen] = ()
    days: Mapping[tuple[str, date], int] = field(default_factory=dict)


def define_registry(engine: Engine) -> None:
    """Makes the tables, unless they are there."""
    present = engine.tables("collect")
    for target, columns in QUALITY_TABLES.items():
        if target.name not in present:
            engine.define(target, columns, step=f"define {target.name}")


def has_registry(engine: Engine) -> bool:
    """Whether anything was loaded since there is a registry."""
    return SEEN.name in engine.tables(SEEN.schema)


def note_seen(engine: Engine, sights: Iterable[Sight]) -> None:
    """Adds what was seen to what was seen before; part of the transaction of the load."""
    sights = list(sights)
    define_registry(engine)
    fresh: dict[Key, Seen] = {}
    for each in (each for sight in sights for each in sight.seen):
        fresh[each.key] = fresh[each.key] + each if each.key in fresh else each
    if fresh:
        engine.define(_DELTA, SEEN_COLUMNS, step="note what is seen")
        engine.load(_DELTA, _write_seen(fresh.values()), step="note what is seen")
        same = from_template(
            """
            EXISTS (SELECT 1 FROM :delta AS d WHERE d."_source" = "seen"."_source"
              AND d."event" = "seen"."event" AND d."property" = "seen"."property"
              AND d."type" = "seen"."type")
            """,
            delta=table(_DELTA.name, _DELTA.schema),
        )
        target = table(SEEN.name, SEEN.schema)
        before = engine.query(exp.select("*").from_(target.copy()).where(same.copy()), step="seen before")
        for known in _read_rows(before):
            fresh[known.key] = known + fresh[known.key]
        engine.execute(exp.delete(target.copy(), where=same), step="note what is seen")
        engine.load(SEEN, _write_seen(fresh.values()), step="note what is seen")
        engine.drop(_DELTA, step="note what is seen")
    _add_days(engine, sights)


def _add_days(engine: Engine, sights: Sequence[Sight]) -> None:
    days: dict[tuple[str, str, date], int] = {}
    for sight in sights:
        for (event, day), rows in sight.days.items():
            days[sight.source, event, day] = days.get((sight.source, event, day), 0) + rows
    if not days:
        return
    engine.define(_DELTA, VOLUME_COLUMNS, step="note volumes")
    engine.load(_DELTA, _write_days(days), step="note volumes")
    same = from_template(
        """
        EXISTS (SELECT 1 FROM :delta AS d WHERE d."_source" = "volumes"."_source"
          AND d."event" = "volumes"."event" AND d."day" = "volumes"."day")
        """,
        delta=table(_DELTA.name, _DELTA.schema),
    )
    target = table(VOLUMES.name, VOLUMES.schema)
    before = engine.query(exp.select("*").from_(target.copy()).where(same.copy()), step="volumes before")
    for row in before.to_pylist():
        days[row["_source"], row["event"], row["day"]] += row["rows"]
    engine.execute(exp.delete(target.copy(), where=same), step="note volumes")
    engine.load(VOLUMES, _write_days(days), step="note volumes")
    engine.drop(_DELTA, step="note volumes")


def forget_seen(engine: Engine, sources: exp.Expr) -> None:
    """Forgets what was seen of some sources.

    Args:
        sources: a condition on ``_source``.
    """
    present = engine.tables("collect")
    for target in QUALITY_TABLES:
        if target.name in present:
            statement = exp.delete(table(target.name, target.schema), where=sources.copy())
            engine.execute(statement, step=f"forget {target.name}")


def read_seen(engine: Engine) -> list[Seen]:
    """Everything that was seen."""
    if not has_registry(engine):
        return []
    rows = query('SELECT * FROM "collect"."seen" ORDER BY "_source", "event", "property", "type"')
    return _read_rows(engine.query(rows, step="read what was seen"))


def read_days(engine: Engine) -> dict[tuple[str, str, date], int]:
    """Rows by source, event and the local day on which they happened."""
    if VOLUMES.name not in engine.tables(VOLUMES.schema):
        return {}
    rows = engine.query(
        query(
            """
            SELECT "_source" AS source, "event", "day", SUM("rows") AS n FROM "collect"."volumes"
            GROUP BY "_source", "event", "day"
            """
        ),
        step="read volumes",
    ).to_pylist()
    return {(row["source"], row["event"], row["day"]): int(row["n"]) for row in rows}


def _read_rows(rows: pa.Table) -> list[Seen]:
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
        for row in rows.to_pylist()
    ]


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


def _write_days(days: Mapping[tuple[str, str, date], int]) -> pa.Table:
    return pa.table(
        {
            "_source": pa.array([source for source, _, _ in days], pa.string()),
            "event": pa.array([event for _, event, _ in days], pa.string()),
            "day": pa.array([day for _, _, day in days], pa.date32()),
            "rows": pa.array(list(days.values()), pa.int64()),
        }
    )
