"""The routes of the schema registry, the tracking plan, checks and the figures of quality."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tagma.flows.refresh import refresh
from tagma.workspace import Workspace
from tests.server.reads.answers import get, post

CHECKS = [
    {"kind": "check", "name": "small", "label": "Small orders", "event": "order", "when": "amount < 500"},
    {"kind": "check", "name": "known city", "when": "city is known"},
    {"kind": "noise", "name": "web orders", "event": "order", "when": "channel = 'web' and amount < 20"},
]


def test_the_registry_is_declared_through_a_plan(client: TestClient) -> None:
    events = {each["event"]: each for each in get(client, "/schema/events")["items"]}
    order = events["order"]
    assert (order["declared"], order["rows"], order["customers"], order["class"]) == (True, 7, 4, "purchase")
    assert (order["weight"], order["sources"], order["label"]) == (5.0, ["shop"], "Order")
    amount = next(each for each in order["properties"] if each["name"] == "amount")
    assert {each["type"]: each["rows"] for each in amount["types"]} == {"decimal": 7, "text": 1}
    assert order["problems"] == ["“amount” has values of several types: decimal 7, text 1"]
    view = events["page_view"]
    assert (view["declared"], view["properties"][0]["examples"]) == (False, ["home", "sale"])

    draft = post(client, "/schema/events/page_view/draft", {})["changes"]
    assert draft[0]["body"]["properties"]["page"]["type"] == "text"
    assert draft[0]["base_version"] is None
    planned = post(client, "/definitions/plan", {"changes": draft})
    assert [each["action"] for each in planned["changes"]] == ["added"]
    assert planned["errors"] == []
    assert client.post("/api/v1/schema/events/nothing/draft").status_code == 404

    plan = get(client, "/schema/plan", language="zh")
    assert len(plan["classes"]) == 8
    assert plan["coverage"]["total"] == 28
    assert plan["coverage"]["collected"] == sum(m["collected"] for c in plan["classes"] for m in c["metrics"])
    found = {m["name"]: m for c in plan["classes"] for m in c["metrics"]}
    assert (found["visits"]["collected"], found["visits"]["customers"], found["visits"]["label"]) == (
        True,
        3,
        "页面浏览量",
    )
    drafts = post(client, "/schema/plan/sharing/draft", {})["changes"]
    assert [each["name"] for each in drafts] == ["share", "invitation_sent", "invitation_accepted"]
    assert post(client, "/definitions/plan", {"changes": drafts})["errors"] == []


def test_checks_and_figures(client: TestClient, ws: Workspace) -> None:
    before = next(each for each in get(client, "/quality")["sources"] if each["source"] == "shop")
    assert (before["rows"], before["duplicates"], before["quarantined"], len(before["days"])) == (
        10,
        1,
        1,
        30,
    )
    changes = [
        {"kind": each["kind"], "name": each["name"], "body": each, "base_version": None} for each in CHECKS
    ]
    planned = post(client, "/definitions/plan", {"changes": changes})
    assert planned["errors"] == []
    applied = client.post("/api/v1/definitions/apply", json={"changes": changes, "reason": "tests"})
    assert applied.status_code == 200, applied.text
    refresh(ws)
    rules = {each["name"]: each for each in get(client, "/checks", language="zh")["items"]}
    assert (rules["small"]["broken"], rules["small"]["total"], rules["small"]["scope"]) == (2, 8, "event")
    assert rules["web orders"]["broken"] == 1
    assert (rules["known city"]["broken"], rules["known city"]["scope"]) == (2, "customer")
    assert rules["known city"]["sample_reason"].startswith("不满足")
    quality = get(client, "/quality")
    assert {each["name"] for each in quality["rules"]} == {"small", "known city", "web orders"}
    after = next(each for each in quality["sources"] if each["source"] == "shop")
    assert (after["rows"], after["tests"], after["quarantined"]) == (7, 1, 3)
