"""Every kind of value to every type of property."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from tagma.clock import Calendar
from tagma.rules.vocabulary import Type
from tests.identity.conftest import Load, Look

INSTANT = datetime(2024, 1, 1, 12)
CASES: list[tuple[Any, Type, list[Any], int]] = [
    (pa.array([True, None]), Type.BOOL, [True, None], 0),
    (pa.array(["true", "no", "maybe", "0"]), Type.BOOL, [True, False, None, False], 1),
    (pa.array([0, 1, 2]), Type.BOOL, [False, True, None], 1),
    (pa.array([1.0, 0.5]), Type.BOOL, [True, None], 1),
    (pa.array([1, -(2**63)]), Type.INTEGER, [1, -(2**63)], 0),
    (pa.array([2**63, 5], pa.uint64()), Type.INTEGER, [None, 5], 1),
    (pa.array([2.0, 2.5, float("nan"), float("inf"), 1e30]), Type.INTEGER, [2, None, None, None, None], 4),
    (pa.array([Decimal(10**20), Decimal(7)], pa.decimal128(38, 0)), Type.INTEGER, [None, 7], 1),
    (
        pa.array(["12", "1.0", "1.5", "x", "9223372036854775807"]),
        Type.INTEGER,
        [12, 1, None, None, 2**63 - 1],
        2,
    ),
    (pa.array([True, False]), Type.INTEGER, [1, 0], 0),
    (pa.array([date(2024, 1, 1)]), Type.INTEGER, [None], 1),
    (pa.array([1.23456, float("nan"), 1e20]), Type.DECIMAL, [Decimal("1.2346"), None, None], 2),
    (pa.array(["1.5", "-2", "1,000", ""]), Type.DECIMAL, [Decimal("1.5"), Decimal(-2), None, None], 1),
    (pa.array([Decimal("1.25")], pa.decimal128(10, 2)), Type.DECIMAL, [Decimal("1.25")], 0),
    (pa.array([7]), Type.DECIMAL, [Decimal(7)], 0),
    (pa.array([True]), Type.DECIMAL, [Decimal(1)], 0),
    (pa.array([1.23456, float("nan"), float("-inf")]), Type.FLOAT, [1.23456, None, None], 2),
    (pa.array(["1e3", "x"]), Type.FLOAT, [1000.0, None], 1),
    (pa.array([1.0, 1.5, 1e300]), Type.TEXT, ["1", "1.5", "1e+300"], 0),
    (pa.array([7]), Type.TEXT, ["7"], 0),
    (pa.array([True]), Type.TEXT, ["true"], 0),
    (pa.array(["a", ""]), Type.TEXT, ["a", ""], 0),
    (pa.array([date(2024, 1, 1)]), Type.DATE, [date(2024, 1, 1)], 0),
    (pa.array([INSTANT], pa.timestamp("us")), Type.DATE, [date(2024, 1, 1)], 0),
    (
        pa.array([datetime(2024, 1, 1, 20, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
        Type.DATE,
        [date(2024, 1, 2)],
        0,
    ),
    (
        pa.array(["2024/1/2", "2024-01-02 08:00", "x"]),
        Type.DATE,
        [date(2024, 1, 2), date(2024, 1, 2), None],
        1,
    ),
    (pa.array([20240102]), Type.DATE, [None], 1),
    (pa.array([INSTANT], pa.timestamp("us")), Type.INSTANT, [datetime(2024, 1, 1, 4)], 0),
    (pa.array([INSTANT.replace(tzinfo=UTC)], pa.timestamp("us", tz="UTC")), Type.INSTANT, [INSTANT], 0),
    (pa.array([date(2024, 1, 1)]), Type.INSTANT, [datetime(2023, 12, 31, 16)], 0),
    (
        pa.array(["2024-01-01 12:00", "2024-01-01T12:00Z", "x"]),
        Type.INSTANT,
        [datetime(2024, 1, 1, 4), INSTANT, None],
        1,
    ),
    (pa.array([5]), Type.INSTANT, [None], 1),
    (pa.array([["a", None], [], None], pa.list_(pa.string())), Type.LIST, [["a", None], [], None], 0),
    (pa.array(["a", None]), Type.LIST, [["a"], None], 0),
    (pa.array([1.0]), Type.LIST, [["1"]], 0),
    (pa.nulls(2), Type.DECIMAL, [None, None], 0),
]


@pytest.mark.parametrize(("values", "kind", "stored", "misfits"), CASES)
def test_values_on_their_way_in(
    load: Load, look: Look, values: Any, kind: Type, stored: list[Any], misfits: int
) -> None:
    size = len(values)
    moments = [datetime(2024, 1, 1, 0, minute) for minute in range(size)]
    report = load(
        {"user_id": ["a"] * size, "ts": moments, "v": values},
        types={"v": kind},
        zone=Calendar("Asia/Shanghai"),
    )
    assert [row["v"] for row in look('SELECT v FROM events."order" ORDER BY _ts')] == stored
    assert sum(report.quarantined.values()) == misfits


@pytest.mark.parametrize(
    ("values", "column_type"),
    [
        (pa.array([True]), "BOOLEAN"),
        (pa.array([1], pa.int16()), "BIGINT"),
        (pa.array([1], pa.uint8()), "BIGINT"),
        (pa.array([1.5], pa.float32()), "DECIMAL(18,4)"),
        (pa.array([Decimal("1.5")], pa.decimal128(5, 1)), "DECIMAL(18,4)"),
        (pa.array([Decimal(1)], pa.decimal128(38, 0)), "BIGINT"),
        (pa.array(["x"]), "VARCHAR"),
        (pa.array([date(2024, 1, 1)]), "DATE"),
        (pa.array([INSTANT], pa.timestamp("ms")), "TIMESTAMP"),
        (pa.array([["x"]]), "VARCHAR[]"),
        (pa.nulls(1), "VARCHAR"),
    ],
)
def test_types_found_in_the_data(load: Load, engine: Any, values: Any, column_type: str) -> None:
    load({"user_id": ["a"], "ts": [INSTANT], "v": values})
    assert engine.tables("events")["order"]["v"] == column_type
