"""What senders are answered: exactly the bodies and headers that their SDKs understand."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

HEADERS_ALLOWED = (
    "authorization", "content-type", "content-encoding", "x-retry-count", "anonymousid", "sentat",
    "rsa-retry-attempt", "rsa-since-last-attempt", "rsa-since-first-attempt", "rsa-retry-reason",
    "rsa-recovered", "dry-run",
)  # fmt: skip
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "retry-after"}
PREFLIGHT = {
    **CORS,
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": ", ".join(HEADERS_ALLOWED),
    "Access-Control-Max-Age": "7200",
}
_PLAIN = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class RefusedRequest(Exception):  # noqa: N818 (an answer, not a failure of ours)
    """A request that is refused as a whole.

    Attributes:
        wait: seconds after which the sender may try again.
    """

    def __init__(self, status: int, code: str, message: str, wait: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.wait = status, code, message, wait

    def answer(self) -> Response:
        """One JSON object that every SDK takes for a final word, or for a reason to wait."""
        body = {"success": False, "code": self.code, "message": self.message, "detail": self.message}
        more = {} if self.wait is None else {"Retry-After": str(self.wait)}
        if self.code in ("too_large", "too_slow"):
            more["Connection"] = "close"  # the rest of the body is not waited for
        return answer_json(body, self.status, more)


def answer_json(
    body: Mapping[str, Any], status: int = 200, more: Mapping[str, str] | None = None
) -> Response:
    """JSON for a page of any origin."""
    headers = {**CORS, **_PLAIN, "Cache-Control": "no-store", **(more or {})}
    return Response(json.dumps(body).encode(), status, headers, "application/json")


def answer_gif() -> Response:
    """The smallest picture."""
    return Response(_GIF, 200, {**CORS, **_PLAIN, "Cache-Control": "no-store"}, "image/gif")


def answer_preflight() -> Response:
    """What a browser asks before it sends."""
    return Response(b"", 200, {**PREFLIGHT, **_PLAIN})
