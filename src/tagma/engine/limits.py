"""A limit on how long questions may take: a query that runs past it is interrupted and says so."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from tagma.errors import EngineError, Place, Text, TooLongError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DEADLINE: ContextVar[tuple[float, float] | None] = ContextVar("deadline", default=None)


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """All queries of this thread inside end together within so many seconds; an earlier limit stays."""
    outer = _DEADLINE.get()
    deadline = time.monotonic() + seconds
    token = _DEADLINE.set(outer if outer is not None and outer[0] <= deadline else (deadline, seconds))
    try:
        yield
    finally:
        _DEADLINE.reset(token)


@contextmanager
def watching(interrupt: Callable[[], object], step: str) -> Iterator[None]:
    """Interrupts what runs inside at the deadline, where there is one.

    Raises:
        TooLongError: it was interrupted.
    """
    limit = _DEADLINE.get()
    if limit is None:
        yield
        return
    deadline, seconds = limit
    fired, done, turn = threading.Event(), threading.Event(), threading.Lock()

    def fire() -> None:
        # Again and again: an interrupt that comes before the query has begun is forgotten.
        while not done.is_set():
            fired.set()
            with turn:
                if not done.is_set():
                    interrupt()
            done.wait(0.05)

    timer = threading.Timer(max(deadline - time.monotonic(), 0.001), fire)
    timer.daemon = True
    timer.start()
    try:
        yield
    except EngineError as error:
        if fired.is_set():
            raise _too_long(seconds, step) from error
        raise
    finally:
        with turn:
            done.set()
        timer.cancel()


def _too_long(seconds: float, step: str) -> TooLongError:
    return TooLongError(
        Text(
            f"this took longer than {seconds:g} seconds and was stopped",
            f"计算超过 {seconds:g} 秒，已停止",
        ),
        where=Place(field=step),
        next_step=Text(
            "shorten the time windows, drop “any(...)” and long sequences, or save it as a tag: "
            "a refresh has no such limit",
            "请缩短时间窗口，去掉“any(...)”与较长的序列，或保存为标签：更新运行没有此限制",
        ),
    )
