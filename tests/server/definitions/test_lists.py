"""Uploaded lists of members: read first, kept under lists/, used by a segment."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from .asking import API, apply, plan, wait

if TYPE_CHECKING:
    from fastapi.testclient import TestClient
    from httpx import Response

    from tagma.workspace import Workspace

MEMBERS = "id,level\n1,gold\n3,silver\n99,gold\n,none\n3,again\n"


def upload(client: TestClient, content: bytes | str, **asked: Any) -> Response:
    return client.post(
        f"{API}/lists",
        params={"name": "panel", **asked},
        content=content,
        headers={"content-type": "text/csv"},
    )


def write_book(rows: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return file.getvalue()


def test_a_csv_file(client: TestClient, ws: Workspace) -> None:
    answer = upload(client, MEMBERS)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "path": "lists/panel.csv", "columns": ["id", "level"], "column": "id",
        "customers": 2, "unknown": 1, "empty": 1, "repeated": 1,
    }  # fmt: skip
    assert (ws.folder / "lists/panel.csv").read_text() == MEMBERS


def test_a_workbook(client: TestClient, ws: Workspace) -> None:
    answer = upload(
        client, write_book([["客户", "备注"], [1, "甲"], ["4", "乙"]]), name="六月 名单", column="客户"
    )
    assert (answer.json()["path"], answer.json()["customers"]) == ("lists/六月-名单.csv", 2)
    assert (ws.folder / "lists/六月-名单.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        '"1","甲"',
        '"4","乙"',
    ]


def test_a_segment_of_it(client: TestClient) -> None:
    kept = upload(client, MEMBERS).json()
    new = {
        "kind": "segment", "name": "panel",
        "body": {"members": {"file": kept["path"], "column": kept["column"]}},
    }  # fmt: skip
    assert plan(client, new)["errors"] == []
    run = wait(client, apply(client, new, refresh=True)["run"]["id"])
    assert run["status"] == "done"
    assert client.post(f"{API}/customers/query", json={"rule": "panel"}).json()["total"] == 2


def test_a_list_is_not_overwritten_by_accident(client: TestClient, ws: Workspace) -> None:
    upload(client, MEMBERS)
    error = upload(client, "id\n1\n").json()["error"]
    assert (error["code"], error["data"]) == ("conflict", {"path": "lists/panel.csv"})
    assert upload(client, "id\n1\n", replace=True).json()["customers"] == 1
    assert (ws.folder / "lists/panel.csv").read_text() == "id\n1\n"


@pytest.mark.parametrize(
    ("content", "asked", "says"),
    [
        ("", {}, "no rows"),
        ("id,level\n", {}, "no rows"),
        (MEMBERS, {"column": "customer"}, "no column “customer”"),
        (b"PK\x03\x04 not a workbook", {}, ""),
        (b"\x00\x01\x02\xff" * 50, {}, ""),
    ],
)
def test_what_cannot_be_read(client: TestClient, ws: Workspace, content: Any, asked: Any, says: str) -> None:
    answer = upload(client, content, **asked)
    assert answer.status_code == 422, answer.text
    assert says in answer.json()["error"]["message"]
    assert str(ws.folder) not in answer.text
    assert not (ws.folder / "lists").exists()


def test_the_name_stays_in_the_folder(client: TestClient, ws: Workspace) -> None:
    assert upload(client, MEMBERS, name="../../etc/passwd").json()["path"] == "lists/etc-passwd.csv"
