"""API keys, as hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select, update

from tagma.errors import NotFoundError, Text
from tagma.ids import new_run_id
from tagma.state.connection.session import open_session
from tagma.state.records import Key, Scope
from tagma.state.tables import KeyRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


class Keys:
    """One row per key, found by the hash of the key."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        name: str,
        scope: Scope,
        token: str,
        ending: str,
        *,
        author: str,
        at: datetime,
        expires_at: datetime | None = None,
    ) -> Key:
        """Records a key; ``token`` is its hash, ``ending`` its last four characters."""
        row = KeyRow(
            id=new_run_id(), name=name, scope=scope, token=token, ending=ending,
            author=author, created_at=at, used_at=None, expires_at=expires_at,
        )  # fmt: skip
        with open_session(self._engine, writing=True) as session:
            session.add(row)
            return _record(row)

    def find(self, token: str) -> Key | None:
        """The key of a hash."""
        with open_session(self._engine) as session:
            row = session.scalars(select(KeyRow).filter_by(token=token)).one_or_none()
            return None if row is None else _record(row)

    def use(self, key_id: str, at: datetime) -> None:
        """Remembers that it was used."""
        with open_session(self._engine, writing=True) as session:
            session.execute(update(KeyRow).filter_by(id=key_id).values(used_at=at))

    def list(self) -> list[Key]:
        """All keys, the newest first."""
        with open_session(self._engine) as session:
            rows = session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc(), KeyRow.id))
            return [_record(row) for row in rows]

    def remove(self, key_id: str) -> None:
        """Removes a key; it opens nothing from then on.

        Raises:
            NotFoundError: no such key.
        """
        with open_session(self._engine, writing=True) as session:
            row = session.get(KeyRow, key_id)
            if row is None:
                raise NotFoundError(
                    Text(f"there is no key “{key_id}”", f"没有密钥“{key_id}”"),
                    next_step=Text("“tagma key list” lists them", "用“tagma key list”列出密钥"),
                )
            session.delete(row)


def _record(row: KeyRow) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scope=cast("Scope", row.scope),
        ending=row.ending,
        author=row.author,
        created_at=row.created_at,
        used_at=row.used_at,
        expires_at=row.expires_at,
    )
