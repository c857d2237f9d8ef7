"""Files of members that people bring: looked at first, then put under ``lists/``."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pa_csv

from tagma.collect.definition import MembersSpec
from tagma.collect.inputs import ReadOptions
from tagma.collect.sources import find_input
from tagma.collect.sources.relations import open_relations
from tagma.errors import ConflictError, Place, SourceError, Text, WorkspaceError
from tagma.flows.file_names import make_file_name
from tagma.identity.values import to_texts
from tagma.profile.lists import examine_list

if TYPE_CHECKING:
    from tagma.profile.lists import ListReport
    from tagma.workspace import Workspace

LISTS_FOLDER = "lists"
_WORKBOOK = b"PK\x03\x04"
_ALL = 'SELECT * FROM "raw"'


@dataclass(frozen=True, slots=True)
class KeptList:
    """A file of members that was kept.

    Attributes:
        path: below the workspace, as a definition names it.
        columns: of the file.
        column: the one that holds the customer id.
    """

    path: str
    columns: tuple[str, ...]
    column: str
    report: ListReport


def keep_list(
    ws: Workspace, name: str, content: bytes, *, column: str | None = None, replace: bool = False
) -> KeptList:
    """Reads a CSV file or an Excel workbook of members and keeps it as ``lists/NAME.csv``.

    Args:
        column: holds the customer id; default: the first.
        replace: takes the place of a file of that name.

    Raises:
        SourceError: it cannot be read, holds no rows, or lacks the column.
        ConflictError: there is a file of that name.
    """
    path = f"{LISTS_FOLDER}/{make_file_name(name, 'list')}.csv"
    target = ws.folder / path
    if target.exists() and not replace:
        raise ConflictError(
            Text(f"there is a list {path} already", f"已有名单 {path}"),
            data={"path": path},
            next_step=Text("choose another name, or replace it", "请换一个名称，或选择替换"),
        )
    if not content.strip():
        raise _empty(path)
    with tempfile.TemporaryDirectory(dir=ws.runtime) as beside:
        folder = Path(beside)
        (folder / LISTS_FOLDER).mkdir()
        try:
            columns = _write_text(folder, path, content)
            chosen = column if column is not None else columns[0]
            spec = MembersSpec(file=path, column=chosen)
            report = examine_list(ws.engine, path, spec, folder, ws.calendar)
        except SourceError as error:
            raise _reword(error, path) from None
        if report.read == 0:
            raise _empty(path)
        _move(folder / path, target)
    return KeptList(path, columns, chosen, report)


def _write_text(folder: Path, path: str, content: bytes) -> tuple[str, ...]:
    """Writes what was brought as a CSV file; returns its columns."""
    fresh = folder / path
    if not content.startswith(_WORKBOOK):
        fresh.write_bytes(content)
        return tuple(_read(folder, path).column_names)
    book = fresh.with_suffix(".xlsx")
    book.write_bytes(content)
    rows = _read(folder, f"{path.removesuffix('.csv')}.xlsx")
    texts = [to_texts(rows.column(title).combine_chunks()) for title in rows.column_names]
    with fresh.open("wb") as file:
        pa_csv.write_csv(pa.table(texts, names=rows.column_names), file)
    return tuple(rows.column_names)


def _read(folder: Path, path: str) -> pa.Table:
    with open_relations([find_input(path, folder)], ReadOptions(), folder) as relations:
        return relations.query(_ALL, Place(file=path)).read_all().combine_chunks()


def _move(fresh: Path, target: Path) -> None:
    try:
        target.parent.mkdir(exist_ok=True)
        os.replace(fresh, target)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WorkspaceError(
            Text(f"cannot write {target}: {reason}", f"无法写入 {target}：{reason}"),
            where=Place(file=str(target)),
            next_step=Text("check the folder and its permissions", "请检查文件夹及其权限"),
        ) from error


def _reword(error: SourceError, path: str) -> SourceError:
    """The same error about the file that was brought, not about its copy; options cannot be set here."""
    where = error.where or Place()
    step = error.next_step
    if (where.field or "").startswith("options"):
        step = Text(
            "save it as CSV in UTF-8, or as an Excel workbook", "请另存为 UTF-8 编码的 CSV 或 Excel 文件"
        )
    place = Place(path, where.line, where.column)
    return SourceError(error.what, where=place, nearest=error.nearest, next_step=step)


def _empty(path: str) -> SourceError:
    return SourceError(
        Text("the file holds no rows", "文件中没有数据行"),
        where=Place(file=path),
        next_step=Text("one row per customer, below a row of column names", "首行写列名，其下每行一位客户"),
    )
