"""Work in one thread that another can stop; the writing connection survives it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tagma.engine import Interruptible, Table
from tagma.engine.dialect import query
from tagma.engine.duckdb import open_warehouse
from tagma.engine.duckdb.engine import DuckDBEngine
from tagma.errors import EngineError

NUMBERS = Table("test", "numbers")
LONG = query(
    'SELECT SUM(a."n" * b."n") AS "s" FROM "test"."numbers" AS a, "test"."numbers" AS b WHERE a."n" <> b."n"'
)
SHORT = query('SELECT COUNT(*) AS "n" FROM "test"."numbers"')


@pytest.fixture
def engine(tmp_path: Path) -> DuckDBEngine:
    engine = open_warehouse(tmp_path / "w.duckdb")
    engine.define(NUMBERS, {"n": "BIGINT"}, step="test")
    engine.load(NUMBERS, pa.table({"n": range(200_000)}), step="test")
    return engine


def run_until_stopped(
    engine: DuckDBEngine, work: Callable[[], object], *, writing: bool
) -> tuple[float, list[Exception]]:
    """How long it took to end after it was stopped, and what it raised."""
    failures: list[Exception] = []
    began, interrupts = threading.Event(), []

    def do() -> None:
        with engine.work(writing=writing) as interrupt:
            interrupts.append(interrupt)
            began.set()
            try:
                work()
            except Exception as error:
                failures.append(error)

    thread = threading.Thread(target=do)
    thread.start()
    assert began.wait(10)
    time.sleep(0.3)
    start = time.monotonic()
    while thread.is_alive() and time.monotonic() < start + 30:
        interrupts[0]()
        thread.join(0.05)
    assert not thread.is_alive()
    return time.monotonic() - start, failures


@pytest.mark.parametrize("writing", [True, False])
def test_a_long_query_ends(engine: DuckDBEngine, writing: bool) -> None:
    assert isinstance(engine, Interruptible)
    seconds, failures = run_until_stopped(engine, lambda: engine.query(LONG, step="long"), writing=writing)
    assert seconds < 5
    assert [type(failure) for failure in failures] == [EngineError]
    assert "interrupted" in str(failures[0])
    assert engine.query(SHORT, step="short").column("n").to_pylist() == [200_000]


def test_a_transaction_that_is_stopped_leaves_nothing(engine: DuckDBEngine) -> None:
    def work() -> None:
        with engine.transaction():
            engine.load(NUMBERS, pa.table({"n": [1]}), step="load")
            engine.create(Table("test", "made"), LONG, step="create")

    _, failures = run_until_stopped(engine, work, writing=True)
    assert len(failures) == 1
    assert engine.query(SHORT, step="short").column("n").to_pylist() == [200_000]
    assert "made" not in engine.tables("test")
    with engine.transaction():
        engine.load(NUMBERS, pa.table({"n": [1]}), step="load")
    assert engine.query(SHORT, step="short").column("n").to_pylist() == [200_001]


def test_an_interrupt_between_statements_hits_nothing(engine: DuckDBEngine) -> None:
    with engine.work(writing=True) as interrupt:
        interrupt()
        assert engine.query(SHORT, step="short").num_rows == 1
        with engine.transaction():
            interrupt()
            engine.load(NUMBERS, pa.table({"n": [1]}), step="load")
            interrupt()
    assert engine.query(SHORT, step="short").column("n").to_pylist() == [200_001]


def test_the_thread_that_writes_sees_temporary_tables(engine: DuckDBEngine) -> None:
    mine = Table("temp", "mine")
    seen: list[object] = []

    def work() -> None:
        with engine.work(writing=True):
            engine.define(mine, {"n": "BIGINT"}, step="define")
            engine.load(mine, pa.table({"n": [7]}), step="load")
            seen.append(
                engine.query(query('SELECT "n" FROM "temp"."mine"'), step="read").column("n").to_pylist()
            )

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [[7]]
    assert engine.query(SHORT, step="short").num_rows == 1
