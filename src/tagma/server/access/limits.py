"""How often somebody may try to log in, per name and per address."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from tagma.errors import Text
from tagma.govern.refusals import TooManyError

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = 15 * 60.0
FAILURES_PER_NAME = 10
FAILURES_PER_ADDRESS = 30
_MOST_SUBJECTS = 10_000


class Limiter:
    """Failures of the last minutes, in memory; the oldest subjects are forgotten first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def check(self, name: str | None, address: str) -> None:
        """Refuses a try where there were too many failures.

        Raises:
            TooManyError: says when the next try is taken.
        """
        with self._lock:
            now = self._clock()
            waits = [self._wait(subject, limit, now) for subject, limit in _list_subjects(name, address)]
        if max(waits) > 0:
            what = Text("too many failed log-ins", "登录失败次数过多")
            raise TooManyError(what, math.ceil(max(waits)))

    def fail(self, name: str | None, address: str) -> None:
        """Remembers a failure."""
        with self._lock:
            for subject, limit in _list_subjects(name, address):
                times = self._failures.setdefault(subject, deque(maxlen=limit))
                times.append(self._clock())
                self._failures.move_to_end(subject)
            while len(self._failures) > _MOST_SUBJECTS:
                self._failures.popitem(last=False)

    def succeed(self, name: str) -> None:
        """Forgets the failures of a name; those of the address stay."""
        with self._lock:
            self._failures.pop(("name", name.casefold()), None)

    def _wait(self, subject: tuple[str, str], limit: int, now: float) -> float:
        times = self._failures.get(subject, deque())
        return times[0] + WINDOW - now if len(times) == limit else 0.0


def _list_subjects(name: str | None, address: str) -> list[tuple[tuple[str, str], int]]:
    subjects = [(("address", address), FAILURES_PER_ADDRESS)]
    if name is not None:
        subjects.append((("name", name.casefold()), FAILURES_PER_NAME))
    return subjects
