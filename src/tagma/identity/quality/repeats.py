"""Double clicks: an equal event of the same customer, a moment after the one before it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import all_of, cast, column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.quality.aside import DOUBLE_CLICK, FIELD, NOISE, REASON, SCHEMA, VERDICT, define_aside
from tagma.identity.tables import EVENT_COLUMNS

_AROUND = Table("temp", "events around")
_REPEATS = Table("temp", "repeated events")
_ORIGIN = "_origin"


def set_repeats_aside(
    engine: Engine,
    incoming: Table,
    event: str,
    columns: Mapping[str, str],
    within: int,
    *,
    beside_stored: bool,
) -> tuple[pa.Table, int]:
    """Sets aside what repeats an equal event that came at most some milliseconds before it.

    A chain of quick repeats leaves the first only. Whether an event is a repeat does not depend on which was
    loaded first: one that is stored already goes aside when the one before it comes late.

    Args:
        incoming: what has just come; repeats are taken out of it.
        columns: of the event.
        beside_stored: whether stored events count as ones before, and may turn out to be repeats.

    Returns:
        Source and message id of the repeats that had just come, and how many were stored already.
    """
    sources = [_mark(table(incoming.name, incoming.schema), columns, "incoming")]
    if beside_stored:
        near = _near(incoming, within)
        if event in engine.tables("events"):
            present = engine.tables("events")[event]
            sources.append(_mark(table(event, "events"), columns, "stored", present, near))
            aside = engine.tables(SCHEMA).get(event)
            if aside is not None:
                was = from_template(":reason = :repeat", reason=column(REASON), repeat=literal(DOUBLE_CLICK))
                sources.append(_mark(table(event, SCHEMA), columns, "aside", aside, all_of([was, near])))
    around = exp.union(*sources, distinct=False) if len(sources) > 1 else sources[0]
    engine.create(_AROUND, around, step=f"look for repeats of {event}")
    properties = [column(name) for name in columns if name not in EVENT_COLUMNS]
    before = exp.Window(
        this=exp.Lag(this=from_template("EPOCH_US(:ts)", ts=column("_ts"))),
        partition_by=[column("_identity_id"), column("_source"), *properties],
        order=exp.Order(
            expressions=[exp.Ordered(this=column("_ts")), exp.Ordered(this=column("_message_id"))]
        ),
    )
    after = exp.select(
        "*",
        exp.alias_(
            from_template("EPOCH_US(:ts) - :before", ts=column("_ts"), before=before), "_after", quoted=True
        ),
    ).from_(table(_AROUND.name, _AROUND.schema))
    repeats = query(
        'SELECT * FROM :rows AS r WHERE "_after" <= :most AND "_origin" <> :aside',
        rows=exp.Subquery(this=after),
        most=literal(within * 1_000),
        aside=literal("aside"),
    )
    found = engine.create(_REPEATS, repeats, step=f"look for repeats of {event}")
    engine.drop(_AROUND, step=f"look for repeats of {event}")
    own = query(
        'SELECT "_source", "_message_id" FROM :rows AS r WHERE "_origin" = :incoming',
        rows=table(_REPEATS.name, _REPEATS.schema),
        incoming=literal("incoming"),
    )
    fresh = engine.query(own, step="what is set aside")
    if found:
        define_aside(engine, event, columns)
        _move(engine, event, columns)
        _delete(engine, incoming, "incoming")
        if beside_stored and event in engine.tables("events"):
            _delete(engine, Table("events", event), "stored")
    engine.drop(_REPEATS, step=f"look for repeats of {event}")
    return fresh, found - fresh.num_rows


def _mark(
    rows: exp.Table,
    columns: Mapping[str, str],
    origin: str,
    present: Mapping[str, str] | None = None,
    where: exp.Expr | None = None,
) -> exp.Select:
    """The rows with the columns of the event and where they come from."""
    selected = []
    for name, kind in columns.items():
        there = kind if present is None else present.get(name)
        value: exp.Expr = column(name) if there is not None else exp.null()
        selected.append(
            exp.alias_(value if there == kind else cast(value, kind, safe=True), name, quoted=True)
        )
    select = exp.select(*selected, exp.alias_(literal(origin), _ORIGIN, quoted=True)).from_(rows)
    return select if where is None else select.where(where)


def _near(incoming: Table, within: int) -> exp.Expr:
    """Holds for rows of the same people, not farther from what has come than repeats may be."""
    rows = table(incoming.name, incoming.schema)
    margin = literal(within * 1_000)
    first = query('SELECT MIN("_ts") AS "t" FROM :rows AS i', rows=rows)
    last = query('SELECT MAX("_ts") AS "t" FROM :rows AS i', rows=rows)
    return from_template(
        """
        "_ts" >= MAKE_TIMESTAMP(EPOCH_US(:first) - :margin)
        AND "_ts" <= MAKE_TIMESTAMP(EPOCH_US(:last) + :margin)
        AND "_identity_id" IN (SELECT "_identity_id" FROM :rows AS i)
        """,
        first=exp.Subquery(this=first),
        last=exp.Subquery(this=last),
        margin=margin,
        rows=rows,
    )


def _move(engine: Engine, event: str, columns: Mapping[str, str]) -> None:
    told = {VERDICT: NOISE, REASON: DOUBLE_CLICK, FIELD: ""}
    selected = [column(name) for name in columns]
    selected_words = [exp.alias_(literal(value), name, quoted=True) for name, value in told.items()]
    moved = exp.select(*selected, *selected_words).from_(table(_REPEATS.name, _REPEATS.schema))
    names = [column(name).this for name in (*columns, *told)]
    engine.execute(exp.insert(moved, table(event, SCHEMA), columns=names), step=f"set aside {event}")


def _delete(engine: Engine, target: Table, origin: str) -> None:
    same = from_template(
        """
        EXISTS (SELECT 1 FROM :repeats AS r WHERE r."_origin" = :origin AND r."_source" = :source
          AND r."_message_id" = :message AND r."_ts" = :ts)
        """,
        repeats=table(_REPEATS.name, _REPEATS.schema),
        origin=literal(origin),
        source=column("_source", target.name),
        message=column("_message_id", target.name),
        ts=column("_ts", target.name),
    )
    engine.execute(exp.delete(table(target.name, target.schema), where=same), step="set repeats aside")
