"""Reads source files by SQL: a connection of its own that can open the given files and nothing else."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from tagma.engine.duckdb.connection import connect
from tagma.engine.duckdb.failures import describe_failure, passing_interrupts
from tagma.engine.duckdb.files import Format, find_files, read_files
from tagma.engine.duckdb.select import check_select
from tagma.engine.duckdb.statements import render_sql
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BATCH_ROWS = 122_880


def open_reader(paths: Sequence[Path | str], folder: Path) -> Reader:
    """Opens a reader of the files that the paths and globs name, relative to ``folder``.

    Raises:
        SourceError: a path names no file, or a file that cannot be read.
    """
    return Reader(folder, [file for path in paths for file in find_files(path, folder)])


class Reader:
    """Views over files and Arrow tables, and SELECTs over them.

    Use it as a context manager, or call ``close``.
    """

    def __init__(self, folder: Path, files: Sequence[Path]) -> None:
        self._folder = folder
        self._files = frozenset(files)
        self._names: set[str] = set()
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self._scratch = Path(tempfile.mkdtemp(prefix="tagma-"))  # DuckDB may spill and read there
        try:
            self._connection = connect(":memory:", spill=self._scratch, readable=files)
        except BaseException:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise

    def view(
        self,
        name: str,
        path: Path | str,
        format: Format,  # noqa: A002
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Makes the files of a path or glob readable under a name.

        Args:
            options: ``delimiter``, ``header``, ``encoding`` (any that Python knows), ``skip`` (rows above the
                header), ``sample`` (rows that types are found by) and ``types`` (columns to DuckDB types) for
                CSV; none for the others.

        Raises:
            SourceError: a file is not what the format says, or an option is unknown.
        """
        where = Place(file=str(path))
        files = find_files(path, self._folder)
        if not self._files.issuperset(files):
            raise SourceError(
                Text(f"“{path}” is not a file of this source", f"“{path}”不是该来源的文件"),
                where=where,
                next_step=_NAME_FILES,
            )
        call = read_files(files, format, options or {}, self._scratch)
        self._make("VIEW", name, exp.Table(this=call), where)

    def add(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Makes Arrow rows readable under a name; they are copied."""
        self._connection.register("incoming", rows)
        try:
            self._make("TABLE", name, exp.table_("incoming", quoted=True), Place(field=name))
        finally:
            self._connection.unregister("incoming")

    def derive(self, name: str, sql_text: str) -> None:
        """Makes what one SELECT over other names gives readable under a name.

        Raises:
            SourceError: not one single SELECT, or an unknown name.
        """
        check_select(sql_text)
        try:
            self._connection.execute(
                f"CREATE OR REPLACE VIEW {exp.to_identifier(name, quoted=True).sql('duckdb')} AS\n{sql_text}"
            ).fetchall()
        except duckdb.Error as error:
            raise self._explain(error, Place(field=name)) from error
        self._names.add(name)

    def store(self, name: str) -> None:
        """Reads what a name stands for once and keeps the rows, for several SELECTs over them.

        Raises:
            SourceError: a row cannot be read.
        """
        quoted = exp.to_identifier(name, quoted=True).sql("duckdb")
        try:
            self._connection.execute(f'CREATE TABLE "stored rows" AS SELECT * FROM {quoted}').fetchall()
            self._connection.execute(f"DROP VIEW {quoted}").fetchall()
            self._connection.execute(f'ALTER TABLE "stored rows" RENAME TO {quoted}').fetchall()
        except duckdb.Error as error:
            raise self._explain(error, Place(field=name)) from error

    def query(self, sql_text: str, *, where: Place | None = None) -> pa.RecordBatchReader:
        """Runs one SELECT over the views and returns its rows as a stream.

        Args:
            where: the place of the text in its definition, for errors.

        Raises:
            SourceError: not one single SELECT, an unknown name, or a row that cannot be read; the last may
                also come while the stream is read.
        """
        check_select(sql_text, where=where)
        cursor = self._connection.cursor()
        self._cursors.append(cursor)
        try:
            with passing_interrupts():
                stream = cursor.sql(sql_text).to_arrow_reader(_BATCH_ROWS)
        except (duckdb.Error, pa.ArrowException) as error:
            raise self._explain(error, where) from error
        return pa.RecordBatchReader.from_batches(stream.schema, self._pass_on(stream, where))

    def close(self) -> None:
        """Closes the reader and all its streams."""
        for cursor in self._cursors:
            cursor.close()
        self._connection.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make(self, kind: str, name: str, source: exp.Table, where: Place) -> None:
        query = exp.select("*").from_(source)
        statement = exp.Create(this=exp.table_(name, quoted=True), kind=kind, replace=True, expression=query)
        try:
            self._connection.execute(render_sql(statement)).fetchall()
        except duckdb.Error as error:
            raise self._explain(error, where) from error
        self._names.add(name)

    def _pass_on(self, stream: pa.RecordBatchReader, where: Place | None) -> Iterator[pa.RecordBatch]:
        while True:
            try:
                with passing_interrupts():
                    batch = stream.read_next_batch()
            except StopIteration:
                return
            except (duckdb.Error, pa.ArrowException, OSError) as error:
                raise self._explain(error, where) from error
            yield batch

    def _explain(self, error: Exception, where: Place | None) -> SourceError:
        detail = describe_failure(error)
        nearest: tuple[str, ...] = ()
        next_step: Text | None = None
        message = str(error)
        missing = re.search(r"Table with name (.+) does not exist", message)
        candidates = re.search(r"(?:Candidate bindings|Did you mean): *(.+)", message)
        if isinstance(error, duckdb.PermissionException):
            next_step = _NAME_FILES
        elif missing:
            nearest = nearest_names(missing[1], self._names) or tuple(sorted(self._names))
            next_step = Text("select from the names under “read”", "请从“read”下的名称中查询")
        elif candidates:
            nearest = tuple(re.findall(r'"([^"]+)"', candidates[1]))
        elif re.search("unicode|utf-?8", message, re.IGNORECASE):
            next_step = _NOT_UTF_8
        return SourceError(
            Text(f"the source cannot be read: {detail}", f"无法读取来源：{detail}"),
            where=where,
            nearest=nearest,
            next_step=next_step,
        )


_NAME_FILES = Text("name every file under “read”", "请在“read”下写明每个文件")
_NOT_UTF_8 = Text(
    "the file is not UTF-8: add “options: {encoding: gb18030}”, or the encoding it has",
    "文件不是 UTF-8：请添加“options: {encoding: gb18030}”或其实际编码",
)
