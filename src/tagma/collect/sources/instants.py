"""Times as sources write them, to naive UTC instants."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tagma.clock import DAY_MICROS, Calendar, from_micros, to_micros

INSTANT = pa.timestamp("us")
_FIRST, _LAST = to_micros(datetime(1, 1, 2)), to_micros(datetime(9998, 12, 30))
_ZONED_FIRST, _ZONED_LAST = to_micros(datetime(1890, 1, 1)), to_micros(datetime(2200, 1, 1))
_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?|分)?)?"
    r"\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?"
)
_USUAL = r"^(?:19|20)\d{2}-\d{2}-\d{2}(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?)?$"


def is_time_like(kind: pa.DataType) -> bool:
    """Whether a column of that type can be read as instants."""
    return bool(
        pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_string(kind)
        or pa.types.is_large_string(kind) or pa.types.is_null(kind)
    )  # fmt: skip


def to_instants(values: pa.Array, zone: Calendar) -> pa.Array:
    """Naive UTC timestamps; NULL where a value is no time (or out of the years 1 to 9998).

    Naive values are wall-clock time of the zone, dates its midnight; values with an offset are exact.
    """
    kind = values.type
    if pa.types.is_null(kind):
        return pa.nulls(len(values), INSTANT)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _read_texts(values, zone)
    micros = _micros_of(values)
    nulls = values.is_null().to_numpy(zero_copy_only=False) | (micros < _FIRST) | (micros > _LAST)
    if not (pa.types.is_timestamp(kind) and kind.tz is not None):
        micros = local_to_utc(micros, nulls, zone)
    return pa.array(np.where(nulls, 0, micros), pa.int64(), mask=nulls).cast(INSTANT)


def local_to_utc(
    micros: npt.NDArray[np.int64], nulls: npt.NDArray[np.bool_], zone: Calendar
) -> npt.NDArray[np.int64]:
    """Wall-clock microseconds to UTC ones, by the rules of ``Calendar.to_instant``."""
    inside = ~nulls & (micros >= _ZONED_FIRST) & (micros <= _ZONED_LAST)
    result = micros.copy()
    if inside.any():
        known = micros[inside]
        offsets = zone.offsets(from_micros(int(known.min())), from_micros(int(known.max())))
        edges = [start + max(before, after) for (_, before), (start, after) in pairwise(offsets)]
        shifts = np.array([shift for _, shift in offsets], np.int64)
        result[inside] = known - shifts[np.searchsorted(np.array(edges, np.int64), known, side="right")]
    outside = ~nulls & ~inside
    if outside.any():
        result[outside] = [to_micros(zone.to_instant(from_micros(int(value)))) for value in micros[outside]]
    return result


def read_instant(text: str, zone: Calendar) -> datetime | None:
    """The instant of a written time: ISO 8601, with slashes or dots, or Chinese (2024年1月5日 8:30)."""
    written = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if written is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = written.groups()
    micros = int(((fraction or "") + "000000")[:6])
    try:
        local = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros
        )
        if offset is None:
            return zone.to_instant(local)
        sign = (
            "+00:00" if offset in "Zz" else offset if ":" in offset else f"{offset[:3]}:{offset[3:] or '00'}"
        )
        return datetime.fromisoformat(local.isoformat() + sign).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _read_texts(values: pa.Array, zone: Calendar) -> pa.Array:
    encoded = values.dictionary_encode()
    return _read_distinct(encoded.dictionary, zone).take(encoded.indices)


def _read_distinct(texts: pa.Array, zone: Calendar) -> pa.Array:
    """Different texts as instants: those in the usual form together, any other one by one."""
    usual = pc.fill_null(pc.match_substring_regex(texts, _USUAL), False)
    try:
        local = pc.if_else(usual, texts, None).cast(INSTANT)
    except pa.ArrowInvalid:  # a 30th of February, say
        usual, local = pc.and_(usual, False), pa.nulls(len(texts), INSTANT)
    nulls = local.is_null().to_numpy(zero_copy_only=False)
    micros = local_to_utc(local.cast(pa.int64()).fill_null(0).to_numpy(), nulls, zone)
    together = pa.array(micros, pa.int64(), mask=nulls).cast(INSTANT)
    rest = pc.if_else(usual, None, texts).to_pylist()
    if not any(text is not None for text in rest):
        return together
    alone = pa.array([None if text is None else read_instant(text, zone) for text in rest], INSTANT)
    return pc.if_else(usual, together, alone)


def _micros_of(values: pa.Array) -> npt.NDArray[np.int64]:
    if pa.types.is_date(values.type):
        whole = values.cast(pa.date32()).cast(pa.int32()).cast(pa.int64()).fill_null(0)
        days: npt.NDArray[np.int64] = whole.to_numpy(zero_copy_only=False)
        return days * DAY_MICROS
    naive = values.cast(pa.timestamp("us", tz=values.type.tz), safe=False)
    micros: npt.NDArray[np.int64] = naive.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return micros
