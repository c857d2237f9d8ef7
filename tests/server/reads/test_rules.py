from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tagma.engine.limits import limit_time
from tagma.flows.apply import apply_definitions
from tagma.flows.count import count_customers
from tagma.workspace import Workspace
from tests.server.reads.answers import post, select

RULES = [
    "count(order in last 30 days) >= 5",
    "vip",
    "value_tier = 'whale' and not segment(at_risk)",
    "count(order in last 30 days) >= 5 and value_tier = 'dolphin' and not segment(at_risk)",
    "did(order then coupon_redeem within 1 day in last 90 days)",
    "any(item.product: count(item in last 60 days) > 3)",
    "rank(sum(order.amount)) <= 10",
    "frequent_shopper and rfm_group = '重要价值' or life_stage = 'family' and count(order) > 3",
    "tasting_panel",
    "list(tasting_panel) and age_band = '45-54'",
]


def test_a_rule_is_read_in_both_languages(client: TestClient) -> None:
    found = post(client, "/rules/read", {"text": "count( order in last 30 days )>=2"})
    assert found["valid"]
    assert found["text"] == "count(order in last 30 days) >= 2"
    assert found["json"]["left"]["aggregate"] == "count"
    assert found["words"] == {
        "en": "did “Order” at least 2 times in the last 30 days",
        "zh": "最近 30 天内「下单」至少 2 次",
    }
    assert (found["type"], found["unit"], found["error"], found["warnings"]) == ("bool", None, None, [])
    assert post(client, "/rules/read", {"json": found["json"]}) == found


def test_the_type_and_unit_of_a_value(client: TestClient) -> None:
    found = post(client, "/rules/read", {"text": "sum(order.amount)"})
    assert (found["type"], found["unit"]) == ("decimal", "CNY")
    refused = post(client, "/rules/read", {"text": "sum(order.amount)", "expects": "condition"})
    assert not refused["valid"]
    assert "condition is needed" in refused["error"]["message"]


@pytest.mark.parametrize(
    ("text", "start", "nearest"),
    [
        ("activ", 0, "active"),
        ("count(ordr) > 2", 6, "order"),
        ("active and sum(order.amout) > 2", 15, "amount"),
        ("active and", 10, None),
    ],
)
def test_a_mistake_has_its_place_and_the_nearest_name(
    client: TestClient, text: str, start: int, nearest: str | None
) -> None:
    found = post(client, "/rules/read", {"text": text})
    error = found["error"]
    assert not found["valid"]
    assert error["where"]["line"] == 1
    assert error["where"]["column"] == start + 1
    assert nearest is None or nearest in error["nearest"]
    assert error["data"] is None or error["data"]["start"] == start
    chinese = post(client, "/rules/read", {"text": text}, language="zh")["error"]
    assert chinese["message"] != error["message"]


def test_a_mistake_in_json_has_its_path(client: TestClient) -> None:
    rule = {
        "op": "and",
        "args": [
            {"name": "active"},
            {
                "op": ">",
                "left": {"aggregate": "sum", "event": "order", "property": "amout"},
                "right": {"literal": 2},
            },
        ],
    }
    found = post(client, "/rules/read", {"json": rule})
    assert found["error"]["where"]["field"] == "$.args[1].left"
    assert found["error"]["nearest"] == ["amount"]
    assert found["json"] == rule
    assert not post(client, "/rules/read", {"json": {"nonsense": 1}})["valid"]
    assert not post(client, "/rules/read", {})["valid"]


def test_what_costs_is_said(client: TestClient) -> None:
    found = post(client, "/rules/read", {"text": "any(order.channel:   count(order) < 3)"})
    warning = found["warnings"][0]
    assert found["text"][warning["start"] : warning["end"]].startswith("any(")


@pytest.mark.parametrize("rule", RULES)
def test_figures_are_those_of_count(demo_client: TestClient, demo_ws: Workspace, rule: str) -> None:
    """Preview, leaves and trend read stored values where they can; counting reads events alone."""
    counted = count_customers(demo_ws, rule)
    preview = post(demo_client, "/rules/preview", {"text": rule})
    assert (preview["count"], preview["total"]) == (counted.count, counted.total)
    assert preview["share"] == counted.count / counted.total
    leaves = post(demo_client, "/rules/leaves", {"text": rule})
    assert (leaves["count"], leaves["total"]) == (counted.count, counted.total)
    trend = post(demo_client, "/rules/trend", {"text": rule, "weeks": 3})["items"]
    assert len(trend) == 4
    for point in (trend[0], trend[-1]):
        at = datetime.fromisoformat(point["at"]).replace(tzinfo=None)
        then = count_customers(demo_ws, rule, at)
        assert (point["count"], point["total"]) == (then.count, then.total)


def test_every_leaf_alone_and_the_rest_without_it(demo_client: TestClient, demo_ws: Workspace) -> None:
    rule = "count(order in last 30 days) >= 5 and (value_tier = 'whale' or vip_not) and not segment(at_risk)"
    rule = rule.replace("vip_not", "life_stage = 'family'")
    found = post(demo_client, "/rules/leaves", {"text": rule}, language="zh")["items"]
    assert [each["path"] for each in found] == [
        "$.args[0]",
        "$.args[1].args[0]",
        "$.args[1].args[1]",
        "$.args[2]",
    ]
    for each in found:
        assert each["count"] == count_customers(demo_ws, each["text"]).count
    assert found[0]["words"] == "最近 30 天内「订单」至少 5 次"
    without = count_customers(
        demo_ws, "count(order in last 30 days) >= 5 and (value_tier = 'whale' or life_stage = 'family')"
    )
    assert found[3]["without"] == without.count
    assert found[1]["without"] is None


def test_trend_begins_weeks_where_the_workspace_does(demo_client: TestClient) -> None:
    items = post(demo_client, "/rules/trend", {"text": "vip", "weeks": 8})["items"]
    # Mondays at midnight in New York, and now.
    assert [each["at"] for each in items[-3:]] == [
        "2017-12-18T05:00:00Z",
        "2017-12-25T05:00:00Z",
        "2018-01-01T04:01:20Z",
    ]


def test_the_sample_is_always_the_same_and_fits(demo_client: TestClient, demo_ws: Workspace) -> None:
    asked = {"text": "value_tier = 'whale'", "columns": ["value_tier", "vip", "spend_12m", "life_stage"]}
    first, second = (post(demo_client, "/rules/preview", asked, language="zh")["sample"] for _ in range(2))
    assert first == second
    assert [column["label"] for column in first["columns"]] == [
        "客户",
        "价值等级",
        "贵宾",
        "近 12 个月消费",
        "家庭生命阶段",
    ]
    assert {"value": "whale", "label": "鲸鱼客户"} in first["columns"][1]["values"]
    assert len(first["rows"]) == 10
    stored = {
        row[0]: [row[1], row[2], row[3] and float(row[3]), row[4]]
        for row in select(
            demo_ws, 'SELECT customer, value_tier, "segment:vip", spend_12m, life_stage FROM portrait.profile'
        )
    }
    for customer, *values in first["rows"]:
        assert values == stored[customer]
        assert values[0] == "whale"


def test_preview_at_another_instant(demo_client: TestClient, demo_ws: Workspace) -> None:
    rule = "count(order in last 30 days) >= 5 and value_tier = 'whale'"
    found = post(
        demo_client, "/rules/preview", {"text": rule, "as_of": "2017-06-30", "columns": ["value_tier"]}
    )
    at = datetime(2017, 6, 30, 4)
    assert found["as_of"] == "2017-06-30T04:00:00Z"
    assert found["count"] == count_customers(demo_ws, rule, at).count


@pytest.mark.parametrize(
    "at", ["x", "", "2017-13-01", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_instant_is_refused(client: TestClient, at: str) -> None:
    for path in ("/rules/preview", "/rules/leaves", "/rules/trend", "/rules/sql"):
        assert post(client, path, {"text": "active", "as_of": at}, status=422)["error"]["code"] == "instant"


def test_sql_of_a_rule_and_of_a_name(demo_client: TestClient) -> None:
    assert 'FROM "events"."order"' in post(demo_client, "/rules/sql", {"text": "count(order) > 3"})["sql"]
    json: dict[str, Any] = {
        "op": ">",
        "left": {"aggregate": "count", "event": "order"},
        "right": {"literal": 3},
    }
    assert 'FROM "events"."order"' in post(demo_client, "/rules/sql", {"json": json})["sql"]
    assert "whale" in post(demo_client, "/rules/sql", {"name": "vip", "kind": "segment"})["sql"]
    error = post(demo_client, "/rules/sql", {"name": "vipp", "kind": "segment"}, status=404)["error"]
    assert error["nearest"] == ["vip"]


def test_no_condition_is_a_worded_mistake(client: TestClient) -> None:
    for path in ("/rules/preview", "/rules/leaves", "/rules/trend", "/rules/sql"):
        assert post(client, path, {"text": "activ"}, status=422)["error"]["nearest"] == ["active"]
    assert (
        post(client, "/rules/preview", {"text": "sum(order.amount)"}, status=422)["error"]["code"] == "rule"
    )
    found = post(client, "/rules/preview", {"text": "active", "columns": ["citi"]}, status=404)
    assert found["error"]["nearest"][0] == "city"


def test_what_was_applied_since_the_refresh_counts(client: TestClient, ws: Workspace) -> None:
    """The portrait still holds the old values of “active”, and of “phase”, which reads it."""
    file = ws.folder / "tags" / "tags.yaml"
    text = file.read_text(encoding="utf-8").replace("count(order in last 30 days) >= 2", "count(order) >= 1")
    before = post(client, "/rules/preview", {"text": "active"})["count"]
    file.write_text(text, encoding="utf-8")
    apply_definitions(ws, "ada", "everybody who bought")
    for rule in ("active", "phase = 'core'", "segment(regulars)"):
        found = post(client, "/rules/preview", {"text": rule, "columns": ["active"]})
        assert found["count"] == count_customers(ws, rule).count
    assert post(client, "/rules/preview", {"text": "active"})["count"] > before
    assert (
        post(client, "/customers/query", {"rule": "active"})["total"] == count_customers(ws, "active").count
    )


def test_what_takes_too_long_is_stopped(demo_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tagma.flows.asking.preview.SECONDS", 0.001)
    rule = "any(item.product: count(item) > 3 and median(item.amount) > 1)"
    error = post(demo_client, "/rules/preview", {"text": rule}, status=503)["error"]
    assert error["code"] == "too-long"
    assert "0.001" in error["message"]
    assert error["next"]
    monkeypatch.undo()
    assert post(demo_client, "/rules/preview", {"text": "vip"})["count"] > 0


def test_the_earlier_of_two_limits_holds(ws: Workspace) -> None:
    from tagma.engine import dialect
    from tagma.errors import TooLongError

    numbers = "(SELECT _customer_id AS i FROM people.customers)"
    many = " CROSS JOIN ".join(f"{numbers} AS t{place}" for place in range(16))
    ids = " * ".join(f"t{place}.i" for place in range(16))
    query = dialect.query(f"SELECT COUNT(*) AS n FROM {many} WHERE MOD({ids}, 7) = 3")
    with limit_time(0.2), limit_time(100), pytest.raises(TooLongError, match=r"0\.2 seconds"):
        ws.engine.query(query, step="forever")
