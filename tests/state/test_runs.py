"""Runs and loads are recorded as they happen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tagma.errors import NotFoundError
from tagma.state import RunStep, State

NOON = datetime(2024, 1, 1, 12)


def test_a_run_from_start_to_end(state: State) -> None:
    run = state.runs.start("refresh", as_of=NOON, author="li", at=NOON)
    assert (run.status, run.as_of, run.steps) == ("running", NOON, ())
    state.runs.step(run.id, "load", rows=10, ms=2.5)
    state.runs.step(run.id, "tags", status="running")
    state.runs.step(run.id, "tags", rows=3, ms=1.0)
    done = state.runs.finish(run.id, at=NOON + timedelta(seconds=9))
    assert done == state.runs.get(run.id)
    assert (done.status, done.ended_at, done.error) == ("done", NOON + timedelta(seconds=9), None)
    assert done.steps == (RunStep(1, "load", "done", 10, 2.5, None), RunStep(2, "tags", "done", 3, 1.0, None))


def test_a_run_may_learn_its_instant_later(state: State) -> None:
    run = state.runs.start("refresh")
    state.runs.aim(run.id, NOON)
    assert (run.as_of, state.runs.get(run.id).as_of) == (None, NOON)


def test_a_failed_run_keeps_its_error(state: State) -> None:
    run = state.runs.start("refresh")
    error = {"code": "engine", "message": "数据库拒绝执行"}
    state.runs.step(run.id, "tags", status="failed", error=error)
    failed = state.runs.finish(run.id, error=error)
    assert (failed.status, failed.error, failed.steps[0].error) == ("failed", error, error)


def test_newest_first(state: State) -> None:
    for number, flow in enumerate(("apply", "refresh", "apply")):
        state.runs.start(flow, author=str(number), at=NOON + timedelta(seconds=number))
    assert [run.author for run in state.runs.list()] == ["2", "1", "0"]
    assert [run.author for run in state.runs.list(flow="apply", limit=1)] == ["2"]


def test_interrupted_runs_are_closed(state: State) -> None:
    dead, done = state.runs.start("refresh"), state.runs.start("apply")
    state.runs.step(dead.id, "load", rows=1)
    state.runs.step(dead.id, "tags", status="running")
    state.runs.finish(done.id)
    assert state.runs.close_interrupted(at=NOON) == 1
    closed = state.runs.get(dead.id)
    assert (closed.status, closed.ended_at) == ("failed", NOON)
    assert closed.error is not None
    assert closed.error["code"] == "interrupted"
    assert [step.status for step in closed.steps] == ["done", "failed"]
    assert state.runs.get(done.id).status == "done"


def test_unknown_runs(state: State) -> None:
    for call in (state.runs.get, state.runs.finish, lambda run: state.runs.step(run, "x")):
        with pytest.raises(NotFoundError, match="no run “nothing”"):
            call("nothing")


def test_loads_remember_the_newest(state: State) -> None:
    assert state.loads.get("orders") is None
    state.loads.record("orders", "f1", 10, {"quarantined": 1}, at=NOON)
    newest = state.loads.record("orders", "f2", 12, at=NOON)
    assert state.loads.get("orders") == newest
    assert (newest.rows, newest.report, newest.loaded_at) == (12, {}, NOON)
    state.loads.record("customers", "f", 1)
    assert [load.source for load in state.loads.list()] == ["customers", "orders"]
    state.loads.forget("orders")
    state.loads.forget("orders")
    assert [load.source for load in state.loads.list()] == ["customers"]
