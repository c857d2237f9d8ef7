"""The SQL functions that generated SQL may use, and the check that refuses every other one.

Some functions transpile without an error and answer differently on another engine, or read the machine's
clock or files. So a function is allowed only when a line of ``ALLOWED`` says why. One more is one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlglot import exp

from tagma.errors import EngineError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Allowed:
    """One allowed function.

    Attributes:
        name: as DuckDB calls it.
        node: the SQLGlot node it parses to; None where SQLGlot keeps the name only (``exp.Anonymous``).
        reason: what it is for, or why it is safe.
    """

    name: str
    node: type[exp.Expr] | None
    reason: str


ALLOWED: tuple[Allowed, ...] = (
    # aggregates
    Allowed("count", exp.Count, "rows or known values; exact"),
    Allowed("sum", exp.Sum, "money is DECIMAL, so the order of rows does not matter"),
    Allowed("min", exp.Min, "order-free"),
    Allowed("max", exp.Max, "order-free"),
    Allowed("median", exp.Median, "the middle value, as double"),
    Allowed("quantile_disc", exp.PercentileDisc, "discrete: always one of the values"),
    Allowed("arg_max", exp.ArgMax, "first and last; only by a struct (ts, message id)"),
    Allowed("arg_min", exp.ArgMin, "first and last; only by a struct (ts, message id)"),
    Allowed("bool_or", exp.LogicalOr, "order-free"),
    Allowed("bool_and", exp.LogicalAnd, "order-free"),
    Allowed("list", exp.ArrayAgg, "only ordered and not distinct; another engine must say the order itself"),
    # lists and structs
    Allowed("list_value", exp.Array, "a list literal"),
    Allowed("list_slice", None, "the top k of an ordered list"),
    Allowed("list_contains", exp.ArrayContains, "`contains` on a list value"),
    Allowed("len", exp.Length, "length of a text or a list"),
    Allowed("struct_pack", exp.Struct, "the key of arg_max"),
    Allowed("row", None, "the key of arg_max"),
    # windows
    Allowed("lag", exp.Lag, "gaps between events"),
    Allowed("lead", exp.Lead, "gaps between events"),
    Allowed("row_number", exp.RowNumber, "deterministic under a full order"),
    Allowed("rank", exp.Rank, "order-free among equals"),
    # missing values and choices
    Allowed("coalesce", exp.Coalesce, "two-valued logic"),
    Allowed("nullif", exp.Nullif, "division by zero is missing"),
    Allowed("case", exp.Case, "choices"),
    Allowed("if", exp.If, "the branches of a case"),
    Allowed("and", exp.And, "logic"),
    Allowed("or", exp.Or, "logic"),
    Allowed("exists", exp.Exists, "semi-joins"),
    Allowed("greatest", exp.Greatest, "clamps"),
    Allowed("least", exp.Least, "clamps"),
    # numbers
    Allowed("abs", exp.Abs, "exact"),
    Allowed("round", exp.Round, "to a fixed number of places"),
    Allowed("floor", exp.Floor, "whole numbers before a cast to integer"),
    Allowed("printf", None, "9 significant digits of a double, mentioning it once"),
    Allowed("mod", exp.Mod, "weekdays"),
    Allowed("log10", exp.Log, "the number of digits, for rounding to significant ones"),
    # time: BIGINT microseconds
    Allowed("epoch_us", None, "an instant as BIGINT microseconds"),
    Allowed("make_timestamp", exp.UnixToTime, "BIGINT microseconds as an instant"),
    Allowed("make_date", exp.DateFromParts, "dates from parts"),
    Allowed("year", exp.Year, "calendar words"),
    Allowed("month", exp.Month, "calendar words"),
    Allowed("day", exp.Day, "calendar words"),
    Allowed("hour", exp.Hour, "calendar words"),
    Allowed("timezone", None, "local wall-clock time of an instant; written by engine/dialect only"),
    # text
    Allowed("md5", exp.MD5, "the one hash that is equal on every engine"),
    Allowed("substr", exp.Substring, "parts of a hash or a text"),
    Allowed("concat", exp.Concat, "texts end to end; missing counts as empty"),
    Allowed("lower", exp.Lower, "comparisons that ignore case"),
    Allowed("starts_with", exp.StartsWith, "`starts with`"),
    Allowed("ends_with", exp.EndsWith, "`ends with`"),
    Allowed("contains", exp.Contains, "`contains` on a text"),
    Allowed("regexp_matches", exp.RegexpLike, "`matches`; linear-time regular expressions"),
    # types
    Allowed("cast", exp.Cast, "to an integer type only from whole numbers"),
    Allowed("try_cast", exp.TryCast, "text to a trait's type; the same bound"),
)

_NODES = frozenset(row.node for row in ALLOWED if row.node is not None)
_NAMES = frozenset(row.name for row in ALLOWED if row.node is None)
_ANONYMOUS = (exp.Anonymous, exp.AnonymousAggFunc)
_FRACTIONS = (exp.Div, exp.Log, exp.Median, exp.Ln, exp.Sqrt, exp.Pow, exp.Exp)

_FORBIDDEN_TYPES = (exp.DataType.Type.ENUM, exp.DataType.Type.TIMESTAMPTZ)

_AVERAGE = Text(
    "write cast(sum(x) as double) / nullif(count(x), 0)", "请写 cast(sum(x) as double) / nullif(count(x), 0)"
)
_BY_STRUCT = Text(
    "write arg_max(x, struct_pack(ts, message id)): ties must not be left to the engine",
    "请写 arg_max(x, struct_pack(ts, message id))：并列不可交给引擎决定",
)
_DISTINCT_BEFORE = Text("remove duplicates in a step before", "请在前一步去重")
_ORDERED = Text("write list(x order by ...)", "请写 list(x order by ...)")
_LOG10 = Text("write log10(x)", "请写 log10(x)")
_OFFSETS = Text("add the offset in microseconds", "请以微秒加上时差")
_QUALIFY = Text("name the columns, or filter in the next step", "请写出列名，或在下一步过滤")
_TYPES = Text("use varchar or timestamp", "请用 varchar 或 timestamp")
_FLOOR = Text(
    "write cast(floor(x) as bigint): engines round differently",
    "请写 cast(floor(x) as bigint)：各引擎取整方式不同",
)
_ADD_A_LINE = Text(
    "write it with the functions that engine/whitelist.py allows, or add a line there that says why",
    "请用 engine/whitelist.py 允许的函数改写，或在其中加一行并说明理由",
)

_STATEMENTS = (
    exp.Query, exp.Create, exp.Drop, exp.Alter, exp.Insert, exp.Update, exp.Delete, exp.Merge,
    exp.TruncateTable,
)  # fmt: skip
_OUTSIDE = (
    exp.Command, exp.Copy, exp.Attach, exp.Detach, exp.Pragma, exp.Set, exp.Install, exp.Use, exp.Placeholder,
    exp.Parameter,
)  # fmt: skip


def check_functions(expression: exp.Expr, *, step: str = "") -> None:
    """Refuses a statement that uses anything the whitelist does not name.

    Raises:
        EngineError: names the function or the form, the nearest allowed ones and what to write instead.
    """
    if not isinstance(expression, _STATEMENTS):
        kind = type(expression).__name__.lower()
        raise _refuse(expression, step, Text(f"{kind} statements", f"{kind} 语句"), None)
    for node in expression.walk():
        for what, instead in _find_faults(node):
            raise _refuse(expression, step, what, instead)


def is_allowed(function: exp.Func) -> bool:
    """Whether a line of ``ALLOWED`` names the function."""
    if isinstance(function, _ANONYMOUS):
        return str(function.name).lower() in _NAMES
    return type(function) in _NODES


def name_function(node: exp.Expr) -> str:
    """The name of a function as DuckDB writes it."""
    if isinstance(node, _ANONYMOUS):
        return str(node.name).lower()
    return node.sql(dialect="duckdb").split("(", 1)[0].strip().lower()


Fault: TypeAlias = tuple[Text, Text | None]


def _find_faults(node: exp.Expr) -> Iterator[Fault]:
    """What is wrong with one node: a form that may not be used, and what to write instead."""
    match node:
        case exp.Func() if not is_allowed(node):
            yield _unknown_function(node)
        case exp.Cast() if node.to.this in exp.DataType.INTEGER_TYPES and _has_fraction(node.this):
            yield Text("a cast of a fraction to an integer", "把小数转换为整数"), _FLOOR
        case exp.ArgMax() | exp.ArgMin() if not _is_struct(node.expression):
            name = name_function(node)
            yield Text(f"{name} by a bare value", f"按单一值的 {name}"), _BY_STRUCT
        case exp.ArrayAgg() if node.this.find(exp.Distinct) is not None:
            yield Text("list(distinct ...)", "list(distinct ...)"), _DISTINCT_BEFORE
        case exp.ArrayAgg() if not isinstance(node.this, exp.Order):
            yield Text("list(...) without an order", "未排序的 list(...)"), _ORDERED
        case exp.UnixToTime() if name_function(node) != "make_timestamp":
            yield _unknown_function(node)
        case exp.Log() if node.expression is None or node.this.name != "10":
            yield Text("a logarithm of another base than 10", "底数不是 10 的对数"), _LOG10
        case exp.AtTimeZone():
            yield Text("AT TIME ZONE", "AT TIME ZONE"), _OFFSETS
        case exp.Select() if node.args.get("qualify") is not None and node.is_star:
            yield Text("QUALIFY with *", "带 * 的 QUALIFY"), _QUALIFY
        case exp.DataType() if node.this in _FORBIDDEN_TYPES:
            kind = node.sql(dialect="duckdb").lower()
            yield Text(f"the type {kind}", f"类型 {kind}"), _TYPES
        case _ if isinstance(node, _OUTSIDE):
            kind = type(node).__name__.lower()
            yield Text(f"{kind} inside a statement", f"语句中的 {kind}"), None


def _has_fraction(node: exp.Expr) -> bool:
    """Whether a number is visibly not whole."""
    match node:
        case exp.Paren() | exp.Neg() | exp.Abs():
            return _has_fraction(node.this)
        case exp.Literal():
            return not node.is_string and not node.is_int
        case exp.Cast():
            return node.to.this in exp.DataType.REAL_TYPES
        case exp.Add() | exp.Sub() | exp.Mul() | exp.Mod():
            return _has_fraction(node.this) or _has_fraction(node.expression)
    return isinstance(node, _FRACTIONS)


def _is_struct(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Struct) or (isinstance(node, exp.Anonymous) and node.name.lower() == "row")


def _unknown_function(node: exp.Expr) -> Fault:
    name = name_function(node)
    near = nearest_names(name, (row.name for row in ALLOWED))
    what = Text(f"the function {name}", f"函数 {name}")
    if isinstance(node, exp.Avg):
        return what, _AVERAGE
    return what, Text(f"nearest: {', '.join(near)}", f"相近的有：{'、'.join(near)}") if near else None


def _refuse(expression: exp.Expr, step: str, what: Text, instead: Text | None) -> EngineError:
    return EngineError(
        Text(f"generated SQL may not use {what.en}", f"生成的 SQL 不可使用{what.zh}"),
        step=step or "check",
        sql=expression.sql(dialect="duckdb", pretty=True),
        next_step=instead or _ADD_A_LINE,
    )
