"""Whole sources: traits and consents beside events, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tagma.clock import Calendar
from tagma.collect.definition import SourceDefinition
from tagma.collect.sources import open_source
from tagma.engine.duckdb import DuckDBEngine
from tagma.errors import SourceError
from tagma.identity import LoadReport, load_source
from tagma.identity.load import read_loads, unload_source
from tests.identity.conftest import NOW, Look

Shop = Callable[..., LoadReport]


@pytest.fixture
def shop(engine: DuckDBEngine, tmp_path: Path) -> Shop:
    def load_shop(rows: str, fingerprint: str = "", **fields: Any) -> LoadReport:
        (tmp_path / "shop.csv").write_text(rows, encoding="utf-8")
        definition = SourceDefinition(kind="source", name="shop", read="shop.csv", **fields)
        with open_source(definition, tmp_path, Calendar("Asia/Shanghai")) as source:
            return load_source(engine, source, {}, received_at=NOW, fingerprint=fingerprint)

    return load_shop


HISTORY = "SELECT _customer_id, trait, value, _ts, _message_id FROM people.trait_history ORDER BY 1, 2, 4, 5"


def test_undated_traits_count_from_the_year_one(shop: Shop, look: Look) -> None:
    report = shop(
        "id,age,city,born\nb,30,,2000-01-01\na,,上海,\n",
        traits="select id as user_id, * exclude (id) from raw",
    )
    assert report.loaded == 2
    assert look(HISTORY) == [
        {
            "_customer_id": 1,
            "trait": "city",
            "value": "上海",
            "_ts": datetime(1, 1, 1),
            "_message_id": "000000000001",
        },
        {
            "_customer_id": 2,
            "trait": "age",
            "value": "30",
            "_ts": datetime(1, 1, 1),
            "_message_id": "000000000000",
        },
        {
            "_customer_id": 2,
            "trait": "born",
            "value": str(date(2000, 1, 1)),
            "_ts": datetime(1, 1, 1),
            "_message_id": "000000000000",
        },
    ]
    assert look("SELECT _first_at FROM people.customers") == [{"_first_at": datetime(1, 1, 1)}] * 2


def test_dated_traits(shop: Shop, look: Look) -> None:
    sql = "select id as user_id, d as ts, city from raw"
    report = shop("id,d,city\na,2024-01-01,上海\na,2024-02-01,杭州\nb,,北京\nc,soon,广州\n", traits=sql)
    assert [(row["value"], row["_ts"]) for row in look(HISTORY)] == [
        ("上海", datetime(2023, 12, 31, 16)),
        ("杭州", datetime(2024, 1, 31, 16)),
        ("北京", datetime(1, 1, 1)),
    ]
    assert report.quarantined == {"ts: not a time": 1}


def test_declared_trait_types_send_misfits_to_quarantine(shop: Shop, look: Look) -> None:
    report = shop(
        "id,age\na,30\nb,thirty\n",
        traits={"sql": "select id as user_id, age from raw", "fields": {"age": {"type": "integer"}}},
    )
    assert report.quarantined == {"age: not integer": 1}
    assert [row["value"] for row in look(HISTORY)] == ["30", None]


def test_customers_without_any_trait_value_are_customers_all_the_same(shop: Shop, look: Look) -> None:
    shop("id,age,city\na,,\nb,3,\n", traits="select id as user_id, age, city from raw")
    assert look("SELECT customer FROM people.customers ORDER BY 1") == [{"customer": "a"}, {"customer": "b"}]
    assert look("SELECT trait, value FROM people.trait_history WHERE value IS NOT NULL") == [
        {"trait": "age", "value": "3"}
    ]


def test_consents(shop: Shop, look: Look) -> None:
    report = shop(
        "id,d,ok\na,2024-01-01,yes\na,2024-02-01,no\nb,2024-02-01,perhaps\nb,,yes\n",
        consents="select id as user_id, 'email' as purpose, ok as granted, d as ts from raw",
    )
    assert (report.loaded, report.quarantined) == (2, {"granted: missing": 1, "ts: missing": 1})
    assert look("SELECT _customer_id, purpose, granted, _ts, _source FROM people.consents ORDER BY _ts") == [
        {
            "_customer_id": 1,
            "purpose": "email",
            "granted": True,
            "_ts": datetime(2023, 12, 31, 16),
            "_source": "shop",
        },
        {
            "_customer_id": 1,
            "purpose": "email",
            "granted": False,
            "_ts": datetime(2024, 1, 31, 16),
            "_source": "shop",
        },
    ]


def test_events_and_traits_of_one_file_come_and_go_together(
    shop: Shop, look: Look, engine: DuckDBEngine
) -> None:
    rows = "id,d,age\na,2024-01-01,30\nb,2024-01-02,31\n"
    event = {"visit": "select id as user_id, d as ts from raw"}
    traits = "select id as user_id, age from raw"
    report = shop(rows, "f1", events=event, traits=traits)
    assert report.new_customers == 2
    assert [output.name for output in report.outputs] == ["visit", "traits"]
    assert read_loads(engine) == {"shop": "f1"}
    shop(rows, "f2", events=event)
    assert look("SELECT * FROM people.trait_history") == []
    assert read_loads(engine) == {"shop": "f2"}
    shop(rows, traits=traits)
    assert engine.tables("events") == {}
    unload_source(engine, "shop")
    assert look("SELECT * FROM people.customers") == []
    assert read_loads(engine) == {}
    assert len(look("SELECT * FROM people.identities")) == 2


def test_one_wrong_output_leaves_all_as_it_was(shop: Shop, look: Look) -> None:
    event = {"visit": "select id as user_id, d as ts from raw"}
    shop("id,d\na,2024-01-01\n", "f1", events=event)
    with pytest.raises(SourceError, match="is a time"):
        shop("id,d\nb,soon\n", "f2", events=event, traits="select id as user_id, 1 as one from raw")
    assert [row["customer"] for row in look("SELECT customer FROM people.customers")] == ["a"]
    assert look("SELECT fingerprint FROM collect.loads") == [{"fingerprint": "f1"}]
