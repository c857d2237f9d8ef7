"""The journal as a folder of segments: one grows, the older ones are sealed; one writer thread commits."""

from __future__ import annotations

import errno
import fcntl
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tagma.collect.journal.failures import JournalFullError, unusable
from tagma.collect.journal.keys import merge_keys, split_keys
from tagma.collect.journal.layout import (
    are_neighbours,
    find_base,
    find_segment,
    list_segments,
    open_keys,
    read_entries,
    seal_keys,
    segment_path,
)
from tagma.collect.journal.mending import mark_broken, mend_journal
from tagma.collect.journal.queue import BoundedQueue, Waiting
from tagma.collect.journal.record import Entry, Receipt, Record
from tagma.collect.journal.segment import (
    archive_segment,
    insert_records,
    is_locked,
    open_segment,
    read_base,
    read_digests,
    read_last,
)
from tagma.collect.journal.vault import begin_vault
from tagma.errors import BusyError, Place, Text
from tagma.failpoints import reach

if TYPE_CHECKING:
    from concurrent.futures import Future

SEAL_ROWS = 250_000
MOST_WAITING = 64 << 20
COMMIT_ROWS = 5_000
MERGE_FROM, MERGE_UP_TO = 8, 16_000_000
log = logging.getLogger("tagma.collect")


class Journal:
    """An open journal; this process is its one writer.

    Attributes:
        counts: of stored, duplicate and conflicting events since the start, and of failed commits.
        last_sync: the monotonic time of the newest commit, for those who watch.
    """

    def __init__(
        self, folder: Path, seal_rows: int = SEAL_ROWS, most_waiting: int = MOST_WAITING, least: int = 0
    ) -> None:
        self.folder = folder
        self.counts = {"stored": 0, "duplicates": 0, "conflicts": 0, "failures": 0}
        self.last_sync = time.monotonic()
        self._seal_rows = seal_rows
        self._queue = BoundedQueue(most_waiting)
        self._failure: JournalFullError | None = None
        least_number = mend_journal(folder)
        self._keys = open_keys(folder)
        self._sealed: dict[int, dict[bytes, int]] = {}
        self._sealing: list[threading.Thread] = []
        self._lock, self._merging = threading.Lock(), threading.Lock()
        numbers = sorted(list_segments(folder))
        locked = any(is_locked(find_segment(folder, each)) for each in numbers[-2:])
        self._vault = begin_vault(folder, least_number + 1 if numbers else 1, locked=locked)
        self._number = least_number
        if find_segment(folder, least_number).suffix == ".parquet":
            self._number += 1
        base = max(find_base(folder, self._number), least if self._number not in numbers else 0)
        self._active = open_segment(segment_path(folder, self._number), base)
        self._base, self._last = read_base(self._active), read_last(self._active)
        self._known = read_digests(self._active)
        plain = self._vault is not None and self._number < self._vault.since
        if least > self._last or plain:
            self._skip_to(max(least, self._last))
            numbers = [*numbers, self._number]
        self._mixed = self._vault is not None and any(each < self._vault.since for each in numbers)
        for number in numbers:
            if number != self._number and not any(keys.first <= number <= keys.last for keys in self._keys):
                try:
                    self._keys.append(seal_keys(folder, number))
                except (sqlite3.Error, pa.ArrowException):
                    log.exception("the keys of segment %s cannot be read", number)
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    @property
    def last(self) -> int:
        """The position of the newest event on disk; 0 where there is none."""
        return self._last

    @property
    def waiting_bytes(self) -> int:
        return self._queue.waiting_bytes

    @property
    def failure(self) -> JournalFullError | None:
        """Why the journal no longer takes anything, until it is opened again."""
        return self._failure

    def submit(self, records: Sequence[Record]) -> Future[Receipt]:
        """Hands records to the writer; the promise is kept once they are on disk.

        Raises:
            OverloadedError: no room in the queue.
            JournalFullError: at once or through the promise: not on disk.
        """
        if self._failure is not None:
            raise self._failure
        return self._queue.put(records)

    def append(self, records: Sequence[Record]) -> Receipt:
        """As ``submit``, and waits."""
        return self.submit(records).result()

    def read(self, after: int = 0) -> Iterator[Entry | int]:
        """What is on disk after a position; see ``read_entries``."""
        return read_entries(self.folder, after)

    def archive(self, loaded: int) -> int:
        """Writes sealed segments that were loaded up to a position as Parquet; returns how many."""
        done = 0
        for number in sorted(list_segments(self.folder))[:-1]:
            path = find_segment(self.folder, number)
            if path.suffix == ".parquet" or number == self._number or number in self._sealed:
                continue
            if find_base(self.folder, number + 1) > loaded:
                break
            archive_segment(path)
            done += 1
        return done

    def close(self) -> None:
        """Commits what waits, then closes."""
        self._queue.close()
        self._thread.join()
        for thread in self._sealing:
            thread.join()
        self._active.close()

    def _skip_to(self, position: int) -> None:
        """Goes on after a position: what stood there was lost, and its places must not be given again."""
        self._active.close()
        self._number += 1
        self._active = open_segment(segment_path(self.folder, self._number), position)
        self._base = self._last = position
        self._known = {}

    def _write(self) -> None:
        while taken := self._queue.take(COMMIT_ROWS):
            try:
                receipts = self._commit(taken)
            except Exception as error:
                told = self._explain(error)
                for item in taken:
                    if not item.promise.cancelled():
                        item.promise.set_exception(told)
            else:
                for item, receipt in zip(taken, receipts, strict=True):
                    if not item.promise.cancelled():  # its sender has gone; the events stay
                        item.promise.set_result(receipt)
            self._queue.settle(taken)

    def _commit(self, taken: Sequence[Waiting]) -> list[Receipt]:
        if self._failure is not None:
            raise self._failure
        connection = self._active
        fresh, receipts = self._choose(taken)
        connection.execute("BEGIN IMMEDIATE")
        try:
            written = fresh if self._vault is None else self._vault.lock(self._last + 1, fresh)
            insert_records(connection, self._last - self._base + 1, written)
            reach("journal.commit")
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        self._last += len(fresh)
        self._known.update((record.key, record.digest) for record in fresh)
        reach("journal.committed")
        self.last_sync = time.monotonic()
        self.counts["stored"] += len(fresh)
        self.counts["duplicates"] += sum(receipt.duplicates for receipt in receipts)
        self.counts["conflicts"] += sum(receipt.conflicts for receipt in receipts)
        if self._last - self._base >= self._seal_rows:
            with suppress(sqlite3.Error, OSError):  # the events are on disk; the next commit tries again
                self._rotate()
        return receipts

    def _choose(self, taken: Sequence[Waiting]) -> tuple[list[Record], list[Receipt]]:
        """The records whose keys are new, each once, and what becomes of every request."""
        came = [record for item in taken for record in item.records]
        records = came if self._vault is None else self._vault.hide_keys(came)
        keys = [record.key for record in records]
        known = self._find_known(keys)
        if self._mixed:  # what came before the journal was encrypted has its keys as they were
            older = self._find_known([record.key for record in came])
            known.update((key, None) for key, record in zip(keys, came, strict=True) if record.key in older)
        if not known and len(set(keys)) == len(keys):  # the rule
            return records, [Receipt(len(item.records), 0, 0) for item in taken]
        fresh: list[Record] = []
        receipts = []
        rest = iter(records)
        for item in taken:
            before, conflicts = len(fresh), 0
            for record in islice(rest, len(item.records)):
                if record.key not in known:
                    known[record.key] = record.digest
                    fresh.append(record)
                elif known[record.key] not in (None, record.digest):
                    conflicts += 1
            stored = len(fresh) - before
            receipts.append(Receipt(stored, len(item.records) - stored, conflicts))
        return fresh, receipts

    def _find_known(self, keys: Sequence[bytes]) -> dict[bytes, int | None]:
        """The keys that are on disk already, with their digests where these are at hand."""
        with self._lock:
            files, recent = list(self._keys), [self._known, *self._sealed.values()]
        known: dict[bytes, int | None] = {}
        if files and keys:
            high, low = split_keys(keys)
            for file in files:
                found = file.find(high, low)
                if found.any():
                    known.update((key, None) for key, here in zip(keys, found, strict=True) if here)
        for digests in recent:
            if not digests.keys().isdisjoint(keys):
                known.update((key, digests[key]) for key in keys if key in digests)
        return known

    def _rotate(self) -> None:
        """Seals the segment that has grown full; its keys are sorted beside the writing."""
        number, sealed = self._number, self._active
        reach("journal.rotate")
        fresh = open_segment(segment_path(self.folder, number + 1), self._last)
        with self._lock:
            self._sealed[number] = self._known
        self._active, self._known = fresh, {}
        self._number, self._base = number + 1, self._last
        thread = threading.Thread(
            target=self._seal, args=(number, sealed), name=f"seal {number}", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # no thread to be had: its keys stay in memory, and are sorted at the next start
            log.exception("segment %s could not be sealed", number)
            return
        self._sealing = [each for each in self._sealing if each.is_alive()] + [thread]

    def _seal(self, number: int, sealed: sqlite3.Connection) -> None:
        sealed.close()
        try:
            file = seal_keys(self.folder, number, list(self._sealed[number]))
        except (OSError, MemoryError):
            log.exception("segment %s could not be sealed", number)
            return
        with self._lock:
            self._keys.append(file)
            self._sealed.pop(number)
        if self._merging.acquire(blocking=False):  # else the next one sealed does it
            try:
                self._merge()
            finally:
                self._merging.release()

    def _merge(self) -> None:
        with self._lock:
            small = sorted(
                (each for each in self._keys if len(each) < MERGE_UP_TO), key=lambda each: each.first
            )
        if len(small) >= MERGE_FROM and are_neighbours(small):
            merged = merge_keys(self.folder, small)
            with self._lock:
                self._keys = [each for each in self._keys if each not in small] + [merged]

    def _explain(self, error: Exception) -> JournalFullError:
        self.counts["failures"] += 1
        if isinstance(error, JournalFullError):
            return error
        name = getattr(error, "sqlite_errorname", "") or type(error).__name__
        passing = name.startswith(("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_NOMEM", "MemoryError"))
        for_good = not passing and getattr(error, "errno", None) != errno.ENOSPC
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            mark_broken(segment_path(self.folder, self._number))
        told = JournalFullError(self.folder, f"{error}", for_good=for_good)
        if for_good:
            self._failure = told
        return told


@contextmanager
def open_journal(
    folder: Path, *, seal_rows: int = SEAL_ROWS, most_waiting: int = MOST_WAITING, least: int = 0
) -> Iterator[Journal]:
    """Opens, or makes, the journal in a folder for writing; closes it at the end.

    Args:
        least: a position that was in use: new events come after it, even where the file has lost its end.

    Raises:
        BusyError: another process writes it.
        WorkspaceError: the folder cannot be written, or a file is damaged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "writer.lock").open("a")
    except OSError as error:
        raise unusable(folder, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(
                Text("another process writes the journal", "另一个进程正在写日志"),
                where=Place(file=str(folder)),
                next_step=Text("stop it first", "请先停止该进程"),
            ) from None
        try:
            journal = Journal(folder, seal_rows, most_waiting, least)
        except (OSError, sqlite3.Error, ValueError) as error:
            raise unusable(folder, error) from error
        try:
            yield journal
        finally:
            journal.close()
