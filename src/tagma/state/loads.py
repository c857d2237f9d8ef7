"""What was last loaded of each source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tagma.clock import wall_now
from tagma.state.connection.session import open_session
from tagma.state.records import Json, Load
from tagma.state.tables import LoadRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine


class Loads:
    """One row per source: its newest load."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(
        self,
        source: str,
        fingerprint: str,
        rows: int,
        report: Json | None = None,
        *,
        at: datetime | None = None,
    ) -> Load:
        """Remembers a load in the place of the one before."""
        row = LoadRow(
            source=source,
            fingerprint=fingerprint,
            rows=rows,
            loaded_at=at or wall_now(),
            report=dict(report or {}),
        )
        with open_session(self._engine, writing=True) as session:
            return _record(session.merge(row))

    def get(self, source: str) -> Load | None:
        """The newest load of a source, None where there was none."""
        with open_session(self._engine) as session:
            row = session.get(LoadRow, source)
            return None if row is None else _record(row)

    def list(self) -> list[Load]:
        """The newest load of every source, by name."""
        with open_session(self._engine) as session:
            return [_record(row) for row in session.scalars(select(LoadRow).order_by(LoadRow.source))]

    def list_times(self) -> Sequence[tuple[str, datetime]]:
        """When each source was loaded last, by name: enough to see whether something changed."""
        query = select(LoadRow.source, LoadRow.loaded_at).order_by(LoadRow.source)
        with open_session(self._engine) as session:
            return [(source, at) for source, at in session.execute(query)]

    def forget(self, source: str) -> None:
        """Forgets a source, so that it is loaded afresh."""
        with open_session(self._engine, writing=True) as session:
            row = session.get(LoadRow, source)
            if row is not None:
                session.delete(row)


def _record(row: LoadRow) -> Load:
    return Load(row.source, row.fingerprint, row.rows, row.loaded_at, row.report)
