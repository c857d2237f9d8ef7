"""The ledger file: built beside and put in place, bound into an engine, read as a timeline."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from tagma.clock import Calendar
from tagma.engine.dialect import query
from tagma.engine.duckdb import DuckDBEngine
from tagma.engine.protocol import Table
from tagma.errors import NotFoundError, RunError
from tagma.profile.ledger import (
    Ledger,
    append_rows,
    bind_customers,
    build_ledger,
    open_ledger,
    read_events,
    read_rows,
)
from tagma.profile.timeline import read_timeline, sum_months
from tests.profile.conftest import NOW

PEOPLE = Table("people", "customers")


def _world(engine: DuckDBEngine) -> dict[str, object]:
    """Everything an engine says of customer 1."""
    tables = {
        f"{schema}.{name}": columns
        for schema in ("events", "people")
        for name, columns in engine.tables(schema).items()
        if "_customer_id" in columns
    }
    found: dict[str, object] = dict(tables)
    for name in tables:
        schema, table = name.split(".")
        rows = engine.query(
            query(f'SELECT * FROM "{schema}"."{table}" WHERE _customer_id = 1 ORDER BY ALL'), step="look"
        )
        found[name + " rows"] = rows.to_pylist()
    return found


def test_bound_customers_have_the_same_tables_and_rows(shop: DuckDBEngine, ledger: Ledger) -> None:
    warehouse = _world(shop)
    bound = bind_customers(ledger, [1])
    assert {name: value for name, value in warehouse.items() if "identities" not in name} == _world(bound)
    assert bound.query(query("SELECT COUNT(*) AS n FROM people.customers"), step="n").to_pylist() == [
        {"n": 1}
    ]
    assert set(bound.tables("portrait")) == {"cuts", "ranks"}
    bound.close()


def test_a_portrait_is_packed_too(shop: DuckDBEngine, tmp_path: Path) -> None:
    profile = query("SELECT _customer_id, customer, customer = 'a' AS \"segment:vip\" FROM people.customers")
    shop.create(Table("portrait", "profile"), profile, step="profile")
    cuts = query(
        "SELECT 'k' AS key, CAST(50 AS DECIMAL(9,6)) AS p, '7' AS value, CAST(3 AS BIGINT) AS population"
    )
    shop.create(Table("portrait", "cuts"), cuts, step="cuts")
    with build_ledger(tmp_path / "l.sqlite", shop, "run 2") as ledger:
        assert read_rows(ledger, Table("portrait", "profile"), [1]).to_pylist() == [
            {"_customer_id": 1, "customer": "a", "segment:vip": True}
        ]
        bound = bind_customers(ledger, [3], [])
        assert bound.query(query("SELECT * FROM portrait.cuts"), step="cuts").to_pylist() == [
            {"key": "k", "p": Decimal(50), "value": "7", "population": 3}
        ]
        bound.close()


def test_columns_may_be_chosen(ledger: Ledger) -> None:
    rows = read_events(ledger, "order", [1, 1, 9], ["city", "amount"])
    assert rows.column_names == ["amount", "city"]
    assert rows.column("city").to_pylist() == ["上海", "杭州", "上海"]


def test_unknown_event_and_missing_file(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        read_events(ledger, "orders", [1])
    assert caught.value.nearest == ("order",)
    with pytest.raises(NotFoundError):
        open_ledger(tmp_path / "none.sqlite")


def test_a_damaged_or_foreign_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(RunError, match="damaged"):
        open_ledger(path)
    path.unlink()
    sqlite3.connect(path).close()
    path.touch()
    with pytest.raises(RunError, match="damaged"):
        open_ledger(path)


def test_a_rebuild_is_atomic_and_says_what_it_was_built_from(
    shop: DuckDBEngine, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger.built_from == "run 1"
    assert ledger.count_customers() == 3
    assert ledger.events() == ("order", "visit")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("tagma.profile.ledger.build.pack_rows", fail)
        with pytest.raises(RuntimeError):
            build_ledger(ledger.path, shop, "run 2")
    assert sorted(path.name for path in ledger.path.parent.iterdir()) == ["ledger.sqlite"]
    with open_ledger(ledger.path) as kept:
        assert kept.built_from == "run 1"
    with build_ledger(ledger.path, shop, "run 3", events=["visit"]) as fresh:
        assert fresh.events() == ("visit",)
    assert read_events(ledger, "order", [1]).num_rows == 3  # who has the old file open reads on


def test_a_half_written_append_does_not_spoil_the_next_build(shop: DuckDBEngine, ledger: Ledger) -> None:
    journal = ledger.path.with_name(ledger.path.name + "-journal")
    journal.write_bytes(b"\0" * 1024)
    with build_ledger(ledger.path, shop, "run 2") as fresh:
        assert read_events(fresh, "order", [1]).num_rows == 3
    assert not journal.exists()


def test_appended_rows_bring_new_texts(ledger: Ledger) -> None:
    row = read_events(ledger, "order", [2])
    late = row.set_column(row.column_names.index("city"), "city", pa.array(["成都"]))
    append_rows(ledger, Table("events", "order"), late)
    with open_ledger(ledger.path) as again:
        assert read_events(again, "order", [2]).column("city").to_pylist() == [None, "成都"]
    with pytest.raises(RunError, match="columns of order have changed: city"):
        append_rows(ledger, Table("events", "order"), late.drop_columns(["city"]))


def test_a_failed_append_leaves_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    row = read_events(ledger, "order", [2])
    late = row.set_column(row.column_names.index("city"), "city", pa.array(["成都"]))

    def fail(*_: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("tagma.profile.ledger.build.write_chunks", fail)
        with pytest.raises(RuntimeError):
            append_rows(ledger, Table("events", "order"), late)
    assert read_events(ledger, "order", [2]).num_rows == 1
    append_rows(ledger, Table("events", "order"), late)
    with open_ledger(ledger.path) as again:
        assert read_events(again, "order", [2]).column("city").to_pylist() == [None, "成都"]


def test_timeline_newest_first_in_pages(ledger: Ledger) -> None:
    moments = read_timeline(ledger, 1)
    assert [(moment.event, moment.ts.day) for moment in moments] == [
        ("order", 4),
        ("visit", 3),
        ("order", 3),
        ("order", 31),
    ]
    assert moments[0].properties == {
        "amount": Decimal("30.25"),
        "city": "上海",
        "items": ["x", None],
        "first": False,
    }
    first = read_timeline(ledger, 1, limit=2)
    assert first + read_timeline(ledger, 1, limit=9, after=first[-1].place) == moments
    assert read_timeline(ledger, 1, events=["visit"]) == [moments[1]]
    assert read_timeline(ledger, 1, since=datetime(2024, 2, 3), until=datetime(2024, 2, 4)) == moments[1:3]
    assert read_timeline(ledger, 9) == []


def test_months_are_local(ledger: Ledger) -> None:
    sums = sum_months(ledger, 1, Calendar("Asia/Shanghai"), events=["order"])
    assert [(item.month, item.count, dict(item.sums)) for item in sums] == [
        (date(2024, 2, 1), 2, {"amount": Decimal("30.25")}),
        (date(2024, 1, 1), 1, {"amount": Decimal("10.5")}),
    ]
    assert sum_months(ledger, 2, Calendar("Asia/Shanghai"))[0].month == date(2024, 2, 1)
    assert sum_months(ledger, 2, Calendar())[0].month == date(2024, 1, 1)
    assert sum_months(ledger, 1, Calendar(), since=NOW) == []
