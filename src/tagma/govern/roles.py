"""Who may do what: three roles, one answer, with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from tagma.errors import Text
from tagma.state import Role, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
SCOPE_ROLES: Mapping[Scope, Role] = {"read": "viewer", "write": "analyst", "admin": "administrator"}
"""An API key may do what this role may."""

ROLE_WORDS: Mapping[Role, Text] = {
    "administrator": Text("administrator", "管理员"),
    "analyst": Text("analyst", "分析师"),
    "viewer": Text("viewer", "查看者"),
}

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ADMINISTRATION = ("/users", "/keys", "/command")
CHANGING = ("/write-keys", "/quarantine/discard")
"""What only an administrator changes."""

AS_SENT = ("/collect/live", "/quarantine", "/write-keys")
"""What shows events word for word as they were sent, and how to send them."""

ASKING = ("/rules/", "/customers/query")
"""What is sent to ask, not to change."""

OWN = ("/session", "/sessions")
"""What everybody does for themselves: log-ins, their own password."""

_FOR_ADMINISTRATORS = Text("only an administrator may do this", "仅管理员可以执行此操作")
_FOR_ANALYSTS = Text(
    "a viewer may look, count and filter, but not change anything", "查看者可以查看、统计与筛选，但不能改动"
)
_FOR_THOSE_WHO_BUILD = Text(
    "what was sent is shown word for word to analysts and administrators only",
    "数据原文仅向分析师与管理员显示",
)


def explain_refusal(role: Role, method: str, path: str) -> Text | None:
    """Why a role may not do something; None where it may.

    Args:
        path: below the API's prefix, such as ``/users/ada``.
    """
    if role == "administrator" or _is_below(path, OWN):
        return None
    if _is_below(path, ADMINISTRATION):
        return _FOR_ADMINISTRATORS
    if method not in SAFE_METHODS and _is_below(path, CHANGING):
        return _FOR_ADMINISTRATORS
    if role == "viewer" and _is_below(path, AS_SENT):
        return _FOR_THOSE_WHO_BUILD
    if role == "analyst" or method in SAFE_METHODS or _is_below(path, ASKING):
        return None
    return _FOR_ANALYSTS


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)
