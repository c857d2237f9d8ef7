"""Users: added, given a role or a password, removed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tagma.errors import Text, nearest_names
from tagma.govern.passwords import check_password, hash_password, match_password
from tagma.govern.refusals import AccessError, ForbiddenError, TakenError
from tagma.govern.roles import ROLES

if TYPE_CHECKING:
    from tagma.state import Role, User
    from tagma.workspace import Workspace

_NAME = re.compile(r"[\w.@+-]{1,64}")


def add_user(ws: Workspace, name: str, role: str, password: str) -> User:
    """Adds somebody who may log in.

    Raises:
        AccessError: a name, role or password that cannot be taken.
        TakenError: there is such a user.
    """
    name = unicodedata.normalize("NFKC", name).strip()
    if not _NAME.fullmatch(name):
        raise AccessError(
            Text(
                "a user's name has 1 to 64 letters, digits or . _ - @ +",
                "用户名由 1 至 64 个文字、数字或 . _ - @ + 组成",
            )
        )
    role = check_role(role)
    check_password(password, name)
    user = ws.state.users.add(name, role, hash_password(password))
    if user is None:
        raise TakenError(
            Text(f"there is a user “{name}” already", f"已有用户“{name}”"),
            next_step=Text(
                "choose another name, or change that user's password", "请换一个名称，或修改该用户的密码"
            ),
        )
    return user


def list_users(ws: Workspace) -> list[User]:
    """All users by name."""
    return ws.state.users.list()


def set_password(ws: Workspace, name: str, password: str) -> User:
    """Gives a user a new password, which ends all their log-ins.

    Raises:
        AccessError: a password that cannot be taken.
        NotFoundError: no such user.
    """
    check_password(password, name)
    return ws.state.users.set_password(name, hash_password(password))


def change_own_password(ws: Workspace, name: str, current: str, password: str) -> User:
    """Gives a user another password, who must know the present one.

    Raises:
        ForbiddenError: the present password is another.
        AccessError: a password that cannot be taken.
    """
    user = ws.state.users.get(name)
    if not match_password(current, user.password if user is not None else None):
        raise ForbiddenError(Text("the present password is another", "当前密码不正确"))
    return set_password(ws, name, password)


def set_role(ws: Workspace, name: str, role: str) -> User:
    """Gives a user another role.

    Raises:
        NotFoundError: no such user.
        TakenError: nobody would be left who may manage users.
    """
    checked = check_role(role)
    if checked != "administrator":
        _keep_administrator(ws, name)
    return ws.state.users.set_role(name, checked)


def remove_user(ws: Workspace, name: str) -> None:
    """Removes a user and ends their log-ins.

    Raises:
        NotFoundError: no such user.
        TakenError: nobody would be left who may manage users.
    """
    _keep_administrator(ws, name)
    ws.state.users.remove(name)


def check_role(role: str) -> Role:
    """A role by its name.

    Raises:
        AccessError: there is no such role.
    """
    if role not in ROLES:
        raise AccessError(
            Text(f"there is no role “{role}”", f"没有角色“{role}”"),
            nearest=nearest_names(role, ROLES),
            next_step=Text(f"the roles are {', '.join(ROLES)}", f"可用的角色：{'、'.join(ROLES)}"),
        )
    return role


def _keep_administrator(ws: Workspace, name: str) -> None:
    """The last administrator stays while there are other users."""
    users = ws.state.users.list()
    administrators = {user.name for user in users if user.role == "administrator"}
    if administrators == {name} and len(users) > 1:
        raise TakenError(
            Text(f"“{name}” is the only administrator", f"“{name}”是唯一的管理员"),
            next_step=Text("make somebody else administrator first", "请先将其他人设为管理员"),
        )
