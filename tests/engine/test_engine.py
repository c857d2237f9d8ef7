"""The protocol, method by method, on the real either."""

from __future__ import annotations

import os
import signal
import threading
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet
import pytest

from tagma.engine import Pipeline, Table
from tagma.engine.duckdb import open_warehouse
from tagma.errors import EngineError, TagmaError

from .sql import parse_query, parse_statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tagma.engine import Engine
    from tagma.engine.duckdb import DuckDBEngine

ORDERS = Table("events", "order")
MANY_ROWS = (
    "WITH "
    + ", ".join(
        ["r0 AS (SELECT 1 AS i UNION ALL SELECT 2)"]
        + [f"r{n} AS (SELECT a.i + b.i AS i FROM r{n - 1} AS a, r{n - 1} AS b)" for n in range(1, 5)]
    )
    + " SELECT r4.i FROM r4, r3"
)
COLUMNS = {"_customer_id": "BIGINT", "at": "TIMESTAMP", "amount": "DECIMAL(18,4)", "tags": "VARCHAR[]"}


def fill_orders(engine: Engine) -> None:
    engine.define(ORDERS, COLUMNS, step="define")
    rows = pa.table({"amount": [1.5, 2.25], "_customer_id": [1, 2], "at": [datetime(2020, 1, 1)] * 2})
    engine.load(ORDERS, rows, step="load")


def test_define_makes_and_widens_a_table(either: Engine) -> None:
    either.define(ORDERS, {"_customer_id": "BIGINT"}, step="define")
    either.define(ORDERS, COLUMNS, step="define")
    either.define(ORDERS, {"AMOUNT": "VARCHAR"}, step="define")
    assert either.tables("events") == {"order": COLUMNS}
    assert list(either.tables("events")["order"]) == list(COLUMNS)


def test_define_refuses_an_unknown_type(either: Engine) -> None:
    with pytest.raises(EngineError, match="no column type “money”"):
        either.define(ORDERS, {"amount": "money"}, step="define")


def test_load_matches_names_and_casts(either: Engine) -> None:
    fill_orders(either)
    rows = either.query(parse_query('SELECT * FROM events."order" ORDER BY _customer_id'), step="read")
    assert rows.to_pylist()[0] == {
        "_customer_id": 1,
        "at": datetime(2020, 1, 1),
        "amount": Decimal("1.5000"),
        "tags": None,
    }


def test_load_takes_a_stream_and_counts(either: Engine) -> None:
    either.define(ORDERS, COLUMNS, step="define")
    stream = pa.table({"_customer_id": ["7", "8", "9"], "tags": [["a"], [], None]}).to_reader()
    assert either.load(ORDERS, stream, step="load") == 3
    assert either.query(
        parse_query('SELECT sum(_customer_id) AS n FROM events."order"'), step="q"
    ).to_pylist() == [{"n": 24}]


def test_load_of_nothing(either: Engine) -> None:
    either.define(ORDERS, COLUMNS, step="define")
    assert either.load(ORDERS, pa.table({"_customer_id": pa.array([], pa.int64())}), step="load") == 0


def test_load_names_an_unknown_column(either: Engine) -> None:
    either.define(ORDERS, COLUMNS, step="define")
    with pytest.raises(EngineError, match="no column “amounts”") as caught:
        either.load(ORDERS, pa.table({"amounts": [1]}), step="load")
    assert caught.value.next_step is not None
    assert "amount" in caught.value.next_step.en


def test_load_into_no_table(either: Engine) -> None:
    with pytest.raises(EngineError, match=r"no table events\.order"):
        either.load(ORDERS, pa.table({"a": [1]}), step="load")


def test_load_lets_the_stream_speak_for_itself(either: Engine) -> None:
    either.define(ORDERS, COLUMNS, step="define")
    schema = pa.schema({"_customer_id": pa.int64()})

    def rows() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"_customer_id": [1]}, schema=schema)
        raise KeyError("line 2 of the file")

    with pytest.raises(KeyError, match="line 2 of the file"):
        either.load(ORDERS, pa.RecordBatchReader.from_batches(schema, rows()), step="load")
    assert either.query(parse_query('SELECT count(*) AS n FROM events."order"'), step="q").to_pylist() == [
        {"n": 0}
    ]


def test_execute_counts_rows_and_returns_zero_for_ddl(either: Engine) -> None:
    fill_orders(either)
    assert either.execute(parse_statement('UPDATE events."order" SET amount = 3'), step="update") == 2
    assert (
        either.execute(parse_statement('DELETE FROM events."order" WHERE _customer_id = 1'), step="delete")
        == 1
    )
    assert either.execute(parse_statement("CREATE TABLE events.other (a BIGINT)"), step="ddl") == 0
    assert either.execute(parse_statement("CREATE TABLE events.third AS SELECT 1 AS a"), step="ddl") == 0


@pytest.mark.parametrize(
    "text",
    [
        "PRAGMA version",
        "ATTACH 'x.db'",
        "SET threads = 1",
        "COPY (SELECT 1) TO 'x.csv'",
        "USE x",
        "CALL pragma_version()",
    ],
)
def test_execute_refuses_other_statements(
    either: Engine, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(EngineError, match="may not use"):
        either.execute(parse_statement(text), step="bad")


def test_query_refuses_what_is_no_query(either: Engine) -> None:
    with pytest.raises(EngineError, match="is not a query"):
        either.query(parse_statement("DROP TABLE x"), step="bad")  # type: ignore[arg-type]


def test_create_replaces_or_refuses(either: Engine) -> None:
    table = Table("portrait", "profile")
    assert either.create(table, parse_query("SELECT 1 AS a UNION ALL SELECT 2"), step="create") == 2
    assert either.create(table, parse_query("SELECT 1 AS b"), step="create") == 1
    with pytest.raises(EngineError, match="already exists"):
        either.create(table, parse_query("SELECT 1 AS b"), step="create", replace=False)


def test_create_takes_a_pipeline(either: Engine) -> None:
    steps = (
        Pipeline().then("a", parse_query("SELECT 1 AS x")).then("b", parse_query("SELECT x + 1 AS y FROM a"))
    )
    either.create(Table("portrait", "p"), steps, step="create")
    assert either.query(parse_query("SELECT * FROM portrait.p"), step="read").to_pylist() == [{"y": 2}]


def test_temporary_tables(warehouse: DuckDBEngine, tmp_path: Path) -> None:
    scratch = Table("temp", "scratch")
    warehouse.define(scratch, {"a": "BIGINT"}, step="define")
    warehouse.load(scratch, pa.table({"a": [1, 2]}), step="load")
    assert (
        warehouse.create(Table("temp", "other"), parse_query("SELECT * FROM temp.scratch"), step="create")
        == 2
    )
    assert set(warehouse.tables("temp")) == {"scratch", "other"}
    warehouse.drop(scratch, step="drop")
    warehouse.drop(scratch, step="drop again")
    warehouse.close()
    again = open_warehouse(tmp_path / "warehouse.duckdb")
    assert again.tables("temp") == {}
    again.close()


def test_swap_within_and_between_schemas(either: Engine) -> None:
    live = Table("portrait", "profile")
    for number, fresh in enumerate(
        (Table("portrait", "fresh"), Table("temp", "fresh"), Table("build", "fresh"))
    ):
        either.create(fresh, parse_query(f"SELECT {number} AS n"), step="build")
        either.swap(fresh, live, step="swap")
        assert either.query(parse_query("SELECT n FROM portrait.profile"), step="q").to_pylist() == [
            {"n": number}
        ]
        assert "fresh" not in either.tables(fresh.schema)


def test_swap_that_fails_keeps_the_live_table(either: Engine) -> None:
    live = Table("portrait", "profile")
    either.create(live, parse_query("SELECT 1 AS n"), step="build")
    with pytest.raises(EngineError):
        either.swap(Table("portrait", "nothing"), live, step="swap")
    assert either.query(parse_query("SELECT n FROM portrait.profile"), step="q").to_pylist() == [{"n": 1}]


def change_everything_and_fail(either: Engine) -> None:
    with either.transaction():
        either.execute(parse_statement('DELETE FROM events."order"'), step="delete")
        either.define(Table("events", "visit"), {"a": "BIGINT"}, step="define")
        either.create(Table("portrait", "fresh"), parse_query("SELECT 1 AS a"), step="create")
        either.swap(Table("portrait", "fresh"), Table("portrait", "profile"), step="swap")
        raise RuntimeError


def test_transaction_is_all_or_nothing(either: Engine) -> None:
    fill_orders(either)
    with pytest.raises(RuntimeError):
        change_everything_and_fail(either)
    assert set(either.tables("events")) == {"order"}
    assert either.tables("portrait") == {}
    assert either.query(parse_query('SELECT count(*) AS n FROM events."order"'), step="q").to_pylist() == [
        {"n": 2}
    ]
    with either.transaction():
        either.execute(parse_statement('DELETE FROM events."order"'), step="delete")
    assert either.query(parse_query('SELECT count(*) AS n FROM events."order"'), step="q").to_pylist() == [
        {"n": 0}
    ]


def test_transaction_survives_a_failed_statement(either: Engine) -> None:
    with pytest.raises(EngineError, match="is not there"), either.transaction():
        either.query(parse_query("SELECT * FROM nowhere"), step="bad")
    with either.transaction():
        assert either.query(parse_query("SELECT 1 AS a"), step="q").num_rows == 1


def test_transactions_do_not_nest(either: Engine) -> None:
    with pytest.raises(EngineError, match="open already"), either.transaction(), either.transaction():
        pass
    with either.transaction():
        pass


def test_other_threads_read_committed_tables(warehouse: DuckDBEngine) -> None:
    fill_orders(warehouse)
    counts: list[object] = []

    def read() -> None:
        rows = warehouse.query(parse_query('SELECT count(*) AS n FROM events."order"'), step="read")
        counts.append(rows.column("n")[0].as_py())

    def run_reader() -> None:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(20)

    with warehouse.transaction():
        warehouse.execute(parse_statement('DELETE FROM events."order"'), step="delete")
        run_reader()
    run_reader()
    assert counts == [2, 0]


def test_an_interrupt_stays_an_interrupt(either: Engine) -> None:
    either.create(Table("portrait", "many"), parse_query(MANY_ROWS), step="create")
    endless = parse_query("SELECT count(*) AS n FROM portrait.many AS a, portrait.many AS b WHERE a.i < b.i")
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt), either.transaction():
        either.query(endless, step="endless")
    timer.join()
    assert either.query(parse_query("SELECT 1 AS a"), step="q").num_rows == 1


def test_errors_say_step_and_sql_but_no_values(either: Engine) -> None:
    fill_orders(either)
    with pytest.raises(EngineError) as caught:
        either.query(parse_query("SELECT cast('13800138000x' AS BIGINT) AS a"), step="fold traits")
    error = caught.value
    assert error.step == "fold traits"
    assert "13800138000x" in error.sql
    assert "13800138000" not in str(error)
    assert "fold traits" in str(error)
    assert "13800138000" not in str(error.to_dict("zh"))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("SELECT * FROM nowhere", "is not there"),
        ("SELECT a FROM (SELECT 1 AS b) AS t", "does not fit"),
        ("SELECT cast(x AS DATE) FROM (SELECT 'secret' AS x) AS t", "does not fit its type"),
        ("SELECT * FROM 'nowhere.csv'", "outside the warehouse"),
    ],
)
def test_errors_in_plain_words(either: Engine, text: str, meaning: str) -> None:
    with pytest.raises(EngineError, match=meaning) as caught:
        either.query(parse_query(text), step="s")
    assert "secret" not in str(caught.value)


def test_a_keyword_is_a_fine_column_name(either: Engine) -> None:
    fill_orders(either)
    assert either.query(parse_query('SELECT "at" FROM events."order"'), step="q").num_rows == 2
    said = either.sql(parse_query('SELECT "at" FROM events."order"'))
    assert '"at"' in said or "`at`" in said


def test_sql_reads_well(either: Engine) -> None:
    steps = Pipeline().then("a", parse_query("SELECT 1 AS x")).then("b", parse_query("SELECT x FROM a"))
    assert (
        either.sql(steps).replace("`", '"')
        == 'WITH "a" AS (\n  SELECT\n    1 AS "x"\n)\nSELECT\n  "x"\nFROM "a"'
    )


def test_export_to_parquet_and_csv(either: Engine, tmp_path: Path) -> None:
    query = parse_query(
        "SELECT 1 AS a, '=1+1' AS b, ['x', 'y'] AS c, NULL::VARCHAR AS d UNION ALL SELECT -2, '生鲜', [], ''"
    )
    parquet, csv = tmp_path / "deep" / "a.parquet", tmp_path / "a.csv"
    assert either.export(query, parquet, step="export") == 2
    assert pyarrow.parquet.read_table(parquet).column("b").to_pylist() == ["=1+1", "生鲜"]
    assert either.export(query, csv, step="export") == 2
    assert csv.read_text(encoding="utf-8").splitlines() == [
        '"a","b","c","d"',
        '1,"\'=1+1","[""x"", ""y""]",',
        '-2,"生鲜","[]",""',
    ]
    assert list(tmp_path.glob(".*")) == []


def test_export_leaves_the_old_file_when_it_fails(either: Engine, tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text("old")
    with pytest.raises(EngineError, match="does not fit its type"):
        either.export(parse_query("SELECT cast(x AS BIGINT) FROM (SELECT 'b' AS x) AS t"), csv, step="export")
    assert csv.read_text() == "old"
    assert either.query(parse_query("SELECT 1 AS a"), step="q").num_rows == 1


def test_export_refuses_other_files(either: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"cannot write “\.txt”"):
        either.export(parse_query("SELECT 1 AS a"), tmp_path / "a.txt", step="export")
    (tmp_path / "file").touch()
    with pytest.raises(TagmaError, match="cannot write"):
        either.export(parse_query("SELECT 1 AS a"), tmp_path / "file" / "a.csv", step="export")
