"""Who changed what, when and why; where a definition comes from and where it is used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tagma.catalog import build_definition
from tagma.errors import NotFoundError
from tagma.flows.apply import apply_definitions
from tagma.flows.definitions import load_applied, read_files
from tagma.flows.history import diff_versions, list_versions, read_version
from tagma.flows.lineage import build_lineage, find_uses, trace_lineage
from tagma.kinds import KINDS
from tagma.workspace import Workspace

from .conftest import write
from .test_plan import TAGS


@pytest.fixture
def changed(loaded: Workspace, folder: Path) -> Workspace:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    write(
        folder,
        "tags.yaml",
        TAGS.replace("in last 30 days", "in last 60 days").replace("owner: crm", "owner: ops", 1),
    )
    apply_definitions(loaded, "bob", "longer")
    return loaded


def test_versions_say_who_when_and_why(changed: Workspace) -> None:
    newest, first = list_versions(changed, "tag", "active")
    assert (newest.version, newest.author, newest.reason, newest.active) == (2, "bob", "longer", True)
    assert [str(change) for change in newest.changes] == [
        "~ owner: crm → ops",
        "~ when: count(order in last 30 days) >= 1 → count(order in last 60 days) >= 1",
    ]
    assert (first.version, first.author, first.active, first.changes) == (1, "ann", False, ())
    assert len(list_versions(changed, "tag", "spend")) == 1
    json.dumps(newest.to_dict())


def test_versions_differ_in_text_and_in_words(changed: Workspace) -> None:
    vocabulary = load_applied(changed).vocabulary
    diff = diff_versions(changed, "tag", "active", 1, 2, vocabulary)
    assert "-when: count(order in last 30 days) >= 1" in diff.text
    assert "+when: count(order in last 60 days) >= 1" in diff.text
    assert "owner changed from “crm” to “ops”" in diff.words.en
    assert "60" in diff.words.zh
    assert "count(" not in diff.words.zh
    assert diff_versions(changed, "tag", "active", 2, 2).words.zh == "两个版本相同。"
    json.dumps(diff.to_dict("zh"))


def test_a_body_can_be_read_back(changed: Workspace) -> None:
    body = read_version(changed, "tag", "active", 1)
    assert body["when"] == "count(order in last 30 days) >= 1"
    assert build_definition(body, KINDS).name == "active"


def test_removal_is_a_version(changed: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS.split("    ---\n    kind: segment")[0])
    apply_definitions(changed, "ann", "not needed")
    versions = list_versions(changed, "segment", "best")
    assert [(version.removed, version.reason) for version in versions] == [
        (True, "not needed"),
        (False, "first"),
    ]
    with pytest.raises(NotFoundError):
        read_version(changed, "segment", "best", 2)


def test_new_spelling_of_a_name_is_one_change(changed: Workspace, folder: Path) -> None:
    text = (folder / "tags.yaml").read_text(encoding="utf-8")
    write(folder, "tags.yaml", text.replace("name: active", "name: Active"))
    plan = apply_definitions(changed, "ann", "spelling")
    assert [(change.action, change.name) for change in plan.changes] == [("changed", "Active")]
    assert [stored.name for stored in changed.state.definitions.current() if stored.kind == "tag"] == [
        "Active",
        "spend",
        "tier",
    ]


@pytest.mark.parametrize(("name", "version"), [("actve", 1), ("active", 9)])
def test_what_does_not_exist(changed: Workspace, name: str, version: int) -> None:
    with pytest.raises(NotFoundError) as raised:
        read_version(changed, "tag", name, version)
    assert raised.value.next_step
    assert raised.value.nearest == (("active",) if name == "actve" else ())


def test_lineage_from_source_to_segment(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    definitions = read_files(loaded).definitions
    lineage = trace_lineage(definitions, "tier")
    assert lineage.focus == "tag:tier"
    assert lineage.upstream == ("tag:spend", "event:order", "source:shop")
    assert lineage.downstream == ("segment:best",)
    assert ("source:shop", "event:order") in lineage.edges
    assert ("event:order", "tag:spend") in lineage.edges
    whole = build_lineage(definitions)
    assert "trait:city" in [node.id for node in whole.nodes]
    assert ("source:shop", "trait:city") in whole.edges
    assert ("trait:city", "segment:best") in whole.edges
    json.dumps(whole.to_dict())


def test_where_used(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    definitions = read_files(loaded).definitions
    uses = [(use.kind, use.name, use.place) for use in find_uses(definitions, "ORDER", "event")]
    assert uses == [
        ("tag", "active", "tags.yaml:6:7 (when)"),
        ("tag", "spend", "tags.yaml:15:8 (value)"),
    ]
    with pytest.raises(NotFoundError) as raised:
        find_uses(definitions, "spnd")
    assert raised.value.nearest[0] == "spend"
