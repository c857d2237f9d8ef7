"""Which state of the tables each thread sees, and how a new one takes its place."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tagma.errors import EngineError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagma.engine.protocol import Table
    from tagma.engine.spark.explorer import Explorer
    from tagma.engine.spark.lake.files import Lake
    from tagma.engine.spark.lake.manifest import Generation, Snapshot

SWEEP_EVERY = 64
REMEMBERED = 3


class Commits:
    """The snapshot that serves, and the one that a transaction is building."""

    def __init__(self, lake: Lake, explorer: Explorer) -> None:
        self._lake = lake
        self._explorer = explorer
        self._lock = threading.RLock()
        self._served: list[Snapshot] = [lake.read()]
        self._pending: Snapshot | None = None
        self._writer: int | None = None
        self._made: list[str] = []

    @property
    def snapshot(self) -> Snapshot:
        """The tables as this thread sees them."""
        pending = self._pending
        if pending is not None and self._writer == threading.get_ident():
            return pending
        return self._served[-1]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything that is put inside is one commit; nothing of it is left when it raises.

        Raises:
            EngineError: a transaction of this thread is open already.
        """
        with self._lock:
            if self._pending is not None:
                raise _nested()
            before = self._served[-1]
            self._pending, self._writer, self._made = before, threading.get_ident(), []
            try:
                with self._explorer.writing():
                    yield
                if self._pending.tables is not before.tables:
                    self._publish(replace(self._pending, number=before.number + 1))
            except BaseException:
                for path in self._made:
                    self._lake.remove(path)
                raise
            finally:
                self._pending, self._writer = None, None

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Inside the transaction that this thread has open, or in one of its own."""
        if self._pending is not None and self._writer == threading.get_ident():
            yield
            return
        with self.transaction():
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps every writer out."""
        with self._lock:
            yield

    def put(self, table: Table, generation: Generation) -> None:
        """Gives a table a state."""
        self._pending = self.snapshot.put(table, generation)

    def drop(self, table: Table) -> None:
        self._pending = self.snapshot.drop(table)

    def new_part(self, table: Table) -> str:
        """A folder for rows of a table; removed again when the transaction fails."""
        path = self._lake.new_part(table)
        self._made.append(path)
        return path

    def _publish(self, snapshot: Snapshot) -> None:
        self._lake.commit(snapshot)
        self._served = [*self._served[1 - REMEMBERED :], snapshot]
        alive = {each.name for served in self._served for each in served.tables.values()}
        self._explorer.forget(self._explorer.shown() - alive)
        if snapshot.number % SWEEP_EVERY == 0:
            self._lake.sweep(snapshot)


def _nested() -> EngineError:
    return EngineError(
        Text("a transaction is open already", "已有事务正在进行"),
        step="transaction",
        sql="BEGIN",
        next_step=Text("transactions do not nest: finish the first", "事务不可嵌套：请先结束前一个"),
    )
