"""Short looks into the journal beside its writer: some entries after a place, and how many came since."""

from __future__ import annotations

import sqlite3
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tagma.collect.journal.failures import unusable
from tagma.collect.journal.layout import find_segment, list_begun, read_entries
from tagma.collect.journal.segment import open_reader, read_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tagma.collect.journal.record import Entry

_NEAR = 500
"""So far a reader goes on to the next wanted entry before it begins anew."""


def read_window(folder: Path, after: int, most: int) -> list[Entry | int]:
    """At most so many entries after a position, in order; of a damaged one only its position.

    Raises:
        WorkspaceError: a file is damaged.
    """
    return list(islice(read_entries(folder, after, max(1, most)), most))


def pick_entries(folder: Path, positions: Iterable[int]) -> Iterator[Entry]:
    """The entries at the positions, in order; damaged ones are left out.

    Raises:
        WorkspaceError: a file is damaged.
    """
    reading: Iterator[Entry | int] = iter(())
    at = 0
    for position in sorted(set(positions)):
        if position - at > _NEAR or at == 0:
            reading = read_entries(folder, position - 1, _NEAR)
        for each in reading:
            at = each if isinstance(each, int) else each.position
            if at >= position:
                if at == position and not isinstance(each, int):
                    yield each
                break


def count_since(folder: Path, received: int) -> int:
    """How many entries arrived at an instant (microseconds since 1970) or later.

    Entries stand in order of arrival but for moments, so what is asked is where the instant falls.

    Raises:
        WorkspaceError: a file is damaged.
    """
    count = 0
    try:
        for number in reversed(list_begun(folder)):
            path = find_segment(folder, number)
            here, whole = (
                _count_archived(path, received) if path.suffix == ".parquet" else _count_rows(path, received)
            )
            count += here
            if here < whole:
                break
    except (sqlite3.Error, OSError, pa.ArrowException) as error:
        raise unusable(folder, error) from error
    return count


def _count_rows(path: Path, received: int) -> tuple[int, int]:
    connection = open_reader(path)
    try:
        read_base(connection)
        whole = int(connection.execute("SELECT coalesce(max(row), 0) FROM events").fetchone()[0])
        low, high = 1, whole + 1  # the first row that is late enough lies in low ... high
        while low < high:
            middle = (low + high) // 2
            row = connection.execute(
                "SELECT received_at FROM events WHERE row >= ? ORDER BY row LIMIT 1", (middle,)
            ).fetchone()
            if row is None or row[0] >= received:
                high = middle
            else:
                low = middle + 1
        return whole + 1 - low, whole
    finally:
        connection.close()


def _count_archived(path: Path, received: int) -> tuple[int, int]:
    with pq.ParquetFile(path) as file:
        place = file.schema_arrow.get_field_index("received_at")
        count = 0
        for group in reversed(range(file.num_row_groups)):
            told = file.metadata.row_group(group)
            known = told.column(place).statistics
            if known is not None and known.min >= received:
                count += told.num_rows
                continue
            times = file.read_row_group(group, ["received_at"]).column(0)
            here = int(pc.sum(pc.cast(pc.greater_equal(times, received), pa.int64())).as_py() or 0)
            count += here
            if here < told.num_rows:
                break
        return count, int(file.metadata.num_rows)
