"""The one place that decides who is let in: everything under /api needs a caller, unless it is named here."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, cast

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tagma.errors import TagmaError, Text
from tagma.flows.access.sessions import Caller, find_caller, find_key_caller
from tagma.govern.refusals import ForbiddenError, UnauthenticatedError
from tagma.govern.roles import SAFE_METHODS, explain_refusal
from tagma.govern.tokens import derive_token, equals
from tagma.server.access.bodies import check_length, count_bytes, find_limit
from tagma.server.access.cookies import read_cookie
from tagma.server.asking import choose_language
from tagma.server.errors import answer_error

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tagma.server.access.entry import Entry
    from tagma.workspace import Workspace

API = "/api"
PREFIX = "/api/v1"
PUBLIC = frozenset({("GET", f"{PREFIX}/health"), ("POST", f"{PREFIX}/session")})
"""What needs no caller."""

CSRF_HEADER = "x-csrf-token"
log = logging.getLogger("tagma.server.access")

_LOG_IN = Text(
    "open the address that “tagma serve” prints, or log in with name and password",
    "请打开“tagma serve”显示的地址，或用用户名与密码登录",
)


class Gate:
    """Lets a request through to the API or to the screens, or answers it with the reason."""

    def __init__(self, app: ASGIApp, ws: Workspace, entry: Entry, pages: ASGIApp) -> None:
        self.app, self.ws, self.entry, self.pages = app, ws, entry, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # there are none
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request, inner = Request(scope), self.app
        try:
            self._check_host(request)
            if is_api(read_path(request)):
                await self._admit(request)
                check_length(request)
                receive = count_bytes(receive, find_limit(read_path(request)))
            else:
                inner = self.pages
        except TagmaError as error:
            log.info("refused %s %s: %s", request.method, quote(read_path(request)), error.code)
            refusal: Response = answer_error(error, choose_language(request))
            await refusal(scope, receive, send)
            return
        await inner(scope, receive, send)

    def _check_host(self, request: Request) -> None:
        if not self.entry.knows_host(request.headers.get("host", "")):
            raise ForbiddenError(
                Text("the server does not answer to this name", "服务器不响应该主机名"),
                next_step=Text(
                    "name it at the start: tagma serve --name NAME", "请在启动时声明：tagma serve --name NAME"
                ),
            )

    async def _admit(self, request: Request) -> None:
        """Finds the caller and checks that they may; raises what stands against it."""
        if (request.method, read_path(request)) in PUBLIC:
            if request.headers.get("origin") is not None:
                check_origin(request)
            return
        caller = await run_in_threadpool(self._identify, request)
        refusal = explain_refusal(caller.role, request.method, read_path(request).removeprefix(PREFIX))
        if refusal is not None:
            raise ForbiddenError(
                refusal, next_step=Text("ask an administrator for another role", "请向管理员申请其他角色")
            )
        request.state.caller = caller

    def _identify(self, request: Request) -> Caller:
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return self._identify_key(request, key.strip())
        token = read_cookie(request)
        if token is None:
            raise UnauthenticatedError(Text("this needs a log-in", "此操作需要登录"), next_step=_LOG_IN)
        caller, ended = find_caller(self.ws, token, launch=self.entry.launch, local_name=self.entry.person)
        if caller is None:
            what = (
                Text("the log-in has ended", "登录已过期")
                if ended
                else Text("this needs a log-in", "此操作需要登录")
            )
            raise UnauthenticatedError(what, next_step=_LOG_IN)
        if request.method not in SAFE_METHODS:
            check_origin(request)
            if not equals(request.headers.get(CSRF_HEADER, ""), derive_token(token, "csrf")):
                raise ForbiddenError(
                    Text("the header X-CSRF-Token is missing or wrong", "请求头 X-CSRF-Token 缺失或有误"),
                    next_step=Text("GET /api/v1/session gives it", "可由 GET /api/v1/session 取得"),
                )
        return caller

    def _identify_key(self, request: Request, key: str) -> Caller:
        address = read_address(request)
        if self.entry.takes_start_key(key, address):
            return Caller(self.entry.person, "administrator", beside=True)
        caller = find_key_caller(self.ws, key)
        if caller is None:
            log.warning("unknown key from %s", address)
            raise UnauthenticatedError(
                Text("this key opens nothing", "该密钥无效"),
                next_step=Text("“tagma key add NAME” makes a new one", "用“tagma key add NAME”新建密钥"),
            )
        log.info(
            "key %s from %s: %s %s", quote(caller.name), address, request.method, quote(read_path(request))
        )
        return caller


def is_api(path: str) -> bool:
    return path == API or path.startswith(f"{API}/")


def check_origin(request: Request) -> None:
    """Refuses what a page of another site sends.

    Raises:
        ForbiddenError: Origin is missing or is not the server's own.
    """
    own = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
    if request.headers.get("origin", "").casefold() != own.casefold():
        raise ForbiddenError(
            Text("the request comes from another site", "请求来自其他站点"),
            next_step=Text(
                "send it from the server's own pages, or with an API key",
                "请从本服务器页面发送，或使用 API 密钥",
            ),
        )


def read_address(request: Request) -> str:
    """Where a request comes from; behind a trusted proxy, what the proxy says."""
    return request.client.host if request.client is not None else ""


def read_path(request: Request) -> str:
    """The path that is routed; ``request.url`` is put together with the Host header and may say another."""
    return str(request.scope["path"])


def find_entry(request: Request) -> Entry:
    """The entry of this start."""
    return cast("Entry", request.app.state.entry)


def quote(text: str) -> str:
    """A text from outside as it may stand in the log: one line, bounded, ASCII."""
    return json.dumps(text[:120])
