"""Sources that the server loads by itself: when due, once for what was missed, nothing while nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tagma.clock import wall_now
from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.sources.timetable import Timetable
from tagma.server.tending import Tending
from tagma.server.worker import Worker
from tagma.workspace import Workspace
from tests.sources.conftest import count_rows, open_shop, source, wait_for, write_orders, write_shop


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    write_orders(tmp_path / "data" / "a.csv", 5)
    write_shop(tmp_path, source("shop", "data/a.csv", schedule="hourly"))
    with open_shop(tmp_path) as opened:
        yield opened


def tend(ws: Workspace) -> tuple[Tending, Worker]:
    worker = Worker(ws)
    return Tending(CollectionPoint(ws), worker), worker


def list_runs(ws: Workspace) -> list[str]:
    return [run.status for run in ws.state.runs.list(flow="load")]


def test_a_missed_load_is_made_up_for_once_and_survives_a_restart(ws: Workspace) -> None:
    tending, worker = tend(ws)
    tending.tend()
    wait_for(lambda: list_runs(ws) == ["done"])
    worker.close()
    assert (count_rows(ws), ws.state.runs.list(flow="load")[0].author) == (5, "schedule")
    planned = ws.state.schedules.list()["shop"]
    assert planned.begun_at is not None
    assert timedelta(0) < planned.next_at - wall_now() <= timedelta(hours=1)

    tending, worker = tend(ws)  # as after a restart: not due
    tending.tend()
    assert list_runs(ws) == ["done"]
    write_orders(ws.folder / "data" / "a.csv", 9)
    ws.state.schedules.plan("shop", "hourly", wall_now() - timedelta(hours=30))
    tending, worker = tend(ws)  # as after a day without a server
    for _ in range(3):
        tending.tend()
        wait_for(lambda: "running" not in list_runs(ws))
    worker.close()
    assert list_runs(ws) == ["done", "done"]
    assert count_rows(ws) == 9


def test_nothing_is_done_while_nothing_changed(ws: Workspace) -> None:
    tending, worker = tend(ws)
    tending.tend()
    wait_for(lambda: list_runs(ws) == ["done"])
    for _ in range(2):
        tending._timetable._due["shop"] = wall_now()
        tending.tend()
        wait_for(lambda: "running" not in list_runs(ws))
    assert list_runs(ws)[1:] in ([], ["done"]), "the first look knows no earlier one"
    before = len(list_runs(ws))
    for _ in range(3):
        tending._timetable._due["shop"] = wall_now()
        tending.tend()
    worker.close()
    assert len(list_runs(ws)) == before
    assert tending._timetable.find_next() > wall_now()  # type: ignore[operator]


def test_a_failure_is_recorded_and_not_hurried(ws: Workspace) -> None:
    (ws.folder / "data" / "a.csv").unlink()
    tending, worker = tend(ws)
    tending.tend()
    wait_for(lambda: list_runs(ws) == ["failed"])
    worker.close()
    (load,) = ws.state.source_loads.list("shop")
    assert load.error is not None
    assert load.error["zh"]["message"]
    timetable = Timetable(ws)
    now = datetime(2024, 1, 1)
    models = [tending._timetable._models["shop"].model_copy(update={"schedule": "every 5 seconds"})]
    timetable.follow(models, now)
    timetable.note_begun(models[0], now)
    assert timetable.find_next() == now + timedelta(minutes=1)


def test_one_writes_at_a_time(ws: Workspace) -> None:
    from tagma.errors import Text

    tending, worker = tend(ws)
    with worker.hold(Text("a change", "改动"), "ada", short=False):
        tending.tend()
        assert list_runs(ws) == []
    wait_for(lambda: tending._timetable.list_due(wall_now()))
    tending.tend()
    wait_for(lambda: list_runs(ws) == ["done"])
    worker.close()


def test_a_schedule_that_is_gone_is_forgotten(ws: Workspace) -> None:
    timetable = Timetable(ws)
    timetable.follow([], datetime(2024, 1, 1))
    assert ws.state.schedules.list() == {}
