"""The real server under kill -9, SIGTERM and senders that misbehave: acknowledged is stored, and once."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tagma.engine.dialect import query
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.storage import verify
from tagma.identity.collected import forget_collected
from tagma.workspace import Workspace, open_workspace
from tests.sdks.conftest import Server

pytestmark = pytest.mark.slow


@dataclass
class Writer:
    """Sends batch after batch, each until it is acknowledged, as SDKs do."""

    server: Server
    name: str
    acknowledged: list[str] = field(default_factory=list)
    sent: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            ids = [f"{self.name}-{number + each}" for each in range(10)]
            events = [
                {"type": "track", "event": "Tick", "userId": self.name, "messageId": each} for each in ids
            ]
            events.append(
                {"type": "identify", "userId": self.name, "messageId": f"i-{ids[0]}", "traits": {"n": number}}
            )
            while not self._post({"writeKey": self.server.key, "batch": events}):
                if self.ended.is_set():
                    return
                time.sleep(0.02)
            self.acknowledged += ids
            number += 10

    def _post(self, body: object) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            self.sent += 1
            connection.request("POST", "/v1/batch", json.dumps(body).encode())
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def start_writers(server: Server, count: int) -> tuple[list[Writer], list[threading.Thread]]:
    writers = [Writer(server, f"w{number}") for number in range(count)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    return writers, threads


def check(server: Server, writers: list[Writer]) -> None:
    """Acknowledged ⊆ stored, nothing twice, the warehouse equal to a rebuild."""
    with open_workspace(server.folder, purpose="tests") as ws:
        load_collected(ws)
        first = read_all(ws)
        forget_collected(ws.engine)
        load_collected(ws)
        assert read_all(ws) == first
        assert verify(ws).findings == ()
        rows = ws.engine.query(query('SELECT "_message_id" AS m FROM "events"."Tick"'), step="ids")
    stored = Counter(rows.column("m").to_pylist())
    assert max(stored.values()) == 1
    assert {each for writer in writers for each in writer.acknowledged} <= stored.keys()
    assert sum(len(writer.acknowledged) for writer in writers) > 100


def read_all(ws: Workspace) -> list[list[str]]:
    tables = ('"events"."Tick"', "people.customers", "people.trait_history")
    return [
        sorted(map(repr, ws.engine.query(query(f"SELECT * FROM {name}"), step="all").to_pylist()))
        for name in tables
    ]


def test_nothing_acknowledged_is_lost_by_kill_9(server: Server) -> None:
    dice = random.Random(3)
    writers, threads = start_writers(server, 6)
    for _ in range(int(os.environ.get("TAGMA_SERVER_KILLS", "3"))):
        time.sleep(1.5 + dice.random() * 2)
        server.stop(signal.SIGKILL)
        server.start()
    time.sleep(2)
    for writer in writers:
        writer.ended.set()
    for thread in threads:
        thread.join()
    server.stop()
    check(server, writers)


def test_a_sigterm_under_load_finishes_what_is_answered(server: Server) -> None:
    writers, threads = start_writers(server, 6)
    time.sleep(4)
    started = time.monotonic()
    server.stop(signal.SIGTERM)
    assert time.monotonic() - started < 30
    for writer in writers:
        writer.ended.set()
    for thread in threads:
        thread.join()
    check(server, writers)


def talk(server: Server, data: bytes, *, half: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(data)
        if half:
            connection.shutdown(socket.SHUT_WR)
        connection.settimeout(10)
        answer = b""
        try:
            while part := connection.recv(65_536):
                answer += part
                if not half and b"\r\n\r\n" in answer:
                    break
        except OSError:
            pass
        return answer


def test_requests_that_are_not_whole_leave_nothing(server: Server) -> None:
    body = json.dumps(
        {"writeKey": server.key, "batch": [{"type": "track", "event": "x", "userId": "u"}]}
    ).encode()
    head = b"POST /v1/batch HTTP/1.1\r\nHost: x\r\n"
    whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    cut = head + b"Content-Length: %d\r\n\r\n" % (len(body) + 50) + body
    assert b" 200 " not in talk(server, cut, half=True)
    wrong_chunk = head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body + b"\r\n0\r\n\r\n"
    assert b" 200 " not in talk(server, wrong_chunk)
    unfinished = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n"
    assert b" 200 " not in talk(server, unfinished, half=True)
    declared = head + b"Content-Length: 1073741824\r\n\r\n"
    assert b" 413 " in talk(server, declared)
    folder = server.folder / ".tagma" / "journal"
    assert not folder.exists() or server.records() == []
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"
    assert b" 200 " in talk(server, chunked)
    assert b" 200 " in talk(server, whole)
    expecting = head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    assert b" 100 " in talk(server, expecting)
    assert len(server.records()) == 1


def test_many_slow_senders_do_not_hold_up_others(server: Server) -> None:
    slow = []
    for number in range(100):
        connection = socket.create_connection(("127.0.0.1", server.port), 10)
        connection.sendall(
            b"POST /v1/batch HTTP/1.1\r\nHost: x\r\n"
            + (b"Content-Length: 90\r\n\r\n{" if number % 2 else b"X-A: ")
        )
        slow.append(connection)
    writer = Writer(server, "quick")
    thread = threading.Thread(target=writer.run)
    thread.start()
    time.sleep(3)
    writer.ended.set()
    thread.join()
    assert len(writer.acknowledged) > 50
    for connection in slow:
        connection.close()


def test_the_port_of_a_workspace_has_one_writer(server: Server, tmp_path: Path) -> None:
    from tagma.collect.journal import open_journal
    from tagma.errors import BusyError

    assert Writer(server, "one")._post(
        {"writeKey": server.key, "batch": [{"type": "track", "event": "x", "userId": "u"}]}
    )
    with pytest.raises(BusyError), open_journal(server.folder / ".tagma" / "journal"):
        pass
