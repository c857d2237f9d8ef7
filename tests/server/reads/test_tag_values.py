"""A tag before it is saved says what it says once it is."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from tagma.server.routes.asking.tags import TagValues
from tests.server.reads.answers import post


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = post(client, "/rules/tag", {"body": body})
    TagValues.model_validate(found | {"as_of": found["as_of"].removesuffix("Z")})
    return found


def test_cases_are_counted_with_their_overlaps(demo_client: TestClient) -> None:
    found = ask(
        demo_client,
        cases=[
            {
                "is": "often",
                "when": "count(order in last 30 days) >= 5",
                "label": {"en": "Often", "zh": "经常"},
            },
            {"is": "some", "when": "count(order in last 30 days) >= 2"},
            {"is": "rest", "else": True},
        ],
    )
    often, some, rest = found["values"]
    assert (often["label"], some["label"]) == ("Often", "some")
    assert often["customers"] == often["alone"]
    assert some["alone"] == some["customers"] + often["customers"]  # who orders 5 times orders twice
    assert rest["alone"] is None
    assert often["customers"] + some["customers"] + rest["customers"] == found["total"] == found["known"]
    assert found["overlaps"]["several"] == often["customers"]
    assert found["overlaps"]["none"] == rest["customers"]
    assert found["overlaps"]["exhaustive_by"] == "rest"
    assert found["overlaps"]["overlaps"] == [
        {"first": "often", "second": "some", "customers": often["customers"]}
    ]


def test_a_preview_is_what_the_portrait_says(demo_client: TestClient) -> None:
    tiers = [{"at": 90, "is": "sleeping"}, {"at": 30, "is": "cooling"}, {"at": 7, "is": "warm"}]
    body = {"value": "days_since(last(order))", "tiers": [*tiers, {"else": True, "is": "active"}]}
    found = ask(demo_client, refresh="realtime", **body)
    for each in found["values"]:
        stored = post(demo_client, "/rules/preview", {"text": f"recency = '{each['value']}'"})
        assert each["customers"] == stored["count"]
    assert sum(each["customers"] for each in found["values"]) == found["known"]


def test_the_eight_groups_do_not_overlap(demo_client: TestClient) -> None:
    spec = {"event": "order", "amount": "amount", "recency": {"at": 14}}
    found = ask(demo_client, rfm=spec)
    assert len(found["values"]) == 8
    assert found["overlaps"]["several"] == 0
    assert found["overlaps"]["none"] == found["total"] - found["known"]


def test_numbers_quantiles_and_conditions(demo_client: TestClient) -> None:
    number = ask(demo_client, value="sum(order.amount in last 90 days)")
    assert number["type"] == "decimal"
    assert number["least"] <= number["middle"] <= number["most"]
    assert number["values"] == []
    thirds = ask(demo_client, value="sum(order.amount)", quantiles={"labels": ["low", "middle", "high"]})
    counts = [each["customers"] for each in thirds["values"]]
    assert max(counts) - min(counts) <= 0.02 * thirds["known"]
    yes = ask(demo_client, when="count(order in last 30 days) >= 5", refresh="realtime")
    stored = post(demo_client, "/rules/preview", {"text": "count(order in last 30 days) >= 5"})
    assert {each["value"]: each["customers"] for each in yes["values"]}[True] == stored["count"]
    top = ask(demo_client, value="top(item.department in last 90 days, 3)")
    assert (top["type"], top["values"]) == ("list", [])
    assert top["known"] > 0


def test_a_mistake_names_its_field(demo_client: TestClient) -> None:
    answer = demo_client.post(
        "/api/v1/rules/tag", json={"body": {"cases": [{"is": "x", "when": "count(ordr) > 1"}]}}
    )
    assert answer.status_code == 422
    [error] = answer.json()["error"]["errors"] or [answer.json()["error"]]
    assert error["nearest"] == ["order"]
    both = demo_client.post("/api/v1/rules/tag", json={"body": {"when": "true", "value": "1"}})
    assert both.status_code == 422
