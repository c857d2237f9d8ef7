"""Log-ins: begun with a password or the token of a start, found by their secret, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.errors import NotFoundError, Text
from tagma.govern.passwords import match_password
from tagma.govern.refusals import UnauthenticatedError
from tagma.govern.roles import SCOPE_ROLES
from tagma.govern.tokens import hash_token, is_key, new_token

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.state import LogIn, Role
    from tagma.workspace import Workspace

IDLE = timedelta(minutes=30)
"""How long a log-in with a password lasts unused; that of the person at the machine does not end so."""

LONGEST = timedelta(hours=12)
_NOTED_EVERY = timedelta(minutes=1)  # each note is a durable write


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        user: the name to log in with; None for keys and for the person at the machine itself.
        login: the id of the log-in; None for keys.
        local: whether they came with the token of this start.
        beside: whether it is a command of this machine, with the key of this start.
    """

    name: str
    role: Role
    user: str | None = None
    login: str | None = None
    local: bool = False
    beside: bool = False


def log_in(ws: Workspace, name: str, password: str, *, address: str, agent: str) -> str:
    """Begins a log-in with a password; returns its secret.

    Raises:
        UnauthenticatedError: no such user, or another password; it does not say which.
    """
    user = ws.state.users.get(name)
    if not match_password(password, user.password if user is not None else None):
        raise UnauthenticatedError(
            Text("name and password do not match", "用户名与密码不匹配"),
            next_step=Text(
                "an administrator can set a new password: tagma user password NAME",
                "管理员可以重设密码：tagma user password NAME",
            ),
        )
    return _begin(ws, user=name, launch=None, address=address, agent=agent)


def log_in_locally(ws: Workspace, launch: str, *, address: str, agent: str) -> str:
    """Begins a log-in of the person at the machine, until this start ends; returns its secret.

    Args:
        launch: the hash of the token of this start.
    """
    return _begin(ws, user=None, launch=launch, address=address, agent=agent)


def find_caller(ws: Workspace, token: str, *, launch: str, local_name: str) -> tuple[Caller | None, bool]:
    """Who has this secret, and whether it is one that has ended.

    Args:
        launch: the hash of the token of this start: log-ins of other starts have ended.
        local_name: what the person at the machine is called.
    """
    login = ws.state.sessions.find(hash_token(token))
    if login is None:
        return None, False
    now = wall_now()
    if _has_ended(login, launch, now):
        _end_quietly(ws, login.id)
        return None, True
    if login.user is None:
        caller = Caller(local_name, "administrator", login=login.id, local=True)
    else:
        user = ws.state.users.get(login.user)
        if user is None:
            return None, True
        caller = Caller(user.name, user.role, user.name, login.id)
    if now - login.seen_at > _NOTED_EVERY:
        ws.state.sessions.see(login.id, now)
    return caller, False


def find_key_caller(ws: Workspace, key: str) -> Caller | None:
    """Who has this API key; None where it is not one, or not any more."""
    found = ws.state.keys.find(hash_token(key)) if is_key(key) else None
    now = wall_now()
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        return None
    if found.used_at is None or now - found.used_at > _NOTED_EVERY:
        ws.state.keys.use(found.id, now)
    return Caller(found.name, SCOPE_ROLES[found.scope])


def list_sessions(ws: Workspace, caller: Caller, *, launch: str) -> list[LogIn]:
    """The log-ins that have not ended: an administrator's answer names all, others' their own."""
    now = wall_now()
    return [
        login
        for login in ws.state.sessions.list()
        if not _has_ended(login, launch, now)
        and (caller.role == "administrator" or login.user == caller.user is not None)
    ]


def end_session(ws: Workspace, caller: Caller, login_id: str, *, launch: str) -> None:
    """Ends a log-in that the caller can see.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    if login_id not in {login.id for login in list_sessions(ws, caller, launch=launch)}:
        raise NotFoundError(Text("there is no such log-in", "没有该登录"))
    ws.state.sessions.end(login_id)


def log_out(ws: Workspace, caller: Caller) -> None:
    """Ends the caller's own log-in."""
    if caller.login is not None:
        _end_quietly(ws, caller.login)


def _begin(ws: Workspace, *, user: str | None, launch: str | None, address: str, agent: str) -> str:
    now, token = wall_now(), new_token()
    ws.state.sessions.forget(begun_before=now - LONGEST, unseen_since=now - IDLE)
    ws.state.sessions.begin(hash_token(token), user=user, launch=launch, address=address, agent=agent, at=now)
    return token


def _has_ended(login: LogIn, launch: str, now: datetime) -> bool:
    if now - login.created_at > LONGEST:
        return True
    return login.launch != launch if login.user is None else now - login.seen_at > IDLE


def _end_quietly(ws: Workspace, login_id: str) -> None:
    try:
        ws.state.sessions.end(login_id)
    except NotFoundError:
        return  # somebody else ended it at the same moment
