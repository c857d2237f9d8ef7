"""The SQLite file of the ledger: which tables it holds, their chunks by customer, and how to find them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tagma.engine.protocol import Table
from tagma.errors import NotFoundError, RunError, Text, nearest_names
from tagma.profile.ledger.dictionary import StoredDictionaries
from tagma.profile.ledger.layout import Coding, Column, Layout

FORMAT = 1
SEQUENCE_BITS = 10
CUSTOMER_BITS = 41
MOST_CUSTOMERS = 1 << CUSTOMER_BITS

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE relations (id INTEGER PRIMARY KEY, schema TEXT, name TEXT, keyed INTEGER, UNIQUE (schema, name));
CREATE TABLE columns (
  relation INTEGER, position INTEGER, name TEXT, type TEXT, coding TEXT, dictionary INTEGER,
  PRIMARY KEY (relation, position));
CREATE TABLE chunks (key INTEGER PRIMARY KEY, rows INTEGER, data BLOB);
CREATE TABLE pages (key INTEGER PRIMARY KEY, rows INTEGER, data BLOB);
"""


@dataclass
class Ledger:
    """An open ledger file.

    Attributes:
        built_from: the version of the warehouse that it was packed from.
    """

    path: Path
    connection: sqlite3.Connection
    built_from: str
    layouts: dict[Table, Layout] = field(default_factory=dict)
    dictionaries: StoredDictionaries = field(init=False)

    def __post_init__(self) -> None:
        self.dictionaries = StoredDictionaries(self.connection)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    def layout(self, table: Table) -> Layout:
        """The layout of a table.

        Raises:
            NotFoundError: the ledger does not hold that table.
        """
        if table not in self.layouts:
            names = [known.name for known in self.layouts if known.schema == table.schema]
            raise NotFoundError(
                Text(f"the ledger does not hold {table}", f"账本中没有 {table}"),
                nearest=nearest_names(table.name, names),
                next_step=Text("pack it again with “tagma refresh”", "请用“tagma refresh”重新打包"),
            )
        return self.layouts[table]

    def count_customers(self) -> int:
        """How many customers it holds."""
        layout = self.layouts.get(Table("people", "customers"))
        if layout is None:
            return 0
        bounds = (first_key(layout.relation, 0), first_key(layout.relation + 1, 0) - 1)
        counted = self.connection.execute(
            "SELECT coalesce(sum(rows), 0) FROM chunks WHERE key BETWEEN ? AND ?", bounds
        )
        return int(counted.fetchone()[0])

    def events(self) -> tuple[str, ...]:
        """The names of the event types it holds."""
        return tuple(table.name for table in self.layouts if table.schema == "events")


def first_key(relation: int, customer: int) -> int:
    """The key of a customer's first chunk in a table; keys go by table, then customer, then chunk."""
    return (relation << CUSTOMER_BITS | customer) << SEQUENCE_BITS


def create_file(path: Path, built_from: str) -> sqlite3.Connection:
    """Makes an empty ledger file for bulk writing: nothing is safe until it is renamed into place."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.executescript(
        "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA
    )
    rows = [("format", str(FORMAT)), ("built_from", built_from)]
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)
    return connection


def open_ledger(path: Path) -> Ledger:
    """Opens a ledger.

    Raises:
        NotFoundError: there is none yet.
        RunError: the file is of another format or damaged; it is to be packed again.
    """
    again = Text("pack it again with “tagma refresh”", "请用“tagma refresh”重新打包")
    if not path.is_file():
        raise NotFoundError(Text("there is no ledger yet", "尚未生成账本"), next_step=again)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA mmap_size=1073741824")
        meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        if meta.get("format") != str(FORMAT):
            raise sqlite3.DatabaseError
        return Ledger(path, connection, meta["built_from"], read_layouts(connection))
    except sqlite3.DatabaseError:
        connection.close()
        raise RunError(
            Text("the ledger is damaged or of another version", "账本已损坏或版本不符"), next_step=again
        ) from None


def read_layouts(connection: sqlite3.Connection) -> dict[Table, Layout]:
    """The layouts of all tables of a ledger."""
    layouts = {}
    for relation, schema, name, keyed in connection.execute(
        "SELECT id, schema, name, keyed FROM relations"
    ).fetchall():
        rows = connection.execute(
            "SELECT name, type, coding, dictionary FROM columns WHERE relation = ? ORDER BY position",
            (relation,),
        )
        columns = tuple(Column(column, type_, Coding(coding), code) for column, type_, coding, code in rows)
        layouts[Table(schema, name)] = Layout(relation, Table(schema, name), columns, bool(keyed))
    return layouts


def add_layout(
    connection: sqlite3.Connection, table: Table, codings: Mapping[str, tuple[str, Coding]], *, keyed: bool
) -> Layout:
    """Enters a table and its columns (name to type and coding), with a dictionary per coded column."""
    relation = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM relations").fetchone()[0]
    dictionary = connection.execute("SELECT coalesce(max(dictionary), 0) FROM columns").fetchone()[0]
    columns = []
    for name, (type_name, coding) in codings.items():
        coded = coding in (Coding.CODE, Coding.LIST)
        dictionary += coded
        columns.append(Column(name, type_name, coding, dictionary if coded else 0))
    connection.execute(
        "INSERT INTO relations VALUES (?, ?, ?, ?)", (relation, table.schema, table.name, keyed)
    )
    connection.executemany(
        "INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?)",
        [
            (relation, position, c.name, c.type, c.coding.value, c.dictionary)
            for position, c in enumerate(columns)
        ],
    )
    return Layout(relation, table, tuple(columns), keyed)


def write_chunks(
    connection: sqlite3.Connection, chunks: Iterable[tuple[int, int, bytes | memoryview]]
) -> None:
    """Writes chunks (key, rows, bytes)."""
    connection.executemany("INSERT INTO chunks VALUES (?, ?, ?)", chunks)


def read_chunks(ledger: Ledger, layout: Layout, customers: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """The chunks (key, rows, bytes) of some customers in a table, by customer and in order of writing."""
    base = first_key(layout.relation, 0)
    rows: list[tuple[int, int, bytes]] = ledger.connection.execute(
        "SELECT c.key, c.rows, c.data FROM json_each(?) AS i CROSS JOIN chunks AS c "
        "WHERE c.key BETWEEN i.value AND i.value + ?",
        (
            json.dumps([base + (customer << SEQUENCE_BITS) for customer in customers]),
            (1 << SEQUENCE_BITS) - 1,
        ),
    ).fetchall()
    return rows


def delete_chunks(ledger: Ledger, layout: Layout, customers: Sequence[int]) -> None:
    """Removes the rows of some customers from a table."""
    last = (1 << SEQUENCE_BITS) - 1
    keys = (first_key(layout.relation, customer) for customer in customers)
    ledger.connection.executemany(
        "DELETE FROM chunks WHERE key BETWEEN ? AND ?", [(key, key + last) for key in keys]
    )


@contextmanager
def writing(ledger: Ledger) -> Iterator[None]:
    """One transaction over chunks and dictionaries."""
    connection = ledger.connection
    connection.execute("BEGIN IMMEDIATE")
    known, stored = dict(ledger.dictionaries.known), dict(ledger.dictionaries.stored)
    try:
        yield
        ledger.dictionaries.flush()
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        ledger.dictionaries.known, ledger.dictionaries.stored = known, stored
        raise


def split_runs(
    customers: npt.NDArray[np.int64], most: int
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], list[int]]:
    """Runs of equal customers, at most ``most`` rows long: starts, ends, place within the customer."""
    edges = np.flatnonzero(np.diff(customers)) + 1
    starts = np.concatenate(([0], edges)).astype(np.int64)
    ends = np.append(edges, len(customers)).astype(np.int64)
    pieces = np.maximum(-(-(ends - starts) // most), 1)
    places = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    starts = np.repeat(starts, pieces) + places * most
    ends = np.minimum(np.repeat(ends, pieces), starts + most)
    return starts, ends, places.tolist()
