"""Log-ins that have not ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select, update

from tagma.errors import NotFoundError, Text
from tagma.ids import new_run_id
from tagma.state.connection.session import open_session
from tagma.state.records import LogIn
from tagma.state.tables import SessionRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


class Sessions:
    """One row per log-in, found by the hash of its token."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(
        self,
        token: str,
        *,
        user: str | None = None,
        launch: str | None = None,
        address: str = "",
        agent: str = "",
        at: datetime,
    ) -> LogIn:
        """Records a log-in; ``token`` and ``launch`` come hashed."""
        row = SessionRow(
            id=new_run_id(), token=token, user=user, launch=launch,
            created_at=at, seen_at=at, address=address, agent=agent[:200],
        )  # fmt: skip
        with open_session(self._engine, writing=True) as session:
            session.add(row)
            return _record(row)

    def find(self, token: str) -> LogIn | None:
        """The log-in of a hashed token."""
        with open_session(self._engine) as session:
            row = session.scalars(select(SessionRow).filter_by(token=token)).one_or_none()
            return None if row is None else _record(row)

    def see(self, login_id: str, at: datetime) -> None:
        """Remembers that it was used."""
        with open_session(self._engine, writing=True) as session:
            session.execute(update(SessionRow).filter_by(id=login_id).values(seen_at=at))

    def list(self) -> list[LogIn]:
        """All of them, the newest first."""
        with open_session(self._engine) as session:
            rows = session.scalars(select(SessionRow).order_by(SessionRow.created_at.desc(), SessionRow.id))
            return [_record(row) for row in rows]

    def end(self, login_id: str) -> None:
        """Ends one.

        Raises:
            NotFoundError: no such log-in.
        """
        with open_session(self._engine, writing=True) as session:
            row = session.get(SessionRow, login_id)
            if row is None:
                raise NotFoundError(Text("this log-in has ended already", "该登录已结束"))
            session.delete(row)

    def forget(self, *, begun_before: datetime, unseen_since: datetime) -> None:
        """Deletes those that are too old, and those with a password that were not used for too long."""
        idle = and_(SessionRow.user.is_not(None), SessionRow.seen_at < unseen_since)
        old = or_(SessionRow.created_at < begun_before, idle)
        with open_session(self._engine, writing=True) as session:
            session.execute(delete(SessionRow).where(old))


def _record(row: SessionRow) -> LogIn:
    return LogIn(row.id, row.user, row.launch, row.created_at, row.seen_at, row.address, row.agent)
