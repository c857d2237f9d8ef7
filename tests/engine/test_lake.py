"""The lake: commits are whole or not there, and what no commit names is never read."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from tagma.engine import Table
from tagma.engine.spark import SparkEngine, SparkOptions, open_lake
from tagma.engine.spark.lake.files import COMMITS, KEPT_COMMITS, Lake
from tagma.engine.spark.session import Cluster, check_reach, find_java
from tagma.errors import BusyError, TagmaError, WorkspaceError

from .sql import parse_query, parse_statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORDERS = Table("events", "order")


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[SparkEngine]:
    opened = open_lake(SparkOptions(tmp_path / "lake"))
    yield opened
    opened.close()


def fill(engine: SparkEngine, *numbers: int) -> None:
    engine.define(ORDERS, {"n": "BIGINT"}, step="define")
    engine.load(ORDERS, pa.table({"n": list(numbers)}), step="load")


def read(engine: SparkEngine) -> list[int]:
    found: list[int] = engine.query(parse_query('SELECT n FROM events."order" ORDER BY n'), step="read")[
        "n"
    ].to_pylist()
    return found


def list_commits(folder: Path) -> list[Path]:
    return sorted((folder / COMMITS).glob("*.json"))


def test_a_lake_is_there_after_it_was_closed(tmp_path: Path) -> None:
    first = open_lake(SparkOptions(tmp_path / "lake"))
    fill(first, 1, 2)
    first.create(Table("temp", "gone"), parse_query("SELECT 1 AS a"), step="create")
    first.close()
    again = open_lake(SparkOptions(tmp_path / "lake"))
    assert read(again) == [1, 2]
    assert again.tables("events") == {"order": {"n": "BIGINT"}}
    assert again.tables("temp") == {}
    again.close()


def test_a_transaction_is_one_commit_over_many_tables(lake: SparkEngine, tmp_path: Path) -> None:
    fill(lake, 1)
    before = len(list_commits(tmp_path / "lake"))
    with lake.transaction():
        fill(lake, 2, 3)
        lake.create(Table("portrait", "profile"), parse_query("SELECT 1 AS a"), step="create")
        lake.execute(parse_statement('DELETE FROM events."order" WHERE n = 1'), step="delete")
    assert len(list_commits(tmp_path / "lake")) == before + 1
    assert read(lake) == [2, 3]


def test_what_failed_leaves_no_files(lake: SparkEngine, tmp_path: Path) -> None:
    fill(lake, 1)
    files = sorted((tmp_path / "lake").rglob("*.parquet"))

    def fail() -> None:
        with lake.transaction():
            fill(lake, 2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert sorted((tmp_path / "lake").rglob("*.parquet")) == files
    assert read(lake) == [1]


def test_a_damaged_commit_is_passed_over(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = open_lake(SparkOptions(tmp_path / "lake"))
    fill(first, 1)
    fill(first, 2)
    first.close()
    newest = list_commits(tmp_path / "lake")[-1]
    newest.write_text(newest.read_text()[:-40])
    again = open_lake(SparkOptions(tmp_path / "lake"))
    assert read(again) == [1]
    assert "goes back to commit" in caplog.text
    again.close()


def test_a_generation_without_all_its_files_is_passed_over(tmp_path: Path) -> None:
    first = open_lake(SparkOptions(tmp_path / "lake"))
    fill(first, 1)
    fill(first, 2)
    first.close()
    snapshot = Lake(tmp_path / "lake").read()
    part = snapshot.tables[ORDERS].parts[-1]
    file = tmp_path / "lake" / part.path / part.files[0][0]
    file.write_bytes(file.read_bytes()[:100])
    again = open_lake(SparkOptions(tmp_path / "lake"))
    assert read(again) == [1]
    again.close()


def test_no_whole_commit_is_said_in_words(tmp_path: Path) -> None:
    first = open_lake(SparkOptions(tmp_path / "lake"))
    fill(first, 1)
    first.close()
    for commit in list_commits(tmp_path / "lake"):
        commit.write_text("{}")
    with pytest.raises(WorkspaceError, match="no commit of the lake") as caught:
        open_lake(SparkOptions(tmp_path / "lake"))
    assert caught.value.next_step is not None
    assert "nothing is lost" in caught.value.next_step.en


def test_a_half_written_generation_is_nobodys(tmp_path: Path) -> None:
    first = open_lake(SparkOptions(tmp_path / "lake"))
    fill(first, 1)
    first.close()
    half = tmp_path / "lake" / "events" / "order" / "abandoned"
    half.mkdir()
    (half / "part-0.parquet").write_bytes(b"PAR1")
    (tmp_path / "lake" / COMMITS / ".1.draft").write_text("half")
    again = open_lake(SparkOptions(tmp_path / "lake"))
    assert read(again) == [1]
    assert not list((tmp_path / "lake" / COMMITS).glob(".*.draft"))
    again.close()


def test_two_writers_of_one_lake(tmp_path: Path) -> None:
    one, other = (open_lake(SparkOptions(tmp_path / "lake")) for _ in range(2))
    fill(one, 1)
    with pytest.raises(BusyError, match="another process has written commit 1"):
        fill(other, 2)
    one.close()
    other.close()
    again = open_lake(SparkOptions(tmp_path / "lake"))
    assert read(again) == [1]
    again.close()


def test_a_dropped_column_does_not_come_back(lake: SparkEngine) -> None:
    fill(lake, 1)
    lake.execute(parse_statement('ALTER TABLE events."order" ADD COLUMN m BIGINT'), step="add")
    lake.execute(parse_statement('UPDATE events."order" SET m = 5'), step="set")
    lake.execute(parse_statement('ALTER TABLE events."order" DROP COLUMN m'), step="drop")
    assert lake.tables("events") == {"order": {"n": "BIGINT"}}
    lake.define(ORDERS, {"m": "VARCHAR"}, step="define")
    rows = lake.query(parse_query('SELECT n, m FROM events."order"'), step="read")
    assert rows.to_pylist() == [{"n": 1, "m": None}]


def test_many_small_parts_become_one(lake: SparkEngine, tmp_path: Path) -> None:
    for number in range(30):
        fill(lake, number)
    assert read(lake) == list(range(30))
    newest = json.loads(list_commits(tmp_path / "lake")[-1].read_text().split("\n")[1])
    assert len(newest["tables"][0]["parts"]) < 10


def test_sweeping_keeps_what_the_last_commits_name(lake: SparkEngine, tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    for number in range(8):
        fill(lake, number)
        lake.execute(parse_statement(f'DELETE FROM events."order" WHERE n < {number}'), step="delete")
    abandoned = folder / "events" / "order" / "abandoned"
    abandoned.mkdir()
    for path in [*(folder / COMMITS).iterdir(), *(folder / "events" / "order").iterdir()]:
        os.utime(path, (0, 0))
    files = Lake(folder)
    files.sweep(files.read())
    assert len(list_commits(folder)) == KEPT_COMMITS
    assert not abandoned.exists()
    assert read(lake) == [7]


def test_a_lake_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceError, match="cannot be written") as caught:
        open_lake(SparkOptions(tmp_path / "file" / "lake"))
    assert caught.value.where is not None
    assert caught.value.where.field == "spark.lake"
    assert "无法写入" in caught.value.what.zh


@pytest.mark.parametrize("master", ["spark:/host", "yarn-client", "localhost:7077", "local[*", ""])
def test_a_wrong_master_is_said_in_words(tmp_path: Path, master: str) -> None:
    with pytest.raises(WorkspaceError, match="is not a Spark master"):
        open_lake(SparkOptions(tmp_path / "lake", master=master))


def test_a_master_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="nobody answers at spark") as caught:
        check_reach("spark://127.0.0.1:1")
    assert caught.value.next_step is not None
    assert "still serves" in caught.value.next_step.en


def test_no_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert find_java() is None
    with pytest.raises(TagmaError, match="Spark needs Java"):
        Cluster(SparkOptions(tmp_path / "lake", master="local[1]")).connect()


def test_no_pyspark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(WorkspaceError, match="not installed") as caught:
        Cluster(SparkOptions(tmp_path / "lake", master="local[1]")).connect()
    assert caught.value.next_step is not None
    assert "tagma[spark]" in caught.value.next_step.en
