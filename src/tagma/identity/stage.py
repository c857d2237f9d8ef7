"""Rows of a source on their way in: ids as text, times as UTC instants, in a temporary table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tagma.clock import Calendar
from tagma.collect.sources import Output
from tagma.collect.sources.instants import to_instants
from tagma.engine.protocol import Engine, Table
from tagma.identity.values import blank_to_null, fit_type, to_days, to_texts, to_user_ids, write_json
from tagma.rules.vocabulary import Type, fold_name

ROW, USER, TS, TS_TEXT, MESSAGE, EXTRA = "_row", "_user", "_ts", "_ts_text", "_message", "_extra"
FILE_ROW = "_file_row"
_SYSTEM = {
    ROW: "BIGINT",
    USER: "VARCHAR",
    TS: "TIMESTAMP",
    TS_TEXT: "VARCHAR",
    MESSAGE: "VARCHAR",
    EXTRA: "VARCHAR",
    FILE_ROW: "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class StagedColumn:
    """A property on its way in.

    Attributes:
        name: of the column of the event table, or of the trait.
        source: its name in the source's rows.
        raw: the staged column with the value as it came.
        raw_type: its DuckDB type.
        read: the staged column with the value read as date or instant, where that took reading.
        target: the type that it is to have.
        required: whether a row without it is refused.
    """

    name: str
    source: str
    raw: str
    raw_type: str
    read: str | None
    target: Type
    required: bool = False


@dataclass(frozen=True, slots=True)
class Staged:
    """The staged rows of one output.

    Attributes:
        overflow: names of properties beyond the bound; they go to ``_extra``.
    """

    table: Table
    output: Output
    columns: tuple[StagedColumn, ...]
    rows: int
    overflow: tuple[str, ...] = ()

    @property
    def undated(self) -> bool:
        """Whether rows may come without an instant."""
        return self.output.kind == "traits"


def stage_rows(
    engine: Engine,
    table: Table,
    output: Output,
    rows: pa.RecordBatchReader,
    zone: Calendar,
    *,
    types: Mapping[str, Type],
    names: Mapping[str, str],
    required: frozenset[str] = frozenset(),
    most: int,
) -> Staged:
    """Writes the rows of one output into a temporary table.

    Args:
        types: wanted types by folded name; the inferred type elsewhere.
        names: the spelling that an existing column has, by folded name.
        required: folded names of the properties that every row must have.
        most: properties that the table may have; the rest go to ``_extra`` as JSON.
    """
    kept, overflow = _choose_properties(list(output.properties), {*types, *names}, most)
    columns = tuple(
        _plan_column(i, name, rows.schema, output, types, names, required) for i, name in enumerate(kept)
    )
    kinds = dict(_SYSTEM)
    for column in columns:
        kinds[column.raw] = column.raw_type
        if column.read:
            kinds[column.read] = "DATE" if column.target is Type.DATE else "TIMESTAMP"
    engine.drop(table, step="stage rows")
    engine.define(table, kinds, step="stage rows")
    schema = pa.schema(
        [(name, _staged_type(kind, columns, rows.schema, name)) for name, kind in kinds.items()]
    )
    batches = pa.RecordBatchReader.from_batches(
        schema, _prepare(rows, schema, output, columns, overflow, zone)
    )
    count = engine.load(table, batches, step=f"stage {output.event or output.kind}")
    return Staged(table, output, columns, count, overflow)


def _choose_properties(
    names: Sequence[str], known: set[str], most: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first = [name for name in names if fold_name(name) in known]
    rest = [name for name in names if fold_name(name) not in known]
    room = max(most - len(known), 0)
    return (*first, *rest[:room]), tuple(rest[room:])


def _plan_column(
    index: int,
    name: str,
    schema: pa.Schema,
    output: Output,
    types: Mapping[str, Type],
    names: Mapping[str, str],
    required: frozenset[str],
) -> StagedColumn:
    folded = fold_name(name)
    target = types.get(folded, output.properties[name])
    kind = schema.field(name).type
    reads = target in (Type.DATE, Type.INSTANT) and (
        pa.types.is_string(kind)
        or pa.types.is_timestamp(kind)
        or (pa.types.is_date(kind) and target is Type.INSTANT)
    )
    return StagedColumn(
        name=names.get(folded, name),
        source=name,
        raw=f"v{index}",
        raw_type=_duckdb_type(kind),
        read=f"t{index}" if reads else None,
        target=target,
        required=folded in required,
    )


def _duckdb_type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_unsigned_integer(kind) and kind.bit_width == 64:
        return "UBIGINT"
    if pa.types.is_integer(kind):
        return "BIGINT"
    if pa.types.is_floating(kind):
        return "DOUBLE"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_date(kind):
        return "DATE"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP"
    return "VARCHAR[]" if pa.types.is_list(kind) else "VARCHAR"


def _staged_type(kind: str, columns: Sequence[StagedColumn], schema: pa.Schema, name: str) -> pa.DataType:
    plain = {
        "BIGINT": pa.int64(), "VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32(),
        "VARCHAR[]": pa.list_(pa.string()), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64(),
        "UBIGINT": pa.uint64(),
    }  # fmt: skip
    if kind in plain:
        return plain[kind]
    return next(schema.field(column.source).type for column in columns if column.raw == name)


def _prepare(
    rows: pa.RecordBatchReader,
    schema: pa.Schema,
    output: Output,
    columns: Sequence[StagedColumn],
    overflow: Sequence[str],
    zone: Calendar,
) -> Iterator[pa.RecordBatch]:
    start = 0
    for batch in rows:
        count = batch.num_rows
        nothing = pa.nulls(count, pa.string())
        system = {name: batch.column(spelling) for name, spelling in output.system.items()}
        arrays: dict[str, pa.Array] = {
            ROW: pa.array(np.arange(start, start + count)),
            USER: to_user_ids(system["user_id"]),
            TS: pa.nulls(count, pa.timestamp("us")),
            TS_TEXT: nothing,
            MESSAGE: to_user_ids(system["message_id"]) if "message_id" in system else nothing,
            EXTRA: _write_extra(batch, overflow) if overflow else nothing,
            FILE_ROW: to_texts(system["file_row"]) if "file_row" in system else nothing,
        }
        if "ts" in system:
            arrays[TS] = to_instants(system["ts"], zone)
            if arrays[TS].null_count:
                arrays[TS_TEXT] = pc.if_else(arrays[TS].is_null(), to_texts(system["ts"]), nothing)
        for column in columns:
            values = batch.column(column.source)
            if pa.types.is_string(values.type) and column.target not in (Type.TEXT, Type.LIST):
                values = blank_to_null(values)
            arrays[column.raw] = values
            if column.read:
                days = column.target is Type.DATE
                arrays[column.read] = to_days(values, zone) if days else to_instants(values, zone)
        start += count
        yield pa.RecordBatch.from_arrays(
            [fit_type(arrays[field.name], field.type) for field in schema], schema=schema
        )


def _write_extra(batch: pa.RecordBatch, names: Sequence[str]) -> pa.Array:
    rows = batch.select(list(names)).to_pylist()
    known = ({name: value for name, value in row.items() if value is not None} for row in rows)
    return pa.array([write_json(row) if row else None for row in known], pa.string())
