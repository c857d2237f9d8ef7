"""One segment of the journal: an SQLite file while it grows, a Parquet file once it is sealed and loaded."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tagma.collect.journal.keys import sync_folder
from tagma.collect.journal.record import Entry, Record
from tagma.collect.journal.vault import LOCKED, find_vault, other_lock
from tagma.failpoints import reach

Row = tuple[int, bytes, int, str, int, int, int, bytes]

_TABLES = (
    "CREATE TABLE IF NOT EXISTS segment (base INTEGER NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS events (
        row INTEGER PRIMARY KEY,
        key BLOB NOT NULL,
        received_at INTEGER NOT NULL,
        source TEXT NOT NULL,
        kind INTEGER NOT NULL,
        digest INTEGER NOT NULL,
        crc INTEGER NOT NULL,
        body BLOB NOT NULL
    )
    """,
)
_COLUMNS = "key, received_at, source, kind, digest, crc, body"
_SCHEMA = pa.schema(
    [
        ("position", pa.int64()), ("key", pa.binary(16)), ("received_at", pa.int64()),
        ("source", pa.string()),
        ("kind", pa.int8()), ("digest", pa.int64()), ("crc", pa.int64()), ("body", pa.binary()),
    ]
)  # fmt: skip
_CHUNKS = (128, 32, 8, 1)
_PAGE = 16_384  # events of half a KiB fill small pages badly
_CHECKPOINT = 1_000
READ_ROWS = 5_000


def open_segment(path: Path, base: int | None = None) -> sqlite3.Connection:
    """Opens a segment for writing, or makes it after ``base`` events of older segments.

    What is committed is on disk: ``synchronous = FULL``. Keys have no index in the file: the one writer knows
    them by heart, and random places in a tree would cost more than everything else.
    """
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=64)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
        connection.execute("PRAGMA cache_size = -16384")
        if base is not None:
            connection.execute("BEGIN IMMEDIATE")
            for statement in _TABLES:
                connection.execute(statement)
            if connection.execute("SELECT count(*) FROM segment").fetchone()[0] == 0:
                connection.execute("INSERT INTO segment VALUES (?)", (base,))
            connection.execute("COMMIT")
            sync_folder(path.parent)
    except BaseException:
        connection.close()
        raise
    return connection


def insert_records(connection: sqlite3.Connection, row: int, records: Sequence[Record]) -> None:
    """Inserts records from a row on. Many rows a statement: one wait for the GIL.

    Raises:
        sqlite3.IntegrityError: one of the rows is taken.
    """
    start = 0
    for size in _CHUNKS:
        while len(records) - start >= size:
            values = [
                value
                for place, each in enumerate(records[start : start + size], row + start)
                for value in (
                    place, each.key, each.received_at, each.source, each.kind, each.digest, each.checksum,
                    each.body,
                )
            ]  # fmt: skip
            connection.execute(_INSERTS[size], values)
            start += size


_INSERTS = {
    size: f"INSERT INTO events (row, {_COLUMNS}) VALUES {', '.join(['(?, ?, ?, ?, ?, ?, ?, ?)'] * size)}"
    for size in _CHUNKS
}


def read_digests(connection: sqlite3.Connection) -> dict[bytes, int]:
    """All keys of the segment, with the digests of their contents."""
    return dict(connection.execute("SELECT key, digest FROM events"))


def read_base(connection: sqlite3.Connection) -> int:
    """How many events older segments hold.

    Raises:
        sqlite3.OperationalError: the segment was made and not begun.
        sqlite3.DatabaseError: it is damaged.
    """
    row = connection.execute("SELECT base FROM segment").fetchone()
    if row is None:
        raise sqlite3.OperationalError("the segment was not begun")
    if not isinstance(row[0], int):
        raise sqlite3.DatabaseError("the base of the segment is damaged")
    return row[0]


def read_last(connection: sqlite3.Connection) -> int:
    """The position of the newest event; the base where there is none."""
    newest = connection.execute("SELECT coalesce(max(row), 0) FROM events").fetchone()[0]
    return read_base(connection) + int(newest)


def read_segment(path: Path, after: int, rows: int = READ_ROWS) -> Iterator[Entry | int]:
    """The entries after a position, in order, as they came; of a damaged one only its position.

    Args:
        rows: are read at a time; few where only few are wanted.

    Raises:
        sqlite3.DatabaseError: the file is damaged so that not even its last row can be found.
        OSError, pa.ArrowException: the archived file is damaged.
        JournalKeyError: the entries are encrypted, and the key is missing or another.
    """
    vault = None
    for found in read_stored(path, after, rows):
        if isinstance(found, Entry) and found.record.body.startswith(LOCKED):
            vault = vault or find_vault(path.parent)
            if vault is None:
                raise other_lock(str(path))
            opened = vault.unlock(found.position, found.record)
            yield found.position if opened is None else Entry(found.position, opened)
        else:
            yield found


def read_stored(path: Path, after: int, rows: int = READ_ROWS) -> Iterator[Entry | int]:
    """As ``read_segment``, with bodies as they are in the file: encrypted where the journal is."""
    found = _read_archive(path, after, rows) if path.suffix == ".parquet" else _read_rows(path, after, rows)
    for row in found:
        if isinstance(row, int):
            yield row
            continue
        position, key, received_at, source, kind, digest, crc, body = row
        try:
            record = Record(key, received_at, source, kind, digest, body)
            sound = record.checksum == crc
        except (TypeError, AttributeError, ValueError, struct.error):  # a value of another type than written
            sound = False
        yield Entry(position, record) if sound else position


def is_locked(path: Path) -> bool:
    """Whether the entries of a segment are encrypted; no where it cannot be read."""
    try:
        first = next(read_stored(path, 0, 1), None)
    except (sqlite3.Error, OSError, pa.ArrowException):
        return False
    return isinstance(first, Entry) and first.record.body.startswith(LOCKED)


def _read_rows(path: Path, after: int, many: int) -> Iterator[Row | int]:
    connection = open_reader(path)
    try:
        base = read_base(connection)
        last = max(0, after - base)
        while True:
            try:
                rows = connection.execute(
                    f"SELECT row, {_COLUMNS} FROM events WHERE row > ? ORDER BY row LIMIT ?", (last, many)
                ).fetchall()
            except sqlite3.DatabaseError:
                yield from _read_singly(connection, base, last)
                return
            if not rows:
                return
            for row in rows:
                yield (base + row[0], *row[1:])
            last = rows[-1][0]
    finally:
        connection.close()


def _read_singly(connection: sqlite3.Connection, base: int, last: int) -> Iterator[Row | int]:
    """The rest of a damaged segment row by row; of a row on a page that cannot be read only its position.

    Raises:
        sqlite3.DatabaseError: not even the number of its last row can be read.
    """
    newest = connection.execute("SELECT max(row) FROM events").fetchone()[0] or 0
    for number in range(last + 1, newest + 1):
        try:
            row = connection.execute(
                f"SELECT row, {_COLUMNS} FROM events WHERE row = ?", (number,)
            ).fetchone()
        except sqlite3.DatabaseError:
            yield base + number
            continue
        if row is not None:
            yield (base + row[0], *row[1:])


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; opened "rw" because a crash may have left a write-ahead log."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _read_archive(path: Path, after: int, many: int) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        groups = [
            group
            for group in range(file.num_row_groups)
            if (known := file.metadata.row_group(group).column(0).statistics) is None or known.max > after
        ]
        for batch in file.iter_batches(many, row_groups=groups):
            columns = [batch.column(field.name).to_pylist() for field in _SCHEMA]
            for row in zip(*columns, strict=True):
                if row[0] > after:
                    yield row


def archive_segment(path: Path) -> Path:
    """Writes a sealed segment as Parquet, and removes the SQLite file once that is on disk.

    Raises:
        ValueError: a row is damaged; the segment stays as it is.
    """
    target = path.with_suffix(".parquet")
    fresh = path.with_suffix(".fresh")
    with pq.ParquetWriter(fresh, _SCHEMA, compression="zstd") as writer:
        rows: list[Row] = []
        for entry in read_stored(path, 0):
            if isinstance(entry, int):
                raise ValueError(f"the event at position {entry} is damaged")
            each = entry.record
            rows.append(
                (entry.position, each.key, each.received_at, each.source, each.kind, each.digest,
                 each.checksum, each.body)
            )  # fmt: skip
            if len(rows) == 50_000:
                writer.write_batch(_to_batch(rows))
                rows = []
        if rows:
            writer.write_batch(_to_batch(rows))
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    reach("journal.archive")
    fresh.rename(target)
    sync_folder(path.parent)
    reach("journal.archived")
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)
    return target


def _to_batch(rows: Sequence[Row]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)


def read_segment_keys(path: Path) -> list[bytes]:
    """All keys of a segment."""
    if path.suffix == ".parquet":
        found: list[bytes] = pq.read_table(path, columns=["key"]).column("key").to_pylist()
        return found
    connection = open_reader(path)
    try:
        return [row[0] for row in connection.execute("SELECT key FROM events")]
    finally:
        connection.close()
