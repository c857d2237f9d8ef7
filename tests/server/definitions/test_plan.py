"""A proposal is planned over what is in force: fields, customers who move, mistakes where they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.flows.plan_definitions import plan_definitions

from .asking import API, plan, propose, read

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tagma.workspace import Workspace

NEW = {
    "kind": "segment",
    "name": "新/客 群",
    "body": {"label": {"en": "New", "zh": "新客"}, "when": "days_since(first(order)) <= 90"},
}


def test_the_same_figures_as_the_plan_of_files(client: TestClient, ws: Workspace) -> None:
    change = propose(client, "tag", "active", when="count(order in last 30 days) >= 1", label=None)
    gone = {"kind": "segment", "name": "vip", "body": None, "base_version": 1}
    proposed = plan(client, change, gone, NEW)
    file = ws.folder / "tags/tags.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace(
            "when: count(order in last 30 days) >= 2", "when: count(order in last 30 days) >= 1"
        ).replace("label: {en: Active buyer, zh: 活跃买家}\n", ""),
        encoding="utf-8",
    )
    segments = ws.folder / "segments/segments.yaml"
    text = segments.read_text(encoding="utf-8")
    segments.write_text(
        text.split("---")[0]
        + "---\nkind: segment\nname: 新/客 群\nlabel: {en: New, zh: 新客}\nwhen: days_since(first(order)) <= 90\n",
        encoding="utf-8",
    )
    written = plan_definitions(ws)
    assert written.errors == ()
    assert [
        (each["action"], each["kind"], each["name"], each["customers"]) for each in proposed["changes"]
    ] == [
        (each["action"], each["kind"], each["name"], each["customers"])
        for each in written.to_dict()["changes"]
    ]
    assert [change["customers"] for change in proposed["changes"]] == [
        {"gained": 2, "lost": 0, "changed": 0, "total": 5},
        {"gained": 2, "lost": 0, "changed": 0, "total": 5},
        {"gained": 0, "lost": 2, "changed": 0, "total": 5},
    ]
    pending = client.get(f"{API}/definitions/pending").json()
    assert [each["customers"] for each in pending["changes"]] == [
        each["customers"] for each in proposed["changes"]
    ]


def test_what_a_change_says(client: TestClient) -> None:
    planned = plan(client, propose(client, "tag", "active", when="count(order in last 30 days) >= 1"))
    (change,) = planned["changes"]
    assert change["fields"] == [
        {
            "path": "when",
            "before": "count(order in last 30 days) >= 2",
            "after": "count(order in last 30 days) >= 1",
        }
    ]
    assert change["label"] == "Active buyer"
    assert [(each["kind"], each["name"]) for each in change["affects"]] == [
        ("segment", "regulars"),
        ("tag", "phase"),
    ]
    assert planned["as_of"].endswith("Z")
    words = plan(client, propose(client, "tag", "active", label={"en": "Busy", "zh": "忙"}))["changes"][0]
    assert (words["effective"], words["customers"]) == (False, None)


def test_mistakes_stand_in_fields(client: TestClient) -> None:
    def mistakes(*changes: dict[str, Any]) -> list[tuple[Any, ...]]:
        planned = plan(client, *changes)
        assert planned["changes"] == []
        return [
            (each["data"]["name"], each["where"]["field"], each["where"]["line"], each["where"]["column"])
            for each in planned["errors"]
        ]

    assert mistakes(propose(client, "tag", "active", when="count(order) > 1\n  and citty = 'x'")) == [
        ("active", "when", 2, 7)
    ]
    cases = read(client, "tag", "phase")["body"]["cases"]
    cases[1]["when"] = "days_since(last(ordr)) > 90"
    assert mistakes(propose(client, "tag", "phase", cases=cases)) == [("phase", "cases[2].when", 1, 17)]
    assert mistakes(propose(client, "tag", "active", whenn="x")) == [("active", "whenn", None, None)]
    assert mistakes({"kind": "tag", "name": "active", "body": None, "base_version": 1}) == [
        ("regulars", "when", None, None)
    ]
    assert mistakes({"kind": "tag", "name": "nobody", "body": None}) == [("nobody", "name", None, None)]
    assert mistakes({"kind": "tagg", "name": "x", "body": {}}) == [("x", "kind", None, None)]
    assert mistakes({"kind": "segment", "name": "VIP", "body": {"when": "active"}}) == [
        ("VIP", "name", None, None)
    ]
    renamed = propose(client, "tag", "active")
    renamed["body"]["name"] = "busy"
    assert mistakes(renamed) == [("active", "name", None, None)]
    assert mistakes(propose(client, "tag", "active"), propose(client, "tag", "active")) == [
        ("active", "name", None, None)
    ]


def test_mistakes_in_the_language_of_the_request(client: TestClient) -> None:
    change = propose(client, "tag", "active", when="citty = 'x'")
    answer = client.post(
        f"{API}/definitions/plan", json={"changes": [change]}, headers={"accept-language": "zh"}
    )
    (error,) = answer.json()["errors"]
    assert error["message"] == "没有名为“citty”的属性、标签或评分"
    assert error["nearest"] == ["city"]


def test_half_edited_files_do_not_matter(client: TestClient, ws: Workspace) -> None:
    (ws.folder / "tags/tags.yaml").write_text("kind: tag\nname: [broken", encoding="utf-8")
    planned = plan(client, propose(client, "segment", "regulars", when="active"))
    assert planned["errors"] == []
    assert [each["name"] for each in planned["changes"]] == ["regulars"]


def test_the_folder_is_not_touched(client: TestClient, ws: Workspace) -> None:
    before = snapshot(ws.folder)
    plan(client, propose(client, "tag", "active", when="count(order) >= 1"), NEW)
    assert snapshot(ws.folder) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
