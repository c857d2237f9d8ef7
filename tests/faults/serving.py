"""A real server process that is killed, limited, traced and restarted, always on the same port."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tagma.collect.journal import Entry, Record
from tagma.collect.journal.layout import read_entries
from tagma.flows.collecting.keys import add_write_key
from tagma.workspace import open_workspace

PATIENCE = 90.0


@dataclass
class Server:
    """``tagma serve`` on a workspace.

    Attributes:
        before: what stands before the command, such as ``strace``.
        limits: of ``resource``, set in the process before it begins.
    """

    folder: Path
    key: str
    port: int
    before: Sequence[str] = ()
    limits: Mapping[int, int] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def runtime(self) -> Path:
        return self.folder / ".tagma"

    @property
    def journal(self) -> Path:
        return self.runtime / "journal"

    @property
    def said(self) -> str:
        """All that its processes have written."""
        return (self.folder.parent / f"{self.folder.name}.log").read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        """Of the server itself, where something stands before it."""
        owner = json.loads((self.runtime / "owner.lock").read_text(encoding="utf-8"))
        return int(owner["pid"])

    def launch(self, **environment: str) -> subprocess.Popen[bytes]:
        """Starts the process without waiting for it."""
        command = [*self.before, sys.executable, "-m", "tagma", "-w", str(self.folder), "serve"]
        command += ["--no-open", "--json", "--port", str(self.port)]

        def limit() -> None:
            for what, most in self.limits.items():
                resource.setrlimit(what, (most, most))

        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **environment}, preexec_fn=limit
            )  # fmt: skip
        return self.process

    def start(self, **environment: str) -> float:
        """Starts and waits until it listens; returns the seconds that took."""
        begun = time.monotonic()
        process = self.launch(**environment)
        while time.monotonic() < begun + PATIENCE:
            assert process.poll() is None, self.said[-3000:]
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return time.monotonic() - begun
            time.sleep(0.03)
        raise AssertionError("the server did not begin to listen")

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Ends it by a signal; returns the seconds that took."""
        assert self.process is not None
        begun = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number) if self.before else self.process.send_signal(number)
        self.process.wait(PATIENCE)
        self.process = None
        return time.monotonic() - begun

    def wait(self) -> int:
        """Waits until it ends by itself; returns how."""
        assert self.process is not None
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            if self.before:
                with contextlib.suppress(OSError, ValueError, KeyError):
                    os.kill(self.pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()

    def send(self, *events: object, path: str = "/v1/batch") -> int:
        """Sends one batch; the status of the answer."""
        return self.ask("POST", path, json.dumps({"writeKey": self.key, "batch": events}).encode())[0]

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it need not read all of it
                connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Asks the API as the administrator of this machine."""
        with contextlib.closing(self.log_in()) as client:
            answer = client.request(method, f"/api/v1{path}", json=body)
            assert answer.status_code < 400, answer.text
            return answer.json() if answer.content else None

    def log_in(self) -> httpx.Client:
        """A client that is logged in by the token of this start.

        Raises:
            httpx.HTTPError: the server is not there.
        """
        url = f"http://127.0.0.1:{self.port}"
        client = httpx.Client(base_url=url, headers={"origin": url}, timeout=60)
        try:
            token = self._wait_for_token()
            me = client.post("/api/v1/session", json={"token": token}).json()
            client.headers["x-csrf-token"] = me["csrf"]
        except BaseException:
            client.close()
            raise
        return client

    def _wait_for_token(self) -> str:
        """The token of this start, which is said when the server already answers."""
        until = time.monotonic() + PATIENCE
        while not (found := re.findall(r'"token": "([^"]+)"', self.said)):
            assert time.monotonic() < until, self.said[-3000:]
            time.sleep(0.05)
        return str(found[-1])

    def settle(self) -> None:
        """Waits until everything that was taken is loaded."""
        until = time.monotonic() + PATIENCE
        while self.call("GET", "/collect/health")["journal"]["lag_events"]:
            assert time.monotonic() < until, "what was taken is not loaded"
            time.sleep(0.2)

    def memory(self, what: str = "VmRSS") -> int:
        """Bytes that the process holds, now or at most (``VmHWM``)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith(f"{what}:"))
        return int(line.split()[1]) << 10

    def records(self) -> list[Record]:
        if not self.journal.exists():
            return []
        return [each.record for each in read_entries(self.journal) if isinstance(each, Entry)]


def make_server(folder: Path, **more: Any) -> Server:
    """A server over a workspace, made unless it is there."""
    folder.mkdir(exist_ok=True)
    if not (folder / "tagma.yaml").exists():
        (folder / "tagma.yaml").write_text("name: faults\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(folder, own=False) as ws:
        key = add_write_key(ws, "web", author="tests").key
    return Server(folder, key, find_port(), **more)


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, *, environment: Mapping[str, str] | None = None, **more: Any) -> Iterator[Server]:
    """A server that has begun, and has ended whatever happens."""
    server = make_server(folder, **more)
    try:
        server.start(**(environment or {}))
        yield server
    finally:
        server.end()


def talk(port: int, data: bytes, *, half: bool = False, wait: float = 10) -> bytes:
    """Sends bytes as they are; everything that comes back until the server closes or nothing more comes."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(data)
        if half:
            connection.shutdown(socket.SHUT_WR)
        connection.settimeout(wait)
        answer = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65_536):
                answer += part
        return answer
