"""A file as a table before anything is known of it: its sheet, its header row, its first rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from tagma.collect.guess.facts import ColumnFacts, examine_column
from tagma.collect.guess.words import ROLES, match_header
from tagma.collect.inputs import Reading, ReadOptions
from tagma.collect.sources.columns import ADDED_ROW
from tagma.collect.sources.delimited import DELIMITERS, examine_csv, open_text
from tagma.collect.sources.files import Input, find_input, unreadable
from tagma.collect.sources.relations import Relations, open_relations
from tagma.collect.sources.sheets import read_cells
from tagma.errors import Place, SourceError, Text

SAMPLE_ROWS = 20_000
MOST_COLUMNS = 400
_LOOK_FOR_HEADER = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was looked at.

    Attributes:
        options: how it is read: sheet, header row, delimiter, encoding.
        sheets: the names of its sheets, where it is a workbook.
        delimiter: what separates the columns of a CSV file.
        columns: what its columns look like, in the order of the file.
        sample: its first rows, for people to look at.
    """

    path: Path
    format: str
    options: ReadOptions
    encoding: str
    sheets: tuple[str, ...]
    columns: tuple[ColumnFacts, ...]
    sample: tuple[tuple[str, ...], ...]
    delimiter: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def examine_file(
    path: Path,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Looks at the first rows of a file.

    Raises:
        SourceError: the file is empty or cannot be read, has no rows under its header, or too many columns.
    """
    found = find_input(str(path.resolve()), path.resolve().parent)
    sheets: tuple[str, ...] = ()
    separator = found_encoding = ""
    if found.format == "xlsx":
        options, sheets = _find_sheet(found.paths[0], sheet, header_row)
    elif found.format == "csv":
        options, found_encoding, separator = _find_text(found.paths[0], encoding, delimiter, header_row)
    else:
        options = ReadOptions()
    texts = dict.fromkeys(_list_names(found, options), "text") if found.format == "csv" else {}
    with open_table(found, options, texts) as relations:  # type: ignore[arg-type]
        query = f'SELECT * EXCLUDE ("{ADDED_ROW}") FROM raw LIMIT {SAMPLE_ROWS}'
        rows = relations.query(query, Place(file=str(path))).read_all()
    if len(rows.column_names) > MOST_COLUMNS:
        raise SourceError(
            Text(
                f"“{path.name}” has {len(rows.column_names)} columns; {MOST_COLUMNS} are the most",
                f"“{path.name}”有 {len(rows.column_names)} 列，最多支持 {MOST_COLUMNS} 列",
            ),
            where=Place(file=str(path)),
            next_step=Text("keep the columns that matter", "请只保留需要的列"),
        )
    if not rows.num_rows:
        raise SourceError(
            Text(f"“{path.name}” has a header and no rows", f"“{path.name}”只有列名，没有数据行"),
            where=Place(file=str(path)),
            next_step=Text("export it again with its rows", "请重新导出数据"),
        )
    columns = tuple(examine_column(name, rows.column(name)) for name in rows.column_names)
    return Table(path, found.format, options, found_encoding, sheets, columns, _show_rows(rows), separator)


@contextmanager
def open_table(found: Input, options: ReadOptions, readings: dict[str, Reading]) -> Iterator[Relations]:
    """The rows of a file as the relation ``raw``, numbered."""
    numbered = options.model_copy(update={"number_rows": True})
    with open_relations([found], numbered, found.paths[0].parent, readings) as relations:
        yield relations


def _list_names(found: Input, options: ReadOptions) -> list[str]:
    with open_relations([found], options, found.paths[0].parent) as relations:
        return relations.names[found.name]


def _find_text(
    path: Path, encoding: str | None, delimiter: str | None, header_row: int | None
) -> tuple[ReadOptions, str, str]:
    """How a CSV file is read, its encoding, and what separates its columns."""
    form = examine_csv(path, encoding=encoding, delimiter=delimiter)
    likely = (delimiter,) if delimiter is not None else (form.delimiter, *DELIMITERS)
    row, header, chosen = _find_csv_header(path, form.encoding, likely)
    row = header_row or row
    options = ReadOptions(
        header=header if header_row is None else True,
        header_row=row if row > 1 else None,
        delimiter=None if delimiter is None and chosen == form.delimiter and row == 1 else chosen,
        encoding=encoding,
    )
    return options, form.encoding, chosen


def _find_csv_header(path: Path, encoding: str, delimiters: Sequence[str]) -> tuple[int, bool, str]:
    """Header row, whether there is one, and which of the delimiters it is."""
    with open_text(path, encoding) as file:
        lines = [line for line, _ in zip(file, range(200), strict=False)]
    best: tuple[int, int, bool, str] | None = None
    for candidate in dict.fromkeys(delimiters):
        try:
            rows = list(csv.reader(io.StringIO("".join(lines)), delimiter=candidate))
        except csv.Error:
            continue
        row, header = find_header(rows)
        width = sum(1 for cell in rows[row - 1] if cell.strip()) if rows else 0
        even = sum(len(other) == len(rows[row - 1]) for other in rows[row - 1 :]) if rows else 0
        score = even if width > 1 else 0
        if best is None or score > best[0]:
            best = (score, row, header, candidate)
    if best is None:  # it is no CSV by any of them; who reads it says what is wrong
        return 1, True, delimiters[0]
    return best[1:]


def find_header(rows: Sequence[Sequence[Any]]) -> tuple[int, bool]:
    """The row (from 1) that names the columns, and whether there is one at all.

    It is the first row whose cells are filled like those of the rows below it, that repeats no cell and holds
    no numbers and dates.
    """
    widths = sorted(
        sum(1 for cell in row if _text(cell)) for row in rows[:200] if any(_text(cell) for cell in row)
    )
    if not widths:
        return 1, True
    usual = widths[len(widths) // 2]
    best, best_score = 0, 0.0
    for number, row in enumerate(rows[:_LOOK_FOR_HEADER], start=1):
        cells = [_text(cell) for cell in row if _text(cell)]
        if len(cells) < max(usual * 0.6, 1) or (len(cells) < 2 <= usual):
            continue
        facts = examine_column("", pa.chunked_array([pa.array(cells, pa.string())]))
        if facts.numbers + facts.times > 0.25:
            continue
        known = sum(max(match_header(role, cell) for role in ROLES) > 0.5 for cell in set(cells))
        score = len(set(cells)) / len(cells) * (1 + known) + min(len(cells) / usual, 1.0)
        if score > best_score + 0.25:
            best, best_score = number, score
    first = next((number for number, row in enumerate(rows, start=1) if any(_text(cell) for cell in row)), 1)
    return (best, True) if best else (first, False)


def _find_sheet(path: Path, sheet: str | None, header_row: int | None) -> tuple[ReadOptions, tuple[str, ...]]:
    """The sheet asked for, else the one whose header speaks most of orders, or the longest."""
    try:
        names = tuple(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, OSError) as error:
        raise unreadable(path, str(error)) from None
    best: tuple[float, str, int, bool] | None = None
    for candidate in (sheet,) if sheet is not None else names:
        name, rows, _ = read_cells(path, candidate)
        if not any(_text(cell) for row in rows for cell in row):
            continue
        row, header = find_header(rows)
        cells = [_text(cell) for cell in rows[row - 1]] if header else []
        known = sum(max(match_header(role, cell) for role in ROLES) > 0.5 for cell in cells if cell)
        score = known + min(len(rows) - row, 1000) / 1000
        if best is None or score > best[0]:
            best = (score, name, row, header)
    if best is None:
        best = (0.0, sheet or names[0], 1, True)
    _, name, row, header = best
    options = ReadOptions(
        sheet=name if len(names) > 1 or sheet is not None else None,
        header=header or header_row is not None,
        header_row=header_row or (row if row > 1 else None),
    )
    return options, names


def _text(cell: Any) -> str:
    return str(cell).strip() if cell is not None else ""


def _show_rows(rows: pa.Table) -> tuple[tuple[str, ...], ...]:
    head = rows.slice(0, 5).to_pylist()
    return tuple(
        tuple("" if (value := row[name]) is None else _shorten(str(value)) for name in rows.column_names)
        for row in head
    )


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"
