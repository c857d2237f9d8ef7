"""Rows to files that people open: CSV, Excel, JSON, Parquet."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from tagma.errors import Place, Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterable

Report = Callable[[int], None]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\x00")
EXCEL_ROWS = 1_048_575
_CHUNK = 10_000


def _silent(done: int) -> None:
    """Nobody wants to know."""


def write_rows(rows: pa.Table, path: Path, report: Report = _silent) -> int:
    """Writes a table to a file by its suffix, beside it first, so that a failure leaves no half file.

    CSV and Excel texts that a spreadsheet would take for a formula get a leading apostrophe (ASVS 1.2.10);
    JSON and Parquet are exact.

    Args:
        report: told how many rows are written; what it raises ends the work.

    Raises:
        WorkspaceError: an unknown suffix, more rows than Excel holds, or a folder that cannot be written.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise WorkspaceError(
            Text(
                f"cannot write “{path.suffix or path.name}” files",
                f"无法写入“{path.suffix or path.name}”格式的文件",
            ),
            where=Place(file=str(path)),
            next_step=Text(f"use one of: {', '.join(_WRITERS)}", f"请使用：{'、'.join(_WRITERS)}"),
        )
    beside = path.with_name(f".{path.name}.part")
    try:
        writer(rows, beside, report)
        os.replace(beside, path)
    except OSError as error:
        raise WorkspaceError(
            Text(
                f"cannot write {path}: {error.strerror or error}",
                f"无法写入 {path}：{error.strerror or error}",
            ),
            where=Place(file=str(path)),
            next_step=Text("check the folder and its permissions", "请检查文件夹及其权限"),
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return int(rows.num_rows)


def guard_formula(value: Any) -> Any:
    """A text that a spreadsheet will not run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def json_value(value: Any) -> Any:
    """A value as JSON holds it: exact decimals as numbers, dates and instants as ISO text."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.isoformat() + ("Z" if value.tzinfo is None else "")
        case date():
            return value.isoformat()
        case list() | tuple():
            return [json_value(item) for item in value]
        case dict():
            return {key: json_value(item) for key, item in value.items()}
        case _:
            return value


def check_size(count: int, suffix: str) -> None:
    """Refuses more rows than a format holds.

    Raises:
        WorkspaceError: Excel has an end.
    """
    if suffix == ".xlsx" and count > EXCEL_ROWS:
        raise WorkspaceError(
            Text(
                f"Excel holds {EXCEL_ROWS:,} rows, not {count:,}",
                f"Excel 最多 {EXCEL_ROWS:,} 行，实际 {count:,} 行",
            ),
            next_step=Text("write a .csv or .parquet file", "请写入 .csv 或 .parquet 文件"),
        )


def _write_csv(rows: pa.Table, path: Path, report: Report) -> None:
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # so that Excel reads Chinese
        batches, done = rows.to_batches(max_chunksize=_CHUNK), 0
        for number, batch in enumerate(batches or [rows]):
            columns = [_make_flat(column) for column in batch.columns]
            part = pa.table(columns, names=rows.column_names)
            pa_csv.write_csv(part, file, pa_csv.WriteOptions(include_header=number == 0))
            done += part.num_rows
            report(done)


def _make_flat(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_list(column.type):
        column = pa.array([_join(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pa.array([guard_formula(value) for value in column.to_pylist()], pa.string())
    return column


def _write_excel(rows: pa.Table, path: Path, report: Report) -> None:
    import xlsxwriter

    check_size(rows.num_rows, ".xlsx")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("customers")
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for position, name in enumerate(rows.column_names):
            sheet.write_string(0, position, name)
        for line, row in enumerate(_python_rows(rows), 1):
            if line % _CHUNK == 0:
                report(line)
            for position, value in enumerate(row):
                match value:
                    case None:
                        continue
                    case bool():
                        sheet.write_boolean(line, position, value)
                    case int() | float() | Decimal():
                        sheet.write_number(line, position, float(value))
                    case datetime():
                        sheet.write_datetime(line, position, value, instant)
                    case date():
                        sheet.write_datetime(
                            line, position, datetime(value.year, value.month, value.day), day
                        )
                    case list():
                        sheet.write_string(line, position, _join(value) or "")
                    case _:
                        sheet.write_string(line, position, str(value))


def _write_json(rows: pa.Table, path: Path, report: Report) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        names, done = rows.column_names, 0
        encode = json.JSONEncoder(ensure_ascii=False).encode
        for batch in rows.to_batches(max_chunksize=_CHUNK):
            columns = [[json_value(value) for value in column.to_pylist()] for column in batch.columns]
            made = (encode(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))
            file.write((",\n" if done else "\n") + ",\n".join(made))
            done += batch.num_rows
            report(done)
        file.write("\n]\n")


def _write_parquet(rows: pa.Table, path: Path, report: Report) -> None:
    pa_parquet.write_table(rows, path)


def _python_rows(rows: pa.Table) -> Iterable[tuple[Any, ...]]:
    for batch in rows.to_batches(max_chunksize=_CHUNK):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _join(values: list[Any] | None) -> str | None:
    return None if values is None else "; ".join(str(value) for value in values)


_WRITERS: dict[str, Callable[[pa.Table, Path, Report], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_excel,
    ".json": _write_json,
    ".parquet": _write_parquet,
}
