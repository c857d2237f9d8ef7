"""A real server process over a workspace."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import ENVIRONMENT

PATIENCE = 60.0


@dataclass(frozen=True)
class Serving:
    """A server that has said where it is."""

    folder: Path
    url: str
    token: str
    process: subprocess.Popen[str]

    @property
    def key(self) -> str:
        said = json.loads((self.folder / ".tagma" / "server.json").read_text(encoding="utf-8"))
        return str(said["key"])

    def end(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal and waits for the end; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    """Serves a folder until the end of the block."""
    command = [
        sys.executable,
        "-m",
        "tagma",
        "-w",
        str(folder),
        "serve",
        "--port",
        "0",
        "--no-open",
        *options,
    ]
    log = folder.parent / f"{folder.name}.log"
    with log.open("w", encoding="utf-8") as out:
        environment = {**os.environ, **ENVIRONMENT}
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, text=True, env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while (found := re.search(r"(http://\S+:\d+)/#token=(\S+)", log.read_text(encoding="utf-8"))) is None:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)
        yield Serving(folder, found[1], found[2], process)
    finally:
        process.kill()
        process.wait()
