"""Answers that stay true until something is loaded, applied or published, kept until then."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tagma.flows.definitions import load_applied
from tagma.flows.world import find_published
from tagma.identity.collected import read_position

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from tagma.flows.definitions import CheckedDefinitions
    from tagma.workspace import Workspace

T = TypeVar("T")

MOST = 200
SECONDS = 30.0
"""How long an answer about events is kept while events are collected all the time."""

_LOCK = threading.Lock()
_KEPT: OrderedDict[tuple[Path, Hashable], _Kept] = OrderedDict()


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer and what it was made of.

    Attributes:
        position: up to where collected events were loaded; None where they do not matter.
        at: of the monotonic clock.
    """

    applied: CheckedDefinitions
    rest: object
    position: int | None
    at: float
    answer: Any


def keep_answer(ws: Workspace, question: Hashable, answer: Callable[[], T], *, collected: bool = False) -> T:
    """The answer to a question, computed again only after something was loaded, applied or published.

    Args:
        collected: whether the answer speaks of events that are collected between refreshes, too.
    """
    applied = load_applied(ws)
    rest = (ws.state.loads.list_times(), find_published(ws.engine))
    position = read_position(ws.engine) if collected else None
    key = (ws.folder, question)
    with _LOCK:
        kept = _KEPT.get(key)
        if kept is not None:
            _KEPT.move_to_end(key)
    same = kept is not None and kept.applied is applied and kept.rest == rest
    if kept is not None and same and (kept.position == position or time.monotonic() - kept.at < SECONDS):
        return cast("T", kept.answer)
    found = answer()
    with _LOCK:
        _KEPT[key] = _Kept(applied, rest, position, time.monotonic(), found)
        while len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return found
