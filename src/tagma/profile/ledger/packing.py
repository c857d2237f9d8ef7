"""Arrow columns to packed records and back, column by column, without a Python step per row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tagma.profile.ledger.layout import Coding, Column, Layout

Ints = npt.NDArray[np.int64]


class Dictionaries(Protocol):
    """Where texts get their numbers and numbers their texts."""

    def encode(self, dictionary: int, values: pa.Array) -> npt.NDArray[np.int32]:
        """Codes of texts, new ones minted; -1 for null."""

    def texts(self, dictionary: int) -> pa.Array:
        """All texts of a dictionary by code."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Rows as records, and for each variable column the ends of its items and their bytes."""

    records: npt.NDArray[Any]
    sections: tuple[tuple[Ints, memoryview], ...]

    def slices(self, starts: Ints, ends: Ints) -> Iterator[bytes | memoryview]:
        """The bytes of each run of rows: its records, then its items section by section."""
        width = self.records.dtype.itemsize
        fixed = self.records.view(np.uint8).data
        sections = [(offsets, data) for offsets, data in self.sections if offsets[-1]]
        bounds = [(offsets[starts].tolist(), offsets[ends].tolist(), data) for offsets, data in sections]
        runs = zip((starts * width).tolist(), (ends * width).tolist(), strict=True)
        if not bounds:
            yield from (fixed[start:end] for start, end in runs)
            return
        for index, (start, end) in enumerate(runs):
            parts = [fixed[start:end]]
            parts += [data[firsts[index] : lasts[index]] for firsts, lasts, data in bounds]
            yield b"".join(parts)


def pack_rows(
    layout: Layout, rows: pa.Table, dictionaries: Dictionaries, order: Ints | None = None
) -> Packed:
    """Packs the rows of a table, in another order where one is given."""
    count = rows.num_rows
    records = np.zeros(count, layout.record)
    sections: list[tuple[Ints, memoryview]] = []
    mask_bit = 0
    for index, column in enumerate(layout.columns):
        values = _one_array(rows.column(column.name), column.arrow_type)
        match column.coding:
            case Coding.FIXED:
                numbers, nulls = _fixed_values(values)
                if nulls is not None:
                    numbers = np.where(nulls, np.zeros(1, numbers.dtype), numbers)
                    flags = nulls.astype(np.uint8) << (mask_bit % 8)
                    records["mask"][:, mask_bit // 8] |= _ordered(flags, order)
                records[str(index)] = _ordered(numbers, order)
                mask_bit += 1
            case Coding.CODE:
                records[str(index)] = _ordered(dictionaries.encode(column.dictionary, values), order)
            case Coding.PLAIN:
                lengths, section = _text_section(values if order is None else values.take(pa.array(order)))
                records[str(index)] = lengths
                sections.append(section)
            case Coding.LIST:
                lists = values if order is None else values.take(pa.array(order))
                lengths, section = _list_section(lists, column, dictionaries)
                records[str(index)] = lengths
                sections.append(section)
    return Packed(records, tuple(sections))


def unpack_rows(
    layout: Layout,
    counts: Ints,
    blobs: Sequence[bytes],
    dictionaries: Dictionaries,
    names: Sequence[str] | None = None,
) -> pa.Table:
    """The rows of some blobs as a table with the types of the packed one.

    Args:
        counts: rows of each blob.
        names: the columns wanted; all when None.
    """
    width = layout.record.itemsize
    if not layout.sections:
        records = np.frombuffer(b"".join(blobs), layout.record)
        section_data: dict[int, bytes] = {}
    else:
        sizes = (counts * width).tolist()
        records = np.frombuffer(
            b"".join([blob[:size] for blob, size in zip(blobs, sizes, strict=True)]), layout.record
        )
        section_data = _join_sections(layout, records, counts, blobs, counts * width)
    wanted = None if names is None else set(names)
    arrays, kept, mask_bit = [], [], 0
    for index, column in enumerate(layout.columns):
        bit = mask_bit
        mask_bit += column.coding is Coding.FIXED
        if wanted is not None and column.name not in wanted:
            continue
        kept.append(layout.schema.field(index))
        values = np.ascontiguousarray(records[str(index)])
        match column.coding:
            case Coding.FIXED:
                nulls = records["mask"][:, bit // 8] & (1 << bit % 8) != 0
                arrays.append(_fixed_array(values, nulls, column.arrow_type))
            case Coding.CODE:
                arrays.append(dictionaries.texts(column.dictionary).take(_code_array(values)))
            case Coding.PLAIN:
                arrays.append(_text_array(values, section_data[index]))
            case Coding.LIST:
                texts = dictionaries.texts(column.dictionary)
                arrays.append(_list_array(values, section_data[index], texts))
    return pa.Table.from_arrays(arrays, schema=pa.schema(kept))


def _join_sections(
    layout: Layout, records: npt.NDArray[Any], counts: Ints, blobs: Sequence[bytes], starts: Ints
) -> dict[int, bytes]:
    first_rows = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64) if len(counts) else counts
    joined = {}
    for index, item_size in layout.sections:
        lengths = np.maximum(records[str(index)], 0).astype(np.int64) * item_size
        sizes = np.add.reduceat(lengths, first_rows) if len(lengths) else np.zeros(len(counts), np.int64)
        ends = starts + sizes
        if sizes.any():
            bounds = zip(blobs, starts.tolist(), ends.tolist(), strict=True)
            joined[index] = b"".join([blob[start:end] for blob, start, end in bounds])
        else:
            joined[index] = b""
        starts = ends
    return joined


def _one_array(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.Array:
    joined = column.combine_chunks()
    array = joined if isinstance(joined, pa.Array) else pa.chunked_array([], column.type).combine_chunks()
    return array if array.type.equals(wanted) else array.cast(wanted)


def _ordered(values: npt.NDArray[Any], order: Ints | None) -> npt.NDArray[Any]:
    return values if order is None else values[order]


def _fixed_values(values: pa.Array) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
    nulls = values.is_null().to_numpy(zero_copy_only=False) if values.null_count else None
    if pa.types.is_boolean(values.type):
        values = values.cast(pa.uint8())
    if pa.types.is_decimal(values.type):
        words = _buffer_of(values, np.dtype(np.int64), words=2)
        return words[::2], nulls
    return _buffer_of(values, _numpy_type(values.type)), nulls


def _numpy_type(kind: pa.DataType) -> np.dtype[Any]:
    if pa.types.is_temporal(kind):
        return np.dtype("<i4") if kind.bit_width == 32 else np.dtype("<i8")
    numpy_type: np.dtype[Any] = np.dtype(kind.to_pandas_dtype())
    return numpy_type


def _buffer_of(values: pa.Array, dtype: np.dtype[Any], words: int = 1) -> npt.NDArray[Any]:
    data = values.buffers()[1]
    if data is None:
        return np.zeros(len(values) * words, dtype)
    start = values.offset * words
    return np.frombuffer(data, dtype)[start : start + len(values) * words]


def _text_section(values: pa.Array) -> tuple[npt.NDArray[np.int32], tuple[Ints, memoryview]]:
    offsets = _offsets_of(values)
    data = values.buffers()[2]
    first, last = int(offsets[0]), int(offsets[-1])
    text = memoryview(data)[first:last] if data is not None else memoryview(b"")
    lengths = _with_nulls(np.diff(offsets).astype(np.int32), values)
    ends = _packed_offsets(lengths)
    if len(text) != int(ends[-1]):  # bytes lie under null slots; packed offsets count none for them
        text = memoryview(b"".join(item.encode() for item in values.drop_null().to_pylist()))
    return lengths, (ends, text)


def _list_section(
    values: pa.Array, column: Column, dictionaries: Dictionaries
) -> tuple[npt.NDArray[np.int32], tuple[Ints, memoryview]]:
    lengths = pc.list_value_length(values).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    codes = dictionaries.encode(column.dictionary, values.flatten())
    return lengths, (_packed_offsets(lengths) * 4, memoryview(codes.astype("<i4").tobytes()))


def _offsets_of(values: pa.Array) -> npt.NDArray[np.int32]:
    data = values.buffers()[1]
    if data is None or not len(values):
        return np.zeros(len(values) + 1, np.int32)
    return np.frombuffer(data, np.int32)[values.offset : values.offset + len(values) + 1]


def _with_nulls(lengths: npt.NDArray[np.int32], values: pa.Array) -> npt.NDArray[np.int32]:
    if not values.null_count:
        return lengths
    return np.where(values.is_null().to_numpy(zero_copy_only=False), np.int32(-1), lengths)


def _packed_offsets(lengths: npt.NDArray[np.int32]) -> Ints:
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(np.maximum(lengths, 0), out=offsets[1:], dtype=np.int64)
    return offsets


def _validity(nulls: npt.NDArray[np.bool_]) -> pa.Buffer | None:
    return pa.py_buffer(np.packbits(~nulls, bitorder="little")) if nulls.any() else None


def _fixed_array(values: npt.NDArray[Any], nulls: npt.NDArray[np.bool_], wanted: pa.DataType) -> pa.Array:
    if pa.types.is_boolean(wanted):
        bits = pa.py_buffer(np.packbits(values.astype(np.bool_), bitorder="little"))
        return pa.Array.from_buffers(wanted, len(nulls), [_validity(nulls), bits])
    if pa.types.is_decimal(wanted):
        words = np.empty((len(values), 2), np.int64)
        words[:, 0] = values
        words[:, 1] = values >> 63
        values = words
    return pa.Array.from_buffers(wanted, len(nulls), [_validity(nulls), pa.py_buffer(values)])


def _code_array(codes: npt.NDArray[np.int32]) -> pa.Array:
    # Not pa.array(): that imports pandas, where it is installed, for half a second.
    buffers = [_validity(codes < 0), pa.py_buffer(np.ascontiguousarray(codes, np.int32))]
    return pa.Array.from_buffers(pa.int32(), len(codes), buffers)


def _text_array(lengths: npt.NDArray[np.int32], data: bytes) -> pa.Array:
    offsets = _packed_offsets(lengths).astype(np.int32)
    buffers = [_validity(lengths < 0), pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(lengths), buffers)


def _list_array(lengths: npt.NDArray[np.int32], data: bytes, texts: pa.Array) -> pa.Array:
    codes = np.frombuffer(data, "<i4")
    items = texts.take(_code_array(codes))
    offsets = pa.py_buffer(_packed_offsets(lengths).astype(np.int32))
    wanted = pa.list_(pa.string())
    return pa.Array.from_buffers(wanted, len(lengths), [_validity(lengths < 0), offsets], children=[items])
