"""The engine protocol on Spark: a lake that holds the tables, a cluster for heavy work, DuckDB for light.

Who runs a statement is decided by what it reads: what reads temporary tables, little, or something that
Spark has no words for is run by the driver's DuckDB over the same lake; the rest by the cluster. Either way
the rows land in new parts, and a commit of the lake makes them the ones that serve.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine.duckdb import statements
from tagma.engine.duckdb.export import check_suffix
from tagma.engine.duckdb.incoming import match_columns
from tagma.engine.duckdb.statements import TEMPORARY, name_table
from tagma.engine.limits import watching
from tagma.engine.protocol import Capabilities, Table
from tagma.engine.spark.changes import read_change
from tagma.engine.spark.dialect import CannotSay, render_spark, to_spark
from tagma.engine.spark.lake.manifest import Generation
from tagma.engine.whitelist import check_functions
from tagma.errors import EngineError, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import pyarrow as pa

    from tagma.engine.pipeline import Pipeline
    from tagma.engine.spark.commits import Commits
    from tagma.engine.spark.explorer import Explorer
    from tagma.engine.spark.lake.files import Lake
    from tagma.engine.spark.options import SparkOptions
    from tagma.engine.spark.routing import Routing
    from tagma.engine.spark.runner import Runner
    from tagma.engine.spark.session import Cluster
    from tagma.engine.spark.writing import Writing


class SparkEngine:
    """One lake. One process writes it; its threads read what is committed beside the one that writes."""

    capabilities = Capabilities(
        name="spark",
        transactions=True,
        concurrent_readers=True,
        distributed=True,
        notes={
            "temporary tables": "never: they live in the driver's DuckDB, and so does what reads them",
            "lists from text": "notyet: traits that are lists are folded by the driver",
        },
    )

    def __init__(
        self,
        options: SparkOptions,
        lake: Lake,
        explorer: Explorer,
        cluster: Cluster,
        runner: Runner,
        routing: Routing,
        commits: Commits,
        writing: Writing,
    ) -> None:
        self._options = options
        self._lake = lake
        self._explorer = explorer
        self._cluster = cluster
        self._runner = runner
        self._routing = routing
        self._commits = commits
        self._writing = writing

    def query(self, query: exp.Query | Pipeline, *, step: str) -> pa.Table:
        """Runs one query and returns its rows."""
        statement = self._check(query, step)
        snapshot = self._commits.snapshot
        if self._routing.is_heavy(statement, snapshot, self._options.answer_limit):
            path, tag = self._lake.new_result(), self._runner.tag()
            kinds = self._routing.describe(statement, snapshot, step)
            with watching(lambda: self._runner.interrupt(tag), step):
                if self._routing.distribute(statement, snapshot, kinds, path, step):
                    return self._runner.read(path, kinds)
        return self._explorer.query(self._routing.bind(statement, snapshot), step=step)

    def execute(self, statement: exp.Expr, *, step: str) -> int:
        """Runs one DDL or DML statement; returns the number of rows touched (0 for DDL)."""
        check_functions(statement, step=step)
        change = read_change(statement, step)
        with self._commits.changing():
            if change.table.schema == TEMPORARY:
                bound = self._routing.bind_statement(statement, self._commits.snapshot)
                return self._explorer.execute(bound, step=step)
            return self._writing.apply(change, step)

    def create(self, table: Table, query: exp.Query | Pipeline, *, step: str, replace: bool = True) -> int:
        """Makes a table from a query; returns its number of rows."""
        statement = self._check(query, step)
        with self._commits.changing():
            if table.schema == TEMPORARY:
                bound = self._routing.bind(statement, self._commits.snapshot)
                return self._explorer.create(table, bound, step=step, replace=replace)
            return self._writing.create(table, statement, step, replace=replace)

    def define(self, table: Table, columns: Mapping[str, str], *, step: str) -> None:
        """Makes an empty table unless it is there; adds the columns that are missing."""
        statements.create_empty_table(table, columns)  # refuses names and types that cannot be
        with self._commits.changing():
            if table.schema == TEMPORARY:
                self._explorer.define(table, columns, step=step)
            else:
                self._writing.define(table, columns)

    def load(self, table: Table, rows: pa.Table | pa.RecordBatchReader, *, step: str) -> int:
        """Appends rows by column name, each value cast to its column's type; returns how many."""
        with self._commits.changing():
            if table.schema == TEMPORARY:
                return self._explorer.load(table, rows, step=step)
            known = self._commits.snapshot.find(table)
            present = known.columns if known else None
            columns = dict(match_columns(table, present, rows.schema.names, step))
            incoming = Table(TEMPORARY, f"incoming {table}")
            self._explorer.drop(incoming, step=step)
            self._explorer.define(incoming, columns, step=step)
            try:
                count = self._explorer.load(incoming, rows, step=step)
                every = exp.select("*").from_(name_table(incoming))
                self._writing.append(table, self._writing.write(table, every, columns, step), step)
            finally:
                self._explorer.drop(incoming, step=step)
            return count

    def drop(self, table: Table, *, step: str) -> None:
        """Drops a table if it is there."""
        with self._commits.changing():
            if table.schema == TEMPORARY:
                self._explorer.drop(table, step=step)
            elif self._commits.snapshot.find(table) is not None:
                self._commits.drop(table)

    def swap(self, fresh: Table, live: Table, *, step: str) -> None:
        """Puts a freshly built table in the place of the live one, atomically; no rows are copied."""
        with self._commits.changing():
            if fresh.schema == TEMPORARY:
                self.create(live, exp.select("*").from_(name_table(fresh)), step=step)
            else:
                self._commits.put(live, self._writing.find(fresh, step))
            self.drop(fresh, step=step)

    def tables(self, schema: str) -> dict[str, dict[str, str]]:
        """The tables of a schema, each with its columns and their DuckDB type names, in order."""
        if schema == TEMPORARY:
            return self._explorer.tables(TEMPORARY)
        found = {
            table.name: dict(generation.columns)
            for table, generation in self._commits.snapshot.tables.items()
            if table.schema == schema
        }
        return dict(sorted(found.items()))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside become visible together when it ends, or none when it raises."""
        with self._commits.transaction():
            yield

    def export(self, query: exp.Query | Pipeline, path: Path, *, step: str) -> int:
        """Writes a query's rows to a Parquet or CSV file (by suffix); returns how many."""
        check_suffix(path, step)
        statement = self._check(query, step)
        snapshot = self._commits.snapshot
        if self._routing.is_heavy(statement, snapshot, self._options.answer_limit):
            result = self._lake.new_result()
            kinds = self._routing.describe(statement, snapshot, step)
            if self._routing.distribute(statement, snapshot, kinds, result, step):
                try:
                    computed = Generation(kinds).add(self._lake.find_part(result, kinds))
                    rows = exp.select("*").from_(self._explorer.show(computed))
                    return self._explorer.export(rows, path, step=step)
                finally:
                    self._lake.remove(result)
        return self._explorer.export(self._routing.bind(statement, snapshot), path, step=step)

    def sql(self, query: exp.Expr | Pipeline) -> str:
        """The statement as Spark would run it, or as DuckDB would where Spark has no words for it."""
        statement = statements.as_statement(query)
        try:
            if isinstance(statement, exp.Query):
                return render_spark(to_spark(statement), pretty=True)
        except CannotSay:
            pass
        return statements.render_sql(statement, pretty=True)

    def close(self) -> None:
        """Leaves the cluster and lets the lake go."""
        with self._commits.alone():
            self._explorer.close()
            self._cluster.close()

    @contextmanager
    def work(self, *, writing: bool) -> Iterator[Callable[[], None]]:
        """Lets other threads stop what this one runs; see ``Interruptible``."""
        tag = self._runner.tag()
        with self._explorer.work(writing=writing) as interrupt:

            def stop() -> None:
                interrupt()
                self._runner.interrupt(tag)

            yield stop

    def _check(self, query: exp.Query | Pipeline, step: str) -> exp.Query:
        statement = statements.as_statement(query)
        if not isinstance(statement, exp.Query):
            raise EngineError(
                Text(f"step “{step}” is not a query", f"步骤“{step}”不是查询"),
                step=step,
                sql=statements.render_sql(statement, step=step),
            )
        check_functions(statement, step=step)
        return statement
