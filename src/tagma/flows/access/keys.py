"""API keys: made, shown once, listed, removed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.errors import Text, nearest_names
from tagma.govern.refusals import AccessError
from tagma.govern.roles import SCOPES
from tagma.govern.tokens import hash_token, new_key

if TYPE_CHECKING:
    from tagma.state import Key
    from tagma.workspace import Workspace

MOST_DAYS = 3650


def add_key(ws: Workspace, name: str, scope: str, *, author: str, days: int | None = None) -> tuple[Key, str]:
    """Makes a key; the second value is the key itself, which nobody can show again.

    Args:
        days: after so many days it opens nothing any more; None: it does not end.

    Raises:
        AccessError: no name, no such scope, or a time that is too long.
    """
    name = name.strip()
    if not name or len(name) > 64 or not name.isprintable():
        raise AccessError(
            Text("a key needs a name of 1 to 64 characters", "密钥需要 1 至 64 个字符的名称"),
            next_step=Text("name it after the program that uses it", "请以使用它的程序命名"),
        )
    if scope not in SCOPES:
        raise AccessError(
            Text(f"there is no scope “{scope}”", f"没有权限范围“{scope}”"),
            nearest=nearest_names(scope, SCOPES),
            next_step=Text(f"the scopes are {', '.join(SCOPES)}", f"可用的权限范围：{'、'.join(SCOPES)}"),
        )
    if days is not None and not 0 < days <= MOST_DAYS:
        raise AccessError(
            Text(f"a key lasts from 1 to {MOST_DAYS} days", f"密钥的有效期为 1 至 {MOST_DAYS} 天")
        )
    key, now = new_key(), wall_now()
    kept = ws.state.keys.add(
        name,
        scope,
        hash_token(key),
        key[-4:],
        author=author,
        at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    return kept, key


def list_keys(ws: Workspace) -> list[Key]:
    """All keys, the newest first."""
    return ws.state.keys.list()


def remove_key(ws: Workspace, key_id: str) -> None:
    """Removes a key; it opens nothing from then on.

    Raises:
        NotFoundError: no such key.
    """
    ws.state.keys.remove(key_id)
