"""The screens: files that the web's build has left in ``static/``; any other address opens the first page."""

from __future__ import annotations

import mimetypes
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, HTMLResponse, Response

from tagma.errors import NotFoundError, TagmaError, Text
from tagma.server.access.headers import write_policy
from tagma.server.asking import choose_language
from tagma.server.errors import answer_error

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
INDEX = "/index.html"
ASSETS = "/assets/"
NONCE_MARK = "__NONCE__"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2",
          ".json": "application/json", ".webmanifest": "application/manifest+json"}  # fmt: skip
_NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Tagma</title></head>
<body>
<h1>Tagma</h1>
<p>The server runs; the screens are not built yet.
Build them with <code>make web</code>, then load this page again.</p>
<p lang="zh">服务器已在运行，但界面尚未构建。请运行 <code>make web</code>，然后刷新本页。</p>
</body>
</html>
"""


class MethodError(TagmaError):
    """Pages can only be read."""

    code = "method"


class Pages:
    """Answers every address outside the API."""

    def __init__(self, folder: Path = STATIC) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        answer = await run_in_threadpool(self._answer, request)
        await answer(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path, language = str(request.scope["path"]), choose_language(request)
        if request.method not in ("GET", "HEAD"):
            refusal = answer_error(MethodError(Text("pages can only be read", "页面只能读取")), language)
            refusal.status_code = 405
            refusal.headers["Allow"] = "GET, HEAD"
            return refusal
        file = None if path == INDEX else self._find(path)
        if file is not None:
            return self._send(request, path, file)
        if path.startswith(ASSETS):
            return answer_error(NotFoundError(Text("there is no such file", "没有该文件")), language)
        return self._open_first_page()

    def _find(self, path: str) -> Path | None:
        """A file of the build; only names that were found in the folder can be asked for."""
        if path not in self.files:
            self.files = _list_files(self.folder)
        found = self.files.get(path)
        return found if found is not None and found.is_file() else None

    def _send(self, request: Request, path: str, file: Path) -> Response:
        headers = {
            "Cache-Control": FOREVER if path.startswith(ASSETS) else ASK_AGAIN,
            "Vary": "Accept-Encoding",
        }
        kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        packed = self.files.get(f"{path}.gz")
        encodings = {
            part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")
        }
        if packed is not None and packed.is_file() and "gzip" in encodings:
            return FileResponse(packed, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
        return FileResponse(file, media_type=kind, headers=headers)

    def _open_first_page(self) -> Response:
        """The first page with a nonce of its own for the styles that the screens make."""
        try:
            page = (self.folder / "index.html").read_text(encoding="utf-8")
        except OSError:
            return HTMLResponse(_NOT_BUILT, status_code=503)
        nonce = secrets.token_urlsafe(16)
        return HTMLResponse(
            page.replace(NONCE_MARK, nonce), headers={"Content-Security-Policy": write_policy(nonce)}
        )


def _list_files(folder: Path) -> dict[str, Path]:
    return {f"/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()}
