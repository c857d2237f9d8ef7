"""Every address, body, key and answer of the three families."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

from tagma.flows.collecting import keys as write_keys
from tagma.flows.collecting.point import journal_folder
from tests.server.collect.conftest import Sender


def track(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Bought", "userId": "u", "messageId": f"m{number}", **more}


def view(**more: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "View",
        "distinct_id": "d",
        "time": 1717243200000,
        "properties": {},
        **more,
    }


def encode(value: Any) -> str:
    return quote(base64.b64encode(json.dumps(value).encode()).decode())


def test_a_batch_is_in_the_journal_once_it_is_answered(sender: Sender) -> None:
    answer = sender.segment(track(1), track(2))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert [each.message_id for each in sender.events()] == ["m1", "m2"]
    assert sender.segment(track(2), track(3)).status_code == 200
    assert [each.message_id for each in sender.events()] == ["m1", "m2", "m3"]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("path", "event"),
    [
        ("identify", ""), ("track", "Bought"), ("page", "page"), ("screen", "screen"), ("group", "group"),
        ("alias", "alias"), ("i", ""), ("t", "Bought"), ("p", "page"), ("s", "screen"), ("g", "group"),
        ("a", "alias"), ("merge", "alias"),
    ],
)  # fmt: skip
def test_v4_single_events_with_and_without_a_slash(sender: Sender, path: str, event: str, slash: str) -> None:
    body = {"userId": "u", "event": "Bought", "groupId": "g", "writeKey": sender.key}
    assert sender.post(f"/v1/{path}{slash}", body).status_code == 200
    assert [each.event for each in sender.events()] == [event]


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b/", "/v1/import", "/beacon/v1/batch/"])
def test_batches_at_every_address(sender: Sender, path: str) -> None:
    answer = sender.post(f"{path}?writeKey={sender.key}", {"batch": [track()]})
    assert answer.status_code == 200
    assert len(sender.events()) == 1


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/json"]
)
def test_v6_the_content_type_says_nothing(sender: Sender, kind: str | None) -> None:
    headers = {} if kind is None else {"content-type": kind}
    body = gzip.compress(json.dumps({"batch": [track()], "writeKey": sender.key}).encode())
    assert sender.post("/v1/batch", body, headers={**headers, "content-encoding": "gzip"}).status_code == 200
    assert len(sender.events()) == 1


def test_keys_in_every_place(sender: Sender) -> None:
    basic = base64.b64encode(f"{sender.key}:".encode()).decode()
    bare = base64.b64encode(sender.key.encode()).decode()
    for header in (basic, bare, basic.rstrip("=")):
        answer = sender.post("/v1/batch", {"batch": [track()]}, headers={"authorization": f"Basic {header}"})
        assert answer.status_code == 200
    wrong = sender.post(
        "/v1/batch", {"batch": [track()], "writeKey": "other"}, headers={"authorization": f"Basic {basic}"}
    )
    assert wrong.status_code == 200, "the header wins"
    for body, headers in (
        ({"batch": [track()]}, {}),
        ({"batch": [track()], "writeKey": "other"}, {}),
        ({"batch": [track()], "writeKey": sender.key}, {"authorization": "Bearer x"}),
    ):
        assert sender.post("/v1/batch", body, headers=headers).status_code == 401


def test_a_disabled_source_is_refused(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagma.flows.collecting.point.KEYS_KEPT", -1.0)
    write_keys.disable_write_key(sender.ws, "web")
    assert sender.segment(track()).status_code == 403
    assert sender.send("POST", f"/sa?token={sender.key}", content=f"data={encode(view())}").status_code == 403
    assert sender.post("/batch/", {"api_key": sender.key, "batch": []}).status_code == 401
    write_keys.enable_write_key(sender.ws, "web")
    assert sender.segment(track()).status_code == 200


def test_envelopes_that_cannot_be_read_and_bodies_that_are_too_large(sender: Sender) -> None:
    basic = {"authorization": "Basic " + base64.b64encode(f"{sender.key}:".encode()).decode()}
    assert sender.post("/v1/batch", b"nonsense", headers=basic).status_code == 400
    assert sender.post("/v1/batch", b"\x1f\x8bnonsense", headers=basic).status_code == 400
    assert sender.post("/v1/batch", b"x" * (6 << 20), headers=basic).status_code == 413
    assert sender.post("/v1/batch", gzip.compress(bytes(50 << 20)), headers=basic).status_code == 413
    assert sender.segment(headers=basic).status_code == 200
    assert sender.entries() == []


def test_v7_a_bad_event_does_not_hurt_its_neighbours(sender: Sender) -> None:
    events = [track(number) for number in range(97)]
    events += [track(97, userId=None), "nonsense", track(98, properties={"x": float("nan")})]
    body = json.dumps({"writeKey": sender.key, "batch": events}).encode()
    assert sender.post("/v1/batch", body).status_code == 200
    assert len(sender.events()) == 98
    assert sorted(sender.reasons()) == ["no_user_anon_id", "not_an_object"]


def test_an_event_that_brings_the_check_down_is_kept(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tagma.server.collect.segment.accept_segment", fail)
    assert sender.segment(track()).status_code == 200
    assert sender.reasons() == ["body_unreadable"]


def test_fifty_copies_at_once_are_one(sender: Sender) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: sender.segment(track(1), track(2)).status_code, range(50)))
    assert answers == [200] * 50
    assert len(sender.events()) == 2


def test_what_the_sdk_measures_of_itself_is_dropped(sender: Sender) -> None:
    assert sender.post("/v1/m", {"series": []}).status_code == 200
    assert sender.entries() == []


def test_the_pixel(sender: Sender) -> None:
    answer = sender.send(
        "GET",
        f"/pixel/v1/track?writeKey={sender.key}&anonymousId=a&event=Opened&properties.mail=7&context.page.url=x",
    )
    assert answer.headers["content-type"] == "image/gif"
    (event,) = sender.events()
    assert (event.event, event.user, event.properties) == ("Opened", "anonymous:a", {"mail": "7"})


def test_start_up_documents(sender: Sender) -> None:
    settings = sender.send("GET", f"/v1/projects/{sender.key}/settings").json()
    assert settings["integrations"]["Segment.io"]["apiHost"] == "collector.example/v1"
    assert settings["integrations"]["Segment.io"]["apiKey"] == sender.key
    source = sender.send("GET", f"/sourceConfig/?p=npm&v=3&writeKey={sender.key}").json()
    assert source["source"]["writeKey"] == sender.key
    assert source["source"]["enabled"] is True
    assert sender.send("GET", "/v1/projects/other/settings").status_code == 401


@pytest.mark.parametrize("path", ["/sa", "/sa/", "/sa.gif"])
@pytest.mark.parametrize("field", ["data", "data_list"])
def test_sensors_posts(sender: Sender, path: str, field: str) -> None:
    value = [view()] if field == "data_list" else view()
    answer = sender.send(
        "POST", f"{path}?project=p&token={sender.key}", content=f"{field}={encode(value)}&gzip=0"
    )
    assert (answer.status_code, answer.json()["code"]) == (200, 0)
    assert [each.event for each in sender.events()] == ["View"]


def test_the_sensors_pixel(sender: Sender) -> None:
    answer = sender.send("GET", f"/sa.gif?token={sender.key}&data={encode(view())}&ext=crc%3D5")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.headers["cache-control"] == "no-store"
    assert sender.events()[0].flags == ("crc_mismatch",)  # V18


def test_v11_two_copies_in_flight_that_differ_in_flush_time(sender: Sender) -> None:
    def send(flushed: int) -> int:
        content = f"data_list={encode([view(_flush_time=flushed, _track_id=5)])}"
        return int(sender.send("POST", f"/sa?token={sender.key}", content=content).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(send, range(1717243200000, 1717243200020))) == [200] * 20
    assert len(sender.events()) == 1


def test_sensors_bodies_that_cannot_be_read_are_kept_and_answered_200(sender: Sender) -> None:
    answer = sender.send("POST", f"/sa?token={sender.key}", content=b"data=***nonsense***")
    assert answer.status_code == 200
    assert sender.reasons() == ["body_unreadable"]
    assert "***nonsense***" in json.loads(sender.entries()[0].record.body)["raw"]


def test_sensors_refuses_unknown_tokens_and_encrypted_data(sender: Sender) -> None:
    assert sender.send("POST", "/sa?token=other", content=f"data={encode(view())}").status_code == 403
    assert sender.send("POST", "/sa", content=b"data=***").status_code == 403
    assert (
        sender.send("POST", f"/sa?token={sender.key}", content=f"data={encode(view())}&gzip=9").status_code
        == 403
    )
    assert sender.send("POST", "/sa", content=f"data={encode(view(token=sender.key))}").status_code == 200


def test_debug_says_what_is_wrong_and_stores_nothing_on_a_dry_run(sender: Sender) -> None:
    url = f"/debug?token={sender.key}"
    dry = sender.send("POST", url, content=f"data={encode(view())}", headers={"dry-run": "true"})
    assert dry.status_code == 200
    assert sender.entries() == []
    wrong = sender.send("POST", url, content=f"data={encode(view(event=None))}")
    assert wrong.status_code == 400
    assert wrong.json()["code"] == "no_event_name"
    assert sender.send("POST", url, content=f"data={encode(view())}").status_code == 200
    assert len(sender.events()) == 1


def test_posthog(sender: Sender) -> None:
    event = {"event": "clicked", "distinct_id": "u", "uuid": "a", "properties": {"x": 1}}
    assert sender.post("/batch/", {"api_key": sender.key, "batch": [event]}).json() == {"status": 1}
    assert sender.post("/capture", {"api_key": sender.key, **event}).json() == {"status": 1}
    bearer = {"authorization": f"Bearer {sender.key}"}
    body = {
        "created_at": "2024-06-01T00:00:00Z",
        "batch": [{**event, "uuid": "b"}, {"uuid": "c", "event": "x"}],
    }
    results = sender.post("/i/v1/analytics/events", body, headers=bearer).json()["results"]
    assert results == {
        "b": {"result": "ok"},
        "c": {"result": "drop", "details": "names neither a user nor a device"},
    }
    assert [each.message_id for each in sender.events()] == ["a", "b"]
    assert sender.post("/batch/", {"api_key": "other", "batch": [event]}).status_code == 401
    assert sender.post("/flags/?v=2", {}).status_code == 404


def test_v17_pages_of_any_origin_may_send_but_not_ask_the_api(sender: Sender) -> None:
    ask = {
        "origin": "https://shop.example", "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }  # fmt: skip
    for path in ("/v1/t", "/v1/batch", "/sa", "/batch/", "/sourceConfig/", "/v1/projects/x/settings"):
        answer = sender.send("OPTIONS", path, headers=ask)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "authorization" in answer.headers["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        assert "content-security-policy" not in answer.headers
    refused = sender.client.options("/api/v1/tags", headers=ask)
    assert "access-control-allow-origin" not in refused.headers
    assert refused.status_code >= 400


def test_other_methods_are_refused(sender: Sender) -> None:
    for method, path in (
        ("GET", "/v1/batch"),
        ("PUT", "/sa"),
        ("DELETE", "/batch"),
        ("POST", "/sourceConfig"),
    ):
        assert sender.send(method, path).status_code == 405


def test_v20_a_full_queue_is_told_and_sensors_is_held(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tagma.server.collect.sensors.HOLD", 0.4)
    assert sender.segment(track(0)).status_code == 200
    journal = sender.client.app.state.point.journal  # type: ignore[attr-defined]
    journal._queue.most_bytes = 10
    blocker = sqlite3.connect(journal_folder(sender.ws) / "segment-000001.sqlite", isolation_level=None)
    with ThreadPoolExecutor(4) as pool:
        blocker.execute("BEGIN IMMEDIATE")
        first = pool.submit(sender.segment, track(1))
        while not journal.waiting_bytes:
            pass
        full = sender.segment(track(2))
        held = sender.send("POST", f"/sa?token={sender.key}", content=f"data={encode(view())}")
        blocker.execute("ROLLBACK")
        assert first.result().status_code == 200
    assert (full.status_code, full.headers["retry-after"]) == (429, "1")
    assert held.status_code == 503
    assert sender.segment(track(2)).status_code == 200
    blocker.close()


def test_a_disk_that_fails_is_told(sender: Sender) -> None:
    assert sender.segment(track(0)).status_code == 200
    journal = sender.client.app.state.point.journal  # type: ignore[attr-defined]
    journal._active.execute("PRAGMA query_only = ON")
    answer = sender.segment(track(1))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert sender.send("POST", f"/sa?token={sender.key}", content=f"data={encode(view())}").status_code == 503
    journal._active.execute("PRAGMA query_only = OFF")
    assert sender.segment(track(1)).status_code == 503, "what failed once is not trusted"
