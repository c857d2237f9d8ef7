"""A small shop in a warehouse in memory, and its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from tagma.engine.duckdb import DuckDBEngine, open_memory
from tagma.identity import TRAIT_HISTORY, TRAIT_HISTORY_COLUMNS, Declared, define_tables, load_events
from tagma.profile.ledger import Ledger, build_ledger
from tagma.rules.vocabulary import Type

NOW = datetime(2024, 6, 1)


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    opened = open_memory()
    define_tables(opened)
    yield opened
    opened.close()


@pytest.fixture
def shop(engine: DuckDBEngine) -> DuckDBEngine:
    """Customers a (1), b (2), c (3) with orders and visits."""
    orders = pa.table(
        {
            "user_id": ["a", "b", "a", "a"],
            "ts": [
                datetime(2024, 1, 31, 15),
                datetime(2024, 1, 31, 17),
                datetime(2024, 2, 3),
                datetime(2024, 2, 4),
            ],
            "message_id": ["o1", "o2", "o3", "o4"],
            "amount": [10.5, 20.0, None, 30.25],
            "city": ["上海", None, "杭州", "上海"],
            "items": [["x", "y"], [], None, ["x", None]],
            "first": [True, None, False, False],
        }
    )
    visits = pa.table(
        {"user_id": ["a", "c"], "ts": [datetime(2024, 2, 3), datetime(2024, 3, 1)], "seconds": [5, 6]}
    )
    load_events(engine, "shop", "order", orders, Declared({"coupon": Type.INTEGER}), received_at=NOW)
    load_events(engine, "web", "visit", visits, received_at=NOW)
    return engine


@pytest.fixture
def ledger(shop: DuckDBEngine, tmp_path: Path) -> Iterator[Ledger]:
    with build_ledger(tmp_path / "ledger.sqlite", shop, "run 1") as built:
        yield built


def add_history(
    engine: DuckDBEngine, *rows: tuple[int, str, str | None, datetime, datetime, str, str]
) -> None:
    columns = list(zip(*rows, strict=True))
    names = [name for name in TRAIT_HISTORY_COLUMNS if name != "_cleared"]
    table = pa.table(dict(zip(names, (list(values) for values in columns), strict=True)))
    engine.load(TRAIT_HISTORY, table, step="history")
