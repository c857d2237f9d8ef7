"""Which column of a source becomes what: read from its SELECTs, changed, planned, applied."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from tests.server.reads.answers import get, post


def test_a_mapping_is_read_and_changed(client: TestClient) -> None:
    found = {each["event"]: each for each in get(client, "/sources/shop/mapping")["items"]}
    order = found["order"]
    columns = {each["name"]: each["column"] for each in order["outputs"]}
    assert (order["editable"], columns["user_id"], columns["ts"]) == (True, "customer", "paid_at")
    assert [each["name"] for each in order["outputs"] if each["needed"]] == ["user_id", "ts"]
    assert get(client, "/sources/shop/mapping", language="zh")["items"][0]["outputs"][0]["label"] == "客户"

    wanted: list[dict[str, Any]] = [
        {"name": each["name"], "kept": each["name"]} for each in order["outputs"] if each["name"] != "channel"
    ]
    wanted.append({"name": "shop", "column": "channel"})
    draft = post(client, "/sources/shop/mapping/draft", {"event": "order", "outputs": wanted})
    (change,) = draft["changes"]
    assert '"channel" AS "shop"' in change["body"]["events"]["order"]
    assert change["body"]["events"]["page_view"].startswith("select customer as user_id")
    plan = post(client, "/definitions/plan", draft)
    assert (plan["errors"], [each["name"] for each in plan["changes"]]) == ([], ["shop"])


def test_a_mapping_that_cannot_be_is_told(client: TestClient) -> None:
    def refuse(event: str, names: list[str], status: int = 422) -> dict[str, Any]:
        outputs = [{"name": name, "column": "customer"} for name in names]
        body = {"event": event, "outputs": outputs}
        return dict(post(client, "/sources/shop/mapping/draft", body, status=status)["error"])

    assert "the time" in refuse("order", ["user_id", "amount"])["errors"][0]["message"]
    assert "twice" in refuse("order", ["user_id", "ts", "A", "a"])["errors"][0]["message"]
    assert refuse("orders", ["user_id", "ts"], 404)["nearest"] == ["order"]
    kept = {"event": "order", "outputs": [{"name": name, "kept": "no"} for name in ("user_id", "ts")]}
    post(client, "/sources/shop/mapping/draft", kept, status=422)
    assert get(client, "/sources/shops/mapping", status=404)["error"]["nearest"] == ["shop"]
