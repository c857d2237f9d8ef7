"""Write keys: made, listed, disabled, enabled."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.errors import SourceError, Text

if TYPE_CHECKING:
    from tagma.state import WriteKey
    from tagma.workspace import Workspace

PREFIX = "wk_"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def add_write_key(ws: Workspace, source: str, *, author: str) -> WriteKey:
    """The write key of a source; made unless it has one.

    Raises:
        SourceError: the name is empty, too long or not printable.
    """
    source = source.strip()
    if not source or len(source) > 64 or not source.isprintable():
        raise SourceError(
            Text("a source needs a name of 1 to 64 characters", "来源需要 1 至 64 个字符的名称"),
            next_step=Text("name it after what sends: web, app, till", "请以发送方命名，如 web、app、pos"),
        )
    key = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(28))
    return ws.state.write_keys.add(source, key, author=author, at=wall_now())


def list_write_keys(ws: Workspace) -> list[WriteKey]:
    """All write keys, by source."""
    return ws.state.write_keys.list()


def disable_write_key(ws: Workspace, source: str) -> WriteKey:
    """Refuses what comes with the key of a source, from now on.

    Raises:
        NotFoundError: the source has none.
    """
    return ws.state.write_keys.set_disabled(source, wall_now())


def enable_write_key(ws: Workspace, source: str) -> WriteKey:
    """Takes again what comes with the key of a source.

    Raises:
        NotFoundError: the source has none.
    """
    return ws.state.write_keys.set_disabled(source, None)
