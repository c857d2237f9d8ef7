"""Collected events into the warehouse every few seconds, while the server serves and nothing else writes."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from tagma.engine.duckdb.soundness import is_damage
from tagma.errors import BusyError, Text
from tagma.flows.collecting.load import has_news, load_chunks
from tagma.identity.collected import read_position
from tagma.workspace import mark_damaged

if TYPE_CHECKING:
    from tagma.flows.collecting.point import CollectionPoint
    from tagma.server.worker import Worker

EVERY = 2.0
AFTER_FAILURE = 30.0
BURST = 1_000
"""Events a second from which on loading steps back: it can be done later, an answer cannot."""

YIELD, LONGEST = 3.0, 5.0
log = logging.getLogger("tagma.collect")

_WHAT = Text("loading collected events", "载入采集的事件")


class Loading:
    """A thread that loads what has come, and archives what is loaded."""

    def __init__(self, point: CollectionPoint, worker: Worker) -> None:
        self._point, self._worker = point, worker
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins; again, too, after it was closed."""
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="load collected", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends after the chunk that is being loaded."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def load(self) -> None:
        """Loads what has come, chunk by chunk; makes room for others in between."""
        ws = self._point.ws
        if not has_news(ws):
            return
        chunks = load_chunks(ws)
        while not self._ended.is_set():
            started, before = time.monotonic(), self._count_stored()
            with self._worker.hold(_WHAT, ""):
                report = next(chunks, None)
            if report is None:
                break
            spent = time.monotonic() - started
            self._point.tally.note_load(report.entries, spent)
            if self._count_stored() - before > BURST * spent:
                self._ended.wait(min(YIELD * spent, LONGEST))  # a burst: the time is the senders'
        if (journal := self._point.opened) is not None:
            journal.archive(read_position(ws.engine))

    def _count_stored(self) -> int:
        journal = self._point.opened
        return journal.counts["stored"] if journal is not None else 0

    def _run(self) -> None:
        pause = EVERY
        while not self._ended.wait(pause):
            pause = EVERY
            try:
                self.load()
            except BusyError:
                log.debug("something else writes: collected events wait")
            except Exception as error:
                log.exception("collected events were not loaded; they are tried again")
                if is_damage(error):
                    mark_damaged(self._point.ws)
                pause = AFTER_FAILURE
