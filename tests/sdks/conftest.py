"""A real server in a process of its own, and the real SDKs in theirs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from tagma.clock import Calendar
from tagma.collect.intake import Occurrence, interpret_body
from tagma.collect.journal import EVENT, Entry, Record
from tagma.collect.journal.layout import read_entries
from tagma.flows.collecting.keys import add_write_key
from tagma.workspace import open_workspace

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass
class Server:
    """``tagma serve`` on a workspace, restarted at will on the same port."""

    folder: Path
    key: str
    port: int
    log: IO[bytes]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "tagma", "-w", str(self.folder), "serve", "--no-open", "--json"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], stdout=self.log, stderr=self.log, cwd=self.folder
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server has ended by itself"
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not begin to listen")

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(with_signal)
            self.process.wait(40)
            self.process = None

    def records(self) -> list[Record]:
        folder = self.folder / ".tagma" / "journal"
        return [each.record for each in read_entries(folder) if isinstance(each, Entry)]

    def events(self) -> list[Occurrence]:
        found = [
            interpret_body(each, Calendar("Asia/Shanghai")) for each in self.records() if each.kind == EVENT
        ]
        return [each for each in found if each is not None]

    def types(self) -> list[str]:
        return sorted(json.loads(each.body).get("type", "refused") for each in self.records())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "tagma.yaml").write_text("name: sdks\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(folder, own=False) as ws:
        key = add_write_key(ws, "web", author="tests").key
    with (tmp_path / "server.log").open("wb") as log:
        made = Server(folder, key, free_port(), log)
        made.start()
        yield made
        made.stop()


def run_script(name: str, key: str, host: str, *more: str, timeout: float = 120) -> str:
    """Runs an SDK in a process of its own; what it prints."""
    command = [sys.executable, str(SCRIPTS / f"{name}.py"), key, host, *more]
    environment = {**os.environ, "NO_PROXY": "*", "no_proxy": "*"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=timeout, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
