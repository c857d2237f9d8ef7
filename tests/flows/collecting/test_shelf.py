"""The quarantine row by row, tried again and given up; and the last events as people see them arrive."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tagma.collect.intake import accept_segment, accept_sensors, read_segment, read_sensors
from tagma.collect.intake.envelope import refuse_body
from tagma.collect.intake.refusals import REASONS
from tagma.errors import NotFoundError
from tagma.flows.apply import apply_definitions
from tagma.flows.collecting.advice import ADVICE, advise
from tagma.flows.collecting.live import read_live, read_live_event
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.collecting.quarantine import _MORE_REASONS, list_quarantine, replay_refused
from tagma.flows.collecting.quarantined import Chosen, list_quarantined, read_quarantined
from tagma.flows.collecting.replay import discard_rows, replay_rows
from tagma.flows.refresh import rebuild, refresh
from tagma.workspace import Workspace, open_workspace

Send = Callable[..., None]

SOURCE = """\
kind: source
name: shop
read: orders.csv
events:
  order: select who as user_id, day as ts, amount from raw
---
kind: event
name: order
properties:
  amount: {type: decimal}
"""


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "tagma.yaml").write_text("name: tiny\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(tmp_path, purpose="tests") as opened:
        yield opened


@pytest.fixture
def point(ws: Workspace) -> Iterator[CollectionPoint]:
    opened = CollectionPoint(ws)
    yield opened
    opened.close()


@pytest.fixture
def send(point: CollectionPoint) -> Send:
    def send_events(*events: Any, source: str = "web") -> None:
        envelope = read_segment(json.dumps({"batch": events, "sentAt": "2026-01-01T00:00:10Z"}).encode())
        point.submit(accept_segment(envelope, point.arrive(source, "/v1/batch", ""))).result()

    return send_events


def track(number: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Order Completed",
        "userId": "u1",
        "messageId": f"m{number}",
        "timestamp": "2026-01-01T00:00:05Z",
        "properties": {"total": number, "city": "上海"},
        "context": {"library": {"name": "analytics.js", "version": "1.2"}},
        **more,
    }


def refuse(point: CollectionPoint, data: bytes, source: str = "app") -> None:
    """Something that an older version could not read: a whole body kept as it came."""
    point.submit(refuse_body("sensors", data, point.arrive(source, "/sa?project=default", ""))).result()


GOOD_BODY = b'data={"type":"track","event":"view","distinct_id":"d1","time":1767225605000,"properties":{}}'


def test_the_last_events_are_seen_as_they_came(ws: Workspace, point: CollectionPoint, send: Send) -> None:
    assert read_live(ws).items == ()
    send(track(1), track(2, event="View"), {"type": "track", "event": "Lost", "properties": {"a": 1}})
    live = read_live(ws)
    assert live.newest == 3
    lost, view, order = live.items
    assert (lost.status, lost.reason, lost.position) == ("quarantined", "no_user_anon_id", 3)
    assert lost.seen is not None
    assert lost.seen.event == "Lost"
    assert (view.status, view.reason) == ("accepted", None)
    assert order.seen is not None
    seen = order.seen
    assert (seen.family, seen.type, seen.event, seen.user) == ("segment", "track", "Order Completed", "u1")
    assert seen.library == "analytics.js 1.2"
    assert seen.happened is not None
    assert seen.sent is not None
    assert seen.corrected is not None
    assert seen.sent - seen.happened == 5_000_000
    assert json.loads(order.properties) == {"total": 1, "city": "上海"}

    assert read_live(ws, after=3).items == ()
    send(track(4))
    assert [each.position for each in read_live(ws, after=3).items] == [4]
    assert [each.position for each in read_live(ws, event="view").items] == [2]
    assert [each.position for each in read_live(ws, search="上海", limit=2).items] == [4, 2]
    assert [each.position for each in read_live(ws, search="LOST").items] == [3]
    assert read_live(ws, source="app").items == ()


def test_every_family_is_told_apart(ws: Workspace, point: CollectionPoint) -> None:
    events = [
        {"type": "track", "event": "view", "distinct_id": "d1", "anonymous_id": "d1", "login_id": "vip",
         "time": 1767225605000, "properties": {}, "lib": {"$lib": "js", "$lib_version": "1.2"}},
        {"type": "profile_set", "distinct_id": "d2", "time": 1767225605000, "properties": {"城市": "杭州"}},
    ]  # fmt: skip
    envelope = read_sensors("", b"data_list=" + json.dumps(events).encode())
    point.submit(accept_sensors(envelope, point.arrive("app", "/sa", ""))).result()
    refuse(point, b"\xff\x00 nothing of this can be read")
    broken, profile, view = read_live(ws).items
    assert view.seen is not None
    assert (view.seen.user, view.seen.anonymous, view.seen.library) == ("vip", "d1", "js 1.2")
    assert profile.seen is not None
    assert (profile.seen.type, profile.seen.event, profile.seen.anonymous) == ("profile_set", "", "d2")
    assert json.loads(profile.properties) == {"城市": "杭州"}
    assert (broken.status, broken.reason) == ("quarantined", "body_unreadable")
    assert "nothing of this" in broken.properties


def test_one_event_is_seen_in_full_with_what_the_warehouse_did_not_take(ws: Workspace, send: Send) -> None:
    send(track(1), track(2, properties={"total": "many", "note": "x" * 9000}))
    before = read_live_event(ws, 2)
    assert (before.loaded, before.customer) == (False, None)
    assert before.event.clipped
    load_collected(ws)
    found = read_live_event(ws, 2)
    assert (found.loaded, found.customer) == (True, "u1")
    assert [(each.field, each.reason) for each in found.misfits] == [("total", "not integer")]
    assert json.loads(found.stored)["properties"]["note"] == "x" * 9000
    assert read_live_event(ws, 1).misfits == ()
    with pytest.raises(NotFoundError):
        read_live_event(ws, 3)


def test_the_quarantine_is_listed_by_reason_and_page(
    ws: Workspace, point: CollectionPoint, send: Send
) -> None:
    assert list_quarantined(ws, Chosen()).total == 0
    for number in range(5):
        send({"type": "track", "event": f"e{number}"})
    send(track(1), track(2, properties={"total": "many"}), source="app")
    load_collected(ws)
    page = list_quarantined(ws, Chosen(), limit=4)
    assert page.total == 6
    assert [(each.reason, each.stage, each.count) for each in page.reasons] == [
        ("no_user_anon_id", "door", 5),
        ("not integer", "load", 1),
    ]
    assert page.sources == ("push:app", "push:web")
    rest = list_quarantined(ws, Chosen(), limit=4, before=page.items[-1].id)
    ids = [each.id for each in (*page.items, *rest.items)]
    assert len(ids) == len(set(ids)) == 6
    refused = list_quarantined(ws, Chosen(reason="no_user_anon_id", source="web")).items[0]
    assert refused.replayable
    assert refused.event == "e4"
    assert json.loads(refused.raw)["type"] == "track"
    assert read_quarantined(ws, refused.id) == refused
    misfit = list_quarantined(ws, Chosen(event="Order Completed")).items[0]
    assert (misfit.field, misfit.stage, misfit.replayable) == ("total", "load", False)
    for unknown in ("0-x", "nonsense", "99999999999999999-1"):
        with pytest.raises(NotFoundError):
            read_quarantined(ws, unknown)
    assert list_quarantined(ws, Chosen(), before="nonsense").total == 6


def test_rows_that_can_be_read_now_are_accepted(ws: Workspace, point: CollectionPoint, send: Send) -> None:
    refuse(point, GOOD_BODY)
    refuse(point, b"\xff still not readable")
    send({"type": "track", "event": "nobody"})
    load_collected(ws)
    one = list_quarantined(ws, Chosen(source="app")).items[-1]
    found = replay_rows(ws, Chosen(ids=(one.id,)), author="ada")
    assert (found.replayed, found.accepted, found.still) == (1, 1, {})
    found = replay_rows(ws, Chosen())
    assert (found.replayed, found.accepted) == (2, 0)
    assert found.still == {"body_unreadable": 1, "no_user_anon_id": 1}
    assert list_quarantined(ws, Chosen()).total == 2
    runs = ws.state.runs.list(flow="replay", limit=5)
    assert [run.status for run in runs] == ["done", "done"]
    assert runs[-1].author == "ada"


def test_discarded_rows_stay_away(ws: Workspace, point: CollectionPoint, send: Send) -> None:
    send({"type": "track", "event": "nobody"}, track(1), track(2, properties={"total": "many"}))
    refuse(point, GOOD_BODY)
    load_collected(ws)
    ids = tuple(row.id for row in list_quarantined(ws, Chosen()).items)
    assert len(ids) == 3
    run, count = discard_rows(ws, ids, author="ada")
    assert count == 3
    assert ws.state.runs.get(run).author == "ada"
    assert list_quarantined(ws, Chosen()).total == 0
    assert replay_refused(ws).tried == 0
    rebuild(ws)
    assert [each.reason for each in list_quarantine(ws)] == ["not integer"]  # a rebuild says it again
    assert discard_rows(ws, ids) == (ws.state.runs.list(flow="discard", limit=1)[0].id, 1)
    assert discard_rows(ws, ())[1] == 0


def test_rows_of_files_lie_on_the_same_shelf(ws: Workspace) -> None:
    (ws.folder / "sources").mkdir()
    (ws.folder / "sources" / "shop.yaml").write_text(SOURCE, encoding="utf-8")
    (ws.folder / "orders.csv").write_text(
        "who,day,amount\na,2026-01-01,3\nb,2026-01-02,many\n,2026-01-03,4\n"
    )
    apply_definitions(ws, author="tests", reason="")
    refresh(ws, force=True)
    page = list_quarantined(ws, Chosen(source="shop"))
    assert {(each.reason, each.stage) for each in page.items} == {
        ("not decimal", "source"),
        ("missing", "source"),
    }
    assert replay_rows(ws, Chosen(source="shop")).kept == 2
    assert all(each.advice.step.zh for each in page.items)


def test_every_reason_has_words_and_a_next_step() -> None:
    assert set(REASONS) | set(_MORE_REASONS) <= set(ADVICE)
    assert advise("not integer", "load").label.zh == "不是整数"
    assert advise("check:adult_only", "load").label.en == "Breaks the check “adult_only”"
    assert "载入时恢复" in advise("not allowed", "load").step.zh
