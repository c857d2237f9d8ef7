"""Sources over HTTP: listed with their loads, looked at, tried, loaded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tagma.workspace import Workspace
from tests.server.conftest import open_client
from tests.server.definitions.asking import wait
from tests.sources.conftest import count_rows, open_shop, source, write_orders, write_shop

API = "/api/v1/sources"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    write_orders(tmp_path / "data" / "a.csv", 5)
    members = {
        "kind": "source", "name": "members", "read": "data/m.csv", "template": "crm",
        "traits": {"sql": "select id as user_id, city, phone from raw"},
    }  # fmt: skip
    (tmp_path / "data" / "m.csv").write_text("id,city,phone\nm1,Shanghai,13800138000\n", encoding="utf-8")
    write_shop(tmp_path, source("shop", "data/*.csv", schedule="daily at 03:00"), members)
    (tmp_path / "sources" / "shop.yaml").write_text(
        (tmp_path / "sources" / "shop.yaml").read_text().replace("data/*.csv", "data/[a-c].csv")
    )
    with open_shop(tmp_path) as opened:
        opened.state.schedules.plan("shop", "daily at 03:00", datetime(2090, 1, 1, 3))
        opened.state.write_keys.add(
            "web", "wk_1", author="ada", at=opened.state.definitions.current()[0].applied_at
        )
        yield opened


@pytest.fixture
def client(ws: Workspace) -> Iterator[TestClient]:
    with open_client(ws) as opened:
        yield opened


def test_a_source_from_never_to_failed_and_back(client: TestClient, ws: Workspace) -> None:
    items = {item["name"]: item for item in client.get(API).json()["items"]}
    assert {name: (item["kind"], item["status"]) for name, item in items.items()} == {
        "shop": ("files", "never"), "members": ("files", "never"), "web": ("push", "never"),
    }  # fmt: skip
    assert items["shop"]["schedule"] == {"every": "daily at 03:00", "next_at": "2090-01-01T03:00:00Z"}
    assert (items["members"]["template"], items["members"]["traits"]) == ("crm", ["city", "phone"])
    assert (items["shop"]["incremental"], items["members"]["incremental"]) == (True, False)

    run = client.post(f"{API}/shop/load")
    assert run.status_code == 202, run.text
    assert wait(client, run.json()["id"])["status"] == "done"
    assert count_rows(ws) == 5
    write_orders(ws.folder / "data" / "b.csv", 2)
    (ws.folder / "data" / "b.csv").write_text((ws.folder / "data" / "b.csv").read_text().replace(",o", ",p"))
    wait(client, client.post(f"{API}/shop/load").json()["id"])
    one = client.get(f"{API}/shop").json()
    assert [(each["rows"], each["new_rows"], each["error"]) for each in one["loads"]] == [
        (7, 2, None),
        (5, 5, None),
    ]
    assert (one["status"], one["rows"]) == ("waiting", 7)
    assert one["columns"] == [{"relation": "raw", "names": ["member", "paid", "no", "amount"]}]
    assert one["mapping"][0]["event"] == "order"

    (ws.folder / "data" / "c.csv").write_text("member,paid\nm1\n", encoding="utf-8")
    failed = wait(client, client.post(f"{API}/shop/load").json()["id"])
    assert failed["status"] == "failed"
    last = client.get(f"{API}/shop").json()
    assert (last["status"], last["last_load"]["rows"]) == ("failed", 7)
    assert last["last_load"]["error"]["message"]
    (ws.folder / "data" / "c.csv").unlink()
    wait(client, client.post(f"{API}/shop/load").json()["id"])
    assert client.get(f"{API}/shop").json()["status"] == "waiting"


def test_what_cannot_be_loaded(client: TestClient) -> None:
    missing = client.post(f"{API}/shp/load")
    assert (missing.status_code, missing.json()["error"]["nearest"]) == (404, ["shop"])
    assert client.get(f"{API}/shp").status_code == 404


def test_a_try_shows_columns_and_masks_people(client: TestClient, ws: Workspace) -> None:
    trial = client.post(f"{API}/test", json={"name": "members"}).json()
    assert (trial["ok"], trial["rows_seen"], trial["tables"]) == (True, 1, [{"name": "data/m.csv"}])
    assert {column["name"]: column["examples"] for column in trial["columns"]} == {
        "id": ["m1"], "city": ["Shanghai"], "phone": ["138***"],
    }  # fmt: skip
    body = {"read": "data/x.csv", "events": {"order": "select 1 as user_id, now() as ts"}}
    absent = client.post(f"{API}/test", json={"name": "new", "body": body}).json()
    assert (absent["ok"], absent["error"]["code"]) == (False, "source")
    body["read"] = "postgresql://u@127.0.0.1/shop"
    foreign = client.post(f"{API}/test", json={"name": "new", "body": {**body, "table": "t"}})
    assert foreign.status_code == 422, "no address is taken over the network"
    assert client.post(f"{API}/test", json={}).status_code == 422
    assert not ws.state.source_loads.list("members")
