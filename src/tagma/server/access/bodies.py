"""How large a request may be; a larger one is refused before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from starlette.exceptions import HTTPException

from tagma.errors import TagmaError, Text

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import Message, Receive

MEBIBYTE = 1 << 20
USUAL = 10 * MEBIBYTE
LARGER = {
    "/api/v1/lists": 50 * MEBIBYTE,
    "/api/v1/uploads": 200 * MEBIBYTE,
    "/api/v1/source-templates": 200 * MEBIBYTE,
}


class TooLargeError(TagmaError):
    """The body of a request is too large."""

    code: ClassVar[str] = "too-large"


def find_limit(path: str) -> int:
    """The most bytes that the body of a request to an address may have."""
    return LARGER.get(path, USUAL)


def check_length(request: Request) -> None:
    """Refuses a body that says itself that it is too large.

    Raises:
        TooLargeError: names the limit.
    """
    length, limit = request.headers.get("content-length", "0"), find_limit(request.scope["path"])
    if not length.isdecimal() or int(length) > limit:
        most = limit // MEBIBYTE
        raise TooLargeError(Text(f"a request holds at most {most} MiB", f"请求内容最多 {most} MiB"))


def count_bytes(receive: Receive, limit: int) -> Receive:
    """The same body; reading it fails as soon as it turns out to be too large."""
    total = 0

    async def receive_counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise HTTPException(413)
        return message

    return receive_counted
