"""The engine protocol on DuckDB."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager, suppress
from functools import partial
from logging import DEBUG
from typing import TYPE_CHECKING, TypeVar

import duckdb
import pyarrow as pa
from sqlglot import exp

from tagma.engine.duckdb import statements
from tagma.engine.duckdb.export import check_suffix, write_batches
from tagma.engine.duckdb.failures import passing_interrupts, wrap_failure
from tagma.engine.duckdb.incoming import Incoming, match_columns
from tagma.engine.duckdb.soundness import list_unreadable
from tagma.engine.duckdb.trace import log_step, materialise_steps
from tagma.engine.limits import watching
from tagma.engine.pipeline import Pipeline
from tagma.engine.protocol import Capabilities, Table
from tagma.engine.whitelist import check_functions
from tagma.errors import EngineError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

T = TypeVar("T")

_BATCH_ROWS = 122_880
_COLUMNS = """
    SELECT table_name, column_name, data_type FROM duckdb_columns()
    WHERE NOT internal AND schema_name = ?
      AND database_name = CASE WHEN ? THEN 'temp' ELSE current_database() END
    ORDER BY table_name, column_index
"""


class DuckDBEngine:
    """One warehouse. One connection writes; threads that are not writing read committed tables beside it.

    The thread that opened the engine, and any thread inside its own ``transaction()``, uses the writing
    connection and sees temporary tables. Other threads query on a cursor of their own.
    """

    capabilities = Capabilities(name="duckdb", transactions=True, concurrent_readers=True)

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, trace: bool = False) -> None:
        self._connection = connection
        self._trace = trace
        self._lock = threading.RLock()
        self._opener = threading.get_ident()
        self._writer: int | None = None
        self._readers: dict[int, duckdb.DuckDBPyConnection] = {}
        self._settling = threading.Lock()

    def query(self, query: exp.Query | Pipeline, *, step: str) -> pa.Table:
        """Runs one query and returns its rows."""
        with self._reading() as connection, watching(connection.interrupt, step):
            sql = self._prepare_query(query, step)
            started = time.perf_counter()
            rows = guard(lambda: connection.sql(sql).to_arrow_table(), step, sql)
        log_step(step, rows.num_rows, started, DEBUG)
        return rows

    def execute(self, statement: exp.Expr, *, step: str) -> int:
        """Runs one DDL or DML statement; returns the number of rows touched (0 for DDL)."""
        count = self._run(statement, step)
        return count if isinstance(statement, exp.Insert | exp.Update | exp.Delete | exp.Merge) else 0

    def create(self, table: Table, query: exp.Query | Pipeline, *, step: str, replace: bool = True) -> int:
        """Makes a table (and its schema) from a query; returns its number of rows."""
        with self._lock:
            self._create_schema(table, step)
            if self._trace and isinstance(query, Pipeline):
                query = materialise_steps(query, self._run, step=step)
            rows = statements.as_statement(query)
            return self._run(statements.create_table_as(table, rows, replace=replace), step)

    def define(self, table: Table, columns: Mapping[str, str], *, step: str) -> None:
        """Makes an empty table (and its schema) unless it is there; adds the columns that are missing.

        A column that is there already keeps its type.
        """
        with self._lock:
            present = {name.casefold() for name in self.tables(table.schema).get(table.name, {})}
            if not present:
                self._create_schema(table, step)
                self._run(statements.create_empty_table(table, columns), step)
                return
            for name, kind in columns.items():
                if name.casefold() not in present:
                    self._run(statements.add_column(table, name, kind), step)

    def load(self, table: Table, rows: pa.Table | pa.RecordBatchReader, *, step: str) -> int:
        """Appends rows by column name, each value cast to its column's type; returns how many.

        Raises:
            EngineError: no such table or column, or a value that does not fit.
        """
        with self._lock:
            present = self.tables(table.schema).get(table.name)
            columns = match_columns(table, present, rows.schema.names, step)
            source = f"incoming_{uuid.uuid4().hex}"
            stream = Incoming(rows)
            sql = statements.render_sql(statements.insert_rows(table, columns, source), step=step)
            started = time.perf_counter()
            guard(lambda: self._connection.register(source, stream.rows), step, sql)
            try:
                count = guard(lambda: _count(self._connection.execute(sql)), step, sql)
            except EngineError:
                if stream.failure is not None:
                    raise stream.failure from None
                raise
            finally:
                self._connection.unregister(source)
            log_step(step, count, started, DEBUG)
            return count

    def attach(self, tables: Mapping[Table, pa.Table], *, step: str) -> None:
        """Lets queries read Arrow tables under the names of tables, without copying them.

        Not part of the protocol: it is for the few rows of a customer in an engine of their own.
        """
        with self._lock:
            for schema in dict.fromkeys(table.schema for table in tables):
                self._create_schema(Table(schema, ""), step)
            for number, (table, rows) in enumerate(tables.items()):
                source = f"attached_{number}"
                view = statements.create_view(table, source)
                sql = statements.render_sql(view, step=step)
                guard(partial(self._connection.register, source, rows), step, sql)
                guard(partial(self._connection.execute, sql), step, sql)

    def drop(self, table: Table, *, step: str) -> None:
        """Drops a table if it is there."""
        self._run(statements.drop_table(table), step)

    def swap(self, fresh: Table, live: Table, *, step: str) -> None:
        """Puts a freshly built table in the place of the live one, atomically.

        Within one schema the table is renamed; between schemas its rows are copied.
        """
        with self._lock, self._atomically():
            if fresh.schema == live.schema:
                self._run(statements.drop_table(live), step)
                self._run(statements.rename_table(fresh, live.name), step)
                return
            self._create_schema(live, step)
            rows = exp.select("*").from_(statements.name_table(fresh))
            self._run(statements.create_table_as(live, rows, replace=True), step)
            self._run(statements.drop_table(fresh), step)

    def tables(self, schema: str) -> dict[str, dict[str, str]]:
        """The tables of a schema, each with its columns and their DuckDB type names, in order."""
        temporary = schema == statements.TEMPORARY
        values = ["main" if temporary else schema, temporary]
        found: dict[str, dict[str, str]] = {}
        with self._reading() as connection:
            rows = guard(lambda: connection.execute(_COLUMNS, values).fetchall(), "tables", _COLUMNS)
        for table, column, kind in rows:
            found.setdefault(table, {})[column] = kind
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside become visible together when it ends, or none when it raises.

        Raises:
            EngineError: a transaction of this thread is open already.
        """
        with self._lock:
            if self._writer is not None:
                raise EngineError(
                    Text("a transaction is open already", "已有事务正在进行"),
                    step="transaction",
                    sql="BEGIN",
                    next_step=Text(
                        "transactions do not nest: finish the first", "事务不可嵌套：请先结束前一个"
                    ),
                )
            self._command("BEGIN TRANSACTION")
            self._writer = threading.get_ident()
            try:
                yield
                with self._settling:
                    self._command("COMMIT")
            except BaseException:
                with self._settling, suppress(duckdb.Error):  # a failed COMMIT has ended it already
                    self._connection.execute("ROLLBACK").fetchall()
                raise
            finally:
                self._writer = None

    def export(self, query: exp.Query | Pipeline, path: Path, *, step: str) -> int:
        """Writes a query's rows to a Parquet or CSV file (by suffix); returns how many."""
        check_suffix(path, step)
        with self._reading() as connection:
            sql = self._prepare_query(query, step)
            reader = guard(lambda: connection.sql(sql).to_arrow_reader(_BATCH_ROWS), step, sql)
            try:
                return write_batches(_guarded_batches(reader, step, sql), reader.schema, path)
            finally:
                reader.close()

    @contextmanager
    def work(self, *, writing: bool) -> Iterator[Callable[[], None]]:
        """Lets other threads stop what this one runs; see ``Interruptible``."""
        thread = threading.get_ident()
        if writing:
            opener, self._opener = self._opener, thread
            try:
                yield self._interrupt
            finally:
                self._opener = opener
            return
        cursor = guard(self._connection.cursor, "open a reader", "")
        self._readers[thread] = cursor
        try:
            yield cursor.interrupt
        finally:
            del self._readers[thread]
            cursor.close()

    def sql(self, query: exp.Expr | Pipeline) -> str:
        """The statement as this engine would run it, formatted for reading."""
        return statements.render_sql(statements.as_statement(query), pretty=True)

    def check(self) -> Iterator[Text]:
        """Reads every row of every table; says which cannot be read."""
        with self._reading() as connection:
            yield from list_unreadable(connection)

    def close(self) -> None:
        """Closes the warehouse and lets its file go."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        thread = threading.get_ident()
        if thread in (self._opener, self._writer) or self._trace:
            with self._lock:
                yield self._connection
            return
        if thread in self._readers:
            yield self._readers[thread]
            return
        cursor = guard(self._connection.cursor, "open a reader", "")
        try:
            yield cursor
        finally:
            cursor.close()

    def _interrupt(self) -> None:
        """Ends the statement that the writing connection runs, unless it is the end of a transaction."""
        if self._settling.acquire(blocking=False):
            try:
                self._connection.interrupt()
            finally:
                self._settling.release()

    @contextmanager
    def _atomically(self) -> Iterator[None]:
        if self._writer is not None:
            yield
            return
        with self.transaction():
            yield

    def _prepare_query(self, query: exp.Query | Pipeline, step: str) -> str:
        if self._trace and isinstance(query, Pipeline):
            query = materialise_steps(query, self._run, step=step)
        statement = statements.as_statement(query)
        if not isinstance(statement, exp.Query):
            raise EngineError(
                Text(f"step “{step}” is not a query", f"步骤“{step}”不是查询"),
                step=step,
                sql=statements.render_sql(statement, step=step),
            )
        check_functions(statement, step=step)
        return statements.render_sql(statement, step=step)

    def _run(self, statement: exp.Expr, step: str) -> int:
        check_functions(statement, step=step)
        sql = statements.render_sql(statement, step=step)
        with self._lock:
            started = time.perf_counter()
            count = guard(lambda: _count(self._connection.execute(sql)), step, sql)
        log_step(step, count, started, DEBUG)
        return count

    def _command(self, sql: str) -> None:
        guard(lambda: self._connection.execute(sql).fetchall(), "transaction", sql)

    def _create_schema(self, table: Table, step: str) -> None:
        if table.schema != statements.TEMPORARY:
            self._run(statements.create_schema(table.schema), step)


def _count(result: duckdb.DuckDBPyConnection) -> int:
    rows = result.fetchall()
    return int(rows[0][0]) if rows and isinstance(rows[0][0], int) else 0


def guard(action: Callable[[], T], step: str, sql: str) -> T:
    """Runs an action on the driver; its errors come out as ours."""
    try:
        with passing_interrupts():
            return action()
    except (duckdb.Error, pa.ArrowException) as error:
        raise wrap_failure(error, step=step, sql=sql) from error


def _guarded_batches(reader: pa.RecordBatchReader, step: str, sql: str) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            with passing_interrupts():
                batch = reader.read_next_batch()
        except StopIteration:
            return
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise wrap_failure(error, step=step, sql=sql) from error
        yield batch
