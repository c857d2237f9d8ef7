"""Saved views of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tagma.clock import wall_now
from tagma.errors import NotFoundError, Text
from tagma.ids import new_run_id
from tagma.state.connection.session import open_session
from tagma.state.records import Json, View
from tagma.state.tables import ViewRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


class Views:
    """One row per view; everybody sees their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, owner: str, page: str, name: str, query: Json, *, at: datetime | None = None) -> View:
        """Saves a view."""
        row = ViewRow(
            id=new_run_id(), owner=owner, page=page, name=name, query=dict(query), created_at=at or wall_now()
        )
        with open_session(self._engine, writing=True) as session:
            session.add(row)
            return _record(row)

    def list(self, owner: str, page: str | None = None) -> list[View]:
        """The views of one owner, of one page or of all, by age."""
        wanted = select(ViewRow).filter_by(owner=owner).order_by(ViewRow.created_at, ViewRow.id)
        with open_session(self._engine) as session:
            rows = session.scalars(wanted if page is None else wanted.filter_by(page=page))
            return [_record(row) for row in rows]

    def change(self, owner: str, view_id: str, name: str, query: Json) -> View:
        """Gives a view another name and content.

        Raises:
            NotFoundError: the owner has no such view.
        """
        with open_session(self._engine, writing=True) as session:
            row = _find(session, owner, view_id)
            row.name, row.query = name, dict(query)
            return _record(row)

    def remove(self, owner: str, view_id: str) -> None:
        """Removes a view.

        Raises:
            NotFoundError: the owner has no such view.
        """
        with open_session(self._engine, writing=True) as session:
            session.delete(_find(session, owner, view_id))


def _find(session: Session, owner: str, view_id: str) -> ViewRow:
    row = session.get(ViewRow, view_id)
    if row is None or row.owner != owner:
        raise NotFoundError(Text(f"there is no saved view “{view_id}”", f"没有已保存的视图“{view_id}”"))
    return row


def _record(row: ViewRow) -> View:
    return View(row.id, row.owner, row.page, row.name, row.query, row.created_at)
