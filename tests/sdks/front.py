"""A front between SDKs and the server: it can lose answers, and it holds connections while the server is away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress


class Front:
    """Listens on a port of its own and passes bytes on.

    Attributes:
        lose: so many answers are lost: the server has answered, the connection to the sender is cut.
        lost: what is done then, before the sender hears of it.
        taken: how many requests came.
    """

    def __init__(self, port: int, lose: int = 0, lost: Callable[[], object] = lambda: None) -> None:
        self.lose, self.lost, self.taken = lose, lost, 0
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sender, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(sender,), daemon=True).start()

    def _serve(self, sender: socket.socket) -> None:
        """One request and its answer; the whole request is kept, to be sent again to a server that went away."""
        with sender, suppress(OSError):
            sender.settimeout(60)
            request = _read_request(sender)
            self.taken += 1
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                with suppress(OSError):
                    answer = self._ask(request)
                    if answer:
                        if self.lose > 0:
                            self.lose -= 1
                            self.lost()
                            return
                        sender.sendall(answer)
                        return
                time.sleep(0.2)

    def _ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._to), 20) as server:
            server.sendall(request)
            answer = b""
            while part := server.recv(65_536):
                answer += part
            return answer


def _read_request(sender: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = sender.recv(65_536)
        if not part:
            raise OSError
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [
        line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"expect:"))
    ]
    length = next(
        (int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += sender.recv(65_536)
    return b"\r\n".join([*lines, b"Connection: close", b"", body])
