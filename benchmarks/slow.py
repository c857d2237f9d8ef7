"""Many senders that send too slowly, in one process: silent, dripping their heads or their bodies."""

from __future__ import annotations

import selectors
import socket
import time
from typing import Any

_HEAD = b"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_KINDS = {
    "silent": (b"", b""),
    "head": (_HEAD, b"X-Slow: 1\r\n"),
    "body": (_HEAD + b"Content-Length: 100000\r\n\r\n{", b" "),
}


def hold_connections(port: int, count: int, seconds: float) -> dict[str, Any]:
    """Opens connections, drips a little over each every second, and notes when the server closes them."""
    picked = selectors.DefaultSelector()
    names = list(_KINDS)
    closed: dict[str, list[float]] = {name: [] for name in names}
    for number in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setblocking(False)
        name = names[number % len(names)]
        if _KINDS[name][0]:
            connection.send(_KINDS[name][0])
        picked.register(connection, selectors.EVENT_READ, (name, time.perf_counter()))
    end = time.perf_counter() + seconds
    dripped = time.perf_counter()
    while picked.get_map() and time.perf_counter() < end:
        gone = []
        for key, _ in picked.select(0.2):
            try:
                part = key.fileobj.recv(4096)  # type: ignore[union-attr]
            except ConnectionError:
                part = b""
            if not part:
                gone.append(key)
        if time.perf_counter() - dripped > 1:
            dripped = time.perf_counter()
            for key in list(picked.get_map().values()):
                more = _KINDS[key.data[0]][1]
                try:
                    if more and key not in gone:
                        key.fileobj.send(more)  # type: ignore[union-attr]
                except BlockingIOError:
                    continue
                except ConnectionError:
                    gone.append(key)
        for key in {each.fd: each for each in gone}.values():
            picked.unregister(key.fileobj)
            closed[key.data[0]].append(time.perf_counter() - key.data[1])
            key.fileobj.close()  # type: ignore[union-attr]
    left = len(picked.get_map())
    for key in list(picked.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    longest = {name: round(max(times, default=0.0), 1) for name, times in closed.items()}
    return {"connections": count, "left_open": left, "closed_after_s_at_most": longest}
