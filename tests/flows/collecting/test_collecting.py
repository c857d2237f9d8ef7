"""From a request to a portrait, to quarantine and back, and everything made anew."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tagma.collect.intake import accept_segment, read_segment
from tagma.engine.dialect import query
from tagma.errors import NotFoundError, SourceError
from tagma.flows import refresh
from tagma.flows.apply import apply_definitions
from tagma.flows.collecting import keys
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.collecting.quarantine import list_quarantine, replay_refused
from tagma.flows.collecting.storage import verify
from tagma.flows.count import count_customers
from tagma.flows.refresh import rebuild
from tagma.workspace import Workspace, open_workspace

Send = Callable[..., None]

TAGS = """\
kind: tag
name: buyer
label: {en: Buyer, zh: 买家}
when: count("Order Completed" in last 30 days) >= 2
refresh: realtime
---
kind: segment
name: pro
label: {en: Pro, zh: 专业版}
when: plan = 'pro' and buyer
refresh: realtime
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
        envelope = read_segment(json.dumps({"batch": events}).encode())
        point.submit(accept_segment(envelope, point.arrive(source, "/v1/batch", ""))).result()

    return send_events


def order(number: int, user: str = "u", **more: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "Order Completed",
        "userId": user,
        "messageId": f"{user}{number}",
        "properties": {"total": number},
        **more,
    }


def count_rows(ws: Workspace, name: str) -> int:
    rows = ws.engine.query(query(f"SELECT COUNT(*) AS n FROM {name}"), step="count")
    return int(rows.column(0)[0].as_py())


def test_from_a_request_to_a_portrait(ws: Workspace, send: Send) -> None:
    send(order(1), order(2), {"type": "identify", "userId": "u", "traits": {"plan": "pro"}, "messageId": "i"})
    send(order(1, "v"), {"type": "identify", "userId": "v", "traits": {"plan": "pro"}, "messageId": "j"})
    assert load_collected(ws).events == 3
    refresh.refresh(ws)
    (ws.folder / "tags").mkdir()
    (ws.folder / "tags" / "all.yaml").write_text(TAGS, encoding="utf-8")
    apply_definitions(ws, author="tests", reason="")
    refresh.refresh(ws)
    assert count_customers(ws, "segment(pro)").count == 1
    send(order(2, "v"))
    report = refresh.refresh(ws)
    assert report.run.status == "done"
    assert count_customers(ws, "segment(pro)").count == 2


def test_quarantine_and_replay(ws: Workspace, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr("tagma.collect.intake.segment.TYPES", ("track",))
        send(
            order(1),
            {"type": "identify", "userId": "u", "traits": {"plan": "pro"}, "messageId": "i"},
            {"type": "what"},
        )
    load_collected(ws)
    (group,) = list_quarantine(ws)
    assert (group.source, group.reason, group.rows) == ("push:web", "unknown_type", 2)
    assert group.words.zh == "事件类型未知"
    assert list_quarantine(ws, "web") == [group]
    assert list_quarantine(ws, "app") == []
    report = replay_refused(ws)
    assert (report.tried, report.accepted, dict(report.still)) == (2, 1, {"unknown_type": 1})
    assert count_rows(ws, "people.trait_history") == 1
    assert [each.rows for each in list_quarantine(ws)] == [1]
    again = replay_refused(ws)
    assert (again.tried, again.accepted) == (1, 0)
    assert count_rows(ws, "people.trait_history") == 1


def test_a_rebuild_gives_the_same_portrait(ws: Workspace, send: Send) -> None:
    send(order(1), order(2), order(3, "v"), {"type": "nonsense"})
    refresh.refresh(ws)
    before = [
        count_rows(ws, name)
        for name in ('"events"."Order Completed"', "people.customers", "collect.quarantine")
    ]
    report = rebuild(ws)
    assert report.run.status == "done"
    assert [
        count_rows(ws, name)
        for name in ('"events"."Order Completed"', "people.customers", "collect.quarantine")
    ] == before
    assert verify(ws).to_dict()["findings"] == []


def test_a_lost_warehouse_is_loaded_anew(tmp_path: Path) -> None:
    (tmp_path / "tagma.yaml").write_text("name: tiny\n", encoding="utf-8")
    with open_workspace(tmp_path, purpose="tests") as first:
        point = CollectionPoint(first)
        envelope = read_segment(json.dumps({"batch": [order(1), order(2)]}).encode())
        point.submit(accept_segment(envelope, point.arrive("web", "/v1/batch", ""))).result()
        point.close()
        assert load_collected(first).events == 2
    for path in (tmp_path / ".tagma").glob("warehouse.duckdb*"):
        path.unlink()
    with open_workspace(tmp_path, purpose="tests") as again:
        assert load_collected(again).events == 2


def test_an_event_that_brings_the_load_down_is_set_aside(
    ws: Workspace, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tagma.identity.collected import load

    real = load.append_events

    def fail_on_seven(engine: Any, happenings: Any, *rest: Any) -> Any:
        if any(each.properties.get("total") == 7 for each in happenings):
            raise ZeroDivisionError
        return real(engine, happenings, *rest)

    monkeypatch.setattr(load, "append_events", fail_on_seven)
    send(*(order(number) for number in range(20)))
    report = load_collected(ws)
    assert (report.position, report.events, dict(report.quarantined)) == (20, 19, {"not_understood": 1})
    send(order(20))
    assert load_collected(ws).events == 1


def test_damage_is_told(ws: Workspace, send: Send) -> None:
    send(order(1), order(2))
    report = verify(ws)
    assert (report.entries, report.loaded, report.findings) == (2, 0, ())
    path = ws.folder / ".tagma" / "journal" / "segment-000001.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE events SET digest = 1 WHERE row = 1")
    connection.commit()
    connection.close()
    assert [each.position for each in verify(ws).findings] == [1]
    assert load_collected(ws).events == 1, "the rest is loaded"


def test_a_file_that_cannot_be_read_is_set_aside_and_told(ws: Workspace, point: CollectionPoint) -> None:
    folder = ws.folder / ".tagma" / "journal"
    folder.mkdir()
    (folder / "segment-000001.sqlite").write_bytes(b"nonsense " * 1000)
    assert load_collected(ws).events == 0
    assert verify(ws).findings


def test_write_keys(ws: Workspace) -> None:
    made = keys.add_write_key(ws, " web ", author="ann")
    assert made.source == "web"
    assert made.key.startswith("wk_")
    assert keys.add_write_key(ws, "web", author="bob") == made
    assert keys.disable_write_key(ws, "web").disabled_at is not None
    assert keys.enable_write_key(ws, "web").disabled_at is None
    assert keys.list_write_keys(ws) == [made]
    with pytest.raises(SourceError):
        keys.add_write_key(ws, "  ", author="ann")
    with pytest.raises(NotFoundError):
        keys.disable_write_key(ws, "app")
