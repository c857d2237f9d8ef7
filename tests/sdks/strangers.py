"""A shop of another origin: pages that send with an SDK, and the SDKs as npm has them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.sdks.conftest import PACKAGES

PAGES = Path(__file__).parent / "pages"


class _Answering(SimpleHTTPRequestHandler):
    """Files of ``pages/``, and under ``/npm/`` those of the packages."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        self.directory = str(PACKAGES if path.startswith("/npm/") else PAGES)
        return super().translate_path(path.removeprefix("/npm"))

    def log_message(self, *_: object) -> None:
        """Says nothing: tests are quiet."""


@contextmanager
def serve_pages() -> Iterator[str]:
    """The address of the shop."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Answering, directory=str(PAGES))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
