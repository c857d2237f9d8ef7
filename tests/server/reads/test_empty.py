"""Before the first refresh every question has an empty answer or a worded refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tagma.flows.apply import apply_definitions
from tagma.workspace import open_workspace
from tests.cli.shop import write_shop
from tests.server.conftest import open_client
from tests.server.reads.answers import get, post

LISTS = (
    "/home",
    "/workspace",
    "/vocabulary",
    "/tags",
    "/segments",
    "/events",
    "/traits",
    "/sources",
    "/changes",
    "/views",
)
ABOUT_SOMEBODY = (
    "/customers/1",
    "/customers/1/timeline",
    "/customers/1/months",
    "/customers/1/changes",
    "/customers/1/explain?name=active",
)


@pytest.fixture(params=["nothing", "defined"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    """A workspace with settings alone, and one with definitions that were applied but never refreshed."""
    folder = tmp_path / "shop"
    if request.param == "nothing":
        folder.mkdir()
        (folder / "tagma.yaml").write_text("name: new\n", encoding="utf-8")
    else:
        write_shop(folder)
    with open_workspace(folder, purpose="tests") as ws:
        if request.param == "defined":
            apply_definitions(ws, "ada", "the first")
        with open_client(ws) as client:
            yield client


def test_lists_are_empty(empty: TestClient) -> None:
    for path in LISTS:
        get(empty, path)
    home = get(empty, "/home", language="zh")
    assert (home["as_of"], home["kpis"], home["rfm"], home["changes"]) == (None, [], None, [])
    assert not {each["name"]: each["done"] for each in home["checklist"]}["load"]
    assert get(empty, "/workspace")["customers"] == 0
    found = post(empty, "/customers/query", {"search": "x"})
    assert (found["rows"], found["total"], found["as_of"]) == ([], 0, None)


def test_rules_are_read_but_not_counted(empty: TestClient) -> None:
    assert post(empty, "/rules/read", {"text": "1 = 1"})["valid"]
    assert not post(empty, "/rules/read", {"text": "nobody"})["valid"]
    for path in ("/rules/preview", "/rules/leaves", "/rules/trend", "/rules/sql"):
        error = post(empty, path, {"text": "1 = 1"}, status=404)["error"]
        assert error["message"] == "there are no customers yet"
        assert error["next"]


def test_nobody_is_known(empty: TestClient) -> None:
    for path in ABOUT_SOMEBODY:
        assert get(empty, path, status=404)["error"]["code"] == "not-found"


def test_what_is_defined_has_a_page(tmp_path: Path) -> None:
    with open_workspace(write_shop(tmp_path / "shop"), purpose="tests") as ws:
        apply_definitions(ws, "ada", "the first")
        with open_client(ws) as client:
            assert get(client, "/tags/phase")["tag"]["coverage"] is None
            assert get(client, "/segments/vip")["segment"]["customers"] is None
            assert get(client, "/segments/vip/portrait") == {
                "as_of": None,
                "against": None,
                "customers": 0,
                "base": 0,
                "both": 0,
                "fields": [],
            }
            assert get(client, "/segments/vip/moves") == {"series": [], "entered": [], "left": []}
            assert get(client, "/vocabulary/values", field="phase")["total_distinct"] == 0
            assert post(client, "/rules/read", {"text": "active"})["valid"]
