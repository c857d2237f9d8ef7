"""Senders that send too slowly are cut off; others are answered meanwhile."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
import uvicorn

from tagma.server.access import patience
from tests.server.collect.conftest import Sender

HEAD = b"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n"
SLOW = {
    "says nothing": (b"", b""),
    "drips blanks": (b"", b"\r\n"),
    "drips its head": (b"POST /v1/batch HTTP/1.1\r\n", b"X-A: b\r\n"),
    "drips its body": (HEAD + b"\r\n{", b" "),
    "drips after an answer": (
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nPOST /v1/batch HTTP/1.1\r\n",
        b"X-A: b\r\n",
    ),
}


@pytest.fixture
def port(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(patience, "WHOLE", 1.0)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(sender.client.app, http=patience.PatientProtocol, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def drip(port: int, begin: bytes, more: bytes) -> bytes:
    """Sends slowly until the server closes; returns what it said."""
    said = b""
    with closing(socket.create_connection(("127.0.0.1", port))) as connection:
        connection.settimeout(0.1)
        connection.sendall(begin)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                part = connection.recv(4096)
                if not part:
                    return said
                said += part
                continue
            except TimeoutError:
                pass
            except ConnectionError:
                return said
            try:
                connection.sendall(more)
            except ConnectionError:
                return said
    raise AssertionError("the connection was kept")


def test_slow_senders_are_cut_off_and_others_are_answered(port: int, sender: Sender) -> None:
    told: dict[str, bytes] = {}
    threads = [
        threading.Thread(target=lambda name=name, parts=parts: told.update({name: drip(port, *parts)}))
        for name, parts in SLOW.items()
    ]
    for thread in threads:
        thread.start()
    body = {"writeKey": sender.key, "batch": []}
    with httpx.Client() as client:
        for number in range(20):
            body["batch"] = [{"type": "track", "event": "x", "userId": "u", "messageId": f"m{number}"}]
            answer = client.post(f"http://127.0.0.1:{port}/v1/batch", content=json.dumps(body))
            assert answer.status_code == 200
    for thread in threads:
        thread.join()
    assert told.keys() == SLOW.keys()
    assert all(b" 200 " not in said for name, said in told.items() if name != "drips after an answer")
    assert told["drips after an answer"].count(b"HTTP/1.1") == 1


def test_a_large_head_is_refused(port: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", port))) as connection:
        connection.sendall(b"GET /v1/batch HTTP/1.1\r\n" + b"X-A: " + b"b" * 70_000 + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_a_body_that_says_it_is_too_large_is_not_waited_for(port: int) -> None:
    said = drip(port, HEAD.replace(b"100000", b"6000000") + b"\r\n{", b"")
    assert said.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in said.lower()
