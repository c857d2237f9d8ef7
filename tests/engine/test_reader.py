"""Sources are read by SQL from the given files and from nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet
import pytest

from tagma.engine import Table
from tagma.engine.duckdb import DuckDBEngine, Reader, open_reader
from tagma.errors import Place, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CSV = "user,amount,城市\n1,2.5,上海\n2,3.5,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "b b.csv").write_text("amount,user,extra\n7,3,x\n", encoding="utf-8")
    (tmp_path / "gbk.csv").write_bytes(CSV.encode("gb18030"))
    (tmp_path / "rows.json").write_text(
        json.dumps([{"user": 1, "tags": ["a"]}, {"user": 2}]), encoding="utf-8"
    )
    (tmp_path / "lines.json").write_text('{"user": 1}\n{"user": 2}\n', encoding="utf-8")
    pyarrow.parquet.write_table(pa.table({"user": [1, 2, 3]}), tmp_path / "rows.parquet")
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> Iterator[Reader]:
    with open_reader(["a.csv", "b b.csv", "rows.json", "lines.json", "rows.parquet"], folder) as opened:
        opened.view("raw", "a.csv", "csv")
        yield opened


def read(reader: Reader, text: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = reader.query(text).read_all().to_pylist()
    return rows


def test_views_of_every_format(reader: Reader) -> None:
    reader.view("rows", "rows.json", "json")
    reader.view("lines", "lines.json", "json")
    reader.view("from", "rows.parquet", "parquet")
    assert read(reader, "SELECT * FROM raw")[0] == {"user": 1, "amount": 2.5, "城市": "上海"}
    assert read(reader, "SELECT tags FROM rows WHERE user = 1") == [{"tags": ["a"]}]
    assert read(reader, "SELECT count(*) AS n FROM lines") == [{"n": 2}]
    assert read(reader, 'SELECT max(user) AS n FROM "from"') == [{"n": 3}]


def test_arrow_rows_and_files_join(reader: Reader) -> None:
    reader.add("sheet", pa.table({"user": [1], "vip": [True]}))
    assert read(reader, "FROM raw JOIN sheet USING (user) SELECT user, vip") == [{"user": 1, "vip": True}]


def test_a_glob_reads_files_by_name_of_column(folder: Path) -> None:
    with open_reader(["[ab]*.csv"], folder) as reader:
        reader.view("raw", "[ab]*.csv", "csv")
        assert read(reader, "SELECT sum(user) AS n, count(extra) AS e FROM raw") == [{"n": 6, "e": 1}]


def test_csv_options(folder: Path) -> None:
    (folder / "odd.csv").write_text("007;x\n008;y\n", encoding="utf-8")
    with open_reader(["odd.csv"], folder) as reader:
        options = {"delimiter": ";", "header": False, "types": {"column0": "VARCHAR"}}
        reader.view("odd", "odd.csv", "csv", options)
        assert read(reader, "SELECT column0 FROM odd") == [{"column0": "007"}, {"column0": "008"}]


def test_other_encodings(folder: Path) -> None:
    with open_reader(["gbk.csv"], folder) as reader:
        reader.view("raw", "gbk.csv", "csv", {"encoding": "GB18030"})
        assert read(reader, 'SELECT "城市" AS c FROM raw WHERE user = 1') == [{"c": "上海"}]
        with pytest.raises(SourceError, match="no encoding “klingon”"):
            reader.view("raw", "gbk.csv", "csv", {"encoding": "klingon"})
        with pytest.raises(SourceError, match="is not in ascii"):
            reader.view("raw", "gbk.csv", "csv", {"encoding": "ascii"})


def read_as_utf_8(folder: Path) -> None:
    with open_reader(["gbk.csv"], folder) as reader:
        reader.view("raw", "gbk.csv", "csv")
        read(reader, "SELECT * FROM raw")


def test_a_file_that_is_not_utf_8_says_how(folder: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_as_utf_8(folder)
    assert caught.value.next_step is not None
    assert "encoding" in caught.value.next_step.en
    assert "上海" not in str(caught.value)


def test_unknown_options(reader: Reader) -> None:
    with pytest.raises(SourceError, match="no option “delimeter”") as caught:
        reader.view("raw", "a.csv", "csv", {"delimeter": ";"})
    assert caught.value.nearest == ("delimiter",)


def test_missing_files(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"no file “ab\.csv”") as caught:
        open_reader(["ab.csv"], folder)
    assert "a.csv" in caught.value.nearest
    with pytest.raises(SourceError, match="no file"):
        open_reader(["nowhere/*.csv"], folder)
    with pytest.raises(SourceError, match="no file"):
        open_reader(["."], folder)


def test_only_the_given_files(reader: Reader, folder: Path) -> None:
    secret = folder / "gbk.csv"
    with pytest.raises(SourceError, match="not a file of this source"):
        reader.view("secret", "gbk.csv", "csv")
    for text in (
        f"SELECT * FROM read_csv('{secret}')",
        f"SELECT * FROM '{secret}'",
        f"SELECT * FROM read_text('{folder}/../{folder.name}/gbk.csv')",
        f"SELECT * FROM read_blob('{folder}/*')",
        f"SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('https://example.com/a.parquet')",
        f"SELECT * FROM read_blob(['{folder / 'a.csv'}', '{secret}'])",
        "SELECT * FROM read_blob('/proc/self/environ')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
    ):
        with pytest.raises(SourceError):
            read(reader, text)
    assert read(reader, "SELECT 1 AS a") == [{"a": 1}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-- nothing",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP VIEW raw",
        "DROP VIEW raw",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO raw SELECT 1",
        "COPY (SELECT 1) TO 'x.csv'",
        "COPY raw FROM 'a.csv'",
        "ATTACH 'x.db'",
        "PRAGMA database_list",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "CALL pragma_version()",
        "EXPLAIN SELECT 1",
        "DESCRIBE raw",
        "SHOW TABLES",
        "EXPORT DATABASE 'x'",
        "VACUUM",
        "BEGIN",
        "WITH a AS (INSERT INTO raw VALUES (1) RETURNING *) SELECT * FROM a",
        "WITH a AS (DELETE FROM raw RETURNING *) SELECT * FROM a",
    ],
)
def test_anything_but_one_select_is_refused(reader: Reader, text: str) -> None:
    with pytest.raises(SourceError, match="one single SELECT"):
        reader.query(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT user\nFROM raw\nWHRE user = 1", "at its line 3"),
        ("SELECT FROM WHERE", "cannot be read"),
        ("SELECT (1", "cannot be read"),
    ],
)
def test_syntax_errors_are_placed(reader: Reader, text: str, message: str) -> None:
    place = Place(file="sources/a.yaml", line=4)
    with pytest.raises(SourceError, match=message) as caught:
        reader.query(text, where=place)
    assert caught.value.where == place


def test_unknown_names_get_the_nearest(reader: Reader) -> None:
    with pytest.raises(SourceError, match="amont") as caught:
        reader.query("SELECT amont FROM raw")
    assert "amount" in caught.value.nearest
    with pytest.raises(SourceError, match="ra") as caught:
        reader.query("SELECT * FROM ra")
    assert caught.value.nearest == ("raw",)


def test_errors_in_the_stream_are_ours_and_show_no_values(reader: Reader, engine: DuckDBEngine) -> None:
    text = "SELECT cast(\"城市\" || '-secret' AS BIGINT) AS a FROM raw"
    with pytest.raises(SourceError) as caught:
        reader.query(text).read_all()
    assert "secret" not in str(caught.value)
    engine.define(Table("events", "e"), {"a": "BIGINT"}, step="define")
    with pytest.raises(SourceError):
        engine.load(Table("events", "e"), reader.query(text), step="load")


def test_a_stream_goes_into_the_warehouse(reader: Reader, engine: DuckDBEngine) -> None:
    table = Table("events", "order")
    engine.define(table, {"user_id": "VARCHAR", "amount": "DECIMAL(18,4)"}, step="define")
    assert engine.load(table, reader.query("SELECT user AS user_id, amount FROM raw"), step="load") == 2


def test_two_streams_at_once(reader: Reader) -> None:
    first, second = reader.query("SELECT user FROM raw"), reader.query("SELECT amount FROM raw")
    assert second.read_all().num_rows == first.read_all().num_rows == 2


def test_local_variables_are_out_of_reach(reader: Reader) -> None:
    sneaky = pa.table({"a": [1]})
    with pytest.raises(SourceError, match="sneaky"):
        reader.query("SELECT * FROM sneaky")
    assert sneaky.num_rows == 1
