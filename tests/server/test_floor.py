"""The server answers in one shape and in the language of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


def test_an_answer_in_both_languages(client: TestClient) -> None:
    english = client.get("/api/v1/operators").json()
    chinese = client.get("/api/v1/operators", headers={"accept-language": "zh-CN"}).json()
    assert [row["name"] for row in english] == [row["name"] for row in chinese]
    assert english[0]["meaning"] != chinese[0]["meaning"]


def test_nothing_at_an_address(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing", headers={"accept-language": "zh"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not-found"
    assert answer.json()["error"]["message"] == "该地址没有内容"
