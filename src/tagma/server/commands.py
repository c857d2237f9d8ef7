"""Commands of this machine that the server carries out, because it owns the workspace."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from tagma.errors import NotFoundError, Text
from tagma.ids import new_run_id
from tagma.server.worker import Watch, Worker

if TYPE_CHECKING:
    from tagma.flows.beside import Order, Write
    from tagma.workspace import Workspace

CarryOut = Callable[
    ["Workspace", "Order", "Write", Callable[[str], AbstractContextManager[None]], Callable[[], bool]], int
]
"""What does the work: workspace, order, where to write, what to hold, whether it was stopped → exit code."""

WRITING = {
    "apply": Text("applying definitions", "应用定义"),
    "refresh": Text("a refresh", "画像更新"),
    "load": Text("loading sources", "载入数据源"),
    "rebuild": Text("a rebuild", "重建"),
    "replay": Text("trying refused events again", "重新处理拒收数据"),
}
_FAILED = 70
log = logging.getLogger("tagma.server")


@dataclass
class Commands:
    """The commands under way.

    Attributes:
        carry_out: None where the server was started without a command line.
    """

    ws: Workspace
    worker: Worker
    carry_out: CarryOut | None = None
    _under_way: dict[str, Watch] = field(default_factory=dict)

    async def stream(self, order: Order, carry_out: CarryOut) -> AsyncIterator[str]:
        """Carries a command out; gives its id, what it writes, and its exit code, a JSON line each.

        When the caller goes away the command is stopped.
        """
        loop, pieces = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any]]()
        watch, command = Watch(), new_run_id()

        def put(piece: dict[str, Any]) -> None:
            with suppress(RuntimeError):  # the loop has ended, and nobody listens
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        self._under_way[command] = watch
        work = partial(self._work, order, carry_out, watch, put)
        threading.Thread(target=work, name=f"command {command}", daemon=True).start()
        try:
            yield _line({"id": command})
            while True:
                piece = await pieces.get()
                yield _line(piece)
                if "exit" in piece:
                    return
        finally:
            del self._under_way[command]
            watch.stop()

    def stop(self, command: str) -> None:
        """Stops a command.

        Raises:
            NotFoundError: it is not under way.
        """
        watch = self._under_way.get(command)
        if watch is None:
            raise NotFoundError(Text("this command is not under way", "该命令不在执行中"))
        watch.stop()

    def close(self) -> None:
        """Stops all commands; each still tells its caller."""
        for watch in list(self._under_way.values()):
            watch.stop()

    def _work(
        self, order: Order, carry_out: CarryOut, watch: Watch, put: Callable[[dict[str, Any]], None]
    ) -> None:
        def write(stream: str, text: str) -> None:
            put({"stream": stream, "text": text})

        code = _FAILED
        try:
            code = carry_out(self.ws, order, write, partial(self._working, watch, order.user), watch.stopped)
        except BaseException:
            log.exception("a command failed")
        finally:
            watch.end()
            put({"exit": code})

    @contextmanager
    def _working(self, watch: Watch, user: str, verb: str) -> Iterator[None]:
        """Lets a command be stopped inside its statements; one that writes waits for its turn."""
        what = WRITING.get(verb)
        if what is None:
            with watch.watching(self.ws.engine, writing=False):
                yield
            return
        with (
            self.worker.hold(what, user, short=False, watch=watch),
            watch.watching(self.ws.engine, writing=True),
        ):
            yield


def _line(piece: dict[str, Any]) -> str:
    return json.dumps(piece, ensure_ascii=False) + "\n"
