"""The cookie of a log-in. Browsers do not tell ports apart, so that its name does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.access.entry import split_host

if TYPE_CHECKING:
    from fastapi import Request, Response


def name_cookie(request: Request) -> str:
    """``__Host-`` where the address is https; browsers refuse it on plain http."""
    _, port = split_host(request.headers.get("host", ""))
    name = f"tagma_{port}" if port else "tagma"
    return f"__Host-{name}" if request.scope["scheme"] == "https" else name


def read_cookie(request: Request) -> str | None:
    return request.cookies.get(name_cookie(request))


def write_cookie(request: Request, response: Response, token: str) -> None:
    """Until the browser ends; the server ends it earlier."""
    secure = request.scope["scheme"] == "https"
    response.set_cookie(name_cookie(request), token, path="/", httponly=True, samesite="lax", secure=secure)


def clear_cookie(request: Request, response: Response) -> None:
    secure = request.scope["scheme"] == "https"
    response.delete_cookie(name_cookie(request), path="/", httponly=True, samesite="lax", secure=secure)
