"""Exports: a run, a file that parses back exactly, fetched once by who asked for it."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyarrow.parquet as pa_parquet
import pytest
from python_calamine import CalamineWorkbook

from tagma.flows import files
from tagma.flows.exports import find_file, find_folder
from tests.server.definitions.asking import API, apply, wait

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tagma.workspace import Workspace

COLUMNS = ["city", "active", "spend", "消费层级", "channels", "birthday", "segment:regulars"]
ROWS: list[dict[str, Any]] = [
    {"customer": "1", "city": "上海", "active": True, "spend": 500.5, "消费层级": "高"},
    {"customer": "3", "city": "上海", "active": False, "spend": 900, "消费层级": "高"},
]


def export(client: TestClient, **asked: Any) -> tuple[Any, str]:
    """The bytes of an export and the name it comes with."""
    answer = client.post(f"{API}/exports", json={"columns": COLUMNS, **asked})
    assert answer.status_code == 202, answer.text
    run = wait(client, answer.json()["id"])
    assert run["status"] == "done", run
    assert [step["name"] for step in run["steps"]] == ["select customers", "write file"]
    file = client.get(f"{API}/exports/{run['id']}/file")
    assert file.status_code == 200, file.text
    return file.content, file.headers["content-disposition"]


def test_every_format_parses_back(client: TestClient) -> None:
    rule = "city = '上海'"
    text, _ = export(client, rule=rule, format="csv")
    table = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [{**row, "customer": row["customer"]} for row in table] == [
        {
            "customer": "1", "city": "上海", "active": "true", "spend": "500.5000", "消费层级": "高",
            "channels": "app; web", "birthday": "1990-07-03", "segment:regulars": "true",
        },
        {
            "customer": "3", "city": "上海", "active": "false", "spend": "900.0000", "消费层级": "高",
            "channels": "app", "birthday": "", "segment:regulars": "true",
        },
    ]  # fmt: skip
    found = json.loads(export(client, rule=rule, format="json")[0])
    assert [{name: row[name] for name in ROWS[0]} for row in found] == ROWS
    assert list(found[0]) == ["customer", *COLUMNS]
    parquet = pa_parquet.read_table(io.BytesIO(export(client, rule=rule, format="parquet")[0])).to_pylist()
    assert [
        {**{name: row[name] for name in ROWS[0]}, "spend": float(row["spend"])} for row in parquet
    ] == ROWS
    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(export(client, rule=rule, format="xlsx")[0])
    ).get_sheet_by_index(0)
    head, *rows = sheet.to_python()
    assert head == ["customer", *COLUMNS]
    assert [dict(zip(head, row, strict=True)) for row in rows] != []
    assert [[row[0], row[1], row[2], row[3], row[4]] for row in rows] == [list(row.values()) for row in ROWS]


def test_the_whole_list_as_it_is_shown(client: TestClient) -> None:
    asked = {"search": "上", "sort": "spend", "descending": True, "columns": ["spend"]}
    shown = client.post(f"{API}/customers/query", json=asked).json()
    rows = json.loads(export(client, **asked, format="json")[0])
    assert [[row["customer"], row["spend"]] for row in rows] == shown["rows"]
    assert len(json.loads(export(client, format="json")[0])) == 5


def test_a_segment_by_name_under_a_chinese_title(client: TestClient) -> None:
    content, header = export(client, rule="regulars", format="csv", title="老客户 / 6 月")
    assert content.startswith(b"\xef\xbb\xbf")
    assert "filename*=utf-8''" + quote("老客户-6-月-") in header
    assert header.startswith("attachment; ")


def test_no_formula_reaches_a_spreadsheet(client: TestClient, ws: Workspace) -> None:
    members = ws.folder / "data/members.csv"
    members.write_text('id,city,birthday\n1,"=1+1",1990-07-03\n2,@x,\n', encoding="utf-8")
    wait(client, client.post(f"{API}/runs", json={}).json()["id"])
    text, _ = export(client, format="csv", columns=["city"])
    cities = [row["city"] for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))]
    assert cities[:2] == ["'=1+1", "'@x"]
    assert json.loads(export(client, format="json", columns=["city"])[0])[0]["city"] == "=1+1"


def test_fetched_once(client: TestClient, ws: Workspace) -> None:
    run = wait(client, client.post(f"{API}/exports", json={"format": "csv"}).json()["id"])
    address = f"{API}/exports/{run['id']}/file"
    assert client.get(address).status_code == 200
    assert list(find_folder(ws).iterdir()) == []
    again = client.get(address)
    assert again.status_code == 404
    assert "gone" in again.json()["error"]["message"]


def test_only_for_who_asked(client: TestClient, ws: Workspace) -> None:
    run = wait(client, client.post(f"{API}/exports", json={"format": "csv"}).json()["id"])
    with pytest.raises(Exception, match="no export"):
        find_file(ws, run["id"], "somebody else")
    assert find_file(ws, run["id"], run["author"]).exists()
    refresh = client.get(f"{API}/runs").json()["items"][-1]["id"]
    assert client.get(f"{API}/exports/{refresh}/file").status_code == 404


def test_old_files_are_removed(client: TestClient, ws: Workspace) -> None:
    wait(client, client.post(f"{API}/exports", json={"format": "csv"}).json()["id"])
    (old,) = find_folder(ws).iterdir()
    os.utime(old, (time.time() - 90_000, time.time() - 90_000))
    wait(client, client.post(f"{API}/exports", json={"format": "json"}).json()["id"])
    assert [path.suffix for path in find_folder(ws).iterdir()] == [".json"]


def test_mistakes_come_before_the_work(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def error(**asked: Any) -> dict[str, Any]:
        answer = client.post(f"{API}/exports", json={"format": "csv", **asked})
        assert answer.status_code in (404, 409, 422), answer.text
        found: dict[str, Any] = answer.json()["error"]
        return found

    assert error(rule="citty = 'x'")["nearest"] == ["city"]
    assert error(columns=["spent"])["nearest"][0] == "spend"
    monkeypatch.setattr(files, "EXCEL_ROWS", 4)
    assert error(format="xlsx")["message"] == "Excel holds 4 rows, not 5"
    assert client.post(f"{API}/exports", json={"format": "pdf"}).status_code == 422
    assert [run["flow"] for run in client.get(f"{API}/runs").json()["items"]] == ["refresh"]


def test_an_export_can_be_cancelled(client: TestClient, ws: Workspace) -> None:
    run = client.post(f"{API}/exports", json={"format": "xlsx", "columns": COLUMNS}).json()["run"]
    client.post(f"{API}/runs/{run['id']}/cancel")
    ended = wait(client, run["id"])
    assert ended["status"] in ("cancelled", "done")
    if ended["status"] == "cancelled":
        assert list(find_folder(ws).iterdir()) == []


def test_beside_a_change(client: TestClient) -> None:
    new = {"kind": "segment", "name": "fresh", "body": {"when": "active"}}
    began = client.post(f"{API}/exports", json={"format": "parquet"}).json()
    apply(client, new)
    assert wait(client, began["id"])["status"] == "done"
