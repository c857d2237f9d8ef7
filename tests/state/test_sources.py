"""Loads of sources one by one, and when they are loaded next."""

from __future__ import annotations

from datetime import datetime, timedelta

from tagma.state import State
from tagma.state.sources.loads import KEPT

AT = datetime(2024, 3, 1)


def test_the_newest_loads_are_kept(state: State) -> None:
    for number in range(KEPT + 3):
        state.source_loads.add("shop", rows=number, at=AT + timedelta(minutes=number))
    state.source_loads.add("till", error={"code": "source", "message": "no"}, at=AT)
    assert [load.rows for load in state.source_loads.list("shop", 2)] == [KEPT + 2, KEPT + 1]
    assert len(state.source_loads.list("shop", 500)) == KEPT
    newest = state.source_loads.list_newest()
    assert (newest["shop"].rows, newest["till"].error) == (KEPT + 2, {"code": "source", "message": "no"})


def test_a_plan_remembers_when_it_was_begun(state: State) -> None:
    state.schedules.plan("shop", "hourly", AT)
    state.schedules.plan("shop", "hourly", AT + timedelta(hours=1), begun_at=AT)
    state.schedules.plan("shop", "daily", AT + timedelta(days=1))
    (planned,) = state.schedules.list().values()
    assert (planned.schedule, planned.next_at, planned.begun_at) == ("daily", AT + timedelta(days=1), AT)
    state.schedules.forget("shop")
    assert state.schedules.list() == {}
