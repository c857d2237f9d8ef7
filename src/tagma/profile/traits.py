"""Traits: the latest known value of each, as of an instant, from their history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine.dialect import cast, column, from_template, literal, query
from tagma.engine.protocol import Engine, Table
from tagma.identity import COLUMN_TYPES, TRAIT_HISTORY, TRAIT_HISTORY_COLUMNS
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Sequence

TRAITS = Table("people", "traits")


def traits_as_of(fields: Mapping[str, Type], as_of: datetime) -> exp.Query:
    """The query for ``_customer_id`` and a typed column per trait, of customers with any trait by then.

    A value holds from its instant on, until a later one; among equal instants the one received last wins,
    then source and message id decide. Missing values never overwrite, unless they were cleared. What does not
    fit the type is missing.
    """
    folded = query(
        'SELECT "_customer_id" FROM "people"."trait_history" WHERE "_ts" <= :as_of GROUP BY "_customer_id"',
        as_of=literal(as_of),
    )
    assert isinstance(folded, exp.Select)
    columns = [_latest(name, kind) for name, kind in fields.items()]
    return folded.select(*columns, copy=False)


def fold_traits(engine: Engine, fields: Mapping[str, Type]) -> int:
    """Rebuilds ``people.traits`` as of the newest row of the history; returns how many customers it holds."""
    engine.define(TRAIT_HISTORY, TRAIT_HISTORY_COLUMNS, step="trait history")
    newest = newest_trait_at(engine) or datetime(1, 1, 1)
    return engine.create(TRAITS, traits_as_of(fields, newest), step="fold traits")


def newest_trait_at(engine: Engine) -> datetime | None:
    """The instant of the newest trait value, None where there is none."""
    if TRAIT_HISTORY.name not in engine.tables(TRAIT_HISTORY.schema):
        return None
    rows = engine.query(
        query('SELECT MAX("_ts") AS "newest" FROM "people"."trait_history"'), step="newest trait"
    )
    newest: datetime | None = rows.column(0)[0].as_py()
    return newest


def list_traits(engine: Engine) -> Sequence[str]:
    """The names of all traits in the history, in order of name."""
    if TRAIT_HISTORY.name not in engine.tables(TRAIT_HISTORY.schema):
        return []
    names = query('SELECT DISTINCT "trait" FROM "people"."trait_history" ORDER BY "trait"')
    rows = engine.query(names, step="list traits")
    found: list[str] = rows.column(0).to_pylist()
    return found


def _latest(name: str, kind: Type) -> exp.Expr:
    # that it comes from a text is said, for engines that read lists otherwise
    value = cast(column("value"), "VARCHAR") if kind is Type.LIST else column("value")
    typed = cast(value, COLUMN_TYPES[kind], safe=True)
    latest = from_template(
        "(ARG_MAX(STRUCT_PACK(v := :value),"
        ' STRUCT_PACK(t := "_ts", r := "_received_at", s := "_source", m := "_message_id"))'
        ' FILTER (WHERE "trait" = :name AND (NOT :value IS NULL OR "_cleared"))).v',
        value=typed,
        name=literal(name),
    )
    return exp.alias_(latest, name, quoted=True)
