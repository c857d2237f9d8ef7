"""Carries out a command inside a server, in a seat of its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TextIO, cast

from tagma.cli.seat import SEAT, Seat

if TYPE_CHECKING:
    from tagma.flows.beside import Order, Write
    from tagma.server.commands import CarryOut
    from tagma.workspace import Workspace


class Pipe(io.TextIOBase):
    """A stream to the caller of a command."""

    encoding = "utf-8"

    def __init__(self, name: str, write: Write, *, terminal: bool) -> None:
        self._name, self._write, self._terminal = name, write, terminal

    def write(self, text: str) -> int:
        if text:
            self._write(self._name, text)
        return len(text)

    def isatty(self) -> bool:
        return self._terminal

    def writable(self) -> bool:
        return True


def make_carrier(house: Any) -> CarryOut:
    """What carries out commands with the verbs of a command line, the one that started the server."""

    def carry_out(
        ws: Workspace,
        order: Order,
        write: Write,
        working: Callable[[str], AbstractContextManager[None]],
        stopped: Callable[[], bool],
    ) -> int:
        out = cast("TextIO", Pipe("out", write, terminal=order.out_terminal))
        err = cast("TextIO", Pipe("err", write, terminal=order.err_terminal))
        token = SEAT.set(Seat(ws, order, out, err, working, stopped))
        try:
            code = house.main([*order.words], "tagma", standalone_mode=False)
        finally:
            SEAT.reset(token)
        return code if isinstance(code, int) else 0

    return carry_out
