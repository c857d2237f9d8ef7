"""Where a command sits: its streams, its environment, its folder.

A command of its own sits in its process. In a server many sit beside each other, each with what its caller
has, so that no command may ask the process itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from tagma.flows.beside import Order
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Seat:
    """The seat of a command in a server.

    Attributes:
        working: is held while the command of a verb works: takes its turn, lets it be stopped.
        stopped: whether the caller has stopped it.
    """

    ws: Workspace
    order: Order
    out: TextIO
    err: TextIO
    working: Callable[[str], AbstractContextManager[None]]
    stopped: Callable[[], bool]


SEAT: ContextVar[Seat | None] = ContextVar("seat", default=None)


def find_seat() -> Seat | None:
    """The seat in a server; None for a command of its own."""
    return SEAT.get()


def find_stream(*, stderr: bool = False) -> TextIO:
    """Where a command writes."""
    seat = SEAT.get()
    if seat is None:
        return sys.stderr if stderr else sys.stdout
    return seat.err if stderr else seat.out


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Writes a text as it is."""
    typer.echo(text, file=find_stream(stderr=err), nl=nl)


def read_variable(name: str) -> str | None:
    """A variable of the caller's environment."""
    seat = SEAT.get()
    return os.environ.get(name) if seat is None else seat.order.variables.get(name)


def find_width(*, stderr: bool, piped: int) -> int | None:
    """The width to write in; None where the terminal is asked."""
    if read_variable("COLUMNS") is not None:
        return None
    if not find_stream(stderr=stderr).isatty():
        return piped
    seat = SEAT.get()
    return None if seat is None else seat.order.width


def locate(path: Path) -> Path:
    """A path as the caller means it."""
    seat = SEAT.get()
    return path if seat is None else Path(seat.order.folder) / path.expanduser()
