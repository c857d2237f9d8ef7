"""Answers that stay true until something is loaded, applied or published, kept until then."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tagma.flows.definitions import load_applied
from tagma.flows.world import find_published

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from tagma.workspace import Workspace

T = TypeVar("T")

MOST = 200
_LOCK = threading.Lock()
_KEPT: OrderedDict[tuple[Path, Hashable], tuple[Any, Any]] = OrderedDict()


def keep_answer(ws: Workspace, question: Hashable, answer: Callable[[], T]) -> T:
    """The answer to a question about the portrait or the events, computed again only after they changed."""
    made_of = (
        load_applied(ws),
        ws.state.loads.list_times(),
        find_published(ws.engine),
    )
    key = (ws.folder, question)
    with _LOCK:
        kept = _KEPT.get(key)
        if kept is not None:
            _KEPT.move_to_end(key)
    if kept is not None and kept[0][0] is made_of[0] and kept[0][1:] == made_of[1:]:
        return cast("T", kept[1])
    found = answer()
    with _LOCK:
        _KEPT[key] = (made_of, found)
        while len(_KEPT) > MOST:
            _KEPT.popitem(last=False)
    return found
