from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tagma.flows.count import count_customers
from tagma.workspace import Workspace
from tests.server.reads.answers import get, post, select


def read_all(client: TestClient, size: int = 300, **asked: Any) -> list[list[Any]]:
    """The rows of all pages, in order."""
    rows: list[list[Any]] = []
    while True:
        page = post(client, "/customers/query", {**asked, "offset": len(rows), "limit": size})
        rows += page["rows"]
        if not page["rows"]:
            assert page["total"] == len(rows)
            return rows


@pytest.mark.parametrize(
    ("sort", "descending"),
    [(None, False), ("customer", True), ("spend_12m", True), ("life_stage", False), ("vip", True)],
)
def test_every_customer_comes_exactly_once(
    demo_client: TestClient, demo_ws: Workspace, sort: str | None, descending: bool
) -> None:
    columns = [] if sort in (None, "customer") else [sort]
    rows = read_all(demo_client, columns=columns, sort=sort, descending=descending)
    column = {None: "customer", "vip": '"segment:vip"'}.get(sort, sort)
    order = f"{column} {'DESC' if descending else 'ASC'} NULLS LAST, customer"
    expected = [row[0] for row in select(demo_ws, f"SELECT customer FROM portrait.profile ORDER BY {order}")]
    assert [row[0] for row in rows] == expected
    if sort in ("spend_12m", "life_stage"):
        known = [row[1] for row in rows if row[1] is not None]
        assert [row[1] for row in rows[: len(known)]] == known
        assert known == sorted(known, reverse=descending)


def test_the_customers_of_a_rule(demo_client: TestClient, demo_ws: Workspace) -> None:
    rule = "count(order in last 30 days) >= 5 and value_tier = 'whale'"
    rows = read_all(demo_client, 50, rule=rule, columns=["value_tier"], sort="spend_12m", descending=True)
    assert len(rows) == count_customers(demo_ws, rule).count
    assert {row[1] for row in rows} == {"whale"}
    json = post(demo_client, "/rules/read", {"text": rule})["json"]
    assert post(demo_client, "/customers/query", {"json": json})["total"] == len(rows)
    members = read_all(demo_client, rule="vip", columns=["segment:vip"])
    assert members == [
        [row[0], True]
        for row in select(demo_ws, 'SELECT customer FROM portrait.profile WHERE "segment:vip" ORDER BY 1')
    ]


def test_search_finds_ids_first_and_words_in_both_languages(
    demo_client: TestClient, demo_ws: Workspace
) -> None:
    rows = post(demo_client, "/customers/query", {"search": "77", "limit": 500})["rows"]
    assert rows[0] == ["77"]
    expected = [
        row[0]
        for row in select(
            demo_ws, "SELECT customer FROM portrait.profile WHERE customer LIKE '%77%' ORDER BY 1"
        )
    ]
    assert sorted(row[0] for row in rows) == expected
    renters = select(
        demo_ws, "SELECT COUNT(*) FROM portrait.profile WHERE home_ownership IN ('Renter', 'Probable Renter')"
    )
    for word in ("renter", "租房"):
        assert post(demo_client, "/customers/query", {"search": word})["total"] == renters[0][0]
    both = post(
        demo_client,
        "/customers/query",
        {"search": "租房", "rule": "vip", "columns": ["home_ownership"], "limit": 500},
    )
    assert {row[1] for row in both["rows"]} <= {"Renter", "Probable Renter"}


def test_columns_have_labels_types_and_units(demo_client: TestClient) -> None:
    asked = {"columns": ["rfm_group", "spend_12m", "vip", "age_band"], "limit": 1}
    found = post(demo_client, "/customers/query", asked, language="zh")["columns"]
    assert [(each["name"], each["kind"], each["type"]) for each in found] == [
        ("customer", "id", "text"),
        ("rfm_group", "tag", "text"),
        ("spend_12m", "tag", "decimal"),
        ("segment:vip", "segment", "bool"),
        ("age_band", "trait", "text"),
    ]
    assert found[2]["unit"] == "USD"
    english = post(demo_client, "/customers/query", asked, language="en")["columns"]
    assert {"value": "重要价值", "label": "champions"} in english[1]["values"]
    assert {"value": "重要价值", "label": "重要价值"} in found[1]["values"]


def test_values_keep_their_types(client: TestClient) -> None:
    asked = {"columns": ["spend", "birthday", "channels", "active", "vip", "city"]}
    rows = {row[0]: row[1:] for row in post(client, "/customers/query", asked)["rows"]}
    assert rows["1"] == [500.5, "1990-07-03", ["app", "web"], True, True, "上海"]
    assert rows["5"] == [None, None, None, False, False, None]  # nobody knew of 5 when the day began


def test_mistakes_are_worded(client: TestClient) -> None:
    assert (
        post(client, "/customers/query", {"columns": ["citi"]}, status=404)["error"]["nearest"][0] == "city"
    )
    assert post(client, "/customers/query", {"sort": "citi"}, status=404)["error"]["nearest"][0] == "city"
    assert post(client, "/customers/query", {"rule": "activ"}, status=422)["error"]["nearest"] == ["active"]
    assert post(client, "/customers/query", {"limit": 501}, status=422)["error"]["code"] == "request"


def test_nothing_in_a_search_is_sql(client: TestClient) -> None:
    for search in ("' OR 1=1 --", "%", "_", "\\", "“", "\x00"):
        assert post(client, "/customers/query", {"search": search})["total"] == 0


def test_one_customer(client: TestClient) -> None:
    found = get(client, "/customers/1", language="zh")
    traits = {each["name"]: each for each in found["traits"]}
    assert traits["city"]["value"] == "上海"
    assert (traits["city"]["label"], traits["city"]["source"], traits["city"]["source_label"]) == (
        "城市",
        "shop",
        "商城系统",
    )
    assert traits["birthday"]["value"] == "1990-07-03"
    tags = {each["name"]: each for each in found["tags"]}
    assert tags["phase"]["value"] == "core"
    assert tags["phase"]["value_label"] == "核心"
    assert tags["phase"]["path_labels"] == ["行为", "阶段"]
    assert tags["phase"]["class"] == "behaviour"
    assert tags["spend"]["value"] == 500.5
    assert tags["spend"]["unit"] == "CNY"
    assert tags["spend"]["refresh"] == "daily"
    assert tags["spend"]["as_of"].endswith("Z")
    assert [each["label"] for each in found["segments"]] == ["贵宾", "老客户"]
    events = {each["name"]: each for each in found["events"]}
    assert (events["order"]["count"], events["page_view"]["count"]) == (3, 1)
    assert events["order"]["first"] == "2024-06-01T02:00:00Z"
    assert found["identities"] == [{"kind": "user_id", "value": "1"}]
    assert found["first_at"] == "2024-06-01T02:00:00Z"  # the traits have no dates
    nobody = get(client, "/customers/9", status=404, language="zh")["error"]
    assert nobody["code"] == "not-found"


def test_timeline_pages_hold_every_event_once(demo_client: TestClient, demo_ws: Workspace) -> None:
    seen: list[tuple[str, str]] = []
    before = None
    while True:
        params = {"limit": 150} | ({"before": before} if before else {})
        page = get(demo_client, "/customers/1023/timeline", **params)
        seen += [(each["at"], each["id"]) for each in page["items"]]
        before = page["next"]
        if before is None:
            break
    assert [at for at, _ in seen] == sorted((at for at, _ in seen), reverse=True)
    key = select(demo_ws, "SELECT _customer_id FROM people.customers WHERE customer = '1023'")[0][0]
    expected = [
        row[0]
        for event in ("item", "order", "coupon_redeem", "campaign_received")
        for row in select(demo_ws, f'SELECT _message_id FROM events."{event}" WHERE _customer_id = {key}')
    ]
    assert sorted(each for _, each in seen) == sorted(expected)


def test_the_timeline_in_words(client: TestClient) -> None:
    page = get(client, "/customers/1/timeline", language="zh", events="order", limit=1)
    assert page["items"] == [
        {
            "event": "order",
            "label": "下单",
            "at": "2024-06-28T02:00:00Z",
            "id": "o3",
            "source": "shop",
            "properties": [
                {"name": "amount", "label": "金额", "type": "decimal", "unit": "CNY", "value": 300},
                {"name": "channel", "label": "channel", "type": "text", "unit": None, "value": "app"},
            ],
        }
    ]
    second = get(client, "/customers/1/timeline", events="order", limit=5, before=page["next"])
    assert [each["id"] for each in second["items"]] == ["o2", "o1"]
    assert second["next"] is None
    assert get(client, "/customers/1/timeline", events="ordr", status=404)["error"]["nearest"] == ["order"]
    for bad in ("x", "Z", "W10", "bnVsbA", "WyI5OTk5LTEyLTMxIiwgIm9yZGVyIiwgIngiXQ"):
        assert get(client, "/customers/1/timeline", before=bad, status=422)["error"]["code"] == "request"
    assert get(client, "/customers/9/timeline", status=404)["error"]["code"] == "not-found"


def test_sums_per_month(client: TestClient) -> None:
    items = get(client, "/customers/1/months", events="order")["items"]
    assert items == [
        {
            "month": "2024-06",
            "event": "order",
            "label": "Order",
            "count": 3,
            "sums": [{"name": "amount", "label": "Amount", "unit": "CNY", "value": 500.5}],
        }
    ]


def test_changes_of_a_customer(demo_client: TestClient, demo_ws: Workspace) -> None:
    items = get(demo_client, "/customers/1023/changes", language="zh", limit=1000)["items"]
    counted = select(
        demo_ws,
        "SELECT (SELECT COUNT(*) FROM portrait.tag_changes WHERE customer = '1023') + "
        "(SELECT COUNT(*) FROM portrait.segment_changes WHERE customer = '1023')",
    )
    assert len(items) == counted[0][0] > 0
    assert {each["customer"] for each in items} == {"1023"}
    recency = next(each for each in items if each["name"] == "recency")
    assert (recency["label"], recency["new_label"]) == ("最近到店", "温热")


def test_explanations_say_why(client: TestClient) -> None:
    found = get(client, "/customers/1/explain", name="active", language="zh")["explained"]
    assert (found["name"], found["label"], found["kind"], found["value"]) == (
        "active",
        "活跃买家",
        "tag",
        True,
    )
    rule = found["rule"]
    assert (rule["kind"], rule["holds"], rule["value"], rule["threshold"]) == ("leaf", True, 3, 2)
    assert rule["words"] == "最近 30 天内「下单」至少 2 次"
    assert rule["events"][0]["count"] == 3
    assert rule["events"][0]["label"] == "下单"
    assert rule["events"][0]["rows"][0]["properties"][0]["label"] == "金额"
    assert rule["until"].endswith("Z")
    phase = get(client, "/customers/1/explain", name="phase")["explained"]
    assert [(case["value"], case["chosen"]) for case in phase["cases"]] == [
        ("core", True),
        ("sleeping", False),
    ]
    assert phase["value_label"] == "Core"
    assert phase["cases"][0]["rule"]["children"][0]["because"][0]["name"] == "active"
    asked = get(client, "/customers/1/explain", rule="count(order) > 5")["explained"]
    assert (asked["name"], asked["kind"], asked["value"]) == (None, "rule", False)
    assert get(client, "/customers/1/explain", name="activ", status=422)["error"]["nearest"] == ["active"]
    assert get(client, "/customers/1/explain", status=422)["error"]["where"]["field"] == "name"


def test_ids_with_slashes_and_chinese(client: TestClient) -> None:
    """Whatever an id holds, the address finds its way: here, to a worded not-found that names it."""
    for customer in ("a/b", "客户一", "a b", "timeline", "x/timeline"):
        error = get(client, f"/customers/{customer}", status=404)["error"]
        assert error["code"] == "not-found"
        assert customer.split("/")[0] in error["message"]
