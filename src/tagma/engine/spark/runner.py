"""Runs queries on the cluster; their rows land in the lake as Parquet, written by the workers."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet
from sqlglot import exp

from tagma.engine.duckdb.trace import log_step
from tagma.engine.spark.dialect import render_spark, to_spark
from tagma.engine.spark.failures import wrap_spark
from tagma.engine.spark.lake.kinds import to_arrow
from tagma.engine.spark.lake.kinds import to_spark as spark_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyspark.sql import DataFrame

    from tagma.engine.spark.lake.files import Lake
    from tagma.engine.spark.lake.manifest import Generation, Part
    from tagma.engine.spark.session import Cluster


class Runner:
    """The cluster as the engine uses it."""

    def __init__(self, cluster: Cluster, lake: Lake) -> None:
        self._cluster = cluster
        self._lake = lake
        self._tags: dict[int, str] = {}

    def say(self, query: exp.Query, known: Sequence[tuple[exp.Table, Generation]]) -> exp.Query:
        """The query in Spark's words, its tables named as ``show`` names them.

        Args:
            query: already the caller's own; its nodes ``known`` are renamed.

        Raises:
            CannotSay: it cannot be said.
        """
        for node, generation in known:
            node.set("this", exp.to_identifier(generation.name, quoted=True))
            node.set("db", None)
        return to_spark(query)

    def write(
        self,
        query: exp.Query,
        generations: Mapping[str, Generation],
        kinds: Mapping[str, str],
        path: str,
        step: str,
    ) -> None:
        """Runs a query that ``say`` gave, and writes its rows to a folder of the lake.

        Args:
            kinds: the columns of the result, in order, with the DuckDB types that they get.

        Raises:
            EngineError: a job failed; the folder is removed.
        """
        sql = render_spark(query)
        started = time.perf_counter()
        session = self._cluster.connect()
        try:
            with self._tagged():
                for name, generation in generations.items():
                    self._show(name, generation)
                rows = session.sql(sql).toDF(*(f"c{number}" for number in range(len(kinds))))
                rows.selectExpr(*_cast_all(kinds)).write.parquet(self._address(path))
        except Exception as error:
            self._lake.remove(path)
            raise wrap_spark(error, step=step, sql=sql) from error
        log_step(f"{step} (spark)", 0, started, logging.DEBUG)

    def read(self, path: str, kinds: Mapping[str, str]) -> pa.Table:
        """The rows that ``write`` has written, in their order; the folder is removed."""
        schema = pa.schema([pa.field(name, to_arrow(kind)) for name, kind in kinds.items()])
        files = sorted((self._lake.folder / path).glob("*.parquet"))
        try:
            tables = [pyarrow.parquet.read_table(file, partitioning=None).cast(schema) for file in files]
            return pa.concat_tables(tables) if tables else schema.empty_table()
        finally:
            self._lake.remove(path)

    def tag(self, thread: int | None = None) -> str:
        """The name under which a thread's jobs can be interrupted."""
        return self._tags.setdefault(thread or threading.get_ident(), f"tagma-{uuid.uuid4().hex}")

    def interrupt(self, tag: str) -> None:
        """Ends the jobs of a thread."""
        mine = self._cluster.running
        if mine is not None:
            with suppress(Exception):
                mine.interruptTag(tag)

    @contextmanager
    def _tagged(self) -> Iterator[None]:
        session, tag = self._cluster.connect(), self.tag()
        session.addTag(tag)
        try:
            yield
        finally:
            with suppress(Exception):
                session.removeTag(tag)

    def _show(self, name: str, generation: Generation) -> None:
        session = self._cluster.connect()
        if session.catalog.tableExists(name):
            return
        alike: dict[tuple[tuple[str, str], ...], list[Part]] = {}
        for part in generation.parts:
            alike.setdefault(tuple(part.columns.items()), []).append(part)
        frames = [self._read(dict(columns), parts, generation) for columns, parts in alike.items()]
        if not frames:
            schema = ", ".join(
                f"{_quote(name)} {spark_kind(kind)}" for name, kind in generation.columns.items()
            )
            frames = [session.createDataFrame([], schema)]
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionAll(frame)
        whole.createOrReplaceTempView(name)

    def _read(self, held: Mapping[str, str], parts: list[Part], generation: Generation) -> DataFrame:
        schema = ", ".join(f"{_quote(name)} {spark_kind(kind)}" for name, kind in held.items())
        files = [f"file://{path}" for part in parts for path in self._lake.paths(part)]
        rows = self._cluster.connect().read.schema(schema).parquet(*files)
        spelled = {name.casefold(): name for name in held}
        columns = []
        for name, kind in generation.columns.items():
            source = spelled.get(name.casefold())
            value = "NULL" if source is None else _quote(source)
            columns.append(f"CAST({value} AS {spark_kind(kind)}) AS {_quote(name)}")
        return rows.selectExpr(*columns)

    def _address(self, path: str) -> str:
        return f"file://{self._lake.folder / path}"


def _cast_all(kinds: Mapping[str, str]) -> list[str]:
    return [
        f"CAST(c{number} AS {spark_kind(kind)}) AS {_quote(name)}"
        for number, (name, kind) in enumerate(kinds.items())
    ]


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
