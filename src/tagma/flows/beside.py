"""Commands beside a running server: how they find it, and what they ask it to carry out.

Imports nothing heavy: every command looks here first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tagma.places import LOCK_FILE, RUNTIME_FOLDER, SERVER_FILE, SETTINGS_FILE


@dataclass(frozen=True, slots=True)
class Running:
    """A server that owns a workspace.

    Attributes:
        url: where it answers on this machine.
        key: the key of its start.
    """

    url: str
    pid: int
    key: str


@dataclass(frozen=True, slots=True)
class Order:
    """A command as it was typed, and where.

    Attributes:
        folder: the working directory, from which paths are meant.
        variables: of the environment, those that change how an answer looks.
        width: of the terminal.
        out_terminal: whether standard output is a terminal.
        err_terminal: whether standard error is one.
        user: who typed it.
    """

    words: tuple[str, ...]
    folder: str
    variables: Mapping[str, str]
    width: int
    out_terminal: bool
    err_terminal: bool
    user: str


Write = Callable[[str, str], None]
"""Takes the name of a stream, ``out`` or ``err``, and a piece of text."""


def find_server(folder: Path | None, start: Path) -> Running | None:
    """The server that owns a workspace: that of a folder, else the nearest at or above ``start``.

    What a dead server left behind is not taken for one: its process is gone, or does not hold the lock.
    """
    home = folder.expanduser() if folder is not None else _find_home(start)
    if home is None:
        return None
    runtime = home / RUNTIME_FOLDER
    try:
        said = json.loads((runtime / SERVER_FILE).read_text(encoding="utf-8"))
        running = Running(str(said["url"]), int(said["pid"]), str(said["key"]))
        owner = json.loads((runtime / LOCK_FILE).read_text(encoding="utf-8"))
        os.kill(running.pid, 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return running if isinstance(owner, dict) and owner.get("pid") == running.pid else None


@contextmanager
def announced(runtime: Path, url: str, key: str) -> Iterator[None]:
    """Lets commands on this machine find the server; only its own user can read how."""
    path, fresh = runtime / SERVER_FILE, runtime / f"{SERVER_FILE}.new"
    with suppress(FileNotFoundError):
        fresh.unlink()
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(asdict(Running(url, os.getpid(), key)), file)
    fresh.replace(path)
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            path.unlink()


def _find_home(start: Path) -> Path | None:
    here = start.resolve()
    return next((each for each in (here, *here.parents) if (each / SETTINGS_FILE).is_file()), None)
