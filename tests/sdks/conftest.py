"""A real server in a process of its own, and the real SDKs in theirs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
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
NODE_SCRIPTS = Path(__file__).parent / "node"
PACKAGES = NODE_SCRIPTS / "node_modules"
SOURCES = 60
ALONE = {**os.environ, "NO_PROXY": "*", "no_proxy": "*"}


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
            assert self.process.poll() is None, Path(self.log.name).read_text()
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
        return interpret_records(self.records())

    def types(self) -> list[str]:
        return name_types(self.records())


@dataclass(frozen=True)
class Source:
    """What one test sends to a server that many use: under a write key of its own."""

    server: Server
    name: str
    key: str

    @property
    def url(self) -> str:
        return self.server.url

    def records(self) -> list[Record]:
        return [each for each in self.server.records() if each.source == self.name]

    def events(self) -> list[Occurrence]:
        return interpret_records(self.records())

    def types(self) -> list[str]:
        return name_types(self.records())


def interpret_records(records: Iterable[Record]) -> list[Occurrence]:
    """What the events among the records say."""
    found = [interpret_body(each, Calendar("Asia/Shanghai")) for each in records if each.kind == EVENT]
    return [each for each in found if each is not None]


def name_types(records: Iterable[Record]) -> list[str]:
    """The types that the senders gave, sorted."""
    return sorted(json.loads(each.body).get("type", "refused") for each in records)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_sources(above: Path, names: Iterable[str]) -> Iterator[tuple[Server, list[Source]]]:
    """A server over a new workspace with a write key for each name."""
    folder = above / "workspace"
    folder.mkdir()
    (folder / "tagma.yaml").write_text("name: sdks\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(folder, own=False) as ws:
        keys = {name: add_write_key(ws, name, author="tests").key for name in names}
    with (above / "server.log").open("wb") as log:
        made = Server(folder, next(iter(keys.values())), free_port(), log)
        made.start()
        try:
            yield made, [Source(made, name, key) for name, key in keys.items()]
        finally:
            made.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own: it may be stopped and killed."""
    with serve_sources(tmp_path, ["web"]) as (made, _):
        yield made


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Source]]:
    """Sources of one server that many tests share; each test takes one of them or more."""
    above = tmp_path_factory.mktemp("sdks")
    with serve_sources(above, [f"source-{number}" for number in range(SOURCES)]) as (_, made):
        yield made


@pytest.fixture
def source(sources: list[Source]) -> Source:
    """A source that nothing was sent to yet."""
    return sources.pop()


def run_script(name: str, key: str, host: str, *more: str, timeout: float = 120) -> str:
    """Runs an SDK in a process of its own; what it prints."""
    command = [sys.executable, str(SCRIPTS / f"{name}.py"), key, host, *more]
    return run_command(command, timeout)


def run_command(command: list[str], timeout: float = 120) -> str:
    """Runs a command that must succeed; what it prints."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=ALONE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def find_node() -> str:
    """The machine's Node, or the one that ``make`` took from PyPI; the test is skipped where there is none."""
    found = shutil.which("node", path=f"{Path(sys.prefix) / '.node' / 'bin'}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip("no Node on this machine")
    if not PACKAGES.is_dir():
        pytest.skip("the SDKs for Node are not here: make sdks")
    return found


def node_command(name: str, key: str, host: str, *more: str) -> list[str]:
    """The command that runs a Node SDK."""
    return [find_node(), "--no-deprecation", str(NODE_SCRIPTS / f"{name}.mjs"), key, host, *more]
