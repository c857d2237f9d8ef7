"""Binds the rows of some customers into an in-memory engine, under the names that the compiled SQL reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tagma.engine.duckdb import open_memory
from tagma.engine.protocol import Table
from tagma.profile.ledger.layout import arrow_type
from tagma.profile.ledger.packing import unpack_rows
from tagma.profile.ledger.store import Ledger, read_chunks

if TYPE_CHECKING:
    from tagma.engine.duckdb import DuckDBEngine

_EMPTY_TABLES: dict[Table, dict[str, str]] = {
    Table("portrait", "cuts"): {
        "key": "VARCHAR",
        "p": "DECIMAL(9,6)",
        "value": "VARCHAR",
        "type": "VARCHAR",
        "population": "BIGINT",
        "instant": "TIMESTAMP",
        "run": "VARCHAR",
    },
    Table("portrait", "ranks"): {"key": "VARCHAR", "_customer_id": "BIGINT", "rank": "BIGINT"},
}


def read_rows(
    ledger: Ledger, table: Table, customers: Sequence[int], columns: Sequence[str] | None = None
) -> pa.Table:
    """The rows of some customers with exactly the columns and types of the warehouse table.

    Args:
        columns: the columns wanted; all when None.

    Raises:
        NotFoundError: the ledger does not hold that table.
    """
    layout = ledger.layout(table)
    chunks = read_chunks(ledger, layout, sorted(set(customers)) if layout.keyed else [0])
    counts = np.array([count for _, count, _ in chunks], np.int64)
    return unpack_rows(layout, counts, [data for _, _, data in chunks], ledger.dictionaries, columns)


def read_events(
    ledger: Ledger, event: str, customers: Sequence[int], columns: Sequence[str] | None = None
) -> pa.Table:
    """The events of one type of some customers, by customer and in the order they were packed."""
    return read_rows(ledger, Table("events", event), customers, columns)


def bind_customers(
    ledger: Ledger, customers: Sequence[int], events: Sequence[str] | None = None
) -> DuckDBEngine:
    """An in-memory engine that holds the whole world of some customers.

    Args:
        events: the event types to bind; all when None.

    Raises:
        NotFoundError: an event type that the ledger does not hold.
    """
    wanted = [table for table in ledger.layouts if table.schema != "events"]
    wanted += [Table("events", name) for name in (ledger.events() if events is None else events)]
    rows = {table: read_rows(ledger, table, customers) for table in wanted}
    for table, columns in _EMPTY_TABLES.items():
        none = [pa.nulls(0, arrow_type(kind)) for kind in columns.values()]
        rows.setdefault(table, pa.Table.from_arrays(none, names=list(columns)))
    engine = open_memory()
    engine.attach(rows, step="bind customers")
    return engine
