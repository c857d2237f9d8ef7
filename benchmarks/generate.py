# ruff: noqa: E501  (SQL and tables read better whole)
"""Writes a shop of any size straight into the tables of a Tagma warehouse.

Loading takes no part in a benchmark so.

``python -m benchmarks.generate DIR --customers 20000 --events 1000000`` (the defaults). Twelve months of 2025, five
event types, about 72 % page_view, 16 % add_to_cart, 8 % order, 2 % coupon_redeem, 0.3 % complaint; gamma rates
per customer, cubic skew over products, a third of the customers joining in the year, exponential stays.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.sessions import CATEGORIES, draw_events, draw_shoppers

SYSTEM = "_customer_id BIGINT, _identity_id BIGINT, _ts TIMESTAMP, _message_id VARCHAR, _received_at TIMESTAMP, _source VARCHAR, _extra VARCHAR"
MONEY = "cast({0} * 0.01::DECIMAL(3, 2) AS DECIMAL(18, 4))"

# For each event type and property: its type, and its SQL over the drawn numbers.
EVENTS: dict[str, dict[str, tuple[str, str]]] = {
    "page_view": {
        "product": ("VARCHAR", "'p' || product"),
        "category": ("VARCHAR", f"'c' || product % {CATEGORIES}"),
        "channel": ("VARCHAR", "['web', 'app', 'mini', 'store'][channel + 1]"),
        "dwell": ("BIGINT", "dwell"),
    },
    "add_to_cart": {
        "product": ("VARCHAR", "'p' || product"),
        "category": ("VARCHAR", f"'c' || product % {CATEGORIES}"),
        "price": ("DECIMAL(18, 4)", MONEY.format("price")),
        "quantity": ("BIGINT", "quantity"),
    },
    "order": {
        "amount": ("DECIMAL(18, 4)", MONEY.format("amount")),
        "items": ("BIGINT", "items"),
        "category": ("VARCHAR", f"'c' || product % {CATEGORIES}"),
        "channel": ("VARCHAR", "['web', 'app', 'mini', 'store'][channel + 1]"),
        "store": ("VARCHAR", "'s' || store"),
    },
    "coupon_redeem": {
        "campaign": ("VARCHAR", "'k' || campaign"),
        "worth": ("DECIMAL(18, 4)", MONEY.format("worth")),
    },
    "complaint": {"topic": ("VARCHAR", "'t' || topic")},
}

# Traits by the number of the customer: undated, a tenth of the cities unknown.
TRAITS: dict[str, tuple[str, str]] = {
    "city": ("VARCHAR", "CASE WHEN i % 10 <> 3 THEN 'city' || (i * 31 % 20) END"),
    "age": ("BIGINT", "18 + i * 17 % 60"),
    "gender": ("VARCHAR", "['f', 'm'][i % 2 + 1]"),
    "level": (
        "VARCHAR",
        "['basic', 'silver', 'gold'][(i * 13 % 10 >= 6)::int + (i * 13 % 10 >= 9)::int + 1]",
    ),
    "birthday": ("DATE", "DATE '1950-01-01' + (i * 37 % 20000)::int"),
    "opted_in": ("BOOLEAN", "i % 3 <> 0"),
}

SETTINGS = "name: benchmark\ntime_zone: Asia/Shanghai\nclock: data\n"
TYPES = {
    "VARCHAR": "text",
    "BIGINT": "integer",
    "DECIMAL(18, 4)": "decimal",
    "DATE": "date",
    "BOOLEAN": "bool",
}


def generate_shop(folder: Path, customers: int, events: int, seed: int = 1) -> dict[str, int]:
    """Writes the settings, the event definitions and the warehouse of a shop.

    Returns:
        Rows per event type.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".tagma").mkdir(exist_ok=True)
    (folder / "tagma.yaml").write_text(SETTINGS)
    (folder / "events.yaml").write_text("---\n".join(_definition(event) for event in EVENTS))
    path = folder / ".tagma" / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path))
    connection.execute("SET enable_progress_bar = false")
    try:
        connection.execute(
            "SET preserve_insertion_order = true; SET TimeZone = 'UTC'; CREATE SCHEMA events; CREATE SCHEMA people"
        )
        for event, properties in EVENTS.items():
            columns = ", ".join(f'"{name}" {kind}' for name, (kind, _) in properties.items())
            connection.execute(f'CREATE TABLE events."{event}" ({SYSTEM}, {columns})')
        rng = np.random.default_rng(seed)
        counts = dict.fromkeys(EVENTS, 0)
        for chunk in draw_events(draw_shoppers(customers, rng), events, rng):
            for event, drawn in chunk.items():
                _insert(connection, event, drawn, counts[event])
                counts[event] += len(drawn["ts"])
        _people(connection, customers)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    return counts


def _definition(event: str) -> str:
    lines = [f"  {name}: {TYPES[kind]}" for name, (kind, _) in EVENTS[event].items()]
    return "\n".join(["kind: event", f"name: {event}", "properties:", *lines]) + "\n"


def _insert(
    connection: duckdb.DuckDBPyConnection, event: str, drawn: dict[str, np.ndarray], before: int
) -> None:
    connection.register("drawn", pa.table({**drawn, "n": np.arange(before, before + len(drawn["ts"]))}))
    values = ", ".join(sql for _, sql in EVENTS[event].values())
    ts = "TIMESTAMP '2025-01-01' + to_microseconds(ts)"
    connection.execute(
        f"INSERT INTO events.\"{event}\" SELECT customer + 1, customer + 1, {ts}, '{event[0]}' || lpad(n::text, 9, '0'), "
        f"{ts}, 'benchmark', NULL, {values} FROM drawn"
    )
    connection.unregister("drawn")


def _people(connection: duckdb.DuckDBPyConnection, customers: int) -> None:
    """Identities, customers and traits; traits are undated, so everybody is a customer from the beginning."""
    numbers = f"(SELECT range AS i FROM range(1, {customers} + 1))"
    beginning = "TIMESTAMP '0001-01-01'"
    connection.execute(
        f"CREATE TABLE people.identities AS SELECT i AS _identity_id, 'user_id' AS kind, 'u' || i AS value, i AS _customer_id FROM {numbers};"
        f"CREATE TABLE people.customers AS SELECT i AS _customer_id, 'u' || i AS customer, {beginning} AS _first_at FROM {numbers};"
        "CREATE TABLE people.trait_history (_customer_id BIGINT, trait VARCHAR, value VARCHAR, _ts TIMESTAMP, _received_at TIMESTAMP, _source VARCHAR, _message_id VARCHAR);"
        "CREATE TABLE people.consents (_customer_id BIGINT, purpose VARCHAR, granted BOOLEAN, _ts TIMESTAMP, _received_at TIMESTAMP, _source VARCHAR);"
        "CREATE TABLE people.list_members (list VARCHAR, _customer_id BIGINT, value VARCHAR, since TIMESTAMP, until TIMESTAMP)"
    )
    columns = ", ".join(f'cast({sql} AS {kind}) AS "{name}"' for name, (kind, sql) in TRAITS.items())
    connection.execute(f"CREATE TABLE people.traits AS SELECT i AS _customer_id, {columns} FROM {numbers}")
    for name in TRAITS:
        connection.execute(
            f"INSERT INTO people.trait_history SELECT _customer_id, '{name}', \"{name}\"::text, {beginning}, {beginning}, 'benchmark', "
            f"'{name}-' || _customer_id FROM people.traits WHERE \"{name}\" IS NOT NULL"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.perf_counter()
    counts = generate_shop(options.folder, options.customers, options.events, options.seed)
    size = (options.folder / ".tagma" / "warehouse.duckdb").stat().st_size
    print(
        f"{sum(counts.values()):,} events of {options.customers:,} customers in {time.perf_counter() - began:.0f} s, {size / 2**20:,.0f} MiB: {counts}"
    )


if __name__ == "__main__":
    main()
