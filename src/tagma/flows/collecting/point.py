"""The point where events arrive: who may send, and the journal that they go to."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.clock import to_micros, wall_now
from tagma.collect.intake import Arrival
from tagma.collect.journal import Journal, open_journal
from tagma.flows.collecting.keys import map_keys
from tagma.flows.collecting.secret import check_key
from tagma.flows.collecting.secret import journal_folder as journal_folder
from tagma.flows.collecting.tally import Tally
from tagma.identity.collected import read_position

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import Future

    from tagma.collect.intake import Intake
    from tagma.collect.journal import Receipt
    from tagma.state import WriteKey
    from tagma.workspace import Workspace

KEYS_KEPT = 2.0

log = logging.getLogger("tagma.collect")
_OPEN: dict[Path, CollectionPoint] = {}


def find_point(ws: Workspace) -> CollectionPoint | None:
    """The point that this process has for a workspace."""
    return _OPEN.get(ws.folder)


class CollectionPoint:
    """Takes events for one workspace. The journal is opened by the first event and kept open.

    Attributes:
        tally: what was counted since the start.
    """

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.tally = Tally()
        self._closing = ExitStack()
        self._journal: Journal | None = None
        self._lock = threading.Lock()
        self._keys: dict[str, WriteKey] = {}
        self._read_at = float("-inf")
        check_key(ws)
        _OPEN[ws.folder] = self

    @property
    def journal(self) -> Journal:
        """The journal, opened.

        Raises:
            TagmaError: another process writes it, or it cannot be opened.
        """
        with self._lock:
            if self._journal is None:
                _OPEN[self.ws.folder] = self
                least = read_position(self.ws.engine)
                opening = open_journal(journal_folder(self.ws), least=least)
                self._journal = self._closing.enter_context(opening)
            return self._journal

    @property
    def opened(self) -> Journal | None:
        """The journal where something has opened it."""
        return self._journal

    def find_source(self, keys: Iterable[str]) -> WriteKey | None:
        """The source of the first key that is known."""
        if time.monotonic() - self._read_at > KEYS_KEPT:
            self._keys = map_keys(self.ws, wall_now())
            self._read_at = time.monotonic()
        return next((self._keys[key] for key in keys if key in self._keys), None)

    def arrive(self, source: str, route: str, peer: str, agent: str = "") -> Arrival:
        """A request whose last byte has just come."""
        return Arrival(source, to_micros(wall_now()), route, peer, agent)

    def submit(self, intake: Intake) -> Future[Receipt]:
        """Hands what was made of a request to the journal.

        Raises:
            OverloadedError: no room; nothing of it was taken.
            JournalFullError: at once or through the promise: the disk does not take it.
        """
        promise = self.journal.submit(intake.records)
        self.tally.refused.update(intake.refused)
        if intake.accepted:
            self.tally.accepted[intake.records[0].source, intake.family] += intake.accepted
        return promise

    def close(self) -> None:
        """Commits what waits and closes the journal."""
        _OPEN.pop(self.ws.folder, None)
        with self._lock:
            self._closing.close()
            self._journal = None
