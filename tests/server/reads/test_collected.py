"""Events that are collected between refreshes are seen by questions at once, and by lists of events soon."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from tagma.collect.intake import accept_segment, read_segment
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.count import count_customers
from tagma.flows.ledger import ledger_path
from tagma.workspace import Workspace
from tests.server.reads.answers import get, post


def send_order(ws: Workspace, number: int, at: str, customer: str = "5") -> None:
    event = {
        "type": "track",
        "event": "order",
        "userId": customer,
        "messageId": f"n{number}",
        "timestamp": at,
    }
    envelope = read_segment(json.dumps({"batch": [event | {"properties": {"amount": 7}}]}).encode())
    point = CollectionPoint(ws)
    point.submit(accept_segment(envelope, point.arrive("web", "/v1/batch", ""))).result()
    point.close()
    load_collected(ws)


def test_a_question_sees_what_was_collected(
    client: TestClient, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = "count(order in last 30 days) >= 1"
    before = post(client, "/rules/preview", {"text": rule})
    rows = {each["name"]: each["rows"] for each in get(client, "/events")["items"]}
    send_order(ws, 1, "2024-07-02T10:00:00Z")
    after = post(client, "/rules/preview", {"text": rule})
    assert after["as_of"] == "2024-07-02T10:00:00Z"
    assert after["count"] == count_customers(ws, rule).count > before["count"]
    assert {each["name"]: each["rows"] for each in get(client, "/events")["items"]} == rows
    monkeypatch.setattr("tagma.flows.asking.kept.SECONDS", 0.0)
    later = {each["name"]: each["rows"] for each in get(client, "/events")["items"]}
    assert later["order"] == rows["order"] + 1


def test_somebody_new_has_a_page_before_the_next_refresh(client: TestClient, ws: Workspace) -> None:
    send_order(ws, 2, "2024-07-02T10:00:00Z", customer="new")
    page = get(client, "/customers/new")
    assert page["events"] == [
        {
            "name": "order",
            "label": "Order",
            "count": 1,
            "first": "2024-07-02T10:00:00Z",
            "last": "2024-07-02T10:00:00Z",
        }
    ]
    assert (page["tags"], page["segments"]) == ([], [])
    items = get(client, "/customers/new/timeline")["items"]
    assert [(each["event"], each["id"], each["properties"][0]["value"]) for each in items] == [
        ("order", "n2", 7)
    ]
    assert get(client, "/customers/new/timeline", limit=1)["next"] is None
    months = get(client, "/customers/new/months")["items"]
    assert [(each["month"], each["count"], each["sums"][0]["value"]) for each in months] == [
        ("2024-07", 1, 7)
    ]


def test_the_warehouse_tells_the_same_as_the_ledger(client: TestClient, ws: Workspace) -> None:
    paths = ("/customers/1", "/customers/1/timeline", "/customers/1/months", "/customers/2/timeline")
    before = [get(client, path) for path in paths]
    ledger_path(ws).unlink()
    assert [get(client, path) for path in paths] == before
