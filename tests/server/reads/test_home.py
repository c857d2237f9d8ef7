from __future__ import annotations

from fastapi.testclient import TestClient

from tagma.workspace import Workspace
from tests.server.reads.answers import get, post, select

NOW = "TIMESTAMP '2018-01-01 04:01:20'"


def test_figures_are_those_of_the_warehouse(demo_client: TestClient, demo_ws: Workspace) -> None:
    home = get(demo_client, "/home", language="zh")
    kpis = {each["name"]: each for each in home["kpis"]}
    window = f"_ts > {NOW} - INTERVAL 30 DAY AND _ts <= {NOW}"
    earlier = f"_ts > {NOW} - INTERVAL 60 DAY AND _ts <= {NOW} - INTERVAL 30 DAY"
    orders, revenue = select(demo_ws, f'SELECT COUNT(*), SUM(amount) FROM events."order" WHERE {window}')[0]
    assert (kpis["orders"]["value"], kpis["revenue"]["value"]) == (orders, float(revenue))
    assert kpis["average_order"]["value"] == float(revenue) / orders
    before = select(demo_ws, f'SELECT COUNT(*), SUM(amount) FROM events."order" WHERE {earlier}')[0]
    assert (kpis["orders"]["before"], kpis["revenue"]["before"]) == (before[0], float(before[1]))
    union = " UNION ALL ".join(
        f'SELECT _customer_id, _ts FROM events."{name}"'
        for name in ("item", "order", "coupon_redeem", "campaign_received")
    )
    active = select(demo_ws, f"SELECT COUNT(DISTINCT _customer_id) FROM ({union}) WHERE {window}")[0][0]
    assert kpis["active_customers"]["value"] == active
    repeated = select(
        demo_ws,
        f'SELECT COUNT(*), COUNT(*) FILTER (WHERE n > 1) FROM (SELECT COUNT(*) AS n FROM events."order" '
        f"WHERE _ts > {NOW} - INTERVAL 90 DAY AND _ts <= {NOW} GROUP BY _customer_id)",
    )[0]
    assert kpis["repeat_rate"]["value"] == repeated[1] / repeated[0]
    assert kpis["customers"]["value"] == 2469
    assert kpis["revenue"]["unit"] == "USD"
    assert kpis["revenue"]["label"] == "近 30 天销售额"
    week = select(
        demo_ws, f'SELECT COUNT(*) FROM events."order" WHERE _ts > {NOW} - INTERVAL 7 DAY AND _ts <= {NOW}'
    )
    assert len(kpis["orders"]["series"]) == 12
    assert kpis["orders"]["series"][-1] == {"at": "2018-01-01T04:01:20Z", "value": week[0][0]}


def test_what_the_portrait_says(demo_client: TestClient, demo_ws: Workspace) -> None:
    home = get(demo_client, "/home", language="zh")
    groups = dict(
        select(
            demo_ws, "SELECT rfm_group, COUNT(*) FROM portrait.profile WHERE rfm_group IS NOT NULL GROUP BY 1"
        )
    )
    assert {each["value"]: each["customers"] for each in home["rfm"]["groups"]} == groups
    assert home["rfm"]["label"] == "RFM 客户群"
    coverage = {each["name"]: each for each in home["coverage"]}
    assert coverage["frequent_shopper"]["customers"] == 1012
    moved = {(each["kind"], each["name"]): each for each in home["changes"]}
    entered = select(
        demo_ws, "SELECT COUNT(*) FROM portrait.segment_changes WHERE name = 'at_risk' AND entered"
    )[0][0]
    assert moved["segment", "at_risk"]["entered"] == entered
    changed = select(demo_ws, "SELECT COUNT(*) FROM portrait.tag_changes WHERE name = 'recency'")[0][0]
    recency = moved["tag", "recency"]
    assert recency["entered"] + recency["left"] + recency["changed"] == changed
    assert home["last_run"]["status"] == "done"
    assert {each["name"]: each["done"] for each in home["checklist"]} == {
        "source": True,
        "load": True,
        "tag": True,
        "segment": True,
        "refresh": True,
        "users": False,
    }


def test_the_head_of_the_workspace(demo_client: TestClient) -> None:
    found = get(demo_client, "/workspace", language="zh")
    assert (found["name"], found["currency"], found["time_zone"]) == ("Demo shop", "USD", "America/New_York")
    assert found["as_of"] == found["now"] == "2018-01-01T04:01:20Z"
    assert found["customers"] == 2469
    assert found["taxonomy"]["Base"] == "基础"


def test_the_vocabulary_of_an_editor(client: TestClient) -> None:
    found = get(client, "/vocabulary", language="zh")
    fields = {each["name"]: each for each in found["fields"]}
    assert (fields["city"]["kind"], fields["city"]["label"], fields["city"]["type"]) == (
        "trait",
        "城市",
        "text",
    )
    assert fields["phase"]["values"] == [
        {"value": "core", "label": "核心"},
        {"value": "sleeping", "label": "沉睡"},
        {"value": "normal", "label": "一般"},
    ]
    assert fields["phase"]["path"] == ["行为", "阶段"]
    assert fields["spend"]["unit"] == "CNY"
    assert found["segments"] == [{"name": "regulars", "label": "老客户"}, {"name": "vip", "label": "贵宾"}]
    assert found["lists"] == [{"name": "level", "label": "会员等级"}]
    assert {each["name"] for each in found["events"]} == {"order", "page_view"}


def test_values_to_choose_from(client: TestClient) -> None:
    cities = get(client, "/vocabulary/values", field="city")
    assert cities == {
        "items": [
            {"value": "上海", "label": "上海", "count": 2},
            {"value": "杭州", "label": "杭州", "count": 1},
        ],
        "total_distinct": 2,
    }
    assert get(client, "/vocabulary/values", field="city", q="杭")["items"][0]["value"] == "杭州"
    phases = get(client, "/vocabulary/values", field="phase", q="核心", language="zh")["items"]
    assert [(each["value"], each["label"]) for each in phases] == [("core", "核心")]
    channels = get(client, "/vocabulary/values", event="order", property="channel")["items"]
    assert [(each["value"], each["count"]) for each in channels] == [("app", 4), ("web", 3)]
    assert len(get(client, "/vocabulary/values", field="city", limit=1)["items"]) == 1
    assert get(client, "/vocabulary/values", field="citi", status=404)["error"]["nearest"][0] == "city"
    assert get(client, "/vocabulary/values", event="ordr", property="x", status=404)["error"]["nearest"] == [
        "order"
    ]
    assert get(client, "/vocabulary/values", event="order", property="chanel", status=404)["error"][
        "nearest"
    ] == ["channel"]
    assert get(client, "/vocabulary/values", status=422)["error"]["code"] == "request"


def test_views_are_kept_changed_and_deleted(client: TestClient) -> None:
    saved = post(
        client, "/views", {"page": "customers", "name": "贵宾", "query": {"rule": "vip"}}, status=201
    )
    assert get(client, "/views", page="customers")["items"] == [saved]
    assert get(client, "/views", page="tags")["items"] == []
    answer = client.put(
        f"/api/v1/views/{saved['id']}", json={"name": "VIP", "query": {"rule": "vip", "sort": "spend"}}
    )
    assert answer.json()["name"] == "VIP"
    assert get(client, "/views")["items"][0]["query"] == {"rule": "vip", "sort": "spend"}
    assert client.delete(f"/api/v1/views/{saved['id']}").json() == {"id": saved["id"]}
    gone = client.delete(f"/api/v1/views/{saved['id']}")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "not-found")
    large = post(
        client, "/views", {"page": "customers", "name": "x", "query": {"rule": "v" * 30_000}}, status=422
    )
    assert large["error"]["where"]["field"] == "query"
