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

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\x00")
EXCEL_ROWS = 1_048_575


def write_rows(rows: pa.Table, path: Path) -> int:
    """Writes a table to a file by its suffix, beside it first, so that a failure leaves no half file.

    CSV and Excel texts that a spreadsheet would take for a formula get a leading apostrophe (ASVS 1.2.10);
    JSON and Parquet are exact.

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
        writer(rows, beside)
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


def _write_csv(rows: pa.Table, path: Path) -> None:
    columns = []
    for name in rows.column_names:
        column = rows.column(name)
        if pa.types.is_list(column.type):
            column = pa.chunked_array([pa.array([_join(value) for value in column.to_pylist()], pa.string())])
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = pa.chunked_array(
                [pa.array([guard_formula(value) for value in column.to_pylist()], pa.string())]
            )
        columns.append(column)
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf")  # so that Excel reads Chinese
        pa_csv.write_csv(pa.table(columns, names=rows.column_names), file)


def _write_excel(rows: pa.Table, path: Path) -> None:
    import xlsxwriter

    if rows.num_rows > EXCEL_ROWS:
        raise WorkspaceError(
            Text(
                f"Excel holds {EXCEL_ROWS:,} rows, not {rows.num_rows:,}",
                f"Excel 最多 {EXCEL_ROWS:,} 行，实际 {rows.num_rows:,} 行",
            ),
            next_step=Text("write a .csv or .parquet file", "请写入 .csv 或 .parquet 文件"),
        )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("customers")
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for position, name in enumerate(rows.column_names):
            sheet.write_string(0, position, name)
        for line, row in enumerate(_python_rows(rows), 1):
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


def _write_json(rows: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for line, row in enumerate(rows.to_pylist()):
            file.write(",\n" if line else "\n")
            json.dump(json_value(row), file, ensure_ascii=False)
        file.write("\n]\n")


def _write_parquet(rows: pa.Table, path: Path) -> None:
    pa_parquet.write_table(rows, path)


def _python_rows(rows: pa.Table) -> Iterable[tuple[Any, ...]]:
    for batch in rows.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _join(values: list[Any] | None) -> str | None:
    return None if values is None else "; ".join(str(value) for value in values)


_WRITERS: dict[str, Callable[[pa.Table, Path], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_excel,
    ".json": _write_json,
    ".parquet": _write_parquet,
}
