"""The folder of the journal: which files are segments, which are keys, where each segment begins."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tagma.collect.journal.failures import unusable
from tagma.collect.journal.keys import KeyFile, read_keys, split_keys, write_keys
from tagma.collect.journal.record import Entry
from tagma.collect.journal.segment import (
    READ_ROWS,
    read_base,
    read_last,
    read_segment,
    read_segment_keys,
)

log = logging.getLogger("tagma.collect")


def read_entries(folder: Path, after: int = 0, rows: int = READ_ROWS) -> Iterator[Entry | int]:
    """Everything on disk after a position, in order; of a damaged entry only its position.

    Args:
        rows: are read at a time; few where only few are wanted.

    Of a segment that cannot be read to its end, the position of its last entry stands for the rest, where
    the next segment tells it.

    Raises:
        WorkspaceError: the folder cannot be read.
    """
    try:
        numbers = list_begun(folder)
    except sqlite3.Error:
        numbers = sorted(list_segments(folder))
    except OSError as error:
        raise unusable(folder, error) from error
    for number, following in zip_longest(numbers, numbers[1:]):
        end = None if following is None else _find_end(folder, following)
        if end is not None and end <= after:
            continue
        try:
            yield from read_segment(find_segment(folder, number), after, rows)
        except (sqlite3.Error, OSError, pa.ArrowException) as error:
            log.error("segment %s of the journal cannot be read to its end: %s", number, error)
            if end is not None:
                yield end


def _find_end(folder: Path, following: int) -> int | None:
    """Where the segment before a number ends; None where that cannot be read."""
    try:
        return find_base(folder, following)
    except (sqlite3.Error, OSError, pa.ArrowException):
        return None


def find_last(folder: Path) -> int:
    """The position of the newest event on disk; 0 where there is none. Needs no writer.

    Raises:
        WorkspaceError: a file is damaged.
    """
    try:
        numbers = list_begun(folder)
        return find_base(folder, numbers[-1] + 1) if numbers else 0
    except (sqlite3.Error, OSError, pa.ArrowException) as error:
        raise unusable(folder, error) from error


def list_segments(folder: Path) -> dict[int, Path]:
    """The segments by number. Of one being archived both files may be there; the Parquet file counts."""
    found: dict[int, Path] = {}
    for suffix in (".sqlite", ".parquet"):
        for path in folder.glob(f"segment-*{suffix}"):
            found[int(path.stem.removeprefix("segment-"))] = path
    return found


def weigh_journal(folder: Path) -> int:
    """The bytes of all files of the journal."""
    size = 0
    for path in folder.iterdir():
        try:
            size += path.stat().st_size
        except FileNotFoundError:  # archived in this moment
            continue
    return size


def list_begun(folder: Path) -> list[int]:
    """The numbers of the segments, without a newest one that was made and not begun."""
    numbers = sorted(list_segments(folder))
    if numbers and (path := find_segment(folder, numbers[-1])).suffix == ".sqlite":
        connection = sqlite3.connect(path)
        try:
            read_base(connection)
        except sqlite3.OperationalError:
            numbers.pop()
        finally:
            connection.close()
    return numbers


def find_segment(folder: Path, number: int) -> Path:
    """The file of a segment."""
    archived = segment_path(folder, number).with_suffix(".parquet")
    return archived if archived.exists() else segment_path(folder, number)


def open_keys(folder: Path) -> list[KeyFile]:
    """The key files; those that a merged one covers, or that are cut short, are removed."""
    found: list[KeyFile] = []
    for path in folder.glob("keys-*.bin"):
        try:
            found.append(read_keys(path))
        except ValueError:
            path.unlink()
    wide = [
        each
        for each in found
        if not any(
            other is not each and other.first <= each.first and each.last <= other.last for other in found
        )
    ]
    for each in found:
        if each not in wide:
            each.path.unlink()
    return wide


def segment_path(folder: Path, number: int) -> Path:
    """Where a segment grows."""
    return folder / f"segment-{number:06}.sqlite"


def find_base(folder: Path, number: int) -> int:
    """How many events the segments before a number hold."""
    path = find_segment(folder, number)
    if path.suffix == ".parquet":
        return _find_base_of_archive(path)
    if path.exists():
        connection = sqlite3.connect(path)
        try:
            return read_base(connection)
        except sqlite3.OperationalError:
            pass  # made and not begun: a crash between two steps
        finally:
            connection.close()
    older = [each for each in list_segments(folder) if each < number]
    if not older:
        return 0
    before = find_segment(folder, max(older))  # those between were set aside
    if before.suffix == ".parquet":
        return _find_base_of_archive(before) + int(pq.read_metadata(before).num_rows)
    connection = sqlite3.connect(before)
    try:
        return read_last(connection)
    finally:
        connection.close()


def _find_base_of_archive(path: Path) -> int:
    with pq.ParquetFile(path) as file:
        first = next(file.iter_batches(1, columns=["position"]))
        return int(first.column(0)[0].as_py()) - 1


def seal_keys(folder: Path, number: int, keys: Sequence[bytes] | None = None) -> KeyFile:
    """Writes the key file of a segment that will not grow.

    Args:
        keys: of the segment; None: they are read from it.
    """
    path = find_segment(folder, number)
    try:
        found = read_segment_keys(path) if keys is None else keys
    except sqlite3.DatabaseError:  # of a damaged one those that can be read
        found = [each.record.key for each in read_segment(path, 0) if isinstance(each, Entry)]
    high, low = split_keys(found)
    return write_keys(folder, number, number, high, low)


def are_neighbours(files: Sequence[KeyFile]) -> bool:
    """Whether the files cover one run of segments, without a gap."""
    return all(left.last + 1 == right.first for left, right in pairwise(files))
