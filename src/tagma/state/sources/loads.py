"""The newest loads of each source, failed ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from tagma.clock import wall_now
from tagma.ids import new_run_id
from tagma.state.connection.session import open_session
from tagma.state.records import Json, SourceLoad
from tagma.state.tables import SourceLoadRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

KEPT = 100


class SourceLoads:
    """The record of loads; of each source the newest hundred are kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        source: str,
        *,
        rows: int = 0,
        new_rows: int = 0,
        rejected: int = 0,
        ms: float = 0,
        error: Json | None = None,
        at: datetime | None = None,
    ) -> SourceLoad:
        """Records a load; ``at`` is the wall clock unless given."""
        row = SourceLoadRow(
            id=new_run_id(), source=source, at=at or wall_now(), rows=rows, new_rows=new_rows,
            rejected=rejected, ms=ms, error=None if error is None else dict(error),
        )  # fmt: skip
        newest = (
            select(SourceLoadRow.id)
            .filter_by(source=source)
            .order_by(SourceLoadRow.at.desc(), SourceLoadRow.id.desc())
        )
        with open_session(self._engine, writing=True) as session:
            session.add(row)
            session.flush()
            old = list(session.scalars(newest.offset(KEPT)))
            if old:
                session.execute(delete(SourceLoadRow).where(SourceLoadRow.id.in_(old)))
            return _record(row)

    def list(self, source: str, limit: int = 20) -> list[SourceLoad]:
        """The newest loads of a source first."""
        query = select(SourceLoadRow).filter_by(source=source)
        newest = query.order_by(SourceLoadRow.at.desc(), SourceLoadRow.id.desc()).limit(limit)
        with open_session(self._engine) as session:
            return [_record(row) for row in session.scalars(newest)]

    def list_newest(self) -> dict[str, SourceLoad]:
        """The newest load of every source."""
        newest = select(SourceLoadRow.source, func.max(SourceLoadRow.at).label("at")).group_by(
            SourceLoadRow.source
        )
        found = newest.subquery()
        query = select(SourceLoadRow).join(
            found, (SourceLoadRow.source == found.c.source) & (SourceLoadRow.at == found.c.at)
        )
        with open_session(self._engine) as session:
            return {row.source: _record(row) for row in session.scalars(query)}


def _record(row: SourceLoadRow) -> SourceLoad:
    return SourceLoad(row.source, row.at, row.rows, row.new_rows, row.rejected, row.ms, row.error)
