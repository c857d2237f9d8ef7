"""The write keys of those who send events: public by nature, so kept as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tagma.errors import NotFoundError, Text
from tagma.state.connection.session import open_session
from tagma.state.records import WriteKey
from tagma.state.tables import WriteKeyRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


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
            row = session.scalars(select(WriteKeyRow).filter_by(source=source)).one_or_none()
            if row is None:
                raise NotFoundError(
                    Text(f"“{source}” has no write key", f"“{source}”没有写入密钥"),
                    next_step=Text("“tagma write-key list” lists them", "用“tagma write-key list”查看"),
                )
            row.disabled_at = at
            return _record(row)


def _record(row: WriteKeyRow) -> WriteKey:
    return WriteKey(row.key, row.source, row.author, row.created_at, row.disabled_at)
