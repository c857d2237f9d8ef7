"""What is packed is read back exactly, whatever the values."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagma.engine.duckdb import DuckDBEngine, open_memory
from tagma.engine.protocol import Table
from tagma.profile.ledger import append_rows, build_ledger, compact_rows, read_events, replace_rows

TABLE = Table("events", "thing")
TYPES: dict[str, tuple[str, Any, st.SearchStrategy[Any]]] = {
    "bool": ("BOOLEAN", pa.bool_(), st.booleans()),
    "integer": ("BIGINT", pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "decimal": (
        "DECIMAL(18,4)",
        pa.decimal128(18, 4),
        st.integers(-(10**18) + 1, 10**18 - 1).map(lambda n: Decimal(n).scaleb(-4)),
    ),
    "float": ("DOUBLE", pa.float64(), st.floats(allow_nan=False)),
    "text": (
        "VARCHAR",
        pa.string(),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
    ),
    "date": ("DATE", pa.date32(), st.dates(date(1, 1, 1), date(9999, 12, 31))),
    "instant": ("TIMESTAMP", pa.timestamp("us"), st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))),
    "list": (
        "VARCHAR[]",
        pa.list_(pa.string()),
        st.lists(st.one_of(st.none(), st.text("ab上", max_size=3)), max_size=4),
    ),
}
COLUMNS = {"_customer_id": "BIGINT", "_ts": "TIMESTAMP", "_message_id": "VARCHAR"} | {
    name: kind for name, (kind, _, _) in TYPES.items()
}
SCHEMA = pa.schema(
    [("_customer_id", pa.int64()), ("_ts", pa.timestamp("us")), ("_message_id", pa.string())]
    + [(name, kind) for name, (_, kind, _) in TYPES.items()]
)
VALUES = {name: st.one_of(st.none(), values) for name, (_, _, values) in TYPES.items()}
ROW = st.fixed_dictionaries(
    {
        "_customer_id": st.integers(1, 4),
        "_ts": st.datetimes(datetime(2020, 1, 1), datetime(2021, 1, 1)),
        "_message_id": st.text("mn0", max_size=4),
        **VALUES,
    }
)
ROWS = st.lists(ROW, max_size=12)


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    opened = open_memory()
    yield opened
    opened.close()


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, SCHEMA)


def _of(rows: list[dict[str, Any]], customers: list[int]) -> pa.Table:
    """What the ledger must answer: the rows of the customers, by customer, else in the order they came."""
    return _table(
        sorted((row for row in rows if row["_customer_id"] in customers), key=lambda row: row["_customer_id"])
    )


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    late=ROWS,
    customers=st.lists(st.integers(1, 5), max_size=4),
    chunk=st.sampled_from([1, 3, 100]),
)
def test_packed_rows_are_read_back(
    engine: DuckDBEngine, rows: list[Any], late: list[Any], customers: list[int], chunk: int
) -> None:
    engine.drop(TABLE, step="clear")
    engine.define(TABLE, COLUMNS, step="define")
    engine.load(TABLE, _table(rows), step="load")
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("tagma.profile.ledger.build.CHUNK_ROWS", chunk)
        patch.setattr("tagma.profile.ledger.build.PART_ROWS", 5)
        with build_ledger(Path(folder) / "ledger.sqlite", engine, "1") as ledger:
            _same(read_events(ledger, "thing", customers), _of(rows, customers))
            append_rows(ledger, TABLE, _table(late))
            _same(read_events(ledger, "thing", customers), _of(rows + late, customers))
            compact_rows(ledger, TABLE, [1, 2, 3, 4], chunks=2)
            compacted = read_events(ledger, "thing", customers)
            assert sorted(map(repr, compacted.to_pylist())) == sorted(
                map(repr, _of(rows + late, customers).to_pylist())
            )
            replace_rows(ledger, TABLE, [2, 5], _of(late, [2]))
            rest = [row for row in rows + late if row["_customer_id"] != 2]
            _same(read_events(ledger, "thing", [2]), _of(late, [2]))
            assert read_events(ledger, "thing", [1, 3, 4]).num_rows == len(rest)


def _same(found: pa.Table, expected: pa.Table) -> None:
    assert found.schema.equals(expected.schema)
    found.validate(full=True)
    assert found.to_pylist() == expected.to_pylist()
