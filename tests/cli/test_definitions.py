"""``plan apply history lineage mece schema``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, run_in

EASIER = ("count(order in last 30 days) >= 2", "count(order in last 30 days) >= 1")


def change_active(folder: Path) -> None:
    path = folder / "tags" / "tags.yaml"
    path.write_text(path.read_text("utf-8").replace(*EASIER), encoding="utf-8")


def test_plan_before_anything_was_applied(fresh: Path) -> None:
    said = run_in(fresh, "plan")
    assert said.code == 0
    assert "+ tag active  (tags/tags.yaml:1:1)" in said.out
    assert "13 added, 0 changed" in said.out
    assert len(run_in(fresh, "plan", "--json").data["changes"]) == 13


def test_plan_counts_the_customers_that_move(work: Run, own: Path) -> None:
    change_active(own)
    said = work("plan")
    assert "~ tag active" in said.out
    assert "customers: 2 gained, 0 lost, 0 changed (of 5)" in said.out
    assert "customers counted as of 2024-06-30 12:00" in said.out
    data = work("plan", "--json").data
    assert data["as_of"] == "2024-06-30T04:00:00Z"
    assert data["changes"][0]["customers"]["gained"] == 2
    assert "客户：新增 2" in work("plan", "--lang", "zh").out


def test_apply_then_nothing_is_left(work: Run, own: Path) -> None:
    change_active(own)
    said = work("apply", "--author", "bob", "--reason", "be kind")
    assert "Applied. 0 added, 1 changed" in said.out
    assert "Next: tagma refresh" in said.out
    again = work("apply", "--json").data
    assert (again["applied"], again["unchanged"]) == (0, 13)
    assert "Nothing to apply" in work("apply").out


def test_history_and_diff(work: Run, own: Path) -> None:
    change_active(own)
    work("apply", "--author", "bob", "--reason", "be kind")
    said = work("history", "active")
    assert said.out.index("v2") < said.out.index("v1")
    assert "bob  be kind  in force" in said.out
    versions = work("history", "tag", "active", "--json").data
    assert [(each["version"], each["author"]) for each in versions] == [(2, "bob"), (1, "ada")]
    assert versions[0]["applied_at"].endswith("Z")
    diff = work("history", "active", "--diff", "1", "2")
    assert f"-when: {EASIER[0]}" in diff.out
    assert "did “Order” at least 2 times" in diff.out
    assert work("history", "ACTIVE", "--diff", "1", "2", "--json").data["after"] == 2


def test_lineage_goes_both_ways(run: Run) -> None:
    out = run("lineage", "active").out
    assert (
        out.index("comes from") < out.index("source shop") < out.index("is used by") < out.index("regulars")
    )
    assert "数据源 shop" in run("lineage", "tag", "active", "--lang", "zh").out
    data = run("lineage", "active", "--json").data
    assert data["focus"] == "tag:active"
    assert {"from": "event:order", "to": "tag:active"} in data["edges"]


def test_mece(run: Run) -> None:
    out = run("mece").out
    assert "phase  0 in several  3 → normal" in out
    assert "active ∩ viewer: 1" in out
    reports = run("mece", "--json").data
    assert [report["group"] for report in reports] == ["phase", "行为 / 消费"]
    assert "0 位重叠" in run("mece", "phase", "--lang", "zh").out


def test_mece_of_an_empty_workspace(tmp_path: Path) -> None:
    run_in(None, "init", str(tmp_path / "empty"))
    run_in(tmp_path / "empty", "refresh")
    assert "nothing to compare" in run_in(tmp_path / "empty", "mece").out


def test_schemas(tmp_path: Path) -> None:
    assert run_in(None, "schema", "tag").data["properties"]["kind"]["const"] == "tag"
    written = run_in(None, "schema", "-o", str(tmp_path), "--json").data
    assert str(tmp_path / "tagma.schema.json") in written
    assert json.loads((tmp_path / "segment.schema.json").read_text("utf-8"))
