"""What ran: flows, their steps, how long each took and how it ended."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import func, select, update

from tagma.clock import wall_now
from tagma.errors import NotFoundError, Text
from tagma.ids import new_run_id
from tagma.state.connection.session import open_session
from tagma.state.records import Json, Run, RunStatus, RunStep
from tagma.state.tables import RunRow, RunStepRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from tagma.state.connection.turns import Turns

_INTERRUPTED: dict[str, Any] = {
    "code": "interrupted",
    "message": "the process ended before the run did",
    "where": None,
    "nearest": [],
    "next": "run it again",
    "zh": {"message": "进程在运行完成之前结束", "next": "请重新运行"},
}


class Runs:
    """The record of every run.

    Attributes:
        owner: this opening of the workspace; runs that it begins are known by it.
    """

    def __init__(self, engine: Engine, turns: Turns) -> None:
        self._engine = engine
        self._turns = turns
        self.owner = new_run_id()

    @contextmanager
    def own(self) -> Iterator[None]:
        """Until the end, other servers see that the runs of this one are under way.

        Runs that a dead process left running are marked as failed first.
        """
        with self._turns.hold(_name_turn(self.owner)):
            self.close_interrupted()
            yield

    def start(
        self, flow: str, *, as_of: datetime | None = None, author: str = "", at: datetime | None = None
    ) -> Run:
        """Records that a flow has begun; ``at`` is the wall clock unless given."""
        row = RunRow(
            id=new_run_id(), flow=flow, status="running", as_of=as_of, started_at=at or wall_now(),
            ended_at=None, author=author, owner=self.owner, error=None, steps=[],
        )  # fmt: skip
        with open_session(self._engine, writing=True) as session:
            session.add(row)
            session.flush()
            return _record(row)

    def aim(self, run_id: str, as_of: datetime) -> None:
        """Records the instant that a run computes for, once it is known.

        Raises:
            NotFoundError: no such run.
        """
        with open_session(self._engine, writing=True) as session:
            _find(session, run_id).as_of = as_of

    def step(
        self,
        run_id: str,
        name: str,
        *,
        status: RunStatus = "done",
        rows: int | None = None,
        ms: float | None = None,
        error: Json | None = None,
    ) -> RunStep:
        """Records a step of a run, after the steps recorded before; a running step of that name is updated.

        Raises:
            NotFoundError: no such run.
        """
        with open_session(self._engine, writing=True) as session:
            run = _find(session, run_id)
            row = next((step for step in run.steps if step.name == name and step.status == "running"), None)
            if row is None:
                row = RunStepRow(run_id=run_id, position=len(run.steps) + 1, name=name)
                session.add(row)
            row.status, row.rows, row.ms = status, rows, ms
            row.error = None if error is None else dict(error)
            session.flush()
            return _step_record(row)

    def finish(self, run_id: str, *, error: Json | None = None, at: datetime | None = None) -> Run:
        """Records that a run has ended: done, or failed with an error's ``to_dict``.

        Raises:
            NotFoundError: no such run.
        """
        with open_session(self._engine, writing=True) as session:
            row = _find(session, run_id)
            row.status = "done" if error is None else "failed"
            row.ended_at = at or wall_now()
            row.error = None if error is None else dict(error)
            return _record(row)

    def close_interrupted(self, *, at: datetime | None = None) -> int:
        """Marks runs that a dead process left running as failed; only who owns the workspace may say so.

        Runs of other servers that are alive go on.

        Returns:
            How many there were.
        """
        with open_session(self._engine, writing=True) as session:
            running = list(session.execute(select(RunRow.id, RunRow.owner).filter_by(status="running")))
            dead = {owner for owner in {owner for _, owner in running} if not self._is_alive(owner)}
            ids = [run for run, owner in running if owner in dead]
            ended = {"status": "failed", "ended_at": at or wall_now(), "error": _INTERRUPTED}
            session.execute(update(RunRow).where(RunRow.id.in_(ids)).values(ended))
            steps = update(RunStepRow).where(RunStepRow.run_id.in_(ids), RunStepRow.status == "running")
            session.execute(steps.values(status="failed"))
            return len(ids)

    def _is_alive(self, owner: str) -> bool:
        return bool(owner) and self._turns.find_holder(_name_turn(owner)) is not None

    def count(self, *, flow: str | None = None) -> int:
        """How many runs there are."""
        query = select(func.count()).select_from(RunRow)
        with open_session(self._engine) as session:
            return session.scalar(query.filter_by(flow=flow) if flow else query) or 0

    def list(self, *, flow: str | None = None, limit: int = 20, offset: int = 0) -> list[Run]:
        """The newest runs first."""
        newest = select(RunRow).order_by(RunRow.started_at.desc(), RunRow.id.desc())
        query = newest.limit(limit).offset(offset)
        with open_session(self._engine) as session:
            return [_record(row) for row in session.scalars(query.filter_by(flow=flow) if flow else query)]

    def get(self, run_id: str) -> Run:
        """One run with its steps.

        Raises:
            NotFoundError: no such run.
        """
        with open_session(self._engine) as session:
            return _record(_find(session, run_id))


def _name_turn(owner: str) -> str:
    return f"runs of {owner}"


def _find(session: Session, run_id: str) -> RunRow:
    row = session.get(RunRow, run_id)
    if row is None:
        raise NotFoundError(
            Text(f"there is no run “{run_id}”", f"没有运行“{run_id}”"),
            next_step=Text("“tagma runs” lists them", "用“tagma runs”列出运行"),
        )
    return row


def _record(row: RunRow) -> Run:
    return Run(
        id=row.id,
        flow=row.flow,
        status=cast("RunStatus", row.status),
        as_of=row.as_of,
        started_at=row.started_at,
        ended_at=row.ended_at,
        author=row.author,
        error=row.error,
        steps=tuple(_step_record(step) for step in row.steps),
    )


def _step_record(row: RunStepRow) -> RunStep:
    return RunStep(row.position, row.name, cast("RunStatus", row.status), row.rows, row.ms, row.error)
