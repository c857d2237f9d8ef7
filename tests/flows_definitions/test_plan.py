"""A plan says what changes, whom it moves and what is wrong; applying is all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tagma.errors import DefinitionErrors, TagmaError
from tagma.flows.apply import apply_definitions
from tagma.flows.definitions import load_applied
from tagma.flows.plan_definitions import plan_definitions
from tagma.rules.vocabulary import Type
from tagma.workspace import Workspace

from .conftest import write

TAGS = """
    kind: tag
    name: active
    owner: crm
    path: [行为, 活跃, 下单]
    class: behaviour
    when: count(order in last 30 days) >= 1
    ---
    kind: tag
    name: spend
    owner: crm
    path: [价值, 消费, 金额]
    class: value
    refresh: realtime
    unit: USD
    value: sum(order.amount)
    ---
    kind: tag
    name: tier
    owner: crm
    path: [价值, 消费, 等级]
    refresh: realtime
    value: spend
    tiers: [{at: 200, is: high}, {at: 1, is: low}]
    ---
    kind: segment
    name: best
    owner: crm
    when: active and tier = 'high' and city = 'x'
"""


def moved(ws: Workspace) -> dict[str, tuple[int, int, int] | None]:
    return {
        change.name: None
        if change.moved is None
        else (change.moved.gained, change.moved.lost, change.moved.changed)
        for change in plan_definitions(ws).changes
    }


def words(error: TagmaError) -> tuple[str, str]:
    assert error.what.zh
    assert error.next_step is not None
    assert error.next_step.zh
    return str(error.where), error.what.en


def test_before_the_first_load_sources_tell_their_columns(ws: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    plan = plan_definitions(ws)
    assert plan.errors == ()
    assert [(change.action, change.name) for change in plan.changes] == [
        ("added", "shop"),
        ("added", "active"),
        ("added", "spend"),
        ("added", "tier"),
        ("added", "best"),
    ]
    assert all(change.moved is None for change in plan.changes)
    assert "the data is not loaded yet" in str(plan)
    assert "数据尚未载入" in plan.describe("zh")


def test_added_definitions_count_their_customers(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    plan = plan_definitions(loaded)
    assert moved(loaded) == {
        "shop": None,
        "active": (2, 0, 0),
        "spend": (5, 0, 0),
        "tier": (4, 0, 0),
        "best": (1, 0, 0),
    }
    active = next(change for change in plan.changes if change.name == "active")
    assert active.affects == ("segment best",)
    assert str(plan.as_of) == "2017-06-30 00:00:00"
    assert json.loads(json.dumps(plan.to_dict("zh")))["changes"][1]["customers"] == {
        "gained": 2,
        "lost": 0,
        "changed": 0,
        "total": 5,
    }


def test_changed_and_removed_definitions_count_who_moves(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    assert plan_definitions(loaded).changes == ()
    assert "No changes" in str(plan_definitions(loaded))
    changed = (
        TAGS.replace("in last 30 days", "in last 200 days")
        .replace("at: 200", "at: 1000")
        .replace("crm", "ops", 1)
    )
    write(folder, "tags.yaml", changed)
    plan = plan_definitions(loaded)
    assert moved(loaded) == {"active": (2, 0, 0), "tier": (0, 0, 1)}
    assert "~ when: count(order in last 30 days) >= 1 → count(order in last 200 days) >= 1" in str(plan)
    write(folder, "tags.yaml", TAGS.split("    ---\n    kind: segment")[0])
    assert moved(loaded) == {"best": (0, 1, 0)}


def test_words_only_moves_nobody(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    write(folder, "tags.yaml", TAGS.replace("owner: crm", "owner: crm\n    label: 甲", 1))
    (change,) = plan_definitions(loaded).changes
    assert not change.effective
    assert change.moved is None
    assert "words only" in "\n".join(change.describe())


def test_applied_definitions_are_ready_to_compute(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    applied = load_applied(loaded)
    assert list(applied.computed) == ["active", "spend", "tier", "segment:best"]
    assert [column.type for column in applied.computed.values()] == [
        Type.BOOL,
        Type.INTEGER,
        Type.TEXT,
        Type.BOOL,
    ]
    assert {column.version for column in applied.computed.values()} == {1}
    tier = applied.vocabulary.fields.get("TIER")
    assert tier is not None
    assert tier.values == ("high", "low")
    city = applied.vocabulary.fields.get("city")
    assert city is not None
    assert city.label is not None
    assert city.label.zh == "城市"
    spend = applied.vocabulary.fields.get("spend")
    assert spend is not None
    assert spend.unit == "USD"


def test_removing_what_is_used_names_the_users(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    write(folder, "tags.yaml", TAGS.replace("name: active", "name: is_active"))
    (error,) = plan_definitions(loaded).errors
    where, what = words(error)
    assert where == "tags.yaml:28:7 (when)"
    assert what == "tag “active” was removed but is still used by segment best (tags.yaml:28:7 (when))"
    assert error.nearest[0] == "is_active"


def test_removing_a_source_says_what_dries_up(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    (folder / "sources" / "shop.yaml").unlink()
    plan = plan_definitions(loaded)
    assert [(change.action, change.kind, change.name) for change in plan.changes] == [
        ("removed", "source", "shop")
    ]
    assert [notice.what.en for notice in plan.notices[:2]] == [
        "no source gives “order” any more; tag “active” uses it",
        "no source gives “city” any more; segment “best” uses it",
    ]


WRONG = {
    "an unknown event": ("when: count(ordr) > 1", "tags.yaml:3:13", "there is no event “ordr”", "order"),
    "an unknown property": (
        "when: sum(order.amont) > 1",
        "tags.yaml:3:11",
        "the event “order” has no property “amont”",
        "amount",
    ),
    "an unknown trait": (
        "when: citty = 'x'",
        "tags.yaml:3:7",
        "there is no trait, tag or score “citty”",
        "city",
    ),
    "an unknown segment": ("when: segment(bst)", "tags.yaml:3:7", "there is no segment “bst”", "best"),
    "a wrong type": ("when: city > 5", "tags.yaml:3:14", "> cannot set a text against a whole number", ""),
    "a value it never has": ("when: tier = 'hihg'", "tags.yaml:3:14", "it can never be “hihg”", "high"),
    "a value for a condition": (
        "when: count(order)",
        "tags.yaml:3:7",
        "a condition is needed, but this is a whole number",
        "",
    ),
    "a condition for a value": (
        "value: count(order) > 1",
        "tags.yaml:3:8",
        "a value is needed, but this is a condition",
        "",
    ),
    "a window of nothing": ("when: count(order in last 0 days) > 1", "tags.yaml:3:", "", ""),
    "a window that ends before it begins": (
        "when: count(order from 2017-05-01 to 2017-01-01) > 1",
        "tags.yaml:3:",
        "",
        "",
    ),
    "a window the wrong way round": ("when: count(order in 30 to 90 days ago) > 1", "tags.yaml:3:", "", ""),
    "a window in the future": (
        "when: count(order in next 3 days) > 1",
        "tags.yaml:3:19",
        "“in next” looks into the future; only labels and goals may",
        "",
    ),
    "tiers of a text": (
        "value: city\ntiers: [{at: 1, is: a}]",
        "tags.yaml:4:8",
        ">= cannot set a text against a whole number",
        "",
    ),
    "an RFM of an unknown event": (
        "rfm: {event: oder, amount: amount}",
        "tags.yaml:3:14",
        "there is no event “oder”",
        "order",
    ),
    "an RFM of an unknown amount": (
        "rfm: {event: order, amount: sum}",
        "tags.yaml:3:29",
        "the event “order” has no property “sum”",
        "",
    ),
    "the name of a trait": (
        "when: count(order) > 1",
        "tags.yaml:2:7",
        "there is a trait of the same name: “City”",
        "",
    ),
    "a circle": ("when: not segment(best)", "tags.yaml:3:7", "definitions go round in a circle:", ""),
}


@pytest.mark.parametrize("name", WRONG)
def test_rules_are_checked_before_anything_is_applied(name: str, loaded: Workspace, folder: Path) -> None:
    rule, where, what, nearest = WRONG[name]
    own = "City" if name == "the name of a trait" else "active" if name == "a circle" else "other"
    write(folder, "tags.yaml", f"kind: tag\nname: {own}\n{rule}\n")
    rest = TAGS if own != "active" else TAGS.split("---\n", 1)[1]
    write(folder, "tags/rest.yaml", rest)
    plan = plan_definitions(loaded)
    assert len(plan.errors) == 1, [error.what.en for error in plan.errors]
    (error,) = plan.errors
    at, said = words(error)
    assert at.startswith(where)
    assert said.startswith(what)
    if nearest:
        assert error.nearest[0] == nearest
    assert plan.changes == ()
    assert at in plan.describe("zh")
    with pytest.raises(DefinitionErrors):
        apply_definitions(loaded, "ann", "try")
    assert loaded.state.definitions.current() == []


def test_one_mistake_does_not_make_others(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS.replace("value: sum(order.amount)", "value: sum(order.amont)"))
    assert [error.what.en for error in plan_definitions(loaded).errors] == [
        "the event “order” has no property “amont”"
    ]
    write(folder, "tags.yaml", TAGS.replace("value: sum(order.amount)", "valu: sum(order.amount)"))
    assert len(plan_definitions(loaded).errors) == 1


def test_missing_file_of_a_source(ws: Workspace, folder: Path) -> None:
    (folder / "data" / "orders.csv").unlink()
    (error,) = plan_definitions(ws).errors
    _, what = words(error)
    assert "orders.csv" in what or "orders.csv" in str(error.where)


def test_wrong_select_is_placed_in_the_file(ws: Workspace, folder: Path) -> None:
    text = (folder / "sources" / "shop.yaml").read_text(encoding="utf-8")
    write(folder, "sources/shop.yaml", text.replace("day as ts", "dya as ts"))
    (error,) = plan_definitions(ws).errors
    where, _ = words(error)
    assert where.startswith("sources/shop.yaml:6:")


def test_broken_yaml_stops_the_plan(loaded: Workspace, folder: Path) -> None:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    write(folder, "tags.yaml", TAGS.replace("path: [行为, 活跃, 下单]", "path: [行为, 活跃, 下单", 1))
    plan = plan_definitions(loaded)
    assert [words(error)[0] for error in plan.errors] == ["tags.yaml:5:6"]
    with pytest.raises(DefinitionErrors):
        apply_definitions(loaded, "ann", "second")
    assert len(loaded.state.definitions.current()) == 5
