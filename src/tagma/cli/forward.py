"""Commands that a running server carries out: sent there as they were typed, answered piece by piece."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tagma.flows.beside import Order, Running, find_server

if TYPE_CHECKING:
    from collections.abc import Iterable
    from http.client import HTTPConnection

CARRIED = frozenset({
    "apply", "changes", "count", "customers", "events", "explain", "history", "lineage", "mece", "plan",
    "profile", "refresh", "runs", "segments", "sources", "sql", "tags", "traits", "words",
})  # fmt: skip
"""The verbs that need the warehouse; a server that owns it carries them out."""

VARIABLES = ("TAGMA_LANG", "TAGMA_TRACEBACK", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "TERM", "COLORTERM",
             "NO_COLOR", "FORCE_COLOR")  # fmt: skip
_VALUED = ("-w", "--workspace", "--lang")
_PATIENCE = 10.0
STOPPED_EXIT = 130
GONE_EXIT = 4


def forward_words(words: list[str]) -> int | None:
    """Has a running server carry a command out; returns its exit code.

    Args:
        words: options before the verb first.

    Returns:
        None where there is no such server or the verb does not need one: the command then works by itself.
    """
    folder, verb = _read_front(words)
    if verb not in CARRIED or {"-h", "--help"} & {*words}:
        return None
    try:
        running = find_server(folder, Path.cwd())
    except OSError:  # a working directory that is gone
        return None
    return None if running is None else _ask(running, words)


def _ask(running: Running, words: list[str]) -> int | None:
    connection = _connect(running)
    try:
        connection.request("POST", "/api/v1/command", json.dumps(asdict(_describe(words))), _sign(running))
        answer = connection.getresponse()
        if answer.status in (401, 404):
            return None  # something else answers there
        if answer.status != 200:
            return _tell_refusal(answer.read())
        if connection.sock is not None:
            connection.sock.settimeout(None)
        return _follow(running, answer)
    except (OSError, ValueError):
        return None
    finally:
        connection.close()


def _follow(running: Running, answer: Iterable[bytes]) -> int:
    """Writes what comes as it comes; Ctrl-C stops the command there, a second one does not wait for it."""
    command, pieces, asked = "", iter(answer), False
    while True:
        try:
            piece: dict[str, Any] = json.loads(next(pieces))
            command = piece.get("id", command)
            if "exit" in piece:
                return int(piece["exit"])
            if "text" in piece:
                stream = sys.stderr if piece["stream"] == "err" else sys.stdout
                stream.write(piece["text"])
                stream.flush()
        except KeyboardInterrupt:
            if asked:
                return STOPPED_EXIT
            asked = True
            _stop(running, command)
        except BrokenPipeError:
            return _end_quietly()
        except (StopIteration, OSError, ValueError):
            return _tell_end()


def _stop(running: Running, command: str) -> None:
    with suppress(OSError):
        connection = _connect(running)
        connection.request("POST", f"/api/v1/command/{command}/stop", headers=_sign(running))
        connection.getresponse().read()
        connection.close()


def _describe(words: list[str]) -> Order:
    from getpass import getuser

    try:
        user = getuser()
    except (KeyError, OSError):
        user = ""
    return Order(
        words=tuple(words),
        folder=str(Path.cwd()),
        variables={name: os.environ[name] for name in VARIABLES if name in os.environ},
        width=shutil.get_terminal_size((100, 24)).columns,
        out_terminal=sys.stdout.isatty(),
        err_terminal=sys.stderr.isatty(),
        user=user,
    )


def _connect(running: Running) -> HTTPConnection:
    from http.client import HTTPConnection

    address = urlsplit(running.url)
    return HTTPConnection(address.hostname or "", address.port, timeout=_PATIENCE)


def _sign(running: Running) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.key}", "Content-Type": "application/json"}


def _read_front(words: list[str]) -> tuple[Path | None, str | None]:
    """The workspace that is named before the verb, and the verb."""
    folder: Path | None = None
    waiting = iter(words)
    for word in waiting:
        name, joined, value = word.partition("=")
        if name in _VALUED:
            value = value if joined else next(waiting, "")
            if name != "--lang":
                folder = Path(value)
        elif word.startswith("-"):
            return folder, None
        else:
            return folder, word
    return folder, None


def _tell_refusal(body: bytes) -> int:
    from tagma.cli.render.errors import print_problem

    error = json.loads(body)["error"]
    print_problem(error["code"], error["message"], error["next"], json=False)
    return GONE_EXIT


def _tell_end() -> int:
    from tagma.cli.desk import choose_language
    from tagma.cli.render.errors import print_problem

    if choose_language(None) == "zh":
        print_problem("busy", "工作区的服务器在命令完成之前已结束", "请重新运行该命令", json=False, zh=True)
    else:
        message = "the server of this workspace ended before the command did"
        print_problem("busy", message, "run the command again", json=False)
    return GONE_EXIT


def _end_quietly() -> int:
    """Whoever read the answer has enough of it."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
