"""Event tables: the rows of one source replaced, the table kept in order of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from tagma.engine.dialect import cast, column, from_template, literal, query, table
from tagma.engine.pipeline import Pipeline
from tagma.engine.protocol import Engine, Table
from tagma.identity.quality.aside import SCHEMA, delete_aside, name_aside, of_source
from tagma.identity.quality.screen import INCOMING, NO_SCREENS, Caught, EventScreens, screen_incoming
from tagma.identity.rows import has_repeats, keep_rows
from tagma.identity.stage import Staged
from tagma.identity.tables import COLUMN_TYPES, EVENT_COLUMNS
from tagma.rules.vocabulary import Type, fold_name


@dataclass(frozen=True, slots=True)
class _Screening:
    """What sets rows aside, and where it is told."""

    screens: EventScreens
    caught: Caught


def replace_events(
    engine: Engine,
    staged: Staged,
    source: str,
    received_at: datetime,
    *,
    declared: Mapping[str, str],
    append: bool = False,
    screens: EventScreens = NO_SCREENS,
    caught: Caught | None = None,
) -> int:
    """Puts the staged rows in the place of all rows that the source has in an event table.

    The table is in order of ``_ts`` afterwards. It is written anew when no other source has rows in it, when
    a column changes its type or when the new rows are not all later than those of other sources.

    Args:
        declared: columns that the table has in any case, with their DuckDB types.
        append: adds the rows to those that the source has already, save those whose message id it has.
        screens: what sets rows aside; they are not written then.
        caught: is added what was set aside.

    Returns:
        The number of rows written.
    """
    event = Table("events", staged.output.event)
    present = engine.tables("events").get(event.name, {})
    fresh_columns = {**EVENT_COLUMNS, **{item.name: COLUMN_TYPES[item.target] for item in staged.columns}}
    for name, kind in declared.items():
        fresh_columns.setdefault(name, kind)
    step = f"load {event.name}"
    kept = "" if append else source  # the source whose rows go
    if not append:
        delete_aside(engine, of_source(source), {event.name})
    beside = event if append and present else None
    screening = _Screening(screens, Caught() if caught is None else caught)
    others = _others(engine, event, kept) if present else None
    if others is None:
        return engine.create(
            event,
            _in_order(_fresh_rows(engine, staged, source, received_at, fresh_columns, beside, screening)),
            step=step,
        )
    wanted = {**present, **fresh_columns}
    retyped = any(present[name] != kind for name, kind in wanted.items() if name in present)
    first = _first_ts(engine, staged)
    if retyped or (first is not None and first < others):
        fresh = _fresh_rows(engine, staged, source, received_at, wanted, beside, screening)
        both = fresh.then("both", _with_others(event, kept, present, wanted))
        before = _count(engine, event, kept, others=True)
        return engine.create(event, _in_order(both), step=step) - before
    if not append:
        delete_source(engine, event, source)
    engine.define(event, wanted, step=step)
    pipeline = _fresh_rows(engine, staged, source, received_at, wanted, beside, screening)
    rows = _in_order(pipeline).statement()
    names = [column(name).this for name in wanted]
    return engine.execute(exp.insert(rows, table(event.name, event.schema), columns=names), step=step)


def shared_columns(engine: Engine, event: str, source: str) -> dict[str, Type]:
    """The properties, with their types, of an event table in which other sources have rows."""
    target = Table("events", event)
    present = engine.tables("events").get(event, {})
    if not present or _others(engine, target, source) is None:
        return {}
    types = {kind: type_ for type_, kind in COLUMN_TYPES.items()}
    return {
        name: types[kind] for name, kind in present.items() if name not in EVENT_COLUMNS and kind in types
    }


def define_event(engine: Engine, event: str, columns: Mapping[str, str]) -> None:
    """Makes the table of a declared event, so that rules may name it before its first row.

    Args:
        columns: its declared properties and their DuckDB types; a table without rows takes them over.
    """
    spelled = {fold_name(name): name for name in engine.tables("events")}
    target = Table("events", spelled.get(fold_name(event), event))
    present = engine.tables("events").get(target.name, {})
    retyped = any(present.get(name, kind) != kind for name, kind in columns.items())
    if retyped and _count(engine, target, "") == 0:
        engine.drop(target, step=f"define {event}")
    engine.define(target, {**EVENT_COLUMNS, **columns}, step=f"define {event}")


def drop_event_rows(engine: Engine, source: str, kept: set[str]) -> None:
    """Removes the rows a source once gave to events that it no longer gives; drops tables left empty."""
    gone = engine.tables(SCHEMA).keys() - kept
    if gone:
        delete_aside(engine, of_source(source), set(gone))
    for name in engine.tables("events"):
        event = Table("events", name)
        if name not in kept and delete_source(engine, event, source) and _count(engine, event, "") == 0:
            engine.drop(event, step="drop empty event")


def delete_source(engine: Engine, target: Table, source: str) -> int:
    """Removes all rows of a source from a table; returns how many."""
    mine = exp.EQ(this=column("_source"), expression=literal(source))
    statement = exp.delete(table(target.name, target.schema), where=mine)
    return engine.execute(statement, step=f"clear {target.name}")


def _fresh_rows(
    engine: Engine,
    staged: Staged,
    source: str,
    received_at: datetime,
    columns: Mapping[str, str],
    beside: Table | None,
    screening: _Screening,
) -> Pipeline:
    """The staged rows as rows of the event table, without those that are set aside.

    Args:
        beside: the table whose rows of the source stay; theirs are not given again.
    """
    given = {item.name for item in staged.columns}
    values: dict[str, exp.Expr] = {
        "_message_id": column("_id"),
        "_received_at": literal(received_at),
        "_source": literal(source),
    }
    selected = []
    for name, kind in columns.items():
        value = values.get(name)
        if value is None:
            value = column(name) if name in given or name in EVENT_COLUMNS else cast(exp.null(), kind)
        selected.append(exp.alias_(value, name, quoted=True))
    rows = exp.select(*selected).from_(table("kept"))
    known = [] if beside is None else [beside]
    if beside is not None and beside.name in engine.tables(SCHEMA):
        known.append(name_aside(beside.name))
    for each in known:
        rows = rows.where(
            from_template(
                """
                NOT EXISTS (SELECT 1 FROM :event AS e
                  WHERE e."_source" = :source AND e."_message_id" = "kept"."_id")
                """,
                event=table(each.name, each.schema),
                source=literal(source),
            )
        )
    pipeline = keep_rows(staged, repeats=has_repeats(engine, staged)).then("fresh", rows)
    if screening.screens.is_idle:
        return pipeline
    event = staged.output.event
    engine.create(INCOMING, pipeline, step=f"screen {event}")
    screen_incoming(engine, event, screening.screens, screening.caught, beside_stored=beside is not None)
    named = exp.select(*(column(name) for name in columns)).from_(table(INCOMING.name, INCOMING.schema))
    return Pipeline().then("fresh", named)


def _with_others(
    event: Table, source: str, present: Mapping[str, str], wanted: Mapping[str, str]
) -> exp.Query:
    selected = []
    for name, kind in wanted.items():
        old = column(name) if name in present else exp.null()
        value = old if present.get(name) == kind else cast(old, kind, safe=True)
        selected.append(exp.alias_(value, name, quoted=True))
    others = exp.select(*selected).from_(table(event.name, event.schema))
    others = others.where(exp.NEQ(this=column("_source"), expression=literal(source)))
    fresh = exp.select(*(column(name) for name in wanted)).from_(table("fresh"))
    return exp.union(others, fresh, distinct=False)


def _in_order(pipeline: Pipeline) -> Pipeline:
    last = pipeline.steps[-1].name
    return pipeline.then("in order", query('SELECT * FROM :rows AS r ORDER BY r."_ts"', rows=table(last)))


def _others(engine: Engine, event: Table, source: str) -> datetime | None:
    """The newest instant of other sources' rows, None when there are none."""
    newest = query(
        'SELECT MAX("_ts") AS "newest" FROM :event AS e WHERE "_source" <> :source',
        event=table(event.name, event.schema),
        source=literal(source),
    )
    at: datetime | None = engine.query(newest, step="rows of other sources").column(0)[0].as_py()
    return at


def _first_ts(engine: Engine, staged: Staged) -> datetime | None:
    first = query(
        'SELECT MIN("_ts") AS "first" FROM :rows AS r', rows=table(staged.table.name, staged.table.schema)
    )
    at: datetime | None = engine.query(first, step="first instant").column(0)[0].as_py()
    return at


def _count(engine: Engine, event: Table, source: str, *, others: bool = False) -> int:
    select = exp.select(exp.alias_(exp.Count(this=exp.Star()), "rows", quoted=True))
    select = select.from_(table(event.name, event.schema))
    if others:
        select = select.where(exp.NEQ(this=column("_source"), expression=literal(source)))
    return int(engine.query(select, step="count events").column(0)[0].as_py())
