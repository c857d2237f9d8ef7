"""``tags segments events traits sources``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, run_in


def test_tags_stand_in_their_taxonomy(run: Run) -> None:
    out = run("tags").out
    assert out.index("行为 / 消费") < out.index("Active buyer") < out.index("Viewer")
    assert "champions 1" in out
    assert "9 tags" in out


def test_tags_in_chinese(run: Run) -> None:
    out = run("tags", "--lang", "zh").out
    for part in ("活跃买家", "实时", "覆盖率", "重要价值 1", "共 9 个标签"):
        assert part in out


def test_tags_as_json(run: Run) -> None:
    tags = {tag["name"]: tag for tag in run("tags", "--json").data}
    active = tags["active"]
    assert (active["class"], active["way"], active["type"], active["refresh"]) == (
        "behaviour",
        "when",
        "bool",
        "realtime",
    )
    assert active["coverage"]["customers"] == 1
    assert active["version"] == 1
    assert [(value["value"], value["customers"]) for value in tags["phase"]["values"]] == [
        ("core", 1),
        ("sleeping", 1),
        ("normal", 3),
    ]
    assert [(value["value"], value["customers"]) for value in tags["消费层级"]["values"]] == [
        ("高", 2),
        ("中", 0),
        ("低", 3),
    ]
    assert (tags["spend"]["coverage"]["least"], tags["spend"]["coverage"]["most"]) == (0, 900)
    assert tags["spend"]["unit"] == "CNY"


def test_segments(run: Run) -> None:
    assert "Regulars" in run("segments").out
    found = run("segments", "--json", "--lang", "zh").data
    assert [(each["name"], each["label"], each["customers"], each["share"]) for each in found] == [
        ("regulars", "老客户", 2, 0.4),
        ("vip", "贵宾", 2, 0.4),
    ]


def test_events(run: Run) -> None:
    assert "order: amount decimal [CNY], channel text" in run("events").out
    order = next(each for each in run("events", "--json").data if each["name"] == "order")
    assert (order["rows"], order["customers"], order["last"]) == (7, 4, "2024-06-30T04:00:00Z")
    assert order["properties"][0] == {"name": "amount", "label": "Amount", "type": "decimal", "unit": "CNY"}


def test_traits(run: Run) -> None:
    assert "上海 2, 杭州 1" in run("traits").out
    city, birthday = run("traits", "--json").data
    assert (city["name"], city["coverage"]["customers"], city["coverage"]["total"]) == ("city", 3, 5)
    assert (birthday["type"], birthday["coverage"]["least"]) == ("date", "1985-01-15")


def test_sources(run: Run) -> None:
    assert "Shop system" in run("sources").out
    (found,) = run("sources", "--json").data
    assert found["events"] == ["order", "page_view"]
    assert found["report"]["duplicates"] == 1


@pytest.mark.parametrize("verb", ["tags", "segments", "events", "traits", "sources"])
def test_an_empty_list_says_what_it_is_for(tmp_path: Path, verb: str) -> None:
    run_in(None, "init", str(tmp_path / "empty"))
    said = run_in(tmp_path / "empty", verb)
    assert said.code == 0
    assert f"There are no {verb} yet" in said.out
    assert run_in(tmp_path / "empty", verb, "--json").data == []


def test_lists_before_the_first_refresh(fresh: Path) -> None:
    run_in(fresh, "apply")
    assert all(tag["coverage"] is None for tag in run_in(fresh, "tags", "--json").data)
    assert run_in(fresh, "segments").code == 0
    assert run_in(fresh, "traits", "--json").data[0]["coverage"] is None


@pytest.mark.parametrize("verb", ["tags", "segments", "events", "traits", "sources", "runs", "mece"])
def test_tables_fit_a_hundred_columns(run: Run, verb: str) -> None:
    from rich.cells import cell_len

    assert max(cell_len(line) for line in run(verb).out.splitlines()) <= 100


def test_levels_of_the_taxonomy_have_words(work: Run, own: Path) -> None:
    with (own / "tagma.yaml").open("a", encoding="utf-8") as file:
        file.write("taxonomy: {行为: {en: Behaviour}, 消费: {en: Spending}}\n")
    assert "Behaviour / Spending" in work("tags").out.splitlines()
    assert "行为 / 消费" in work("tags", "--lang", "zh").out.splitlines()
    assert "Behaviour / Spending  " in work("mece").out
    assert work("tags", "--json").data[0]["path"][0] in ("行为", "价值", "基础", "需求")
