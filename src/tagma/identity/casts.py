"""Staged values to the type of a property: NULL where they disagree with it."""

from __future__ import annotations

from sqlglot import exp

from tagma.engine.dialect import cast, column, from_template
from tagma.identity.stage import StagedColumn
from tagma.identity.tables import COLUMN_TYPES
from tagma.rules.vocabulary import Type

_LARGEST = exp.Literal.number("1.7976931348623157e308")


def typed_value(staged: StagedColumn) -> exp.Expr:
    """The value as its target type, NULL where it does not fit."""
    value = column(staged.raw)
    if staged.read:
        return column(staged.read)
    if staged.raw_type == COLUMN_TYPES[staged.target] and staged.target is not Type.FLOAT:
        return value
    match staged.target:
        case Type.BOOL:
            return _as_bool(value, staged.raw_type)
        case Type.INTEGER:
            return _as_integer(value, staged.raw_type)
        case Type.DECIMAL:
            return cast(value, "DECIMAL(18,4)", safe=True) if _is_plain(staged.raw_type) else _misfit(staged)
        case Type.FLOAT:
            double = cast(value, "DOUBLE", safe=True) if _is_plain(staged.raw_type) else _misfit(staged)
            return from_template("CASE WHEN ABS(:x) <= :most THEN :x END", x=double, most=_LARGEST)
        case Type.TEXT:
            return _as_text(value, staged.raw_type)
        case Type.LIST:
            return from_template("CASE WHEN :x IS NOT NULL THEN [:x] END", x=_as_text(value, staged.raw_type))
        case _:
            return _misfit(staged)


def is_misfit(staged: StagedColumn) -> exp.Expr | None:
    """Whether a known value became NULL; None where that cannot be."""
    safe = staged.raw_type == COLUMN_TYPES[staged.target] and staged.target is not Type.FLOAT
    if (safe and not staged.read) or staged.target in (Type.TEXT, Type.LIST):
        return None
    return from_template(
        "NOT :raw IS NULL AND :typed IS NULL", raw=column(staged.raw), typed=typed_value(staged)
    )


def _is_plain(raw_type: str) -> bool:
    """Whether a value is a number, a truth value or a text."""
    return raw_type in ("BOOLEAN", "BIGINT", "UBIGINT", "DOUBLE", "VARCHAR") or raw_type.startswith("DECIMAL")


def _misfit(staged: StagedColumn) -> exp.Expr:
    text = cast(column(staged.raw), "VARCHAR")
    return cast(text, COLUMN_TYPES[staged.target], safe=True)


def _as_bool(value: exp.Expr, raw_type: str) -> exp.Expr:
    if raw_type == "VARCHAR":
        return cast(value, "BOOLEAN", safe=True)
    if _is_plain(raw_type):
        return from_template("CASE WHEN :x = 1 THEN TRUE WHEN :x = 0 THEN FALSE END", x=value)
    return cast(cast(value, "VARCHAR"), "BOOLEAN", safe=True)


def _as_integer(value: exp.Expr, raw_type: str) -> exp.Expr:
    if raw_type in ("BOOLEAN", "BIGINT", "UBIGINT"):
        return cast(value, "BIGINT", safe=True)
    if not _is_plain(raw_type):
        return cast(cast(value, "VARCHAR"), "BIGINT", safe=True)
    exact = cast(value, "DECIMAL(38,6)", safe=True)
    return from_template("CASE WHEN :x = FLOOR(:x) THEN TRY_CAST(FLOOR(:x) AS BIGINT) END", x=exact)


def _as_text(value: exp.Expr, raw_type: str) -> exp.Expr:
    text = cast(value, "VARCHAR")
    if raw_type != "DOUBLE":
        return text
    return from_template(
        """
        CASE WHEN ABS(:x) < 1e15 AND :x = FLOOR(:x) THEN CAST(CAST(FLOOR(:x) AS BIGINT) AS VARCHAR)
        ELSE :t END
        """,
        x=value,
        t=text,
    )
