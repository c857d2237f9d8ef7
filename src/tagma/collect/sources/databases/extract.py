"""Rows of a database as Parquet files in the runtime folder: all of them, or those that came since.

The files are what the source reads. With a cursor column each file holds rows in its order, so that a
transfer that broke off goes on where it stood.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagma.collect.address import find_system, read_address
from tagma.collect.sources.databases.drivers import connect
from tagma.errors import Place, SourceError, Text, nearest_names
from tagma.places import RUNTIME_FOLDER

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.collect.sources.databases.drivers import Connection

Progress = Callable[[str, int, int | None], None]
FOLDER = "extracts"
_PART_ROWS = 200_000
_MOST_COMPARED = 10_000
_STAMP = "read.json"


def find_extract(definition: SourceDefinition, folder: Path) -> Path:
    """The folder of the rows of a source."""
    name = hashlib.md5(definition.name.encode(), usedforsecurity=False).hexdigest()
    return folder / RUNTIME_FOLDER / FOLDER / name


def list_parts(definition: SourceDefinition, folder: Path) -> list[Path]:
    """The files of a source; before the first transfer one without rows, so that its columns are known.

    Raises:
        SourceError: the database cannot be reached.
    """
    home = find_extract(definition, folder)
    if not _is_current(home, definition):
        with _reading(definition) as (connection, query), connection.run(f"{query} LIMIT 0") as rows:
            check_columns(definition, rows.schema)
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True, mode=0o700)
            _write(home, 0, pa.Table.from_batches([*rows.batches()], rows.schema))
            _stamp(home, definition)
    return sorted(home.glob("part-*.parquet"))


def extract_rows(definition: SourceDefinition, folder: Path, progress: Progress | None = None) -> int:
    """Brings the rows of a source: new ones with a cursor, else all; returns how many came.

    Raises:
        SourceError: the database cannot be reached or refuses the query; what came before stays.
    """
    list_parts(definition, folder)
    home = find_extract(definition, folder)
    with _reading(definition) as (connection, query):
        if definition.cursor is None:
            return _extract_all(connection, query, home, definition, progress)
        return _extract_new(connection, query, home, definition, progress)


def has_new_rows(definition: SourceDefinition, folder: Path) -> bool:
    """Whether a database has rows behind those that were brought; one small query.

    Raises:
        SourceError: the database cannot be reached or refuses the query.
    """
    home = find_extract(definition, folder)
    if definition.cursor is None or not _is_current(home, definition):
        return True
    last = _find_last(home, definition.cursor)
    with _reading(definition) as (connection, query):
        return last is None or not _has_nothing_new(connection, query, home, definition.cursor, last)


def _extract_all(
    connection: Connection, query: str, home: Path, definition: SourceDefinition, progress: Progress | None
) -> int:
    fresh = home.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    try:
        with connection.run(query) as rows:
            count = _write_parts(fresh, 0, rows.schema, rows.batches(), definition, progress)
        _stamp(fresh, definition)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return count


def _extract_new(
    connection: Connection, query: str, home: Path, definition: SourceDefinition, progress: Progress | None
) -> int:
    """Rows from the last cursor value on; that value is read again, as rows may have come with it since."""
    assert definition.cursor is not None
    column = connection.quote(definition.cursor)
    last = _find_last(home, definition.cursor)
    condition, values = f"{column} IS NOT NULL", []
    if last is not None:
        condition, values = f"{column} >= %s", [last]
        if _has_nothing_new(connection, query, home, definition.cursor, last):
            return 0
    sql = f"SELECT * FROM ({query}) AS t WHERE {condition} ORDER BY {column}"
    with connection.run(sql, values) as rows:
        known = sorted(home.glob("part-*.parquet"))
        number = int(known[-1].stem.removeprefix("part-")) + 1 if known else 0
        before = _cut(home, definition.cursor, last) if last is not None else 0
        count = _write_parts(home, number, rows.schema, rows.batches(), definition, progress)
    return count - before


def _has_nothing_new(connection: Connection, query: str, home: Path, cursor: str, last: Any) -> bool:
    """Whether the database has, from the last cursor value on, just the rows that were brought with it."""
    known: list[str] = []
    for path in sorted(home.glob("part-*.parquet"), reverse=True):
        table = pq.read_table(path)
        same = pc.equal(table.column(cursor), pa.scalar(last, table.schema.field(cursor).type))
        rows = table.filter(pc.fill_null(same, False))
        if rows.num_rows == 0 and table.num_rows:
            break
        if len(known) + rows.num_rows > _MOST_COMPARED:
            return False
        known += map(repr, rows.to_pylist())
    column = connection.quote(cursor)
    sql = f"SELECT * FROM ({query}) AS t WHERE {column} >= %s ORDER BY {column} LIMIT {len(known) + 1}"
    with connection.run(sql, [last]) as found:
        fresh = pa.Table.from_batches([*found.batches()], found.schema)
    return sorted(map(repr, fresh.to_pylist())) == sorted(known)


def _find_last(home: Path, cursor: str) -> Any:
    """The greatest cursor value that was brought."""
    for path in sorted(home.glob("part-*.parquet"), reverse=True):
        value = pc.max(pq.read_table(path, columns=[cursor]).column(0)).as_py()
        if value is not None:
            return value
    return None


def _cut(home: Path, cursor: str, last: Any) -> int:
    """Takes the rows of the last cursor value out of the files, newest file first; returns how many."""
    taken = 0
    for path in sorted(home.glob("part-*.parquet"), reverse=True):
        table = pq.read_table(path)
        same = pc.equal(table.column(cursor), pa.scalar(last, table.schema.field(cursor).type))
        kept = table.filter(pc.invert(pc.fill_null(same, False)))
        if kept.num_rows == table.num_rows and table.num_rows:
            break
        taken += table.num_rows - kept.num_rows
        _write(home, int(path.stem.removeprefix("part-")), kept)
    return taken


def _write_parts(
    home: Path,
    number: int,
    schema: pa.Schema,
    batches: Iterator[pa.RecordBatch],
    definition: SourceDefinition,
    progress: Progress | None,
) -> int:
    """Writes files of bounded size as the rows come; each is whole or not there."""
    total, waiting, size = 0, [], 0
    for batch in batches:
        waiting.append(batch)
        size += batch.num_rows
        total += batch.num_rows
        if size >= _PART_ROWS:
            _write(home, number, pa.Table.from_batches(waiting, schema))
            number, waiting, size = number + 1, [], 0
            if progress:
                progress(f"read {definition.name}", total, None)
    if waiting or not any(home.glob("part-*.parquet")):
        _write(home, number, pa.Table.from_batches(waiting, schema))
    return total


def _write(home: Path, number: int, rows: pa.Table) -> None:
    path = home / f"part-{number:06d}.parquet"
    beside = path.with_suffix(".new")
    pq.write_table(rows, beside)
    os.replace(beside, path)


def _stamp(home: Path, definition: SourceDefinition) -> None:
    (home / _STAMP).write_text(json.dumps(_describe(definition)), encoding="utf-8")


def _is_current(home: Path, definition: SourceDefinition) -> bool:
    """Whether the files are of the same query of the same database."""
    try:
        known = json.loads((home / _STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(known == _describe(definition)) and any(home.glob("part-*.parquet"))


def _describe(definition: SourceDefinition) -> dict[str, Any]:
    return {
        "read": dict(definition.read), "table": definition.table, "query": definition.query,
        "cursor": definition.cursor,
    }  # fmt: skip


class _Reading:
    """A connection and the query of a source, closed at the end."""

    def __init__(self, definition: SourceDefinition) -> None:
        self._definition = definition

    def __enter__(self) -> tuple[Connection, str]:
        definition = self._definition
        written = next(iter(definition.read.values()))
        if definition.query is not None:
            check_query(definition.query, find_system(written) or "")
        self._opened = connect(read_address(written))
        connection = self._opened.__enter__()
        return connection, write_query(definition, connection)

    def __exit__(self, *error: Any) -> None:
        self._opened.__exit__(*error)


def _reading(definition: SourceDefinition) -> _Reading:
    return _Reading(definition)


def write_query(definition: SourceDefinition, connection: Connection) -> str:
    """The SELECT of all rows of a source, as its database reads it.

    Raises:
        SourceError: the query is not one single SELECT.
    """
    if definition.query is not None:
        check_query(definition.query, find_system(next(iter(definition.read.values()))) or "")
        return f"SELECT * FROM (\n{definition.query.strip().rstrip(';')}\n) AS q"
    assert definition.table is not None
    table = ".".join(connection.quote(part) for part in definition.table.split("."))
    return f"SELECT * FROM {table}"


def check_query(sql: str, system: str) -> None:
    """Refuses what is not one single SELECT.

    Raises:
        SourceError: says so.
    """
    dialect = "postgres" if system == "postgresql" else "mysql"
    try:
        trees = [tree for tree in sqlglot.parse(sql, dialect=dialect) if tree is not None]
    except SqlglotError:
        trees = []
    writing = (exp.DML, exp.DDL, exp.Into, exp.Command)
    if len(trees) == 1 and isinstance(trees[0], exp.Query):
        nodes = [node for node in trees[0].walk() if isinstance(node, writing)]
        if all(isinstance(node, exp.Query) for node in nodes):
            return
    raise SourceError(
        Text("the query is not one single SELECT", "query 不是单独一条 SELECT"),
        where=Place(field="query"),
        next_step=Text("keep the SELECT and remove the rest", "请只保留 SELECT，删除其余部分"),
    )


def check_columns(definition: SourceDefinition, schema: pa.Schema) -> None:
    """Refuses a cursor or key that is no column, and a cursor that is text.

    Raises:
        SourceError: names the column and those that are there.
    """
    names = schema.names
    for field in ("cursor", "key"):
        column = getattr(definition, field)
        if column is not None and column not in names:
            raise SourceError(
                Text(f"the database gives no column “{column}”", f"数据库没有给出列“{column}”"),
                where=Place(field=field),
                nearest=nearest_names(column, names),
                next_step=Text(
                    f"the columns are: {', '.join(names[:12])}", f"现有的列：{'、'.join(names[:12])}"
                ),
            )
    if definition.cursor is not None and pa.types.is_string(schema.field(definition.cursor).type):
        raise SourceError(
            Text(
                f"“{definition.cursor}” is text, which databases sort in their own ways",
                f"“{definition.cursor}”是文本，各数据库的排序方式不同",
            ),
            where=Place(field="cursor"),
            next_step=Text("choose a number or a time", "请选用数字列或时间列"),
        )
