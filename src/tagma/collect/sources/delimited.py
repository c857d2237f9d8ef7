"""What a CSV file is before the engine reads it: its encoding, its delimiter, its first uneven row."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tagma.collect.sources.files import unreadable
from tagma.errors import Place, SourceError, Text

DELIMITERS = (",", "\t", ";", "|")
csv.field_size_limit(1 << 30)  # a cell may hold a whole letter
_BLOCK = 1 << 22
_HEAD = 1 << 18
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a CSV file is written.

    Attributes:
        encoding: as Python calls it.
        columns: number of fields of its first row.
        header_row: the row that holds the names; what stands above it is passed over.
    """

    path: Path
    encoding: str
    delimiter: str
    columns: int
    header_row: int = 1

    @property
    def is_utf8(self) -> bool:
        return self.encoding in ("utf-8", "utf-8-sig", "ascii")


def examine_csv(
    path: Path, *, encoding: str | None = None, delimiter: str | None = None, header_row: int | None = None
) -> Delimited:
    """Finds encoding and delimiter of a CSV file.

    UTF-8 (with or without a byte order mark), UTF-16 with one, and GB18030, which Chinese Excel writes.

    Raises:
        SourceError: no such encoding, or the bytes are text in none.
    """
    found = _find_encoding(path, encoding)
    with open_text(path, found) as file:
        head = file.read(_HEAD)
    above = (header_row or 1) - 1
    lines = io.StringIO(head)
    for _ in range(above):
        lines.readline()
    body = lines.read()
    chosen = delimiter or _find_delimiter(body)
    first = next((row for row in _rows(io.StringIO(body), chosen) if row), [])
    return Delimited(path, found, chosen, len(first), above + 1)


def find_uneven_row(form: Delimited) -> SourceError | None:
    """The error of the first row with more or fewer fields than the first row, or with an open quote."""
    with open_text(form.path, form.encoding) as file:
        above = form.header_row - 1
        for _ in range(above):
            file.readline()
        reader = csv.reader(file, delimiter=form.delimiter, strict=True)
        line = above
        try:
            for row in reader:
                if row and len(row) != form.columns:
                    return _uneven(form, line + 1, len(row))
                line = above + reader.line_num
        except csv.Error:
            return _open_quote(form, line + 1)
    return None


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """A text file, unpacked when its name ends in ``.gz``.

    Raises:
        SourceError: it cannot be read.
    """
    try:
        with _open_bytes(path) as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
            yield text
    except OSError as error:
        raise unreadable(path, error.strerror or str(error)) from None


def _open_bytes(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _find_encoding(path: Path, asked: str | None) -> str:
    if asked is not None:
        try:
            codecs.lookup(asked)
        except LookupError:
            raise SourceError(
                Text(f"there is no encoding “{asked}”", f"没有编码“{asked}”"),
                where=Place(file=str(path), field="options.encoding"),
                next_step=Text("use utf-8, gb18030, utf-16 or big5", "请使用 utf-8、gb18030、utf-16 或 big5"),
            ) from None
        if _decodes(path, asked):
            return asked
        raise _not_text(path, asked)
    with open_text(path, "latin-1") as file:
        head = file.read(4).encode("latin-1")
    for mark, name in _BOMS:
        if head.startswith(mark) and _decodes(path, name):
            return name
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    raise _not_text(path, "utf-8 / gb18030")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with open_text(path, encoding) as file:
            while block := file.read(_BLOCK):
                if "\0" in block:
                    return False
    except UnicodeError:
        return False
    return True


def _find_delimiter(head: str) -> str:
    """The candidate that gives most rows the same number of fields as the first one, more than one."""
    best, best_score = DELIMITERS[0], (0.0, 0)
    complete = head if len(head) < _HEAD else head[: head.rfind("\n") + 1]
    for delimiter in DELIMITERS:
        rows = [row for row in _rows(io.StringIO(complete), delimiter) if row][:200]
        if rows and len(rows[0]) > 1:
            even = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
            best, best_score = max(
                (best, best_score), (delimiter, (even, len(rows[0]))), key=lambda pair: pair[1]
            )
    return best


def _rows(file: IO[str], delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(file, delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        return


def _uneven(form: Delimited, line: int, found: int) -> SourceError:
    return SourceError(
        Text(
            f"row {line} of “{form.path.name}” has {found} fields where the first row has {form.columns}",
            f"“{form.path.name}”第 {line} 行有 {found} 个字段，而首行有 {form.columns} 个",
        ),
        where=Place(file=str(form.path), line=line),
        next_step=Text(
            "quote fields that contain the delimiter, or set “options: {delimiter: ...}”",
            "请给含分隔符的字段加引号，或设置 options 中的 delimiter",
        ),
    )


def _open_quote(form: Delimited, line: int) -> SourceError:
    return SourceError(
        Text(
            f"row {line} of “{form.path.name}” has a quotation mark that does not close as it should",
            f"“{form.path.name}”第 {line} 行的引号没有正确闭合",
        ),
        where=Place(file=str(form.path), line=line),
        next_step=Text(
            "double a quotation mark inside a quoted field, and close every field",
            "引号字段内的引号请写两次，并闭合每个字段",
        ),
    )


def _not_text(path: Path, encodings: str) -> SourceError:
    return SourceError(
        Text(f"“{path.name}” is not text in {encodings}", f"“{path.name}”不是 {encodings} 文本"),
        where=Place(file=str(path), field="options.encoding"),
        next_step=Text(
            "set “options: {encoding: ...}”, or save the file as UTF-8",
            "请在 options 中设置 encoding，或将文件另存为 UTF-8",
        ),
    )
