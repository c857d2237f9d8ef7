"""Excel sheets to Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from tagma.collect.inputs import ReadOptions
from tagma.collect.sources.columns import ADDED_ROW
from tagma.collect.sources.files import unreadable
from tagma.errors import Place, SourceError, Text, nearest_names

_EXACT = 2**53


def read_sheet(path: Path, options: ReadOptions) -> pa.Table:
    """The rows of one sheet (by default the first) as typed columns.

    The header row, by default the first that is not empty, names the columns; what stands above it is passed
    over. The cells of a merged range all have its value. A column is a number, a truth value, a date or an
    instant when all its cells are; else text, in which whole numbers have no decimals.

    Raises:
        SourceError: not a workbook, no such sheet, or an empty one.
    """
    name, rows, others = read_cells(path, options.sheet)
    filled = [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if number >= (options.header_row or 1) and any(cell != "" for cell in row)
    ]
    if not filled:
        raise SourceError(
            Text(f"sheet “{name}” of “{path.name}” is empty", f"“{path.name}”的工作表“{name}”为空"),
            where=Place(file=str(path), field="options.sheet"),
            nearest=others,
            next_step=Text("name the sheet that holds the rows", "请指定存有数据的工作表"),
        )
    titles = filled[0][1] if options.header else [""] * len(filled[0][1])
    names = _name_columns(titles)
    body = filled[1:] if options.header else filled
    columns: list[list[Any]] = (
        [list(cells) for cells in zip(*(row for _, row in body), strict=True)]
        if body
        else [[] for _ in names]
    )
    kept = [
        (name, cells) for title, name, cells in zip(titles, names, columns, strict=True)
        if title != "" or any(cell != "" for cell in cells)
    ]  # fmt: skip
    found = [(title, _type_column(cells)) for title, cells in kept if title != ADDED_ROW]
    if options.number_rows:
        found.append((ADDED_ROW, pa.array([number for number, _ in body], pa.int64())))
    return pa.table([cells for _, cells in found], names=[title for title, _ in found])


def read_cells(path: Path, sheet: str | None) -> tuple[str, list[list[Any]], list[str]]:
    """Name of the sheet, its rows from the first one on, and the names of the other sheets.

    Raises:
        SourceError: not a workbook, or no such sheet.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        name = _choose_sheet(path, workbook.sheet_names, sheet)
        opened = workbook.get_sheet_by_name(name)
        rows = opened.to_python(skip_empty_area=False)
        for (top, left), (bottom, right) in opened.merged_cell_ranges or ():
            for row in range(top, min(bottom, len(rows) - 1) + 1):
                for column in range(left, min(right, len(rows[row]) - 1) + 1):
                    rows[row][column] = rows[top][left]
    except (CalamineError, OSError) as error:
        raise unreadable(path, str(error)) from None
    return name, rows, [other for other in workbook.sheet_names if other != name]


def _choose_sheet(path: Path, names: Sequence[str], asked: str | None) -> str:
    if asked is None and names:
        return names[0]
    by_fold = {name.strip().casefold(): name for name in names}
    chosen = by_fold.get(str(asked).strip().casefold())
    if chosen is None:
        raise SourceError(
            Text(f"“{path.name}” has no sheet “{asked}”", f"“{path.name}”没有工作表“{asked}”"),
            where=Place(file=str(path), field="options.sheet"),
            nearest=nearest_names(str(asked), names) or tuple(names[:3]),
            next_step=Text(f"its sheets are: {', '.join(names)}", f"现有工作表：{'、'.join(names)}"),
        )
    return chosen


def _name_columns(cells: Sequence[Any]) -> list[str]:
    names: list[str] = []
    for position, cell in enumerate(cells):
        base = _text(cell) or f"column{position}"
        name, number = base, 1
        while name.casefold() in {taken.casefold() for taken in names}:
            name, number = f"{base}_{number}", number + 1
        names.append(name)
    return names


def _type_column(cells: Sequence[Any]) -> pa.Array:
    known = [cell for cell in cells if cell != ""]
    kinds = {type(cell) for cell in known}
    values = [None if cell == "" else cell for cell in cells]
    if not kinds:
        return pa.array(values, pa.string())
    if kinds == {bool}:
        return pa.array(values, pa.bool_())
    if kinds <= {int, float}:
        whole = all(float(cell).is_integer() and abs(cell) < _EXACT for cell in known)
        numbers = [None if cell is None else int(cell) for cell in values] if whole else values
        return pa.array(numbers, pa.int64() if whole else pa.float64())
    if kinds == {date}:
        return pa.array(values, pa.date32())
    if kinds <= {date, datetime}:
        return pa.array([_instant(cell) for cell in values], pa.timestamp("us"))
    return pa.array([None if cell is None else _text(cell) for cell in values], pa.string())


def _instant(cell: date | datetime | None) -> datetime | None:
    if cell is None or isinstance(cell, datetime):
        return cell
    return datetime(cell.year, cell.month, cell.day)


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell).strip()
