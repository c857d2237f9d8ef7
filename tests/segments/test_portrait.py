"""A group against a base, over tables small enough to count by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from tagma.engine import Engine, Pipeline, Table, dialect
from tagma.engine.duckdb import open_memory
from tagma.rules.vocabulary import Type
from tagma.segments.portrait import Feature, GroupPortrait, compare_group, measure_number, measure_values
from tagma.segments.spread import choose_edges, read_spread

# customer, in the group, city (a trait), pet (a tag), fan, spend
PEOPLE = [
    (1, True, "a", "cat", True, 10),
    (2, True, "a", None, True, 20),
    (3, True, None, "dog", False, None),
    (4, True, "b", "cat", None, 30),
    (5, False, "b", None, False, 1),
    (6, False, "b", "dog", True, 2),
    (7, False, None, None, False, 3),
    (8, False, "a", None, None, 4),
]
FEATURES = [
    Feature("city", Type.TEXT, known_only=True),
    Feature("pet", Type.TEXT, known_only=False),
    Feature("fan", Type.BOOL, known_only=False),
    Feature("spend", Type.INTEGER, known_only=False),
]


@pytest.fixture
def engine() -> Iterator[Engine]:
    opened = open_memory()
    columns = {
        "_customer_id": "BIGINT",
        "member": "BOOLEAN",
        "city": "VARCHAR",
        "pet": "VARCHAR",
        "fan": "BOOLEAN",
        "spend": "BIGINT",
    }
    opened.define(Table("portrait", "profile"), columns, step="test")
    rows = [dict(zip(columns, row, strict=True)) for row in PEOPLE]
    opened.load(Table("portrait", "profile"), pa.Table.from_pylist(rows), step="test")
    yield opened
    opened.close()


def compare(engine: Engine, base: str = "TRUE") -> GroupPortrait:
    members = dialect.query(
        "SELECT _customer_id, member AS _in, :base AS _base FROM portrait.profile",
        base=dialect.from_template(base),
    )
    return compare_group(engine, Pipeline().then("members", members), FEATURES)


def field(portrait: GroupPortrait, name: str) -> Any:
    return next(each for each in portrait.fields if each.column == name)


def test_shares_of_a_trait_leave_out_the_unknown(engine: Engine) -> None:
    city = field(compare(engine), "city")
    assert (city.group_known, city.base_known) == (3, 6)
    assert [(each.value, each.group, each.base, each.tgi) for each in city.values] == [
        ("a", 2, 3, pytest.approx(100 * (2 / 3) / (3 / 6))),
        ("b", 1, 3, pytest.approx(100 * (1 / 3) / (3 / 6))),
    ]


def test_shares_of_a_tag_count_everybody(engine: Engine) -> None:
    pet = field(compare(engine), "pet")
    assert [(each.value, each.group_share, each.base_share, each.tgi) for each in pet.values] == [
        ("cat", 0.5, 0.25, 200),
        ("dog", 0.25, 0.25, 100),
        (None, 0.25, 0.5, 50),
    ]
    fan = field(compare(engine), "fan")
    assert [(each.value, each.group, each.base, each.tgi) for each in fan.values] == [
        (True, 2, 3, pytest.approx(400 / 3))
    ]


def test_a_number_on_both_sides(engine: Engine) -> None:
    spend = field(compare(engine), "spend")
    assert (spend.group.known, spend.group.mean, spend.group.median) == (3, 20, 20)
    assert (spend.base.known, spend.base.mean, spend.base.median) == (7, 10, 4)
    deviation = math.sqrt(sum((x - 10) ** 2 for x in (10, 20, 30, 1, 2, 3, 4)) / 7)
    assert spend.difference == pytest.approx(10 / deviation)
    group, rest = (10, 20, 30), (1, 2, 3, 4)
    correlation = (20 - 2.5) * math.sqrt(3 * 4) / 7 / deviation
    assert spend.strength == pytest.approx(correlation)
    assert measure_number(
        (3, sum(group), sum(x * x for x in group)), (4, sum(rest), sum(x * x for x in rest))
    ) == pytest.approx(correlation)


def test_another_base_need_not_hold_the_group(engine: Engine) -> None:
    portrait = compare(engine, "NOT member")
    assert (portrait.group, portrait.base, portrait.both) == (4, 4, 0)
    cat = field(portrait, "pet").values[0]
    assert (cat.value, cat.group, cat.base, cat.tgi) == ("cat", 2, 0, None)


def test_a_group_that_is_the_base_is_not_distinguished(engine: Engine) -> None:
    portrait = compare(engine, "member")
    assert {each.strength for each in portrait.fields} == {0.0}


def test_strength_is_one_where_the_value_decides_and_nothing_where_it_does_not() -> None:
    decided = [{"g": 50, "b": 50, "x": 50}, {"g": 0, "b": 150, "x": 0}]
    assert measure_values(decided) == pytest.approx(1, abs=0.02)
    equal = [{"g": 50, "b": 100, "x": 50}, {"g": 50, "b": 100, "x": 50}]
    assert measure_values(equal) == 0
    assert measure_values([]) == 0
    assert measure_values([{"g": 5, "b": 9, "x": 5}]) == 0


def test_many_rare_values_do_not_distinguish_by_chance() -> None:
    """Two hundred values of two customers each, one in the group and one not, say nothing."""
    rare = [{"g": place % 3 != 0, "b": 2, "x": place % 3 != 0} for place in range(200)]
    assert measure_values(rare) < 0.2


def test_edges_are_round_and_few() -> None:
    assert choose_edges(0, 97, 5000) == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert choose_edges(3, 3, 3) == [3, 4]
    for least, tail in ((0.001, 0.0137), (-50, 50), (1, 1e9), (0, 1)):
        edges = choose_edges(least, tail, tail)
        assert len(edges) <= 21
        assert edges[0] <= least
        assert edges[-1] >= tail


def test_every_number_falls_into_one_bin(engine: Engine) -> None:
    spread = read_spread(engine, dialect.table("profile", "portrait"), "spend")
    assert sum(each.customers for each in spread.bins) == spread.customers == 7
    assert (spread.least, spread.median, spread.most, spread.mean) == (1, 4, 30, 10)
    assert spread.bins[-1].high >= 30
