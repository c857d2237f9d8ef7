"""Trait histories folded as of any instant."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import permutations

import pytest

from tagma.engine.dialect import query
from tagma.engine.duckdb import DuckDBEngine
from tagma.profile.traits import fold_traits, list_traits, newest_trait_at, traits_as_of
from tagma.rules.vocabulary import Type
from tests.profile.conftest import add_history

OLD, MID, NEW = datetime(2024, 1, 1), datetime(2024, 2, 1), datetime(2024, 3, 1)


def _fold(engine: DuckDBEngine, fields: dict[str, Type], as_of: datetime) -> list[dict[str, object]]:
    rows = engine.query(traits_as_of(fields, as_of).order_by("_customer_id"), step="fold")
    return rows.to_pylist()


def test_the_latest_known_value_counts(engine: DuckDBEngine) -> None:
    add_history(
        engine,
        (1, "city", "上海", OLD, OLD, "crm", "1"),
        (1, "city", "杭州", NEW, NEW, "crm", "2"),
        (1, "age", "30", OLD, OLD, "crm", "1"),
        (1, "age", None, NEW, NEW, "crm", "2"),
        (2, "age", "old", OLD, OLD, "crm", "1"),
        (3, "age", "50", NEW, NEW, "crm", "1"),
    )
    fields = {"age": Type.INTEGER, "city": Type.TEXT}
    assert _fold(engine, fields, NEW) == [
        {"_customer_id": 1, "age": 30, "city": "杭州"},
        {"_customer_id": 2, "age": None, "city": None},
        {"_customer_id": 3, "age": 50, "city": None},
    ]
    assert _fold(engine, fields, MID) == [
        {"_customer_id": 1, "age": 30, "city": "上海"},
        {"_customer_id": 2, "age": None, "city": None},
    ]
    assert _fold(engine, {}, MID) == [{"_customer_id": 1}, {"_customer_id": 2}]
    assert newest_trait_at(engine) == NEW
    assert list_traits(engine) == ["age", "city"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_equal_instants_are_decided_by_receipt_source_and_id(
    engine: DuckDBEngine, order: tuple[int, ...]
) -> None:
    rows = [
        (1, "x", "late source", OLD, OLD, "b", "1"),
        (1, "x", "late receipt", OLD, MID, "a", "1"),
        (1, "x", "late id", OLD, MID, "a", "2"),
    ]
    add_history(engine, *(rows[index] for index in order))
    assert _fold(engine, {"x": Type.TEXT}, NEW) == [{"_customer_id": 1, "x": "late id"}]


def test_every_type_comes_back(engine: DuckDBEngine) -> None:
    values = {
        "flag": ("true", Type.BOOL, True),
        "count": ("7", Type.INTEGER, 7),
        "money": ("1.5000", Type.DECIMAL, Decimal("1.5")),
        "ratio": ("0.1", Type.FLOAT, 0.1),
        "word": ("a", Type.TEXT, "a"),
        "day": ("2024-01-01", Type.DATE, OLD.date()),
        "moment": ("2024-01-01 00:00:00", Type.INSTANT, OLD),
        "tags": ("['a, b', c, NULL]", Type.LIST, ["a, b", "c", None]),
    }
    add_history(engine, *((1, name, text, OLD, OLD, "s", "1") for name, (text, _, _) in values.items()))
    folded = _fold(engine, {name: kind for name, (_, kind, _) in values.items()}, OLD)
    assert folded == [{"_customer_id": 1} | {name: value for name, (_, _, value) in values.items()}]


def test_fold_makes_the_table(engine: DuckDBEngine) -> None:
    assert newest_trait_at(engine) is None
    assert fold_traits(engine, {"age": Type.INTEGER}) == 0
    add_history(engine, (1, "age", "30", datetime(1, 1, 1), NEW, "crm", "1"))
    assert fold_traits(engine, {"age": Type.INTEGER}) == 1
    assert engine.tables("people")["traits"] == {"_customer_id": "BIGINT", "age": "BIGINT"}
    assert engine.query(query("SELECT * FROM people.traits"), step="look").to_pylist() == [
        {"_customer_id": 1, "age": 30}
    ]
