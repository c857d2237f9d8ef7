"""A proposal is applied whole or not at all: state, files, locks, versions, rollback."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tagma.errors import ConflictError
from tagma.flows import propose as flow
from tagma.flows.defining.edits import plan_edits, write_edits
from tagma.flows.plan_definitions import plan_definitions
from tagma.flows.propose import Proposed, apply_proposal, plan_proposal
from tests.cli.shop import FILES

from .asking import API, apply, plan, propose, read, wait

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tagma.workspace import Workspace

ONE = "count(order in last 30 days) >= 1"


def tags_file(ws: Workspace) -> str:
    return (ws.folder / "tags/tags.yaml").read_text(encoding="utf-8")


def test_state_and_file_agree(client: TestClient, ws: Workspace) -> None:
    applied = apply(client, propose(client, "tag", "active", when=ONE))
    assert applied["versions"] == [{"kind": "tag", "name": "active", "version": 2}]
    assert applied["run"] is None
    assert tags_file(ws) == FILES["tags/tags.yaml"].replace("count(order in last 30 days) >= 2", ONE)
    assert plan_definitions(ws).changes == ()
    found = read(client, "tag", "active")
    assert (found["version"], found["pending"], found["place"]) == (2, False, "tags/tags.yaml:1:1")
    assert found["reason"] == "test"
    assert found["author"]
    assert [(each["kind"], each["name"]) for each in found["used_by"]] == [
        ("segment", "regulars"),
        ("tag", "phase"),
    ]


def test_a_new_one_gets_a_file_of_its_own(client: TestClient, ws: Workspace) -> None:
    def new(name: str) -> dict[str, Any]:
        return {"kind": "segment", "name": name, "body": {"when": "active"}}

    apply(client, new("高价值 / 客户"), new("高价值-客户"), new("../x"), new("con"))
    names = sorted(path.name for path in (ws.folder / "segments").iterdir())
    assert names == ["segment-con.yaml", "segments.yaml", "x.yaml", "高价值-客户-2.yaml", "高价值-客户.yaml"]
    assert plan_definitions(ws).changes == ()
    assert read(client, "segment", "高价值 / 客户")["body"]["when"] == "active"
    assert read(client, "segment", "../x")["place"] == "segments/x.yaml:1:1"


def test_a_removed_one_leaves_its_file(client: TestClient, ws: Workspace) -> None:
    apply(client, {"kind": "segment", "name": "vip", "body": None, "base_version": 1})
    assert (ws.folder / "segments/segments.yaml").read_text() == FILES["segments/segments.yaml"].split(
        "---\n"
    )[0]
    apply(client, {"kind": "segment", "name": "regulars", "body": None, "base_version": 1})
    assert not (ws.folder / "segments/segments.yaml").exists()
    assert plan_definitions(ws).changes == ()
    missing = client.get(f"{API}/definitions/segment/vip")
    assert missing.status_code == 404
    assert "was removed" in missing.json()["error"]["message"]


def test_two_people_edit_one_tag(client: TestClient, ws: Workspace) -> None:
    anns, bobs = (propose(client, "tag", "active", when=when) for when in (ONE, "count(order) >= 9"))
    apply(client, anns)
    before = tags_file(ws)
    error = apply(client, bobs, status=409)["error"]
    assert error["code"] == "conflict"
    assert error["data"]["current_version"] == 2
    assert error["data"]["author"]
    assert error["data"]["at"].endswith("Z")
    assert "was changed" in error["message"]
    assert tags_file(ws) == before
    assert read(client, "tag", "active")["body"]["when"] == ONE
    (conflict,) = plan(client, bobs)["conflicts"]
    assert (conflict["name"], conflict["current_version"]) == ("active", 2)
    bobs["base_version"] = 2
    assert apply(client, bobs)["versions"][0]["version"] == 3


def test_all_of_it_or_nothing(client: TestClient, ws: Workspace) -> None:
    good = propose(client, "tag", "active", when=ONE)
    stale = {**propose(client, "segment", "regulars", when="active"), "base_version": 7}
    apply(client, good, stale, status=409)
    wrong = propose(client, "segment", "regulars", when="activ")
    error = apply(client, good, wrong, status=422)["error"]
    assert error["errors"][0]["where"]["field"] == "when"
    assert (read(client, "tag", "active")["version"], tags_file(ws)) == (1, FILES["tags/tags.yaml"])


def test_an_edit_by_hand_is_not_overwritten(client: TestClient, ws: Workspace) -> None:
    edited = FILES["tags/tags.yaml"].replace(">= 2", ">= 3").replace("days_since(last(order)) > 90", "active")
    (ws.folder / "tags/tags.yaml").write_text(edited, encoding="utf-8")
    assert read(client, "tag", "active")["pending"] is True
    error = apply(client, propose(client, "tag", "active", when=ONE), status=409)["error"]
    assert error["code"] == "conflict"
    assert "edited by hand" in error["message"]
    assert "tags/tags.yaml:1:1" in error["message"]
    assert tags_file(ws) == edited
    apply(client, propose(client, "tag", "spend", owner="crm"))
    assert tags_file(ws) == edited.replace("zh: 消费额}\n", "zh: 消费额}\nowner: crm\n")
    assert [each.name for each in plan_definitions(ws).changes] == ["active", "phase"]
    applied = client.post(f"{API}/definitions/pending/apply", json={"reason": "by hand"}).json()
    assert [(each["name"], each["version"]) for each in applied["versions"]] == [("active", 2), ("phase", 2)]
    assert plan_definitions(ws).changes == ()


def test_a_file_that_cannot_be_read(client: TestClient, ws: Workspace) -> None:
    broken = "kind: tag\nname: [broken"
    (ws.folder / "tags/tags.yaml").write_text(broken, encoding="utf-8")
    error = apply(client, propose(client, "tag", "active", when=ONE), status=409)["error"]
    assert "cannot be read" in error["message"]
    assert tags_file(ws) == broken
    apply(client, propose(client, "segment", "regulars", when="active"))


def test_a_definition_removed_by_hand(client: TestClient, ws: Workspace) -> None:
    (ws.folder / "segments/segments.yaml").unlink()
    error = apply(client, propose(client, "segment", "vip", owner="x"), status=409)["error"]
    assert "removed from its file by hand" in error["message"]
    apply(client, {"kind": "segment", "name": "vip", "body": None, "base_version": 1})
    assert [each.name for each in plan_definitions(ws).changes] == ["regulars"]


def test_neighbours_bound_by_anchors(client: TestClient, ws: Workspace) -> None:
    text = (
        "- kind: segment\n  name: regulars\n  label: {en: Regulars, zh: 老客户}\n"
        "  description: {en: Active or in Shanghai., zh: 活跃或在上海。}\n  when: &rule active or city = '上海'\n"
        "- {kind: segment, name: also, when: *rule}\n"
        + FILES["segments/segments.yaml"].split("---\n")[1].join(["---\n", ""])
    )
    (ws.folder / "segments/segments.yaml").write_text(text, encoding="utf-8")
    assert [each.name for each in plan_definitions(ws).changes] == ["also"]
    error = apply(client, propose(client, "segment", "regulars", when="active"), status=409)["error"]
    assert "without touching its neighbours" in error["message"]
    assert (ws.folder / "segments/segments.yaml").read_text(encoding="utf-8") == text


def test_a_crash_between_file_and_state_is_shown_and_mended(ws: Workspace, client: TestClient) -> None:
    change = propose(client, "tag", "active", when=ONE)
    real = ws.state.definitions.apply

    def die(*args: Any, **more: Any) -> Any:
        raise SystemExit("the machine stops here")

    undo, flow.undo_edits = flow.undo_edits, lambda edits: None
    ws.state.definitions.apply = die  # type: ignore[method-assign]
    try:
        with pytest.raises(SystemExit):
            apply_proposal(ws, [Proposed("tag", "active", change["body"], 1)], author="ann", reason="")
    finally:
        flow.undo_edits, ws.state.definitions.apply = undo, real  # type: ignore[method-assign]
    (pending,) = plan_definitions(ws).changes
    assert (pending.name, str(pending.fields[0])) == (
        "active",
        f"~ when: count(order in last 30 days) >= 2 → {ONE}",
    )
    apply(client, change)
    assert plan_definitions(ws).changes == ()
    assert read(client, "tag", "active")["version"] == 2


def test_files_come_back_when_the_state_refuses(ws: Workspace, client: TestClient) -> None:
    change = propose(client, "tag", "active", when=ONE)
    new = {"kind": "segment", "name": "fresh", "body": {"when": "active"}}
    with sqlite3.connect(ws.folder / ".tagma/state.sqlite") as state:
        state.execute(
            "CREATE TRIGGER full BEFORE INSERT ON definition_versions BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(Exception, match="full"):
        apply_proposal(
            ws, [Proposed(**each) for each in (change, {**new, "base_version": None})], author="", reason=""
        )
    assert tags_file(ws) == FILES["tags/tags.yaml"]
    assert not (ws.folder / "segments/fresh.yaml").exists()


def test_a_file_saved_a_moment_ago(ws: Workspace, client: TestClient) -> None:
    """Somebody saves the file between our look at it and our writing."""
    new = {"kind": "tag", "name": "active", "body": propose(client, "tag", "active", when=ONE)["body"]}
    plan_of_it = plan_proposal(ws, [Proposed(**new, base_version=1)], counts=False)
    edits = plan_edits(ws, plan_of_it.differences)
    saved = tags_file(ws) + "# a note\n"
    (ws.folder / "tags/tags.yaml").write_text(saved, encoding="utf-8")
    with pytest.raises(ConflictError, match="saved a moment ago"):
        write_edits(edits)
    assert tags_file(ws) == saved
    assert not list((ws.folder / "tags").glob(".*"))


def test_an_old_version_comes_back_through_plan_and_apply(client: TestClient, ws: Workspace) -> None:
    apply(client, propose(client, "tag", "active", when=ONE))
    change = client.post(f"{API}/definitions/tag/active/restore", json={"version": 1}).json()
    assert change["base_version"] == 2
    assert plan(client, change)["changes"][0]["customers"] == {
        "gained": 0,
        "lost": 2,
        "changed": 0,
        "total": 5,
    }
    assert apply(client, change)["versions"][0]["version"] == 3
    assert tags_file(ws) == FILES["tags/tags.yaml"]
    gone = client.post(f"{API}/definitions/tag/active/restore", json={"version": 9})
    assert gone.status_code == 404


def test_versions_and_their_difference(client: TestClient) -> None:
    apply(client, propose(client, "tag", "active", when=ONE))
    versions = client.get(f"{API}/definitions/tag/active/versions").json()["items"]
    assert [(each["version"], each["active"], each["removed"]) for each in versions] == [
        (2, True, False),
        (1, False, False),
    ]
    assert versions[0]["changes"][0]["path"] == "when"
    old = client.get(f"{API}/definitions/tag/active/versions/1").json()
    assert old["yaml"].startswith("kind: tag\nname: active\nlabel: {en: Active buyer, zh: 活跃买家}\n")
    address = f"{API}/definitions/tag/active/diff?before=1&after=2"
    diff = client.get(address, headers={"accept-language": "zh"}).json()
    assert diff["fields"][0]["path"] == "when"
    assert "+when: count(order in last 30 days) >= 1" in diff["text"]
    assert "由“" in diff["words"]


def test_apply_and_refresh(client: TestClient) -> None:
    applied = apply(client, propose(client, "tag", "active", when=ONE), refresh=True)
    assert applied["run"]["status"] == "running"
    run = wait(client, applied["run"]["id"])
    assert run["status"] == "done"
    assert run["author"]


def test_two_at_once(client: TestClient, ws: Workspace) -> None:
    change = propose(client, "tag", "active", when=ONE)
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(client.post(f"{API}/definitions/apply", json={"changes": [change]}))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert read(client, "tag", "active")["version"] == 2
