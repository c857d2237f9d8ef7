"""JSON values to the type of a column: exactly, or not at all."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from tagma.clock import from_micros
from tagma.collect.intake.times import read_micros
from tagma.rules.vocabulary import Type

_LARGEST_DECIMAL = Decimal(10) ** 14
_LARGEST_WHOLE = 10**14
_PLACES = Decimal("0.0001")
_LARGEST_INTEGER = 2**63

ARROW_TYPES = {
    Type.BOOL: pa.bool_(),
    Type.INTEGER: pa.int64(),
    Type.DECIMAL: pa.decimal128(18, 4),
    Type.FLOAT: pa.float64(),
    Type.TEXT: pa.string(),
    Type.DATE: pa.date32(),
    Type.INSTANT: pa.timestamp("us"),
    Type.LIST: pa.list_(pa.string()),
}


_OWN_TYPES = {
    kind: {own, type(None)}
    for kind, own in {Type.TEXT: str, Type.BOOL: bool, Type.INTEGER: int, Type.FLOAT: float}.items()
}


class MisfitError(ValueError):
    """A value that its column cannot hold without changing it."""


def infer_value(value: Any) -> Type:
    """The type of a value that is seen first."""
    match value:
        case bool():
            return Type.BOOL
        case int():
            return Type.INTEGER
        case float():
            return Type.DECIMAL if abs(value) < 1e14 else Type.FLOAT
        case datetime():
            return Type.INSTANT
        case list() if value and all(isinstance(each, str | int | float | bool) for each in value):
            return Type.LIST
    return Type.TEXT


def infer_first(values: Iterable[Any]) -> Type | None:
    """The type of a new column: that of the first value known, and fractions where one comes. None: no value.

    Later values do not count, so that a rebuild that loads more at a time gives the same columns.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    first = infer_value(known[0])
    return Type.DECIMAL if first is Type.INTEGER and any(map(has_fraction, known)) else first


def has_fraction(value: Any) -> bool:
    """Whether a number is not whole."""
    return isinstance(value, float) and not value.is_integer()


def convert_value(value: Any, kind: Type) -> Any:
    """The value as a column of that type holds it; None stays None.

    Raises:
        MisfitError: it would not be the same value.
    """
    if value is None:
        return None
    match kind:
        case Type.BOOL:
            return _to_bool(value)
        case Type.INTEGER:
            return _to_integer(value)
        case Type.DECIMAL:
            return _to_decimal(value)
        case Type.FLOAT:
            number = _to_number(value)
            return float(number)
        case Type.TEXT:
            return write_text(value)
        case Type.LIST:
            items = value if isinstance(value, list) else [value]
            return [write_text(each) for each in items if each is not None]
        case Type.DATE:
            return _to_instant(value).date()
        case Type.INSTANT:
            return _to_instant(value)
    raise MisfitError


def fits_already(values: Sequence[Any], kind: Type) -> bool:
    """Whether all values are what a column of that type holds, so that none has to be converted."""
    own = _OWN_TYPES.get(kind)
    return own is not None and {*map(type, values)} <= own


def write_text(value: Any) -> str:
    """A value as text: numbers without needless decimals, objects as JSON."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return str(value)
        case datetime():
            return value.isoformat(" ")
    return json.dumps(value, ensure_ascii=False, default=str)


def write_value(value: Any) -> str:
    """A converted value as the text that the history of traits holds, which the engine casts back."""
    match value:
        case list():
            quoted = (each.replace("\\", "\\\\").replace("'", "\\'") for each in value)
            return "[" + ", ".join(f"'{each}'" for each in quoted) + "]"
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    return write_text(value)


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        return value.strip().lower() == "true"
    raise MisfitError


def _to_number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise MisfitError
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise MisfitError from None
    if not number.is_finite() or math.isinf(float(number)):
        raise MisfitError
    return number


def _to_integer(value: Any) -> int:
    number = Decimal(int(value)) if isinstance(value, bool) else _to_number(value)
    if number != number.to_integral_value() or not -_LARGEST_INTEGER <= number < _LARGEST_INTEGER:
        raise MisfitError
    return int(number)


def _to_decimal(value: Any) -> Decimal:
    if type(value) is int and -_LARGEST_WHOLE < value < _LARGEST_WHOLE:
        return Decimal(value)
    number = _to_number(value)
    if abs(number) >= _LARGEST_DECIMAL:
        raise MisfitError
    return number.quantize(_PLACES)


def _to_instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    micros = read_micros(value)
    if micros is None:
        raise MisfitError
    return from_micros(micros)
