"""The bounded queue before the writer: requests wait here for the commit that holds their events."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from tagma.collect.journal.failures import OverloadedError
from tagma.collect.journal.record import Receipt, Record


@dataclass(slots=True)
class Waiting:
    """The records of one request, and the promise that its sender waits for."""

    records: Sequence[Record]
    size: int
    promise: Future[Receipt] = field(default_factory=Future)


class BoundedQueue:
    """Requests in order of arrival; at most so many bytes of them, and told when there is no room."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._waiting: deque[Waiting] = deque()
        self._bytes = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, records: Sequence[Record]) -> Future[Receipt]:
        """Adds a request; an empty queue takes one of any size.

        Raises:
            OverloadedError: no room, or the journal is closing.
        """
        item = Waiting(records, sum(len(record.body) + 200 for record in records))
        with self._changed:
            if self._closed or (self._bytes and self._bytes + item.size > self.most_bytes):
                raise OverloadedError
            self._waiting.append(item)
            self._bytes += item.size
            self._changed.notify()
        return item.promise

    def take(self, most_records: int) -> list[Waiting]:
        """Waits for requests and takes all that fit one commit; empty once closed and drained."""
        with self._changed:
            while not self._waiting and not self._closed:
                self._changed.wait()
            taken: list[Waiting] = []
            count = 0
            while self._waiting and (not taken or count + len(self._waiting[0].records) <= most_records):
                taken.append(self._waiting.popleft())
                taken[-1].promise.set_running_or_notify_cancel()
                count += len(taken[-1].records)
            return taken

    def settle(self, taken: Sequence[Waiting]) -> None:
        """Frees the room of requests that were answered."""
        with self._changed:
            self._bytes -= sum(item.size for item in taken)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def waiting_bytes(self) -> int:
        return self._bytes
