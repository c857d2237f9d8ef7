"""Reads source files by SQL: a connection of its own that can open the given files and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagma.engine.duckdb.connection import connect
from tagma.engine.duckdb.failures import describe_failure
from tagma.engine.duckdb.statements import render_sql
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Format = Literal["csv", "json", "parquet"]

_BATCH_ROWS = 122_880
_SAMPLE_ROWS = 1_000_000
_NATIVE_ENCODINGS = ("utf-8", "utf8", "utf-8-sig")
_FUNCTIONS = {"csv": "read_csv", "json": "read_json", "parquet": "read_parquet"}
_WRITING = (exp.DML, exp.DDL, exp.Into, exp.Command, exp.Copy, exp.Placeholder, exp.Parameter)


def open_reader(paths: Sequence[Path | str], folder: Path) -> Reader:
    """Opens a reader of the files that the paths and globs name, relative to ``folder``.

    Raises:
        SourceError: a path names no file, or a file that cannot be read.
    """
    files = [file for path in paths for file in find_files(path, folder)]
    return Reader(folder, files)


def find_files(path: Path | str, folder: Path) -> list[Path]:
    """The files that a path or glob names, absolute and in order of name.

    Raises:
        SourceError: there is none, or one cannot be read.
    """
    whole = Path(path)
    if whole.is_absolute():
        base, pattern = Path(whole.anchor), str(whole.relative_to(whole.anchor))
    else:
        base, pattern = folder, str(whole)
    exact = base / pattern
    found = [exact] if exact.exists() else sorted(base.glob(pattern))
    files = [file.resolve() for file in found if file.is_file()]
    where = Place(file=str(path))
    if not files:
        near = nearest_names(exact.name, _names_beside(exact))
        raise SourceError(
            Text(f"there is no file “{path}”", f"没有文件“{path}”"),
            where=where,
            nearest=near,
            next_step=Text(f"paths are relative to {folder}", f"路径相对于 {folder}"),
        )
    for file in files:
        try:
            file.open("rb").close()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise SourceError(
                Text(f"cannot read “{file}”: {reason}", f"无法读取“{file}”：{reason}"), where=where
            ) from error
    return files


class Reader:
    """Views over files and Arrow tables, and one SELECT at a time over them.

    Use it as a context manager, or call ``close``.
    """

    def __init__(self, folder: Path, files: Sequence[Path]) -> None:
        self._folder = folder
        self._files = frozenset(files)
        self._scratch = Path(tempfile.mkdtemp(prefix="tagma-"))
        self._cursors: list[duckdb.DuckDBPyConnection] = []
        self._names: set[str] = set()
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
            options: ``delimiter``, ``header``, ``encoding`` (any that Python knows) and ``types`` (columns to
                DuckDB types) for CSV; nothing for the others.

        Raises:
            SourceError: a file is not what the format says, or an option is unknown.
        """
        files = find_files(path, self._folder)
        if not self._files.issuperset(files):
            raise SourceError(
                Text(f"“{path}” is not a file of this source", f"“{path}”不是该来源的文件"),
                where=Place(file=str(path)),
            )
        read = _read_call(files, format, dict(options or {}), self._scratch)
        query = exp.select("*").from_(exp.Table(this=read))
        view = exp.Create(this=exp.table_(name, quoted=True), kind="VIEW", replace=True, expression=query)
        try:
            self._connection.execute(render_sql(view)).fetchall()
        except duckdb.Error as error:
            raise self._explain(error, Place(file=str(path))) from error
        self._names.add(name)

    def add(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Makes Arrow rows readable under a name (they are copied)."""
        self._connection.register("incoming", rows)
        try:
            query = exp.select("*").from_(exp.table_("incoming", quoted=True))
            table = exp.Create(
                this=exp.table_(name, quoted=True), kind="TABLE", replace=True, expression=query
            )
            self._connection.execute(render_sql(table)).fetchall()
        except duckdb.Error as error:
            raise self._explain(error, None) from error
        finally:
            self._connection.unregister("incoming")
        self._names.add(name)

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
            stream = cursor.sql(sql_text).to_arrow_reader(_BATCH_ROWS)
        except (duckdb.Error, pa.ArrowException) as error:
            raise self._explain(error, where) from error
        return pa.RecordBatchReader.from_batches(stream.schema, self._batches(stream, where))

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

    def _batches(self, stream: pa.RecordBatchReader, where: Place | None) -> Iterator[pa.RecordBatch]:
        while True:
            try:
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
        if isinstance(error, duckdb.PermissionException):
            next_step = Text("name every file under “read”", "请在“read”下写明每个文件")
        elif isinstance(error, duckdb.CatalogException) and "Table with name" in detail:
            nearest = tuple(sorted(self._names))
            next_step = Text("select from the names under “read”", "请从“read”下的名称中查询")
        elif "unicode" in str(error).lower() or "utf-8" in str(error).lower():
            next_step = Text(
                "the file is not UTF-8: add “options: {encoding: gb18030}”, or the encoding it has",
                "文件不是 UTF-8：请添加“options: {encoding: gb18030}”或其实际编码",
            )
        return SourceError(
            Text(f"the source cannot be read: {detail}", f"无法读取来源：{detail}"),
            where=where,
            nearest=nearest,
            next_step=next_step,
        )


def check_select(sql_text: str, *, where: Place | None = None) -> exp.Query:
    """Refuses any text that is not one single query that only reads.

    Raises:
        SourceError: the text does not parse, is several statements, or would write.
    """
    try:
        parsed = [
            statement for statement in sqlglot.parse(sql_text, dialect="duckdb") if statement is not None
        ]
    except SqlglotError as error:
        raise SourceError(_syntax_fault(error), where=where) from error
    if len(parsed) == 1 and isinstance(parsed[0], exp.Query) and _is_reading(parsed[0]):
        return parsed[0]
    raise SourceError(
        Text("a source's SQL is one single SELECT", "来源的 SQL 只能是一条 SELECT"),
        where=where,
        next_step=Text("remove everything but the SELECT", "请只保留 SELECT"),
    )


def _is_reading(query: exp.Query) -> bool:
    below = query.walk()
    next(below)
    return not any(isinstance(node, _WRITING) and not isinstance(node, exp.Query) for node in below)


def _syntax_fault(error: SqlglotError) -> Text:
    first: dict[str, Any] = next(iter(getattr(error, "errors", [])), {})
    line, column, near = first.get("line"), first.get("col"), first.get("highlight")
    if line is None:
        return Text("the SQL cannot be read", "SQL 无法解析")
    return Text(
        f"the SQL cannot be read at its line {line}, column {column}, near “{near}”",
        f"SQL 第 {line} 行第 {column} 列“{near}”附近无法解析",
    )


def _names_beside(path: Path) -> list[str]:
    try:
        return [file.name for file in path.parent.iterdir()]
    except OSError:
        return []


def _read_call(files: list[Path], kind: Format, options: dict[str, Any], scratch: Path) -> exp.Expr:
    """``read_csv([...], ...)`` and its like, every value a literal."""
    arguments: dict[str, exp.Expr] = {}
    known = ("delimiter", "header", "encoding", "types") if kind == "csv" else ()
    for option in options:
        if option not in known:
            raise SourceError(
                Text(f"{kind} files have no option “{option}”", f"{kind} 文件没有选项“{option}”"),
                where=Place(field="options"),
                nearest=nearest_names(option, known),
            )
    if kind == "csv":
        encoding = str(options.get("encoding") or "utf-8").lower()
        if encoding not in _NATIVE_ENCODINGS:
            files = [_recode(file, encoding, scratch, number) for number, file in enumerate(files)]
        if options.get("delimiter"):
            arguments["delim"] = exp.Literal.string(str(options["delimiter"]))
        if options.get("header") is not None:
            arguments["header"] = exp.Boolean(this=bool(options["header"]))
        if options.get("types"):
            arguments["types"] = exp.Struct(
                expressions=[
                    exp.PropertyEQ(
                        this=exp.to_identifier(str(name), quoted=True),
                        expression=exp.Literal.string(str(kind)),
                    )
                    for name, kind in dict(options["types"]).items()
                ]
            )
        arguments["sample_size"] = exp.Literal.number(_SAMPLE_ROWS)
    if len(files) > 1:
        arguments["union_by_name"] = exp.true()
    names = exp.Array(expressions=[exp.Literal.string(str(file)) for file in files])
    named = [exp.EQ(this=exp.to_identifier(name), expression=value) for name, value in arguments.items()]
    return exp.Anonymous(this=_FUNCTIONS[kind], expressions=[names, *named])


def _recode(file: Path, encoding: str, scratch: Path, number: int) -> Path:
    """A copy of a text file in UTF-8, in the reader's scratch folder."""
    copy = scratch / f"{number}-{file.name}"
    try:
        with (
            file.open(encoding=encoding, newline="") as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(source, target, 1 << 20)
    except LookupError:
        raise SourceError(
            Text(f"there is no encoding “{encoding}”", f"没有编码“{encoding}”"),
            where=Place(file=str(file), field="encoding"),
            next_step=Text(
                "common ones: utf-8, gb18030, big5, shift_jis", "常用编码：utf-8、gb18030、big5、shift_jis"
            ),
        ) from None
    except UnicodeDecodeError as error:
        raise SourceError(
            Text(f"“{file.name}” is not in {encoding}", f"“{file.name}”的编码不是 {encoding}"),
            where=Place(file=str(file), field="encoding"),
            next_step=Text("give the encoding that the file has", "请写明文件的实际编码"),
        ) from error
    return copy
