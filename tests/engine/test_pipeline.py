"""Steps become one statement; debug mode makes a table of each."""

from __future__ import annotations

import logging

import pytest

from tagma.engine import Pipeline, Table
from tagma.engine.duckdb import DuckDBEngine, open_memory

from .sql import parse_query

STEPS = (
    Pipeline()
    .then("orders", parse_query("SELECT 1 AS customer, 5 AS amount UNION ALL SELECT 1, 6"))
    .then("sums", parse_query("SELECT customer, sum(amount) AS total FROM orders GROUP BY customer"))
    .then(
        "answer",
        parse_query("WITH big AS (SELECT * FROM sums WHERE total > 10) SELECT customer, total FROM big"),
    )
)


def test_two_steps_of_one_name() -> None:
    with pytest.raises(ValueError, match="two steps named a"):
        Pipeline().then("a", parse_query("SELECT 1")).then("a", parse_query("SELECT 2"))


def test_the_last_step_may_name_queries_of_its_own(engine: DuckDBEngine) -> None:
    assert engine.query(STEPS, step="q").to_pylist() == [{"customer": 1, "total": 11}]


def test_the_statement_leaves_the_steps_as_they_were() -> None:
    assert STEPS.statement() == STEPS.statement()


def test_debug_mode_materialises_and_logs(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TAGMA_DEBUG_STEPS", "1")
    engine = open_memory()
    with caplog.at_level(logging.INFO, "tagma.engine"):
        assert engine.query(STEPS, step="sum up").to_pylist() == [{"customer": 1, "total": 11}]
        assert engine.create(Table("portrait", "t"), STEPS, step="keep") == 1
    assert set(engine.tables("temp")) == {
        "step:sum up:1:orders",
        "step:sum up:2:sums",
        "step:keep:1:orders",
        "step:keep:2:sums",
    }
    assert [record.getMessage().split(" in ")[0] for record in caplog.records] == [
        "sum up / orders: 2 rows",
        "sum up / sums: 1 rows",
        "keep / orders: 2 rows",
        "keep / sums: 1 rows",
    ]
    engine.close()
