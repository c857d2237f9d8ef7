"""F11, F12: requests that are broken, half, smuggled or far too large; all against one real server."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.oracle import wait_for_progress, writing
from tests.faults.serving import Server, serving, talk

HEAD = b"POST /v1/batch HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests here: each counts what it adds."""
    with serving(tmp_path_factory.mktemp("http") / "workspace") as made:
        yield made


def make_body(server: Server, name: str) -> bytes:
    event = {"type": "track", "event": "x", "userId": "u", "messageId": name}
    return json.dumps({"writeKey": server.key, "batch": [event]}).encode()


def list_names(server: Server) -> list[str]:
    return [json.loads(each.body)["event"]["messageId"] for each in server.records()]


def test_f11_what_is_not_whole_leaves_nothing(server: Server) -> None:
    body = make_body(server, "partial")
    length = b"Content-Length: %d\r\n" % len(body)
    chunked = b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n" % len(body) + body + b"\r\n"
    broken = [
        HEAD + b"Content-Length: %d\r\n\r\n" % (len(body) + 50) + body,  # disconnected in the body
        HEAD + length + b"\r\n" + body[: len(body) // 2],
        HEAD + chunked + b"zz\r\n" + body + b"\r\n0\r\n\r\n",  # a size that is none
        HEAD + chunked + b"-5\r\n" + body + b"\r\n0\r\n\r\n",
        HEAD + chunked + b"ffffffffffffffffff\r\n" + body + b"\r\n0\r\n\r\n",
        HEAD + chunked + chunk,  # no last chunk
        HEAD + chunked + b"%x\r\n" % (len(body) - 9) + body + b"\r\n0\r\n\r\n",  # longer than it says
        HEAD + length + chunked + chunk + b"0\r\n\r\n",  # two lengths
        HEAD + b"Transfer-Encoding: chunked\r\n" + length + b"\r\n" + chunk + b"0\r\n\r\n",
        HEAD + length + b"Content-Length: 3\r\n\r\n" + body,
        HEAD + b"Content-Length: +%d\r\n\r\n" % len(body) + body,
        HEAD + b"Content-Length: -1\r\n\r\n" + body,
        HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + body,
    ]
    for request in broken:
        answer = talk(server.port, request, half=True, wait=5)
        assert b" 200 " not in answer, (request[:90], answer[:200])
        assert not answer or answer.split(b" ")[1] in (b"400", b"413", b"501", b"503"), answer[:100]
    assert "partial" not in list_names(server)


def test_f11_a_second_request_hidden_in_the_first_is_not_carried_out(server: Server) -> None:
    hidden = make_body(server, "smuggled")
    inner = HEAD + b"Content-Length: %d\r\n\r\n" % len(hidden) + hidden
    outer = make_body(server, "outer")
    ways = [
        HEAD + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + len(inner)) + inner,
        HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(inner) + inner + b"\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n\r\n" % len(outer) + outer[:-1] + b" " + inner,
    ]  # fmt: skip
    for request in ways:
        talk(server.port, request, half=True, wait=5)
        assert "smuggled" not in list_names(server), request[:120]


def test_f11_pipelining_expectations_and_half_closed_senders(server: Server) -> None:
    one, two, three = (make_body(server, name) for name in ("pipe1", "pipe2", "half"))
    first = HEAD + b"Content-Length: %d\r\n\r\n" % len(one) + one
    second = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(two) + two
    assert talk(server.port, first + second).count(b" 200 ") == 2
    closing = HEAD + b"Content-Length: %d\r\n\r\n" % len(three) + three
    talk(server.port, closing, half=True, wait=3)  # an answer may be lost, the event may not be doubled
    expecting = make_body(server, "expect")
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(expecting))
        assert b" 100 " in connection.recv(1_000)
        connection.sendall(expecting)
        assert b" 200 " in connection.recv(1_000)
    names = list_names(server)
    assert [names.count(name) for name in ("pipe1", "pipe2", "expect")] == [1, 1, 1]
    assert names.count("half") <= 1


def test_f12_bodies_that_are_too_large_or_packed_to_hurt(server: Server) -> None:
    """413 or 400, without the memory that they ask for."""
    assert server.send({"type": "track", "event": "x", "userId": "u", "messageId": "warm"}) == 200
    server.settle()
    before = server.memory("VmHWM")
    body = make_body(server, "fine")
    bomb = gzip.compress(bytes(1 << 28), 9)
    packed = gzip.compress(body)
    cases = [
        (b"x" * (6 << 20), {}, 413),
        (bomb, {"content-encoding": "gzip"}, 413),
        (gzip.compress(bomb), {"content-encoding": "gzip"}, 400),
        (packed[: len(packed) // 2], {"content-encoding": "gzip"}, 400),
        (packed + b"trailing", {"content-encoding": "gzip"}, 400),
        (b"[" * (5 << 20), {}, 400),
        (body, {"content-encoding": "br"}, 400),
    ]
    for data, headers, status in cases:
        answer = server.ask("POST", "/v1/batch", data, headers)
        assert answer[0] == status, (data[:20], answer)
    declared = talk(server.port, HEAD + b"Content-Length: 1073741824\r\n\r\n", wait=5)
    assert b" 413 " in declared
    endless = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + bytes(1 << 20) + b"\r\n") * 7
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.settimeout(10)
        try:
            connection.sendall(endless)
            assert b" 413 " in connection.recv(1_000)
        except ConnectionError:
            pass  # cut off, which is an answer too
    labelled = server.ask("POST", "/v1/batch", packed, {"content-encoding": "identity"})
    assert labelled[0] == 200
    assert list_names(server).count("fine") == 1
    assert server.memory("VmHWM") - before < 64 << 20


def test_f11_nothing_else_was_stored(server: Server, tmp_path: Path) -> None:
    assert {"outer", "smuggled", "partial"}.isdisjoint(list_names(server))
    assert server.send({"type": "track", "event": "x", "userId": "u", "messageId": "last"}) == 200


def test_f10_many_slow_senders_do_not_hold_up_others(server: Server) -> None:
    with contextlib.ExitStack() as held:
        for number in range(100):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            slow.sendall(HEAD + (b"Content-Length: 90\r\n\r\n{" if number % 2 else b"X-A: "))
        with writing(server, 1) as writers:
            wait_for_progress(writers, 10)
