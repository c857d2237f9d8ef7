"""Write keys: made, listed, replaced, disabled, enabled. They stand in pages for all to see: no secrets."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.errors import NotFoundError, SourceError, Text

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.state import OldWriteKey, WriteKey
    from tagma.workspace import Workspace

PREFIX = "wk_"
OVERLAP_DAYS, MOST_OVERLAP_DAYS = 7, 90
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


@dataclass(frozen=True, slots=True)
class SourceKey:
    """The write key of a source, with those that it took the place of and that still open the source.

    Attributes:
        id: names the source in addresses; stays when the key is replaced.
    """

    id: str
    current: WriteKey
    old: tuple[OldWriteKey, ...] = ()


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
    return ws.state.write_keys.add(source, _make_key(), author=author, at=wall_now())


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


def rotate_write_key(ws: Workspace, source: str, *, author: str, days: int = OVERLAP_DAYS) -> WriteKey:
    """Gives a source a new key. The old one is taken for some days yet, so that no page loses an event.

    Args:
        days: 0: the old key, and those before it, are refused at once.

    Raises:
        NotFoundError: the source has none.
        SourceError: too many days.
    """
    if not 0 <= days <= MOST_OVERLAP_DAYS:
        raise SourceError(
            Text(
                f"an old key is taken for 0 to {MOST_OVERLAP_DAYS} days yet",
                f"旧密钥最多可再用 {MOST_OVERLAP_DAYS} 天",
            )
        )
    now = wall_now()
    ends = now + timedelta(days=days)
    made = ws.state.write_keys.replace(source, _make_key(), author=author, at=now, ends_at=ends)
    if not days:
        ws.state.write_keys.end_old(source, now)
    return made


def list_source_keys(ws: Workspace) -> list[SourceKey]:
    """The write keys with the old ones that are still taken, by source."""
    old = ws.state.write_keys.list_old(wall_now())
    return [
        SourceKey(name_key(each.source), each, tuple(one for one in old if one.source == each.source))
        for each in ws.state.write_keys.list()
    ]


def find_source_key(ws: Workspace, key_id: str) -> SourceKey:
    """The write key of an id.

    Raises:
        NotFoundError: there is none.
    """
    found = next((each for each in list_source_keys(ws) if each.id == key_id), None)
    if found is None:
        raise NotFoundError(
            Text(f"there is no write key “{key_id}”", f"没有写入密钥“{key_id}”"),
            next_step=Text("load the list again", "请刷新列表"),
        )
    return found


def name_key(source: str) -> str:
    """What names a source in addresses: a short hash, because its name may hold any character."""
    return blake2b(source.encode(), digest_size=8).hexdigest()


def map_keys(ws: Workspace, at: datetime) -> dict[str, WriteKey]:
    """Every key that is known at an instant, old ones too, with the source that it opens."""
    current = ws.state.write_keys.list()
    by_source = {each.source: each for each in current}
    old = {
        each.key: by_source[each.source]
        for each in ws.state.write_keys.list_old(at)
        if each.source in by_source
    }
    return old | {each.key: each for each in current}


def _make_key() -> str:
    return PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(28))
