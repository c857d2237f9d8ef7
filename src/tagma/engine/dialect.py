"""SQL functions named by meaning: the thin layer in which engines differ, built as SQLGlot trees."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from tagma.clock import DAY_MICROS

if TYPE_CHECKING:
    from collections.abc import Sequence

TRUE = exp.true()
_PLACEHOLDER = re.compile(r"(?<![:\w]):(?=[a-z_])")


def column(name: str, table: str | None = None) -> exp.Column:
    """A quoted column."""
    return exp.column(
        exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None
    )


def table(name: str, schema: str | None = None, alias: str | None = None) -> exp.Table:
    """A quoted table."""
    return exp.Table(
        this=exp.to_identifier(name, quoted=True),
        db=exp.to_identifier(schema, quoted=True) if schema else None,
        alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None,
    )


def literal(value: bool | int | Decimal | str | date | datetime | None) -> exp.Expr:
    """A value as a literal; instants and dates are cast from ISO text."""
    match value:
        case None:
            return exp.null()
        case bool():
            return exp.true() if value else exp.false()
        case int() | Decimal():
            number = exp.Literal.number(format(Decimal(value).copy_abs(), "f"))
            return exp.Neg(this=number) if value < 0 else number
        case datetime():
            return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), exp.DataType.Type.TIMESTAMP)
        case date():
            return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
        case str():
            return exp.Literal.string(value)


def cast(value: exp.Expr, to: str, *, safe: bool = False) -> exp.Expr:
    """A cast to a DuckDB type; ``safe`` gives NULL where it cannot."""
    kind = exp.DataType.build(to, dialect="duckdb")
    return exp.TryCast(this=value, to=kind, safe=True) if safe else exp.Cast(this=value, to=kind)


def from_template(template: str, /, **parts: exp.Expr) -> exp.Expr:
    """A tree from a constant DuckDB template, its ``:name`` placeholders replaced by trees."""

    def replace(node: exp.Expr) -> exp.Expr:
        return parts[node.name].copy() if isinstance(node, exp.Placeholder) else node

    return read_template(template).copy().transform(replace, copy=False)


@lru_cache(maxsize=512)
def read_template(template: str) -> exp.Expr:
    """The tree of a template, its placeholders still in it."""
    # DuckDB reads "SELECT :x" as a prefix alias, so the placeholders are parsed as $x.
    return sqlglot.parse_one(_PLACEHOLDER.sub("$", template), dialect="duckdb")


def query(template: str, /, **parts: exp.Expr) -> exp.Query:
    """A query from a constant template."""
    built = from_template(template, **parts)
    assert isinstance(built, exp.Query)
    return built


def micros(instant: exp.Expr) -> exp.Expr:
    """An instant as microseconds since 1970 (BIGINT)."""
    return from_template("EPOCH_US(:a)", a=instant)


def to_local(instant: exp.Expr, time_zone: str) -> exp.Expr:
    """The wall-clock TIMESTAMP of an instant; mentions its operand once."""
    if time_zone == "UTC":
        return instant
    return from_template(
        "TIMEZONE(:zone, TIMEZONE('UTC', :a))", a=instant, zone=exp.Literal.string(time_zone)
    )


def local_day_number(instant: exp.Column, offsets: Sequence[tuple[int, int]]) -> exp.Expr:
    """Local days since 1970 (BIGINT), by arithmetic on offsets: faster on rows than a zone function."""
    at = micros(instant)
    offset: exp.Expr = literal(offsets[-1][1])
    if len(offsets) > 1:
        case = exp.Case()
        for (_, shift), (edge, _) in pairwise(offsets):
            case = case.when(exp.LT(this=at.copy(), expression=literal(edge)), literal(shift), copy=False)
        offset = case.else_(offset, copy=False)
    return from_template(
        "CAST(FLOOR((:at + :offset) / :day) AS BIGINT)",
        at=at,
        offset=offset,
        day=literal(Decimal(DAY_MICROS)),
    )


def significant(value: exp.Expr) -> exp.Expr:
    """A double rounded to 9 significant digits, so that sums in another order compare equal.

    A grain more decides the ties of money, such as 1.234567885, which engines round up or down.
    """
    return from_template("CAST(PRINTF('%.8e', :a * 1.000000000001) AS DOUBLE)", a=exp.Paren(this=value))


def all_of(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """The conjunction; TRUE of none."""
    kept = [condition for condition in conditions if condition != TRUE]
    if not kept:
        return exp.true()
    result = kept[0]
    for condition in kept[1:]:
        result = exp.And(this=_wrap(result), expression=_wrap(condition))
    return result


def any_of(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """The disjunction; FALSE of none."""
    if not conditions:
        return exp.false()
    result = conditions[0]
    for condition in conditions[1:]:
        result = exp.Or(this=_wrap(result, exp.Or), expression=_wrap(condition, exp.Or))
    return result


def _wrap(condition: exp.Expr, own: type[exp.Expr] = exp.And) -> exp.Expr:
    return (
        condition
        if not isinstance(condition, exp.And | exp.Or) or isinstance(condition, own)
        else exp.Paren(this=condition)
    )
