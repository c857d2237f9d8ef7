"""Files written from Arrow: DuckDB itself may touch no file."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from tagma.errors import EngineError, Place, TagmaError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FORMULA = r"^[=+\-@\t\r\x00]"
SUFFIXES = (".parquet", ".csv")


def check_suffix(path: Path, step: str) -> None:
    """Refuses a file whose suffix is not one that can be written."""
    if path.suffix.lower() not in SUFFIXES:
        raise EngineError(
            Text(f"cannot write “{path.suffix}” files", f"无法写“{path.suffix}”文件"),
            step=step,
            sql="",
            next_step=Text(f"use {' or '.join(SUFFIXES)}", f"请使用 {' 或 '.join(SUFFIXES)}"),
        )


def write_batches(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> int:
    """Writes the batches to a file that appears whole or not at all; returns the number of rows.

    Raises:
        TagmaError: the file cannot be written; a file that was there before is unharmed.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = (
            _write_csv(batches, schema, part)
            if path.suffix.lower() == ".csv"
            else _write_parquet(batches, schema, part)
        )
        os.replace(part, path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TagmaError(
            Text(f"cannot write {path}: {reason}", f"无法写入 {path}：{reason}"),
            where=Place(file=str(path)),
            next_step=Text("choose another file, or free space", "请换一个文件，或释放空间"),
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return rows


def _write_parquet(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> int:
    rows = 0
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_csv(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path) -> int:
    rows = 0
    flat = pa.schema([pa.field(field.name, _flat_type(field.type)) for field in schema])
    with pyarrow.csv.CSVWriter(path, flat) as writer:
        for batch in batches:
            columns = [_flatten(column) for column in batch.columns]
            writer.write_batch(pa.record_batch(columns, schema=flat))
            rows += batch.num_rows
    return rows


def _flat_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_nested(kind) else kind


def _flatten(column: pa.Array) -> pa.Array:
    """What a CSV cell can hold: lists as JSON, and no text that a spreadsheet would run as a formula."""
    if pa.types.is_string(column.type):
        risky = pc.match_substring_regex(column, _FORMULA)
        return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
    if not pa.types.is_nested(column.type):
        return column
    texts = [
        None if value is None else json.dumps(value, ensure_ascii=False, default=str)
        for value in column.to_pylist()
    ]
    return pa.array(texts, pa.string())
