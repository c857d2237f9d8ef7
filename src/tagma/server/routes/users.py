"""Users and API keys, for administrators."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.access import keys, users
from tagma.server.access.gate import quote
from tagma.server.asking import Caller, Ws
from tagma.server.shapes import Instant, Shape
from tagma.state import Role, Scope, User

router = APIRouter(tags=["access"])
log = logging.getLogger("tagma.server.access")


class UserShape(Shape):
    """Somebody who may log in."""

    name: str
    role: Role
    created_at: Instant
    changed_at: Instant = Field(description="When the password was last set.")


class UserList(Shape):
    """Users by name."""

    items: list[UserShape]


class NewUser(Shape):
    """A user to add."""

    name: str
    role: Role
    password: str = Field(max_length=1000)


class NewPassword(Shape):
    """The next password of a user."""

    password: str = Field(max_length=1000)


class NewRole(Shape):
    """The next role of a user."""

    role: Role


class KeyShape(Shape):
    """An API key, without the key."""

    id: str
    name: str
    scope: Scope
    ending: str = Field(description="The last four characters, to tell keys apart.")
    author: str
    created_at: Instant
    used_at: Instant | None
    expires_at: Instant | None


class KeyList(Shape):
    """API keys, the newest first."""

    items: list[KeyShape]


class NewKey(Shape):
    """A key to make: ``read`` may what a viewer may, ``write`` what an analyst may, ``admin`` everything."""

    name: str
    scope: Scope = "read"
    days: int | None = Field(None, description="So long it lasts; null: it does not end.")


class MadeKey(Shape):
    """A new key: the only time that it is shown."""

    key: str
    made: KeyShape


@router.get("/users")
def list_users(ws: Ws) -> UserList:
    """All users."""
    return UserList(items=[_user(user) for user in users.list_users(ws)])


@router.post("/users", status_code=201)
def create_user(body: NewUser, ws: Ws, caller: Caller) -> UserShape:
    """Add a user."""
    user = users.add_user(ws, body.name, body.role, body.password)
    log.info("user %s added as %s by %s", quote(user.name), user.role, quote(caller.name))
    return _user(user)


@router.put("/users/{name}/password", status_code=204)
def set_user_password(name: str, body: NewPassword, ws: Ws, caller: Caller) -> None:
    """Give a user a new password, which ends all their log-ins."""
    users.set_password(ws, name, body.password)
    log.info("new password of %s by %s", quote(name), quote(caller.name))


@router.put("/users/{name}/role")
def set_user_role(name: str, body: NewRole, ws: Ws, caller: Caller) -> UserShape:
    """Give a user another role, from the next request on."""
    user = users.set_role(ws, name, body.role)
    log.info("user %s is %s, by %s", quote(name), user.role, quote(caller.name))
    return _user(user)


@router.delete("/users/{name}", status_code=204)
def remove_user(name: str, ws: Ws, caller: Caller) -> None:
    """Remove a user and end their log-ins."""
    users.remove_user(ws, name)
    log.info("user %s removed by %s", quote(name), quote(caller.name))


@router.get("/keys")
def list_keys(ws: Ws) -> KeyList:
    """All API keys."""
    return KeyList(items=[KeyShape.model_validate(key) for key in keys.list_keys(ws)])


@router.post("/keys", status_code=201)
def create_key(body: NewKey, ws: Ws, caller: Caller) -> MadeKey:
    """Make an API key; it is shown in this answer and never again."""
    made, key = keys.add_key(ws, body.name, body.scope, author=caller.name, days=body.days)
    log.info("key %s (%s) made by %s", quote(made.name), made.scope, quote(caller.name))
    return MadeKey(key=key, made=KeyShape.model_validate(made))


@router.delete("/keys/{key_id}", status_code=204)
def remove_key(key_id: str, ws: Ws, caller: Caller) -> None:
    """Remove an API key; it opens nothing from then on."""
    keys.remove_key(ws, key_id)
    log.info("key %s removed by %s", quote(key_id), quote(caller.name))


def _user(user: User) -> UserShape:
    return UserShape(name=user.name, role=user.role, created_at=user.created_at, changed_at=user.changed_at)
