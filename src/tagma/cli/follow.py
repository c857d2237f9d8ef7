"""Asks a server to carry out a command, and writes what it answers as it comes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tagma.flows.beside import Order, Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

VARIABLES = ("TAGMA_LANG", "TAGMA_TRACEBACK", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "TERM", "COLORTERM",
             "NO_COLOR", "FORCE_COLOR")  # fmt: skip
STOPPED_EXIT = 130
GONE_EXIT = 4
_PATIENCE = 10.0


def ask_server(running: Running, words: list[str]) -> int | None:
    """Has a command carried out; returns its exit code, or None where no such server answers."""
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
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()


def _follow(running: Running, answer: Iterable[bytes]) -> int:
    """Writes what comes as it comes; Ctrl-C stops the command there, a second one does not wait for it."""
    command = ""
    try:
        with _catching(lambda: _stop(running, command)):
            for line in answer:
                piece: dict[str, Any] = json.loads(line)
                command = piece.get("id", command)
                if "exit" in piece:
                    return int(piece["exit"])
                if "text" in piece:
                    stream = sys.stderr if piece["stream"] == "err" else sys.stdout
                    stream.write(piece["text"])
                    stream.flush()
    except KeyboardInterrupt:
        return STOPPED_EXIT
    except BrokenPipeError:
        return _end_quietly()
    except (OSError, HTTPException, ValueError):
        return _tell_end()
    return _tell_end()


@contextmanager
def _catching(stop: Callable[[], None]) -> Iterator[None]:
    """Turns the first Ctrl-C into ``stop``: raised within a read, it would lose what was half read."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(running: Running, command: str) -> None:
    with suppress(OSError, HTTPException):
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
    address = urlsplit(running.url)
    return HTTPConnection(address.hostname or "", address.port, timeout=_PATIENCE)


def _sign(running: Running) -> dict[str, str]:
    return {"Authorization": f"Bearer {running.key}", "Content-Type": "application/json"}


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
