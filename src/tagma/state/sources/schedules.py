"""When sources are loaded next; it outlives a restart, so that what was missed is made up for once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tagma.state.connection.session import open_session
from tagma.state.records import Planned
from tagma.state.tables import ScheduleRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


class Schedules:
    """One row per source that has a schedule."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self) -> dict[str, Planned]:
        """What is planned, by source."""
        with open_session(self._engine) as session:
            return {row.source: _record(row) for row in session.scalars(select(ScheduleRow))}

    def plan(
        self, source: str, schedule: str, next_at: datetime, *, begun_at: datetime | None = None
    ) -> Planned:
        """Plans the next load of a source; ``begun_at`` says that one has just begun."""
        with open_session(self._engine, writing=True) as session:
            row = session.get(ScheduleRow, source) or ScheduleRow(source=source, begun_at=None)
            row.schedule, row.next_at, row.begun_at = schedule, next_at, begun_at or row.begun_at
            return _record(session.merge(row))

    def forget(self, source: str) -> None:
        """Plans nothing for a source any more."""
        with open_session(self._engine, writing=True) as session:
            row = session.get(ScheduleRow, source)
            if row is not None:
                session.delete(row)


def _record(row: ScheduleRow) -> Planned:
    return Planned(row.source, row.schedule, row.next_at, row.begun_at)
