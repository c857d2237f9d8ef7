"""Where events are kept that do not count: beside the event tables, with the same columns and the reason."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from tagma.engine.dialect import cast, column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table

SCHEMA = "aside"
VERDICT, REASON, FIELD = "_verdict", "_reason", "_field"
ASIDE_COLUMNS = {VERDICT: "VARCHAR", REASON: "VARCHAR", FIELD: "VARCHAR"}
NOISE, QUARANTINED = "noise", "quarantined"
BOT, DOUBLE_CLICK = "bot", "double_click"


def name_aside(event: str) -> Table:
    """The table that holds what was set aside of an event."""
    return Table(SCHEMA, event)


def define_aside(engine: Engine, event: str, columns: Mapping[str, str]) -> None:
    """Makes the table, or gives it the columns and types that the event has now."""
    target, wanted = name_aside(event), {**columns, **ASIDE_COLUMNS}
    present = engine.tables(SCHEMA).get(event, {})
    if any(present.get(name, kind) != kind for name, kind in wanted.items()):
        kept = {**present, **wanted}
        selected = [
            exp.alias_(_fit(name, present.get(name), kind), name, quoted=True) for name, kind in kept.items()
        ]
        rows = exp.select(*selected).from_(table(event, SCHEMA))
        engine.create(target, rows, step=f"fit what was set aside of {event}")
        return
    if not wanted.keys() <= present.keys():
        engine.define(target, wanted, step=f"define what is set aside of {event}")


def delete_aside(engine: Engine, sources: exp.Expr, events: set[str] | None = None) -> None:
    """Removes what was set aside of some sources; tables left empty are dropped.

    Args:
        sources: a condition on ``_source``.
        events: of these events only.
    """
    for event in engine.tables(SCHEMA):
        if events is not None and event not in events:
            continue
        target = table(event, SCHEMA)
        engine.execute(exp.delete(target, where=sources.copy()), step=f"clear what was set aside of {event}")
        count = query('SELECT COUNT(*) AS "n" FROM :rows', rows=target)
        if not engine.query(count, step="count what is set aside").column(0)[0].as_py():
            engine.drop(name_aside(event), step="drop empty table")


def count_aside(engine: Engine) -> dict[tuple[str, str, str, str], int]:
    """Events that were set aside, by source, event, verdict and reason."""
    found: dict[tuple[str, str, str, str], int] = {}
    for event in engine.tables(SCHEMA):
        rows = engine.query(
            query(
                """
                SELECT "_source" AS source, "_verdict" AS verdict, "_reason" AS reason, COUNT(*) AS n
                FROM :rows AS a GROUP BY "_source", "_verdict", "_reason"
                """,
                rows=table(event, SCHEMA),
            ),
            step=f"count what is set aside of {event}",
        )
        for row in rows.to_pylist():
            found[row["source"], event, row["verdict"], row["reason"]] = row["n"]
    return found


def count_events(engine: Engine) -> dict[str, int]:
    """Events that count, by source."""
    found: dict[str, int] = {}
    for event in engine.tables("events"):
        rows = query(
            'SELECT "_source" AS source, COUNT(*) AS n FROM :rows AS e GROUP BY "_source"',
            rows=table(event, "events"),
        )
        for row in engine.query(rows, step=f"count {event} by source").to_pylist():
            found[row["source"]] = found.get(row["source"], 0) + row["n"]
    return found


def of_source(source: str) -> exp.Expr:
    """Holds for the rows of one source."""
    return from_template('"_source" = :source', source=literal(source))


def _fit(name: str, before: str | None, kind: str) -> exp.Expr:
    if before is None:
        return cast(exp.null(), kind)
    return column(name) if before == kind else cast(column(name), kind, safe=True)
