"""The write keys of those who send events: public by nature, so kept as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tagma.errors import NotFoundError, Text
from tagma.state.connection.session import open_session
from tagma.state.records import OldWriteKey, WriteKey
from tagma.state.tables import OldWriteKeyRow, WriteKeyRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


class WriteKeys:
    """One row per source that events are sent to."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, source: str, key: str, *, author: str, at: datetime) -> WriteKey:
        """Records a key, or gives the one that the source has."""
        with open_session(self._engine, writing=True) as session:
            known = session.scalars(select(WriteKeyRow).filter_by(source=source)).one_or_none()
            if known is not None:
                return _record(known)
            row = WriteKeyRow(key=key, source=source, author=author, created_at=at, disabled_at=None)
            session.add(row)
            return _record(row)

    def list(self) -> list[WriteKey]:
        """All keys, by source."""
        with open_session(self._engine) as session:
            return [_record(row) for row in session.scalars(select(WriteKeyRow).order_by(WriteKeyRow.source))]

    def set_disabled(self, source: str, at: datetime | None) -> WriteKey:
        """Refuses the key of a source from an instant on, or (None) takes it again.

        Raises:
            NotFoundError: the source has no key.
        """
        with open_session(self._engine, writing=True) as session:
            row = _find(session, source)
            row.disabled_at = at
            return _record(row)

    def replace(self, source: str, key: str, *, author: str, at: datetime, ends_at: datetime) -> WriteKey:
        """Gives a source another key; the one that it had opens it until an instant.

        Raises:
            NotFoundError: the source has no key.
        """
        with open_session(self._engine, writing=True) as session:
            row = _find(session, source)
            session.add(OldWriteKeyRow(key=row.key, source=source, replaced_at=at, ends_at=ends_at))
            row.key, row.author, row.created_at = key, author, at
            session.flush()
            return _record(row)

    def list_old(self, at: datetime) -> Sequence[OldWriteKey]:
        """The keys that were replaced and have not ended at an instant, the newest first."""
        asked = select(OldWriteKeyRow).where(OldWriteKeyRow.ends_at > at)
        with open_session(self._engine) as session:
            rows = session.scalars(asked.order_by(OldWriteKeyRow.replaced_at.desc(), OldWriteKeyRow.key))
            return [OldWriteKey(row.key, row.source, row.replaced_at, row.ends_at) for row in rows]

    def end_old(self, source: str, at: datetime) -> int:
        """Ends the keys of a source that were replaced; returns how many still opened it."""
        with open_session(self._engine, writing=True) as session:
            rows = session.scalars(
                select(OldWriteKeyRow).filter_by(source=source).where(OldWriteKeyRow.ends_at > at)
            ).all()
            for row in rows:
                row.ends_at = at
            return len(rows)


def _find(session: Session, source: str) -> WriteKeyRow:
    row = session.scalars(select(WriteKeyRow).filter_by(source=source)).one_or_none()
    if row is None:
        raise NotFoundError(
            Text(f"“{source}” has no write key", f"“{source}”没有写入密钥"),
            next_step=Text("“tagma write-key list” lists them", "用“tagma write-key list”查看"),
        )
    return row


def _record(row: WriteKeyRow) -> WriteKey:
    return WriteKey(row.key, row.source, row.author, row.created_at, row.disabled_at)
