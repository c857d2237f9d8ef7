"""Trait values and consents as histories: the rows of one source replaced."""

from __future__ import annotations

from datetime import datetime

from sqlglot import exp

from tagma.engine.dialect import all_of, any_of, column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.events import delete_source
from tagma.identity.rows import has_repeats, keep_rows
from tagma.identity.stage import Staged
from tagma.identity.tables import CONSENT_COLUMNS, CONSENTS, TRAIT_HISTORY, TRAIT_HISTORY_COLUMNS

UNDATED = datetime(1, 1, 1)
_KEPT = Table("temp", "kept rows")


def replace_traits(engine: Engine, staged: Staged | None, source: str, received_at: datetime) -> int:
    """Puts the staged trait values in the place of all those of the source; returns how many rows were kept.

    Missing values are not written, but a row with nothing else still makes its customer known. Rows without
    an instant count from the year 1.
    """
    delete_source(engine, TRAIT_HISTORY, source)
    if staged is None:
        return 0
    kept = engine.create(
        _KEPT, keep_rows(staged, repeats=has_repeats(engine, staged)), step="keep trait rows"
    )
    nothing = all_of([exp.Not(this=exp.Paren(this=_is_known(item.name))) for item in staged.columns])
    values = [
        query(
            """
            SELECT "_customer_id", :name AS "trait", CAST(:value AS VARCHAR) AS "value",
              COALESCE("_ts", :undated) AS "_ts", :at AS "_received_at", :source AS "_source",
              "_id" AS "_message_id", FALSE AS "_cleared"
            FROM :kept AS k WHERE :cond
            """,
            name=literal(item.name),
            value=column(item.name, "k"),
            cond=all_of([_is_known(item.name)] if position else [any_of([_is_known(item.name), nothing])]),
            undated=literal(UNDATED),
            at=literal(received_at),
            source=literal(source),
            kept=table(_KEPT.name, _KEPT.schema),
        )
        for position, item in enumerate(staged.columns)
    ]
    for rows in values:
        _insert(engine, TRAIT_HISTORY, list(TRAIT_HISTORY_COLUMNS), rows)
    engine.drop(_KEPT, step="drop kept trait rows")
    return kept


def _is_known(name: str) -> exp.Expr:
    return from_template(":value IS NOT NULL", value=column(name, "k"))


def replace_consents(engine: Engine, staged: Staged | None, source: str, received_at: datetime) -> int:
    """Puts the staged consents in the place of all those of the source; returns how many."""
    delete_source(engine, CONSENTS, source)
    if staged is None:
        return 0
    rows = query(
        """
        SELECT "_customer_id", "purpose", "granted", "_ts", :at AS "_received_at", :source AS "_source"
        FROM "kept"
        """,
        at=literal(received_at),
        source=literal(source),
    )
    pipeline = keep_rows(staged, repeats=has_repeats(engine, staged)).then("consents", rows)
    return _insert(engine, CONSENTS, list(CONSENT_COLUMNS), pipeline.statement())


def _insert(engine: Engine, target: Table, names: list[str], rows: exp.Query) -> int:
    identifiers = [column(name).this for name in names]
    statement = exp.insert(rows, table(target.name, target.schema), columns=identifiers)
    return engine.execute(statement, step=f"load {target.name}")
