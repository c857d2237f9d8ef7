"""A tiny shop in a real workspace: files, state and warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pyarrow as pa
import pytest

from tagma.engine import Engine, Table
from tagma.workspace import Workspace, open_workspace

SYSTEM = {
    "_customer_id": "BIGINT",
    "_identity_id": "BIGINT",
    "_ts": "TIMESTAMP",
    "_message_id": "VARCHAR",
    "_received_at": "TIMESTAMP",
    "_source": "VARCHAR",
    "_extra": "VARCHAR",
}
ORDERS = [  # customer, instant, amount
    (1, "2017-06-30", 100),
    (1, "2017-06-20", 50),
    (1, "2017-06-10", 50),
    (2, "2017-06-29", 10),
    (3, "2017-01-05", 500),
    (3, "2017-01-04", 500),
    (4, "2017-02-01", 5),
]
SETTINGS = "name: shop\nclock: data\ntime_zone: UTC\n"
SHOP = """
kind: source
name: shop
owner: data
read: data/orders.csv
events:
  order: select customer as user_id, day as ts, amount from raw
traits:
  sql: select distinct customer as user_id, city from raw
  fields:
    city: {label: {en: City, zh: 城市}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tagma.yaml").write_text(SETTINGS, encoding="utf-8")
    rows = [f"{customer},{day},{amount},x" for customer, day, amount in ORDERS]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "orders.csv").write_text(
        "customer,day,amount,city\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    write(tmp_path, "sources/shop.yaml", SHOP)
    return tmp_path


@pytest.fixture
def ws(folder: Path) -> Iterator[Workspace]:
    with open_workspace(folder, purpose="test") as opened:
        yield opened


@pytest.fixture
def loaded(ws: Workspace) -> Workspace:
    """The same with its orders in the warehouse."""
    load_orders(ws.engine)
    return ws


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")


def put(engine: Engine, table: Table, columns: dict[str, str], rows: list[dict[str, Any]]) -> None:
    engine.define(table, columns, step="test")
    engine.load(table, pa.Table.from_pylist(rows), step="test")


def load_orders(engine: Engine) -> None:
    orders = [
        {
            "_customer_id": customer,
            "_identity_id": customer,
            "_ts": datetime.fromisoformat(day),
            "_message_id": f"m{index}",
            "_source": "shop",
            "amount": amount,
        }
        for index, (customer, day, amount) in enumerate(ORDERS)
    ]
    put(engine, Table("events", "order"), {**SYSTEM, "amount": "BIGINT"}, orders)
    put(
        engine,
        Table("people", "customers"),
        {"_customer_id": "BIGINT", "customer": "VARCHAR", "_first_at": "TIMESTAMP"},
        [
            {"_customer_id": key, "customer": str(key), "_first_at": datetime(2017, 1, 1)}
            for key in range(1, 6)
        ],
    )
    put(
        engine,
        Table("people", "traits"),
        {"_customer_id": "BIGINT", "city": "VARCHAR"},
        [{"_customer_id": 1, "city": "x"}, {"_customer_id": 2, "city": "y"}],
    )
    history = {"trait": "city", "_received_at": None, "_source": "shop", "_message_id": None}
    put(
        engine,
        Table("people", "trait_history"),
        {
            "_customer_id": "BIGINT",
            "trait": "VARCHAR",
            "value": "VARCHAR",
            "_ts": "TIMESTAMP",
            "_received_at": "TIMESTAMP",
            "_source": "VARCHAR",
            "_message_id": "VARCHAR",
        },
        [{**history, "_customer_id": 1, "value": "x", "_ts": datetime(2017, 1, 1)}],
    )
