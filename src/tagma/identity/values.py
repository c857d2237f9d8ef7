"""Values of sources as Arrow arrays: ids and texts, local days, rows as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from tagma.clock import Calendar
from tagma.collect.sources.instants import read_instant


def to_user_ids(values: pa.Array) -> pa.Array:
    """Ids as text: NFKC, trimmed, whole numbers without decimals; NULL where nothing is left."""
    texts = to_texts(values)
    if len(texts) and not pc.all(pc.string_is_ascii(texts)).as_py():
        texts = pc.utf8_normalize(texts, form="NFKC")
    return blank_to_null(texts)


def blank_to_null(texts: pa.Array) -> pa.Array:
    """Texts trimmed; NULL where nothing is left."""
    texts = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def to_texts(values: pa.Array) -> pa.Array:
    """Values as text; whole numbers without decimals."""
    kind = values.type
    if pa.types.is_floating(kind):
        values = values.cast(pa.float64())
        whole = pc.fill_null(pc.less(pc.abs(values), 2**53), False)
        whole = pc.and_(whole, pc.fill_null(pc.equal(pc.floor(values), values), False))
        numbers = pc.if_else(whole, values, 0.0).cast(pa.int64())
        return pc.if_else(whole, numbers.cast(pa.string()), values.cast(pa.string()))
    if pa.types.is_decimal(kind) and kind.scale > 0:
        texts = values.cast(pa.string())
        return pc.replace_substring_regex(texts, r"\.0+$", "")
    return values if pa.types.is_string(kind) else values.cast(pa.string())


def fit_type(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """The values with a wanted type; instants with a time zone become naive UTC."""
    if values.type.equals(kind):
        return values
    if pa.types.is_timestamp(kind) and pa.types.is_timestamp(values.type):
        return values.cast(pa.timestamp("us", tz=values.type.tz), safe=False).cast(pa.int64()).cast(kind)
    return values.cast(kind)


def to_days(values: pa.Array, zone: Calendar) -> pa.Array:
    """Local days of timestamps or written times; NULL where a text is none."""
    kind = values.type
    if pa.types.is_timestamp(kind):
        local = values.cast(pa.timestamp("us", tz=kind.tz), safe=False)
        if kind.tz is not None:
            days = [None if instant is None else _local_day(instant, zone) for instant in local.to_pylist()]
            return pa.array(days, pa.date32())
        return pc.floor_temporal(local, unit="day").cast(pa.date32())
    encoded = values.dictionary_encode()
    utc = Calendar()
    read = [None if text is None else read_instant(text, utc) for text in encoded.dictionary.to_pylist()]
    return pa.array([None if at is None else at.date() for at in read], pa.date32()).take(encoded.indices)


def _local_day(instant: datetime, zone: Calendar) -> date:
    return instant.astimezone(ZoneInfo(zone.time_zone)).date()


def write_json(row: Mapping[str, Any]) -> str:
    """A row as JSON: exact decimals as text of a number, times in ISO form."""
    return json.dumps(row, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date():
            return value.isoformat()
    return str(value)
