"""What the house asks of an engine; the rest of the house writes DuckDB-dialect SQL as SQLGlot trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tagma.engine.pipeline import Pipeline

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

    from tagma.errors import Text


@dataclass(frozen=True, slots=True)
class Table:
    """A table by schema and name; quoting is the engine's business."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, as data."""

    name: str
    transactions: bool
    concurrent_readers: bool
    distributed: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """At most twelve methods; every call names its step so that an error can."""

    capabilities: Capabilities

    def query(self, query: exp.Query | Pipeline, *, step: str) -> pa.Table:
        """Runs one query and returns its rows."""

    def execute(self, statement: exp.Expr, *, step: str) -> int:
        """Runs one DDL or DML statement; returns the number of rows touched (0 for DDL)."""

    def create(self, table: Table, query: exp.Query | Pipeline, *, step: str, replace: bool = True) -> int:
        """Makes a table from a query; returns its number of rows."""

    def define(self, table: Table, columns: Mapping[str, str], *, step: str) -> None:
        """Makes an empty table (and its schema) unless it is there; adds the columns that are missing.

        ``columns`` maps names to DuckDB type names.
        """

    def load(self, table: Table, rows: pa.Table | pa.RecordBatchReader, *, step: str) -> int:
        """Appends rows by column name; returns how many."""

    def drop(self, table: Table, *, step: str) -> None: ...

    def swap(self, fresh: Table, live: Table, *, step: str) -> None:
        """Puts a freshly built table in the place of the live one, atomically."""

    def tables(self, schema: str) -> dict[str, dict[str, str]]:
        """The tables of a schema, each with its columns and their DuckDB type names, in order."""

    def transaction(self) -> AbstractContextManager[None]: ...

    def export(self, query: exp.Query | Pipeline, path: Path, *, step: str) -> int:
        """Writes a query's rows to a Parquet or CSV file (by suffix); returns how many."""

    def sql(self, query: exp.Expr | Pipeline) -> str:
        """The statement as this engine would run it, formatted for reading."""

    def close(self) -> None: ...


@runtime_checkable
class Interruptible(Protocol):
    """An engine whose work other threads can stop."""

    def work(self, *, writing: bool) -> AbstractContextManager[Callable[[], None]]:
        """Lets other threads stop what this one runs: gives what interrupts its statement.

        Args:
            writing: until the end this thread writes, and sees temporary tables, in place of the one that
                opened the engine; one thread at a time may. Otherwise it only reads.
        """


@runtime_checkable
class Verifiable(Protocol):
    """An engine that can read all it holds and say what is damaged; one without learns it when it opens."""

    def check(self) -> Iterator[Text]:
        """Reads every row of every table; says which cannot be read."""


Rows = Iterable[tuple[object, ...]]
