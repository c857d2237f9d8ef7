"""What people see of collection through the API: the last events, its health, the quarantine, write keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tagma.flows.collecting.load import load_collected
from tagma.workspace import Workspace
from tests.server.conftest import open_client

API = "/api/v1"


@pytest.fixture
def admin(empty_ws: Workspace) -> Iterator[TestClient]:
    with open_client(empty_ws) as client:
        yield client


def make_key(admin: TestClient, source: str = "web") -> dict[str, Any]:
    answer = admin.post(f"{API}/write-keys", json={"source": source})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


def send(admin: TestClient, key: str, *events: Any) -> int:
    return admin.post("/v1/batch", json={"writeKey": key, "batch": list(events)}).status_code


def track(number: int, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "view", "userId": "u1", "messageId": f"m{number}", **more}


def test_before_collection_there_is_nothing_and_nothing_fails(admin: TestClient) -> None:
    assert admin.get(f"{API}/collect/live").json() == {"items": [], "newest": 0, "skipped": 0}
    health = admin.get(f"{API}/collect/health").json()
    assert (health["collecting"], health["state"], health["reasons"]) == (False, "green", [])
    assert admin.get(f"{API}/quarantine").json() == {"items": [], "reasons": [], "sources": [], "total": 0}
    assert admin.get(f"{API}/write-keys").json() == {"items": []}
    assert admin.get(f"{API}/collect/live/1").status_code == 404
    assert admin.get(f"{API}/quarantine/1-x").status_code == 404
    nothing = admin.post(f"{API}/quarantine/replay", json={}).json()
    assert (nothing["run"], nothing["replayed"]) == (None, 0)


def test_an_event_is_followed_from_the_key_to_its_place(admin: TestClient, empty_ws: Workspace) -> None:
    key = make_key(admin)["key"]
    assert send(admin, key, track(1, properties={"a": 1}), {"type": "track", "event": "lost"}) == 200
    load_collected(empty_ws)
    live = admin.get(f"{API}/collect/live", headers={"accept-language": "zh"}).json()
    assert live["newest"] == 2
    assert [(each["position"], each["status"], each["reason_label"]) for each in live["items"]] == [
        (2, "quarantined", "既无用户编号也无设备编号"),
        (1, "accepted", None),
    ]
    assert admin.get(f"{API}/collect/live?after=2").json()["items"] == []
    one = admin.get(f"{API}/collect/live/1").json()
    assert (one["loaded"], one["customer"], one["misfits"]) == (True, "u1", [])
    assert one["corrected_at"] is not None
    assert '"properties": {\n' in one["stored"]
    health = admin.get(f"{API}/collect/health").json()
    assert (health["journal"]["events"], health["journal"]["lag_events"], health["keys"]) == (2, 0, 1)
    assert health["quarantine"]["waiting"] == 1


def test_rows_are_opened_tried_again_and_given_up(admin: TestClient, empty_ws: Workspace) -> None:
    key = make_key(admin)["key"]
    send(
        admin,
        key,
        {"type": "track", "event": "<b>lost</b>", "context": {"page": "首页"}},
        track(1, properties={"n": 1}),
    )
    send(admin, key, track(2, properties={"n": "many"}))
    load_collected(empty_ws)
    page = admin.get(f"{API}/quarantine").json()
    assert page["total"] == 2
    assert {(each["reason"], each["stage"], each["count"]) for each in page["reasons"]} == {
        ("no_user_anon_id", "door", 1),
        ("not integer", "load", 1),
    }
    refused = next(each for each in page["items"] if each["replayable"])
    opened = admin.get(f"{API}/quarantine/{refused['id']}").json()
    assert "<b>lost</b>" in opened["raw"]
    assert "首页" in opened["raw"]
    assert (opened["position"], opened["route"]) == (1, "/v1/batch")
    told = admin.post(f"{API}/quarantine/replay", json={"all": True}).json()
    assert (told["replayed"], told["accepted"], told["kept"]) == (1, 0, 1)
    assert told["still"] == [{"reason": "no_user_anon_id", "label": "Nobody named", "count": 1}]
    gone = admin.post(f"{API}/quarantine/discard", json={"ids": [each["id"] for each in page["items"]]})
    assert gone.json()["discarded"] == 2
    assert admin.get(f"{API}/quarantine").json()["total"] == 0
    run = admin.get(f"{API}/runs/{gone.json()['run']}").json()
    assert (run["label"], run["status"]) == ("Discard from quarantine", "done")
    assert run["author"]
    assert admin.post(f"{API}/quarantine/discard", json={"ids": []}).status_code == 422


def test_a_key_is_made_replaced_and_refused(admin: TestClient) -> None:
    first = make_key(admin, "网站/首页")
    assert make_key(admin, "网站/首页") == first
    at = f"{API}/write-keys/{first['id']}"
    second = admin.post(f"{at}/rotate", json={"days": 3}).json()
    assert second["key"] != first["key"]
    assert [each["key"] for each in second["old"]] == [first["key"]]
    assert send(admin, first["key"], track(1)) == 200
    assert send(admin, second["key"], track(2)) == 200
    third = admin.post(f"{at}/rotate", json={"days": 0}).json()
    assert third["old"] == []
    assert admin.delete(at).json()["disabled_at"] is not None
    assert admin.post(f"{at}/enable").json()["disabled_at"] is None
    assert [each["source"] for each in admin.get(f"{API}/write-keys").json()["items"]] == ["网站/首页"]
    assert admin.post(f"{at}/rotate", json={"days": 999}).status_code == 422
    assert admin.post(f"{API}/write-keys/none/rotate", json={}).status_code == 404
    assert admin.post(f"{API}/write-keys", json={"source": " "}).status_code == 422


def test_bytes_that_are_no_text_are_shown_as_text(admin: TestClient, empty_ws: Workspace) -> None:
    key = make_key(admin)["key"]
    assert admin.post(f"/sa?project=default&token={key}", content=b"data=\xff\xfe<script>").status_code == 200
    broken = b'{"writeKey": "%s", "batch": [{"type": "tr\\ud800", "event": "\\udc00", "properties": {"\\ud83d": 1}}]}'
    assert admin.post("/v1/batch", content=broken % key.encode()).status_code == 200
    load_collected(empty_ws)
    items = admin.get(f"{API}/collect/live").json()["items"]
    assert [each["reason"] for each in items] == ["unknown_type", "body_unreadable"]
    assert "\ufffd" in items[1]["properties"]
    assert [admin.get(f"{API}/collect/live/{place}").status_code for place in (1, 2)] == [200, 200]
    rows = admin.get(f"{API}/quarantine").json()["items"]
    assert all(admin.get(f"{API}/quarantine/{row['id']}").status_code == 200 for row in rows)
