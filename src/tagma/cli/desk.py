"""Where a command speaks: in which language, as text or JSON, to standard output and standard error."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.cli.seat import echo, find_seat, find_stream, find_width, read_variable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tagma.errors import Language
    from tagma.settings import Settings
    from tagma.workspace import Workspace

PIPE_WIDTH = 100
LANGUAGE_VARIABLE = "TAGMA_LANG"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words before the verb ask for."""

    folder: Path | None = None
    language: Language | None = None


ASKED: ContextVar[Asked] = ContextVar("asked")


def find_asked() -> Asked:
    """What was asked for before the verb."""
    return ASKED.get(Asked())


@dataclass(frozen=True, slots=True)
class Desk:
    """What one command speaks through."""

    language: Language
    json: bool

    def say(self, en: str, zh: str) -> str:
        return zh if self.language == "zh" else en

    def answer(self, data: Any, *shown: RenderableType) -> None:
        """Prints the answer: data as JSON, or else what is to be shown."""
        if self.json:
            print_json(data)
        else:
            self.show(*shown)

    def show(self, *shown: RenderableType) -> None:
        console = make_console()
        for one in shown:
            console.print(one)


def make_console(*, stderr: bool = False) -> Console:
    """A console that neither reads markup nor colours numbers; 100 columns wide in a pipe."""
    from rich.console import Console

    seat = find_seat()
    width = find_width(stderr=stderr, piped=PIPE_WIDTH)
    if seat is None:
        return Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)
    stream = find_stream(stderr=stderr)
    return Console(
        file=stream, force_terminal=stream.isatty(), markup=False, highlight=False, emoji=False, width=width,
        _environ=seat.order.variables,
    )  # fmt: skip


def print_json(data: Any, *, stderr: bool = False) -> None:
    """Prints data as JSON in UTF-8: decimals as numbers, instants as ISO text with Z."""
    from tagma.flows.files import json_value

    echo(json_format.dumps(json_value(_plain(data)), ensure_ascii=False, indent=2), err=stderr)


def _plain(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    return [_plain(value) for value in data] if isinstance(data, list | tuple) else data


@contextmanager
def open_desk(verb: str, *, lang: Language | None, json: bool) -> Iterator[tuple[Workspace, Desk]]:
    """Opens the workspace that was asked for, and a desk in its language; in a server, it is open already.

    Raises:
        TagmaError: no workspace, or another process owns it.
    """
    seat = find_seat()
    if seat is not None:
        with seat.working(verb):
            yield seat.ws, make_desk(lang, json, seat.ws.settings)
        return
    from tagma.workspace import open_workspace

    with open_workspace(find_folder(), purpose=f"tagma {verb}") as ws:
        yield ws, make_desk(lang, json, ws.settings)


@contextmanager
def open_state_desk(*, lang: Language | None, json: bool) -> Iterator[tuple[Workspace, Desk]]:
    """The same without the warehouse, so that a server may own it meanwhile.

    Raises:
        TagmaError: no workspace.
    """
    from tagma.workspace import open_workspace

    with open_workspace(find_folder(), own=False) as ws:
        yield ws, make_desk(lang, json, ws.settings)


def find_folder() -> Path:
    """The workspace that was named with ``-w``, or the nearest one above the working directory.

    Raises:
        WorkspaceError: there is none.
    """
    seat = find_seat()
    if seat is not None:
        return seat.ws.folder
    from tagma.workspace import find_workspace

    return find_asked().folder or find_workspace(Path.cwd())


def make_desk(lang: Language | None, json: bool, settings: Settings | None = None) -> Desk:
    return Desk(choose_language(lang or find_asked().language, settings), json)


def choose_language(option: Language | None, settings: Settings | None = None) -> Language:
    """The option, else TAGMA_LANG, else the workspace's language where it is set, else that of LANG."""
    if option is not None:
        return option
    if named := _read_language(read_variable(LANGUAGE_VARIABLE) or ""):
        return named
    if settings is not None and "language" in settings.model_fields_set:
        return settings.language
    found = (read_variable(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return _read_language(next((value for value in found if value), "")) or "en"


def _read_language(value: str) -> Language | None:
    match value[:2].lower():
        case "zh":
            return "zh"
        case "en":
            return "en"
    return None
