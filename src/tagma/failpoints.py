"""Places where a test may make this process fail: ended at once, or refused by the disk.

``TAGMA_FAIL_AT`` names them: ``NAME`` ends the process there as kill -9 does, ``NAME=eio`` and ``NAME=full``
raise what a failing and a full disk raise; ``:3`` means the third time only, ``:3+`` from the third time on.
Several are separated by commas. Without the variable a point costs one comparison.
"""

from __future__ import annotations

import errno
import os
import signal
import threading
from dataclasses import dataclass

VARIABLE = "TAGMA_FAIL_AT"
_ERRORS = {"eio": errno.EIO, "full": errno.ENOSPC}


@dataclass(slots=True)
class Failure:
    """What happens at one point.

    Attributes:
        first: the pass at which it happens; ``on``: at every later one too.
    """

    action: str = ""
    first: int = 1
    on: bool = False
    passed: int = 0


def read_failures(text: str) -> dict[str, Failure]:
    """The failures that a text asks for, by name of the point."""
    found: dict[str, Failure] = {}
    for part in filter(None, text.split(",")):
        spec, _, times = part.partition(":")
        name, _, action = spec.partition("=")
        first = times.removesuffix("+")
        found[name] = Failure(action, int(first or 1), times.endswith("+"))
    return found


_FAILURES = read_failures(os.environ.get(VARIABLE, ""))
_LOCK = threading.Lock()


def reach(point: str, detail: str = "") -> None:
    """Passes a point, unless this is where the process is to fail.

    Args:
        detail: of what is at work; ``NAME@DETAIL`` fails for that only.

    Raises:
        OSError: the disk is to fail, or to be full.
    """
    if _FAILURES:
        _fail(point, detail)


def _fail(point: str, detail: str) -> None:
    with _LOCK:
        failure = _FAILURES.get(f"{point}@{detail}") or _FAILURES.get(point)
        if failure is None:
            return
        failure.passed += 1
        due = failure.passed == failure.first or (failure.on and failure.passed > failure.first)
    if not due:
        return
    if failure.action in _ERRORS:
        number = _ERRORS[failure.action]
        raise OSError(number, os.strerror(number))
    os.kill(os.getpid(), signal.SIGKILL)
