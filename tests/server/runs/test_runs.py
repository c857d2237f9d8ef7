"""Runs: one writes at a time, progress, cancelled in between and inside, resumed, failed with words."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from tagma.engine import Table
from tagma.engine.dialect import query
from tagma.errors import BusyError, Text
from tagma.flows.stepping import StoppedError, record_steps
from tagma.flows.world import find_published
from tagma.server.worker import Watch, Worker
from tests.server.definitions.asking import API, apply, propose, wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from tagma.state import Run
    from tagma.workspace import Workspace

WHAT = Text("a test", "测试")
NUMBERS = Table("scratch", "numbers")
LONG = query(
    'SELECT SUM(a."n" * b."n") AS "s" FROM "scratch"."numbers" AS a, "scratch"."numbers" AS b WHERE a."n" <> b."n"'
)


@pytest.fixture
def worker(client: TestClient) -> Worker:
    found: Worker = client.app.state.worker  # type: ignore[attr-defined]
    return found


def begin_steps(ws: Workspace, *steps: tuple[str, Callable[[], int]], flow: str = "refresh") -> Any:
    """A run of some steps."""

    def begin(watch: Watch) -> tuple[Run, Callable[[], object]]:
        run = ws.state.runs.start(flow, author="ann")
        return run, partial(record_steps, ws, run, steps, watch.report, watch.stopped)

    return begin


def test_a_refresh_runs_to_its_end(client: TestClient, ws: Workspace) -> None:
    before = find_published(ws.engine)
    answer = client.post(f"{API}/runs", json={"force": True})
    assert answer.status_code == 202
    run = wait(client, answer.json()["id"])
    assert (run["status"], run["flow"], run["label"], run["error"]) == ("done", "refresh", "Refresh", None)
    assert [step["name"] for step in run["steps"]] == [
        "load sources", "import lists", "fold traits", "evaluate", "publish", "pack ledger",
    ]  # fmt: skip
    assert all(step["status"] == "done" and step["ms"] > 0 for step in run["steps"])
    after = find_published(ws.engine)
    assert before is not None
    assert after is not None
    assert after.run == run["id"] != before.run
    listed = client.get(f"{API}/runs?limit=1", headers={"accept-language": "zh"}).json()
    assert (listed["items"][0]["id"], listed["total"]) == (run["id"], 2)
    assert listed["items"][0]["steps"][3]["label"] == "计算标签与分群"
    assert client.get(f"{API}/runs?limit=1&offset=1").json()["items"][0]["id"] != run["id"]


def test_one_writes_at_a_time(client: TestClient, ws: Workspace, worker: Worker) -> None:
    go = threading.Event()

    def slow() -> int:
        worker.find(run.id).report("read orders", 1, 2)  # type: ignore[union-attr]
        return int(go.wait(30))

    ready = threading.Event()
    run = worker.start(
        WHAT,
        "ann",
        begin_steps(ws, ("load sources", lambda: int(ready.wait(30))), ("evaluate", slow)),
        writing=True,
    )
    ready.set()
    while (shown := client.get(f"{API}/runs/{run.id}", headers={"accept-language": "zh"}).json())["progress"][
        "part"
    ] is None:
        time.sleep(0.01)
    assert shown["progress"] == {
        "step": "evaluate", "label": "计算标签与分群", "done": 1, "total": 2, "part": "读取 orders",
    }  # fmt: skip
    change = propose(client, "tag", "active", when="count(order) > 1")
    for answer in (
        client.post(f"{API}/runs", json={}),
        client.post(f"{API}/definitions/apply", json={"changes": [change]}),
        client.post(f"{API}/definitions/pending/apply", json={}),
    ):
        assert answer.status_code == 409
        error = answer.json()["error"]
        assert (error["code"], error["data"]) == ("busy", {"run": run.id})
        assert error["message"].startswith("a test is under way, started by ann at ")
    assert client.post(f"{API}/definitions/plan", json={"changes": [change]}).status_code == 200
    go.set()
    assert wait(client, run.id)["status"] == "done"
    apply(client, change)


def test_cancelled_between_steps(client: TestClient, ws: Workspace, worker: Worker) -> None:
    inside, go = threading.Event(), threading.Event()

    def first() -> int:
        inside.set()
        return int(go.wait(30))

    def never() -> int:
        raise AssertionError("this step must not begin")

    run = worker.start(
        WHAT, "ann", begin_steps(ws, ("fold traits", first), ("evaluate", never)), writing=True
    )
    assert inside.wait(10)
    assert client.post(f"{API}/runs/{run.id}/cancel").status_code == 202
    go.set()
    ended = wait(client, run.id)
    assert (ended["status"], ended["error"]["code"]) == ("cancelled", "cancelled")
    assert [(step["name"], step["status"]) for step in ended["steps"]] == [("fold traits", "done")]
    again = client.post(f"{API}/runs/{run.id}/cancel")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "run")


def test_cancelled_inside_a_statement(client: TestClient, ws: Workspace, worker: Worker) -> None:
    ws.engine.define(NUMBERS, {"n": "BIGINT"}, step="test")
    ws.engine.load(NUMBERS, pa.table({"n": range(200_000)}), step="test")
    portrait = find_published(ws.engine)
    inside = threading.Event()

    def long() -> int:
        inside.set()
        return ws.engine.create(Table("scratch", "made"), LONG, step="long")

    run = worker.start(WHAT, "ann", begin_steps(ws, ("evaluate", long)), writing=True)
    assert inside.wait(10)
    time.sleep(0.2)
    start = time.monotonic()
    client.post(f"{API}/runs/{run.id}/cancel")
    ended = wait(client, run.id, 20)
    assert time.monotonic() - start < 5
    assert ended["status"] == "cancelled"
    assert ended["error"]["message"] == "the run was cancelled"
    assert [(step["name"], step["status"]) for step in ended["steps"]] == [("evaluate", "cancelled")]
    assert "made" not in ws.engine.tables("scratch")
    assert find_published(ws.engine) == portrait
    assert (
        client.get(f"{API}/runs/{run.id}", headers={"accept-language": "zh"}).json()["error"]["message"]
        == "运行已取消"
    )


def test_a_cancelled_refresh_goes_on(client: TestClient, ws: Workspace) -> None:
    run = client.post(f"{API}/runs", json={"force": True}).json()
    client.post(f"{API}/runs/{run['id']}/cancel")
    ended = wait(client, run["id"])
    if ended["status"] == "done":  # it was faster than the hand on the button
        return
    assert ended["status"] == "cancelled"
    resumed = client.post(f"{API}/runs/{run['id']}/resume")
    assert resumed.status_code == 202, resumed.text
    whole = wait(client, resumed.json()["id"])
    assert whole["status"] == "done"
    done = {step["name"] for step in ended["steps"] if step["status"] == "done"}
    assert not done & {step["name"] for step in whole["steps"]}


def test_a_run_that_fails_says_why_and_what_was_published_serves(client: TestClient, ws: Workspace) -> None:
    before = client.get(f"{API}/segments/regulars").json()
    (ws.folder / "data/orders.csv").write_text("customer,order_no\n1,o1\n", encoding="utf-8")
    run = wait(client, client.post(f"{API}/runs", json={}).json()["id"])
    assert run["status"] == "failed"
    assert run["error"]["code"] == "source"
    assert "paid_at" in run["error"]["message"]
    assert run["error"]["next"]
    assert [(step["name"], step["status"]) for step in run["steps"]] == [("load sources", "failed")]
    chinese = client.get(f"{API}/runs/{run['id']}", headers={"accept-language": "zh"}).json()
    assert chinese["error"]["message"] != run["error"]["message"]
    assert client.get(f"{API}/segments/regulars").json() == before


def test_a_run_of_a_command_is_seen_and_stopped(client: TestClient, ws: Workspace, worker: Worker) -> None:
    """A command of this machine holds the turn; its run is known by its steps."""
    watch, inside, ids = Watch(), threading.Event(), []

    def wait_for_it() -> int:
        inside.set()
        while not watch.stopped():
            time.sleep(0.01)
        return 0

    def command() -> None:
        with worker.hold(WHAT, "ann", short=False, watch=watch):
            run, task = begin_steps(
                ws, ("load sources", lambda: 1), ("fold traits", wait_for_it), ("publish", lambda: 1)
            )(watch)
            ids.append(run.id)
            with pytest.raises(StoppedError):
                task()

    thread = threading.Thread(target=command)
    thread.start()
    assert inside.wait(10)
    shown = client.get(f"{API}/runs/{ids[0]}").json()
    assert shown["progress"] == {
        "step": "fold traits", "label": "fold traits", "done": 1, "total": 6, "part": None,
    }  # fmt: skip
    assert client.post(f"{API}/runs/{ids[0]}/cancel").status_code == 202
    thread.join(10)
    assert wait(client, ids[0])["status"] == "cancelled"


def test_what_cannot_be_resumed(client: TestClient) -> None:
    done = client.get(f"{API}/runs").json()["items"][0]["id"]
    assert client.post(f"{API}/runs/{done}/resume").status_code == 409
    assert client.post(f"{API}/runs/nothing/resume").status_code == 404
    assert client.post(f"{API}/runs/nothing/cancel").status_code == 404
    assert client.get(f"{API}/runs/nothing").status_code == 404
    assert client.post(f"{API}/runs", json={"demanded": ["wisch"]}).json()["error"]["nearest"] == ["wish"]


def test_the_end_of_the_server_cancels_what_is_under_way(ws: Workspace) -> None:
    ws.engine.define(NUMBERS, {"n": "BIGINT"}, step="test")
    ws.engine.load(NUMBERS, pa.table({"n": range(200_000)}), step="test")
    worker, inside = Worker(ws), threading.Event()

    def long() -> int:
        inside.set()
        return ws.engine.query(LONG, step="long").num_rows

    run = worker.start(WHAT, "ann", begin_steps(ws, ("evaluate", long)), writing=True)
    assert inside.wait(10)
    worker.close(20)
    ended = ws.state.runs.get(run.id)
    assert (ended.status, (ended.error or {})["code"]) == ("failed", "cancelled")
    with pytest.raises(BusyError, match="about to stop"):
        worker.start(WHAT, "ann", begin_steps(ws), writing=True)
