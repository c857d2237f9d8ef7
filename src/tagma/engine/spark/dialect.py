"""Where Spark says a thing otherwise than DuckDB: one small function for each meaning.

The whole house writes DuckDB's dialect. ``to_spark`` takes a statement that the whitelist has let pass and
rewrites the nodes that SQLGlot would transpile to something that answers differently. What Spark cannot say
at all raises ``CannotSay``; such a statement is left to DuckDB, which reads the same lake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.errors import SqlglotError

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = exp.DataType.Type


class CannotSay(Exception):  # noqa: N818 (a fact about the statement, not a failure)
    """Spark has no words for a statement."""


def to_spark(statement: exp.Query) -> exp.Query:
    """The query, its functions said as Spark means them.

    Raises:
        CannotSay: a node has no equal on Spark.
    """
    copied = exp.Subquery(this=statement.copy())  # so that the query itself has a parent to be replaced in
    for node in reversed(list(copied.walk(bfs=True))):
        say = _MEANINGS.get(type(node))
        if say is None or (node.parent is None and node is not copied):
            continue
        said = say(node)
        if said is not node:
            node.replace(said)
    query = copied.this
    assert isinstance(query, exp.Query)
    return query


def render_spark(query: exp.Query, *, pretty: bool = False) -> str:
    """The text of a query that ``to_spark`` gave.

    Raises:
        CannotSay: SQLGlot cannot write it for Spark.
    """
    try:
        return query.sql(dialect="spark", identify=True, pretty=pretty, unsupported_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        raise CannotSay(str(error)) from error


# --- aggregates


def latest_known(node: exp.Expr) -> exp.Expr:
    """``ARG_MAX(x, key)`` leaves out rows whose x is NULL; ``MAX_BY`` takes them, and orders NULLs first."""
    name = "MAX_BY" if isinstance(node, exp.ArgMax) else "MIN_BY"
    value, key = node.this, node.expression
    known = exp.Not(this=exp.Is(this=value.copy(), expression=exp.null()))
    call = exp.Anonymous(this=name, expressions=[value.copy(), _nulls_greatest(key)])
    return _filtered(node, call, known)


def _nulls_greatest(key: exp.Expr) -> exp.Expr:
    """A struct to be compared: in DuckDB a missing field is greater than any, in Spark it is less."""
    if not isinstance(key, exp.Struct):
        raise CannotSay("a maximum by something that is no struct")
    fields: list[exp.Expr] = []
    for field in key.expressions:
        value = field.expression if isinstance(field, exp.PropertyEQ) else field
        fields += [exp.Is(this=value.copy(), expression=exp.null()), value.copy()]
    return exp.Anonymous(this="STRUCT", expressions=fields)


def ordered_list(node: exp.Expr) -> exp.Expr:
    """``LIST(x ORDER BY ...)``: Spark collects in any order, so the keys are collected, too, and sorted."""
    order = node.this
    assert isinstance(order, exp.Order)
    keys = order.expressions
    fields = [key.this.copy() for key in keys] + [order.this.copy()]
    names = [f"k{position}" for position in range(len(keys))] + ["x"]
    packed = ", ".join(
        f"{field.sql(dialect='spark', identify=True)} AS {name}"
        for field, name in zip(fields, names, strict=True)
    )
    compare = " ".join(
        _compare(f"k{position}", bool(key.args.get("desc"))) for position, key in enumerate(keys)
    )
    where = _where_of(node)
    condition = "" if where is None else f" FILTER(WHERE {where.sql(dialect='spark', identify=True)})"
    text = (
        f"CASE WHEN COUNT(*){condition} > 0 THEN "
        f"TRANSFORM(ARRAY_SORT(COLLECT_LIST(STRUCT({packed})){condition}, "
        f"(l, r) -> CASE {compare} ELSE 0 END), s -> s.x) END"
    )
    return sqlglot.parse_one(text, dialect="spark")


def _compare(key: str, descending: bool) -> str:
    less, more = (1, -1) if descending else (-1, 1)
    return (
        f"WHEN l.{key} IS NULL AND NOT r.{key} IS NULL THEN 1 "
        f"WHEN r.{key} IS NULL AND NOT l.{key} IS NULL THEN -1 "
        f"WHEN l.{key} < r.{key} THEN {less} WHEN l.{key} > r.{key} THEN {more}"
    )


def discrete_quantile(node: exp.Expr) -> exp.Expr:
    """``QUANTILE_DISC(x, p)`` is always one of the values.

    Spark multiplies p by the count as doubles; one grain less keeps 0.55 of 100 rows at the 55th.
    """
    share = exp.Mul(
        this=exp.cast(node.expression.copy(), Kind.DOUBLE),
        expression=exp.Literal.number("0.999999999999999D"),
    )
    ordered = exp.Order(expressions=[exp.Ordered(this=node.this.copy(), desc=False, nulls_first=True)])
    # by its name: SQLGlot takes the node for a request for an estimate
    return exp.WithinGroup(
        this=exp.Anonymous(this="PERCENTILE_DISC", expressions=[share]), expression=ordered
    )


def _filtered(node: exp.Expr, call: exp.Expr, condition: exp.Expr) -> exp.Expr:
    """The aggregate under one more condition; a FILTER around it takes the condition in."""
    if isinstance(node.parent, exp.Filter) and node.arg_key == "this":
        where = node.parent.expression
        where.set("this", exp.and_(where.this, condition, copy=False))
        return call
    return exp.Filter(this=call, expression=exp.Where(this=condition))


def _where_of(node: exp.Expr) -> exp.Expr | None:
    parent = node.parent
    if isinstance(parent, exp.Filter) and node.arg_key == "this":
        condition: exp.Expr = parent.expression.this
        return condition
    return None


def whole_filter(node: exp.Expr) -> exp.Expr:
    """A FILTER whose aggregate has taken the condition in already."""
    return node.this if isinstance(node.this, exp.Case) else node


def list_head(node: exp.Expr) -> exp.Expr:
    """``LIST_SLICE(l, 1, k)``."""
    values, first, last = node.expressions
    if first.name != "1":
        raise CannotSay("a slice that does not begin at the first item")
    return exp.Anonymous(this="SLICE", expressions=[values.copy(), first.copy(), last.copy()])


# --- numbers


def true_division(node: exp.Expr) -> exp.Expr:
    """``/`` gives a double in DuckDB; Spark keeps decimals as decimals of another scale."""
    return exp.Div(this=_double(node.this), expression=_double(node.expression))


def _double(value: exp.Expr) -> exp.Expr:
    already = isinstance(value, exp.Cast) and value.to.this is Kind.DOUBLE
    return value.copy() if already else exp.cast(exp.Paren(this=value.copy()), Kind.DOUBLE)


def scientific_text(node: exp.Expr) -> exp.Expr:
    """``PRINTF('%.8e', x)``; Java writes a missing value as the word null."""
    form, value = node.expressions
    call = exp.Anonymous(this="FORMAT_STRING", expressions=[form.copy(), _double(value)])
    known = exp.Not(this=exp.Is(this=exp.Paren(this=value.copy()), expression=exp.null()))
    return exp.Case().when(known, call)


def decimal_logarithm(node: exp.Expr) -> exp.Expr:
    """``LOG10(x)``: the logarithm to base 10 by two natural ones is not exact at powers of ten."""
    return exp.Anonymous(this="LOG10", expressions=[node.expression.copy()])


# --- time


def instant_micros(node: exp.Expr) -> exp.Expr:
    """``EPOCH_US(t)``; the session's zone is UTC, so a naive instant is what it says."""
    return exp.Anonymous(this="UNIX_MICROS", expressions=[_zoned(node.expressions[0])])


def micros_instant(node: exp.Expr) -> exp.Expr:
    """``MAKE_TIMESTAMP(us)``."""
    call = exp.Anonymous(this="TIMESTAMP_MICROS", expressions=[node.this.copy()])
    return exp.cast(call, Kind.TIMESTAMPNTZ)


def wall_clock(node: exp.Expr) -> exp.Expr:
    """``TIMEZONE(zone, TIMEZONE('UTC', t))``: the local time of an instant."""
    zone, inner = node.expressions
    if not (isinstance(inner, exp.Anonymous) and inner.name.lower() == "timezone"):
        if zone.name == "UTC" and isinstance(node.parent, exp.Anonymous):
            return node  # said by the call around it
        raise CannotSay("a zone of its own")
    local = exp.Anonymous(this="FROM_UTC_TIMESTAMP", expressions=[_zoned(inner.expressions[1]), zone.copy()])
    return exp.cast(local, Kind.TIMESTAMPNTZ)


def _zoned(instant: exp.Expr) -> exp.Expr:
    return exp.cast(exp.cast(instant.copy(), Kind.TIMESTAMPNTZ), Kind.TIMESTAMPLTZ)


# --- texts


def joined_text(node: exp.Expr) -> exp.Expr:
    """``CONCAT`` leaves out what is missing."""
    parts = [_text(each) for each in node.expressions]
    return exp.Anonymous(this="CONCAT_WS", expressions=[exp.Literal.string(""), *parts])


def _text(value: exp.Expr) -> exp.Expr:
    is_text = isinstance(value, exp.Literal) and value.is_string
    return value.copy() if is_text else exp.cast(value.copy(), Kind.TEXT)


def said_cast(node: exp.Expr) -> exp.Expr:
    """Casts that are not what they seem: hexadecimal numbers, doubles as text, texts as lists."""
    assert isinstance(node, exp.Cast)
    target = node.to.this
    if target in (Kind.INT128, Kind.UINT128, Kind.UBIGINT):
        digits = 20 if target is Kind.UBIGINT else 38
        node.set("to", exp.DataType.build(f"DECIMAL({digits}, 0)", dialect="spark"))
    if target in (Kind.TIMESTAMP, Kind.TIMESTAMPNTZ):
        node.set("to", exp.DataType.build("TIMESTAMP_NTZ", dialect="spark"))
    if target is Kind.BIGINT and _is_hexadecimal(node.this):
        digits = node.this.expressions[2]
        converted = exp.Anonymous(
            this="CONV", expressions=[digits.copy(), exp.Literal.number(16), exp.Literal.number(10)]
        )
        return exp.cast(converted, Kind.BIGINT)
    inner = node.this
    if target in (Kind.TEXT, Kind.VARCHAR) and isinstance(inner, exp.Cast) and inner.to.this is Kind.DOUBLE:
        return double_text(inner)
    if target in (Kind.TEXT, Kind.VARCHAR) and isinstance(inner, exp.Cast) and inner.to.this in _LISTS:
        raise CannotSay("a text from a list")
    if target in _LISTS and isinstance(inner, exp.Cast) and inner.to.this in (Kind.TEXT, Kind.VARCHAR):
        return list_from_text(inner)
    return node


def _is_hexadecimal(node: exp.Expr) -> bool:
    """Whether it is ``CONCAT('0x', digits)``, as ``joined_text`` has said it."""
    if not (isinstance(node, exp.Anonymous) and node.name == "CONCAT_WS" and len(node.expressions) == 3):
        return False
    return bool(node.expressions[1].name == "0x" and node.expressions[1].is_string)


def list_from_text(value: exp.Expr) -> exp.Expr:
    """A list of texts as DuckDB writes it, ``[plain, 'with, comma', NULL]``, back to a list."""
    text = value.sql(dialect="spark", identify=True)
    item, escaped, kept, quote = (
        exp.Literal.string(each).sql(dialect="spark")
        for each in (r"(?s)'(?:[^'\\]|\\.)*'|[^,\s][^,]*", r"(?s)\\(.)", "$1", "'")
    )
    read = (
        f"TRANSFORM(REGEXP_EXTRACT_ALL(SUBSTRING({text}, 2, LENGTH({text}) - 2), {item}, 0), "
        f"s -> CASE WHEN STARTSWITH(s, {quote}) "
        f"THEN REGEXP_REPLACE(SUBSTRING(s, 2, LENGTH(s) - 2), {escaped}, {kept}) "
        "WHEN UPPER(TRIM(s)) = 'NULL' THEN NULL ELSE TRIM(s) END)"
    )
    return sqlglot.parse_one(
        f"CASE WHEN STARTSWITH({text}, '[') AND ENDSWITH({text}, ']') THEN {read} END", dialect="spark"
    )


def double_text(value: exp.Expr) -> exp.Expr:
    """A double as DuckDB writes it: 1e-05 and 1e+16 where Java writes 1.0E-5 and 1.0E16."""
    x = value.sql(dialect="spark", identify=True)
    plain = f"RTRIM('0', CAST(CAST({x} AS DECIMAL(38, 20)) AS STRING))"
    java = f"CAST({x} AS STRING)"
    digits = f"REGEXP_REPLACE(REGEXP_REPLACE({java}, '[.]0E', 'E'), 'E.*', '')"
    power = f"CAST(REGEXP_EXTRACT({java}, 'E(.*)', 1) AS INT)"
    sign = f"CASE WHEN {power} < 0 THEN '-' ELSE '+' END"
    exponent = f"LPAD(CAST(ABS({power}) AS STRING), GREATEST(2, LENGTH(CAST(ABS({power}) AS STRING))), '0')"
    text = (
        f"CASE WHEN {x} IS NULL THEN NULL WHEN {x} = 0 THEN {java} "
        f"WHEN ABS({x}) >= 1E-4D AND ABS({x}) < 1E16D THEN "
        f"CASE WHEN {plain} LIKE '%.' THEN CONCAT({plain}, '0') ELSE {plain} END "
        f"WHEN {java} LIKE '%E%' THEN CONCAT({digits}, 'e', {sign}, {exponent}) ELSE {java} END"
    )
    return sqlglot.parse_one(text, dialect="spark")


def named_function(node: exp.Expr) -> exp.Expr:
    """Functions that SQLGlot keeps by name only."""
    say = _NAMED.get(node.name.lower())
    return node if say is None else say(node)


_NAMED: dict[str, Callable[[exp.Expr], exp.Expr]] = {
    "epoch_us": instant_micros,
    "timezone": wall_clock,
    "printf": scientific_text,
    "list_slice": list_head,
}
_LISTS = (Kind.LIST, Kind.ARRAY)
_MEANINGS: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.ArgMax: latest_known,
    exp.ArgMin: latest_known,
    exp.ArrayAgg: ordered_list,
    exp.Filter: whole_filter,
    exp.PercentileDisc: discrete_quantile,
    exp.Div: true_division,
    exp.Log: decimal_logarithm,
    exp.UnixToTime: micros_instant,
    exp.Concat: joined_text,
    exp.Cast: said_cast,
    exp.TryCast: said_cast,
    exp.Anonymous: named_function,
}
