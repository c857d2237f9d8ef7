"""Who may log in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, func, select

from tagma.clock import wall_now
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.state.connection.session import open_session
from tagma.state.records import Role, User
from tagma.state.tables import SessionRow, UserRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


class Users:
    """One row per person; passwords come hashed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, role: Role, password: str, *, at: datetime | None = None) -> User | None:
        """Adds a user; None where the name is taken."""
        when = at or wall_now()
        with open_session(self._engine, writing=True) as session:
            if session.get(UserRow, name) is not None:
                return None
            row = UserRow(name=name, role=role, password=password, created_at=when, changed_at=when)
            session.add(row)
            return _record(row)

    def get(self, name: str) -> User | None:
        """One user, None where there is none."""
        with open_session(self._engine) as session:
            row = session.get(UserRow, name)
            return None if row is None else _record(row)

    def list(self) -> list[User]:
        """All users by name."""
        with open_session(self._engine) as session:
            return [_record(row) for row in session.scalars(select(UserRow).order_by(UserRow.name))]

    def count(self, role: Role) -> int:
        """How many users have a role."""
        with open_session(self._engine) as session:
            found = session.scalar(select(func.count()).select_from(UserRow).filter_by(role=role))
            return found or 0

    def set_password(self, name: str, password: str, *, at: datetime | None = None) -> User:
        """Changes a password and ends all log-ins of that user.

        Raises:
            NotFoundError: no such user.
        """
        with open_session(self._engine, writing=True) as session:
            row = _find(session, name)
            row.password, row.changed_at = password, at or wall_now()
            session.execute(delete(SessionRow).filter_by(user=name))
            return _record(row)

    def set_role(self, name: str, role: Role) -> User:
        """Changes a role, from the next request on.

        Raises:
            NotFoundError: no such user.
        """
        with open_session(self._engine, writing=True) as session:
            row = _find(session, name)
            row.role = role
            return _record(row)

    def remove(self, name: str) -> None:
        """Removes a user and ends all their log-ins.

        Raises:
            NotFoundError: no such user.
        """
        with open_session(self._engine, writing=True) as session:
            session.delete(_find(session, name))


def _find(session: Session, name: str) -> UserRow:
    row = session.get(UserRow, name)
    if row is None:
        raise NotFoundError(
            Text(f"there is no user “{name}”", f"没有用户“{name}”"),
            nearest=nearest_names(name, session.scalars(select(UserRow.name))),
            next_step=Text("“tagma user list” lists them", "用“tagma user list”列出用户"),
        )
    return row


def _record(row: UserRow) -> User:
    return User(row.name, cast("Role", row.role), row.password, row.created_at, row.changed_at)
