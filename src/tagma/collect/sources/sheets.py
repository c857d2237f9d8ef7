"""Excel sheets to Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from tagma.collect.sources.files import unreadable
from tagma.errors import Place, SourceError, Text, nearest_names

_EXACT = 2**53


def read_sheet(path: Path, *, sheet: str | None = None, header: bool = True) -> pa.Table:
    """The rows of one sheet (by default the first) as typed columns.

    The first row that is not empty names the columns. A column is a number, a truth value, a date or an
    instant when all its cells are; else text, in which whole numbers have no decimals.

    Raises:
        SourceError: not a workbook, no such sheet, or an empty one.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        name = _choose_sheet(path, workbook.sheet_names, sheet)
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except (CalamineError, OSError) as error:
        raise unreadable(path, str(error)) from None
    filled = [row for row in rows if any(cell != "" for cell in row)]
    if not filled:
        raise SourceError(
            Text(f"sheet “{name}” of “{path.name}” is empty", f"“{path.name}”的工作表“{name}”为空"),
            where=Place(file=str(path), field="options.sheet"),
            nearest=[other for other in workbook.sheet_names if other != name],
            next_step=Text("name the sheet that holds the rows", "请指定存有数据的工作表"),
        )
    names = _name_columns(filled[0] if header else [""] * len(filled[0]))
    body = filled[1:] if header else filled
    columns: list[list[Any]] = (
        [list(cells) for cells in zip(*body, strict=True)] if body else [[] for _ in names]
    )
    kept = [
        (title, cells) for title, cells in zip(names, columns, strict=True)
        if not title.startswith("column") or any(cell != "" for cell in cells)
    ]  # fmt: skip
    return pa.table([_type_column(cells) for _, cells in kept], names=[title for title, _ in kept])


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
