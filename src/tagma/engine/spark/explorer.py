"""DuckDB over the lake: questions are answered from the Parquet of the generation that serves.

Every state of a table has a view of its own name, made when it is first asked for, so a question reads one
state from beginning to end however often tables are switched meanwhile. Small tables are kept in memory.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine.duckdb.connection import connect
from tagma.engine.duckdb.engine import DuckDBEngine, guard
from tagma.engine.duckdb.statements import TEMPORARY, parse_type, render_sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from tagma.engine.spark.lake.files import Lake
    from tagma.engine.spark.lake.manifest import Generation, Part

SCHEMA = "lake"
IN_MEMORY = 1 << 20
"""Tables of at most so many bytes of Parquet are read once and kept."""


class Explorer(DuckDBEngine):
    """A DuckDB engine without tables of its own but temporary ones."""

    def __init__(self, lake: Lake, memory_limit: str = "") -> None:
        spill = lake.folder / "_spill"
        connection = connect(":memory:", spill=spill, memory_limit=memory_limit, folders=[lake.folder])
        super().__init__(connection)
        self._lake = lake
        self._connection.execute(f"CREATE SCHEMA {SCHEMA}").fetchall()
        self._shown: dict[str, str] = {}
        self._showing = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Lets this thread see temporary tables until the end."""
        with self._lock:
            before, self._writer = self._writer, threading.get_ident()
            try:
                yield
            finally:
                self._writer = before

    def show(self, generation: Generation) -> exp.Table:
        """The name under which a state of a table can be read."""
        name = generation.name
        if name not in self._shown:
            with self._showing:
                if name not in self._shown:
                    self._shown[name] = self._make(generation)
        return exp.table_(name, db=SCHEMA, quoted=True)

    def forget(self, names: Collection[str]) -> None:
        """Lets go of states, by their names, that nobody will ask for any more."""
        with self._showing:
            for name in [each for each in names if each in self._shown]:
                kind = self._shown.pop(name)
                self._on_cursor(f'DROP {kind} IF EXISTS {SCHEMA}."{name}"', "let go of an old generation")

    def shown(self) -> set[str]:
        """The names of the states that can be read."""
        with self._showing:
            return set(self._shown)

    def describe(self, query: exp.Query, step: str) -> dict[str, str]:
        """The columns that a query gives, with their DuckDB types; nothing is computed."""
        sql = f"DESCRIBE {render_sql(query, step=step)}"
        with self._reading() as connection:
            rows = guard(lambda: connection.execute(sql).fetchall(), step, sql)
        return {str(row[0]): str(row[1]) for row in rows}

    def temporary(self) -> dict[str, dict[str, str]]:
        """The temporary tables, which no cluster can see."""
        return self.tables(TEMPORARY)

    def _make(self, generation: Generation) -> str:
        kind = "TABLE" if generation.size <= IN_MEMORY else "VIEW"
        rows = self._select(generation)
        self._on_cursor(
            f'CREATE OR REPLACE {kind} {SCHEMA}."{generation.name}" AS {rows}', "read a generation"
        )
        return kind

    def _on_cursor(self, sql: str, step: str) -> None:
        cursor = self._connection.cursor()
        try:
            guard(lambda: cursor.execute(sql).fetchall(), step, sql)
        finally:
            cursor.close()

    def _select(self, generation: Generation) -> str:
        alike: dict[tuple[tuple[str, str], ...], list[Part]] = {}
        for part in generation.parts:
            alike.setdefault(tuple(part.columns.items()), []).append(part)
        selects = [self._read(dict(columns), parts, generation) for columns, parts in alike.items()]
        return " UNION ALL ".join(selects or [self._nothing(generation.columns)])

    def _read(self, held: dict[str, str], parts: list[Part], generation: Generation) -> str:
        spelled = {name.casefold(): name for name in held}
        columns = []
        for name, kind in generation.columns.items():
            source = spelled.get(name.casefold())
            value = _quote(source) if source is not None else "NULL"
            columns.append(f"CAST({value} AS {_type(kind)}) AS {_quote(name)}")
        files = ", ".join(_text(path) for part in parts for path in self._lake.paths(part))
        return (
            f"SELECT {', '.join(columns)} FROM read_parquet([{files}], hive_partitioning = false, "
            "union_by_name = false)"
        )

    def _nothing(self, columns: Mapping[str, str]) -> str:
        values = ", ".join(f"CAST(NULL AS {_type(kind)}) AS {_quote(name)}" for name, kind in columns.items())
        return f"SELECT {values} WHERE false"


def _type(kind: str) -> str:
    return parse_type(kind).sql(dialect="duckdb")


def _quote(name: str) -> str:
    return exp.to_identifier(name, quoted=True).sql(dialect="duckdb")


def _text(value: str) -> str:
    return exp.Literal.string(value).sql(dialect="duckdb")
