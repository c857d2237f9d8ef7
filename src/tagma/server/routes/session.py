"""Log-ins: begun with the token of the start or with a password, listed, ended."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request, Response
from pydantic import Field

from tagma.errors import Place, Text
from tagma.flows.access import sessions
from tagma.flows.access.sessions import Caller as Person
from tagma.flows.access.users import change_own_password
from tagma.govern.refusals import AccessError, ForbiddenError, UnauthenticatedError
from tagma.govern.tokens import derive_token
from tagma.server.access.cookies import clear_cookie, read_cookie, write_cookie
from tagma.server.access.gate import find_entry, quote, read_address
from tagma.server.asking import Caller, Ws
from tagma.server.shapes import Instant, Shape
from tagma.state import Role

router = APIRouter(tags=["access"])
log = logging.getLogger("tagma.server.access")


class LogInRequest(Shape):
    """Either the token that ``tagma serve`` prints, or a name and a password."""

    token: str | None = Field(None, max_length=200)
    name: str | None = Field(None, max_length=200)
    password: str | None = Field(None, max_length=1000)


class Me(Shape):
    """Who asks.

    ``csrf`` goes into the header X-CSRF-Token of everything but GET; an API key has none.
    """

    name: str
    role: Role
    csrf: str
    local: bool = Field(description="Whether they came with the token of this start.")


class OwnPassword(Shape):
    """The present password and the next one."""

    current: str = Field(max_length=1000)
    password: str = Field(max_length=1000)


class SessionShape(Shape):
    """One log-in that has not ended."""

    id: str
    user: str | None = Field(description="None: the person at the machine itself.")
    created_at: Instant
    seen_at: Instant
    address: str
    agent: str
    current: bool = Field(description="Whether it is the one that asks.")


class SessionList(Shape):
    """Log-ins, the newest first."""

    items: list[SessionShape]


@router.post("/session")
def create_session(body: LogInRequest, ws: Ws, request: Request, response: Response) -> Me:
    """Log in; the answer sets a cookie."""
    entry, address = find_entry(request), read_address(request)
    agent = request.headers.get("user-agent", "")
    name = body.name if body.token is None else None
    entry.limiter.check(name, address)
    try:
        if body.token is not None:
            if not entry.takes_launch(body.token, address, request.headers.get("host", "")):
                raise UnauthenticatedError(
                    Text("this link is not of the present start", "该链接不属于本次启动"),
                    next_step=Text(
                        "open the address that “tagma serve” prints", "请打开“tagma serve”显示的地址"
                    ),
                )
            token = sessions.log_in_locally(ws, entry.launch, address=address, agent=agent)
            person = Person(entry.person, "administrator", local=True)
        elif name and body.password:
            token = sessions.log_in(ws, name, body.password, address=address, agent=agent)
            person = _find_person(ws, request, token)
            entry.limiter.succeed(name)
        else:
            raise AccessError(
                Text("a log-in needs a name and a password", "登录需要用户名与密码"),
                where=Place(field="name"),
            )
    except UnauthenticatedError:
        entry.limiter.fail(name, address)
        log.warning("failed log-in of %s from %s", quote(name or "(token)"), address)
        raise
    old = read_cookie(request)
    if old is not None and (before := _find_caller(ws, request, old)) is not None:
        sessions.log_out(ws, before)
    log.info("log-in of %s from %s", quote(person.name), address)
    write_cookie(request, response, token)
    return _describe(person, token)


@router.get("/session")
def get_session(caller: Caller, request: Request) -> Me:
    """Who am I?"""
    return _describe(caller, read_cookie(request) if caller.login is not None else None)


@router.delete("/session", status_code=204)
def delete_session(caller: Caller, ws: Ws, request: Request, response: Response) -> None:
    """Log out."""
    sessions.log_out(ws, caller)
    log.info("log-out of %s", quote(caller.name))
    clear_cookie(request, response)


@router.put("/session/password", status_code=204)
def change_password(body: OwnPassword, caller: Caller, ws: Ws, request: Request, response: Response) -> None:
    """Change one's own password, which ends all one's log-ins."""
    if caller.user is None:
        raise ForbiddenError(Text("this log-in has no password", "当前登录方式没有密码"))
    entry, address = find_entry(request), read_address(request)
    entry.limiter.check(caller.user, address)
    try:
        change_own_password(ws, caller.user, body.current, body.password)
    except ForbiddenError:
        entry.limiter.fail(caller.user, address)
        raise
    log.info("new password of %s", quote(caller.name))
    clear_cookie(request, response)


@router.get("/sessions")
def list_sessions(caller: Caller, ws: Ws, request: Request) -> SessionList:
    """Log-ins that have not ended: one's own; an administrator sees all."""
    found = sessions.list_sessions(ws, caller, launch=find_entry(request).launch)
    return SessionList(
        items=[
            SessionShape(
                id=each.id, user=each.user, created_at=each.created_at, seen_at=each.seen_at,
                address=each.address, agent=each.agent, current=each.id == caller.login,
            )
            for each in found
        ]
    )  # fmt: skip


@router.delete("/sessions/{session_id}", status_code=204)
def end_session(session_id: str, caller: Caller, ws: Ws, request: Request) -> None:
    """End a log-in."""
    sessions.end_session(ws, caller, session_id, launch=find_entry(request).launch)
    log.info("log-in %s ended by %s", quote(session_id), quote(caller.name))


def _find_caller(ws: Ws, request: Request, token: str) -> Person | None:
    entry = find_entry(request)
    return sessions.find_caller(ws, token, launch=entry.launch, local_name=entry.person)[0]


def _find_person(ws: Ws, request: Request, token: str) -> Person:
    found = _find_caller(ws, request, token)
    if found is None:  # removed within this very moment
        raise UnauthenticatedError(Text("the log-in has ended", "登录已过期"))
    return found


def _describe(caller: Person, token: str | None) -> Me:
    csrf = derive_token(token, "csrf") if token is not None else ""
    return Me(name=caller.name, role=caller.role, csrf=csrf, local=caller.local)
