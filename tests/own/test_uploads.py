"""The same guess in the browser: a file sent, corrected, accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tagma.settings import load_settings
from tagma.workspace import Workspace, open_workspace
from tests.cli.conftest import run_in
from tests.own.files import make_shop_rows, write_csv, write_shop_csv
from tests.server.conftest import open_client
from tests.server.definitions.asking import wait

API = "/api/v1/uploads"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    assert run_in(None, "init", str(tmp_path / "shop"), "--lang", "zh").code == 0
    with open_workspace(tmp_path / "shop", purpose="tests") as opened:
        yield opened


@pytest.fixture
def client(ws: Workspace) -> Iterator[TestClient]:
    with open_client(ws, language="zh") as opened:
        yield opened


def send(client: TestClient, path: Path, name: str, status: int = 201) -> dict[str, Any]:
    headers = {"content-type": "application/octet-stream"}
    answer = client.post(API, params={"name": name}, content=path.read_bytes(), headers=headers)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def test_a_file_is_sent_corrected_and_accepted(client: TestClient, ws: Workspace, tmp_path: Path) -> None:
    rows = make_shop_rows(200)
    sent = send(client, write_shop_csv(tmp_path / "a.csv", rows), "../九月 订单.csv")
    file = sent["guess"]["files"][0]
    assert (file["file"], file["encoding"], file["rows"]) == ("九月 订单.csv", "gb18030", 200)
    assert {column["role"]: column["name"] for column in file["columns"]}["customer"] == "买家会员名"
    assert {change["kind"] for change in sent["changes"]} == {"source", "event", "tag", "segment"}
    assert not (ws.folder / "data" / "九月 订单.csv").exists()

    said = client.post(
        f"{API}/{sent['id']}/guess", json={"roles": {"customer": "联系手机", "product": "-"}}
    ).json()
    columns = {column["role"]: column["name"] for column in said["guess"]["files"][0]["columns"]}
    assert columns["customer"] == "联系手机"
    assert "product" not in columns
    wrong = client.post(f"{API}/{sent['id']}/guess", json={"roles": {"customer": "买家"}})
    assert (wrong.status_code, wrong.json()["error"]["nearest"][0]) == (422, "买家会员名")

    accepted = client.post(f"{API}/{sent['id']}/accept", json={"roles": {}, "reason": "九月"})
    assert accepted.status_code == 200, accepted.text
    run = wait(client, accepted.json()["run"]["id"])
    assert run["status"] == "done", run["error"]
    assert (ws.folder / "data" / "九月 订单.csv").is_file()
    assert client.get("/api/v1/workspace").json()["customers"] == len({row[1] for row in rows if row[1]})
    assert client.post(f"{API}/{sent['id']}/accept", json={"roles": {}}).status_code == 404

    again = send(client, write_shop_csv(tmp_path / "b.csv", make_shop_rows(50, seed=9)), "九月 订单.csv")
    assert [(change["kind"], change["name"]) for change in again["changes"]] == [("source", "orders_2")]
    assert again["changes"][0]["body"]["read"] == "data/九月 订单-2.csv"


def test_an_empty_workspace_takes_its_settings_from_the_file(
    client: TestClient, ws: Workspace, tmp_path: Path
) -> None:
    sent = send(client, write_shop_csv(tmp_path / "a.csv", make_shop_rows(80)), "a.csv")
    file, guess = sent["guess"]["files"][0], sent["guess"]
    assert (sent["first"], guess["clock"], guess["time_zone"]) == (True, "data", "Asia/Shanghai")
    shape = file["shape"]
    becomes = {each["becomes"] for each in shape["statuses"]}
    assert (shape["without_customer"], becomes) == (1, {"order", "refund"})
    assert {role["name"] for role in sent["roles"] if role["needed"]} == {"customer", "time"}
    assert next(each for each in file["columns"] if each["role"] == "customer")["confidence"] > 0.8

    said = {"time_zone": "America/New_York"}
    moved = client.post(f"{API}/{sent['id']}/guess", json=said).json()
    assert moved["guess"]["time_zone"] == "America/New_York"
    accepted = client.post(f"{API}/{sent['id']}/accept", json={"refresh": False, "clock": "data"})
    assert accepted.status_code == 200, accepted.text
    shown = client.get("/api/v1/workspace").json()
    assert (shown["time_zone"], shown["currency"]) == ("Asia/Shanghai", "CNY")
    text = (ws.folder / "tagma.yaml").read_text(encoding="utf-8")
    assert "\nclock: data\n" in text
    assert "Lifecycle: {zh: 生命周期}" in text
    assert load_settings(ws.folder) == ws.settings

    again = send(client, write_shop_csv(tmp_path / "b.csv", make_shop_rows(30, seed=9)), "b.csv")
    assert (again["first"], again["guess"]["time_zone"]) == (False, "Asia/Shanghai")


def test_a_missing_column_is_named_in_the_browser(client: TestClient, tmp_path: Path) -> None:
    rows = [[f"m{n % 9}", f"2024-05-{1 + n % 28:02d}", n] for n in range(60)]
    path = write_csv(tmp_path / "a.csv", [["x1", "日期", "x2"], *rows], "gb18030", ";")
    sent = send(client, path, "a.csv")
    again = f"{API}/{sent['id']}/guess"
    lost = client.post(again, json={"roles": {"customer": "-"}}).json()
    assert lost["problem"]["where"] == {"file": "a.csv", "line": None, "column": None, "field": "customer"}
    assert "--" not in lost["problem"]["next"]
    assert (lost["changes"], lost["guess"]["files"][0]["delimiter"]) == ([], ";")
    refused = client.post(f"{API}/{sent['id']}/accept", json={"roles": {"customer": "-"}})
    assert refused.status_code == 422
    said = {"roles": {"customer": "x1", "amount": "x2"}, "encoding": "gb18030", "delimiter": ";"}
    mended = client.post(again, json=said).json()
    assert (mended["problem"], len(mended["changes"]) > 5) == (None, True)
    wrong = client.post(again, json={"encoding": "klingon"})
    assert (wrong.status_code, wrong.json()["error"]["where"]["field"]) == (422, "options.encoding")


def test_what_cannot_be_read_is_not_kept(client: TestClient, ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("", encoding="utf-8")
    send(client, tmp_path / "a.csv", "a.csv", 422)
    send(client, tmp_path / "a.csv", "a.exe", 422)
    assert [*(ws.runtime / "uploads").iterdir()] == []
    assert client.post(f"{API}/..%2f..%2fx/accept", json={}).status_code in (404, 405)
