"""A light sender: bodies made once, of which only the ids change, over plain sockets.

It runs in a process of its own and uses a few hundredths of a core, so that what is measured is the server.
"""

from __future__ import annotations

import base64
import json
import selectors
import socket
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

EVENT = {
    "type": "track",
    "event": "Order Completed",
    "userId": "user-000000",
    "anonymousId": "11111111-2222-3333-4444-555555555555",
    "timestamp": "2026-01-01T00:00:00.000Z",
    "properties": {"order_id": "o-1", "total": 129.5, "currency": "CNY", "items": 3, "channel": "app"},
    "context": {
        "library": {"name": "bench", "version": "1"},
        "ip": "192.0.2.1",
        "locale": "zh-CN",
        "userAgent": "Mozilla/5.0 (bench)",
    },
    "integrations": {},
    "messageId": "########-00000000-000",
}
"""About 500 bytes, as SDKs send them."""

_DIGITS = 8


@dataclass
class Sent:
    """What one run of senders came to.

    Attributes:
        answers: how many requests were answered with each status; 0: no answer.
        milliseconds: from the first byte sent to the last byte of each answer.
    """

    events: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0


class Request:
    """A request whose ids are new each time it is asked for."""

    def __init__(self, key: str, batch: int, name: str, path: str = "/v1/batch") -> None:
        text = json.dumps(EVENT).replace("########", name[:8].ljust(8, "x")).encode()
        self._at = text.index(b"-00000000-") + 1
        rows = [text.replace(b'-000"', b'-%03d"' % each) + b"," for each in range(batch)]
        body = b'{"batch":[' + b"".join(rows)[:-1] + b"]}"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Basic {base64.b64encode(f'{key}:'.encode()).decode()}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        self._bytes = np.frombuffer(bytearray(head + body + b" "), dtype=np.uint8)
        start = len(head) + len(b'{"batch":[')
        self._rows = self._bytes[start : start + batch * len(rows[0])].reshape(batch, len(rows[0]))
        self._bytes_sent = memoryview(self._bytes)[:-1]
        self.number, self.events = 0, batch

    def renew(self) -> memoryview:
        """The bytes of the request with ids that were not used before."""
        self.number += 1
        digits = np.frombuffer(str(self.number).zfill(_DIGITS).encode(), dtype=np.uint8)
        self._rows[:, self._at : self._at + _DIGITS] = digits
        return self._bytes_sent


class Connection:
    """A connection that sends a request and reads its answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        self.began = 0.0
        self._answer = b""

    def send(self, data: memoryview) -> None:
        self.began, self._answer = time.perf_counter(), b""
        self.socket.sendall(data)

    def read(self) -> int | None:
        """The status once the answer is complete; 0 where the connection was closed instead."""
        part = self.socket.recv(65536)
        if not part:
            return 0
        self._answer += part
        head, found, body = self._answer.partition(b"\r\n\r\n")
        if not found:
            return None
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        return int(head[9:12]) if len(body) >= int(length or b"0") else None


def send_batches(
    port: int, key: str, *, batch: int, connections: int, seconds: float, rate: float | None = None
) -> Sent:
    """Sends for some seconds over some connections: as fast as answers come, or so many events a second."""
    found, opened = Sent(), []
    picked = selectors.DefaultSelector()
    stamp = f"{time.time_ns() // 1000 % 10**6:06}"
    for number in range(connections):
        opened.append((Connection(port), Request(key, batch, f"{number:02}{stamp}")))
        picked.register(opened[-1][0].socket, selectors.EVENT_READ, opened[-1])
    idle = list(opened)
    began, cpu = time.perf_counter(), time.process_time()
    busy, begun = 0, 0
    while (now := time.perf_counter()) - began < seconds or busy:
        while idle and now - began < seconds and (rate is None or begun * batch < (now - began) * rate):
            connection, request = idle.pop()
            connection.send(request.renew())
            begun += 1
            busy += 1
        wait = 0.5 if rate is None or not idle else 0.002
        for chosen, _ in picked.select(wait):
            connection, request = chosen.data
            status = connection.read()
            if status is None:
                continue
            busy -= 1
            found.answers[status] = found.answers.get(status, 0) + 1
            found.milliseconds.append((time.perf_counter() - connection.began) * 1000)
            if status == 200:
                found.events += batch
            if status == 0:
                picked.unregister(connection.socket)
                connection.socket.close()
                connection = Connection(port)
                picked.register(connection.socket, selectors.EVENT_READ, (connection, request))
            idle.append((connection, request))
    found.seconds, found.cpu = time.perf_counter() - began, time.process_time() - cpu
    for chosen in list(picked.get_map().values()):
        chosen.data[0].socket.close()
    return found


def summarize(sent: Sent) -> dict[str, Any]:
    """A run in numbers."""
    times = np.array(sent.milliseconds or [0.0])
    return {
        "events": sent.events,
        "events_per_second": round(sent.events / sent.seconds),
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p99_ms": round(float(np.percentile(times, 99)), 1),
        "answers": {str(status): count for status, count in sorted(sent.answers.items())},
        "sender_cpu_s": round(sent.cpu, 2),
    }
