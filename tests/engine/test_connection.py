"""A warehouse is closed to the outside and says plainly why it does not open."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from tagma.engine import Table
from tagma.engine.duckdb import open_warehouse
from tagma.engine.duckdb.connection import connect
from tagma.errors import BusyError, WorkspaceError

from .sql import parse_query

if TYPE_CHECKING:
    from pathlib import Path


def test_settings(tmp_path: Path) -> None:
    connection = connect(str(tmp_path / "w.duckdb"), spill=tmp_path / "spill", memory_limit="256MB")
    for cursor in (connection, connection.cursor()):
        names = (
            "TimeZone",
            "enable_external_access",
            "autoinstall_known_extensions",
            "temp_directory",
            "memory_limit",
        )
        values = cursor.execute(
            "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
        ).fetchone()
        assert values == ("UTC", False, False, str(tmp_path / "spill"), "244.1 MiB")
        with pytest.raises(duckdb.Error, match="locked"):
            cursor.execute("SET enable_external_access = true")
    connection.close()


@pytest.mark.parametrize(
    "text",
    [
        "COPY (SELECT 1) TO 'x.csv'",
        "ATTACH 'x.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "EXPORT DATABASE 'x'",
        "CREATE SECRET s (TYPE s3)",
    ],
)
def test_nothing_outside_is_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(tmp_path)
    connection = connect(":memory:")
    with pytest.raises(duckdb.Error):
        connection.execute(text).fetchall()
    connection.close()
    assert list(tmp_path.iterdir()) == []


def test_a_warehouse_keeps_its_tables(tmp_path: Path) -> None:
    for number in range(2):
        engine = open_warehouse(tmp_path / "w.duckdb")
        assert len(engine.tables("portrait")) == number
        engine.create(Table("portrait", "t"), parse_query("SELECT 1 AS a"), step="create")
        engine.close()


@pytest.mark.parametrize("content", [b"", b"garbage" * 2000])
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="damaged") as caught:
        open_warehouse(path)
    assert caught.value.next_step is not None
    assert "delete this file" in caught.value.next_step.en
    assert "删除该文件" in caught.value.next_step.zh


def test_a_file_damaged_inside(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    engine = open_warehouse(path)
    engine.create(Table("portrait", "t"), parse_query("SELECT 1 AS a"), step="create")
    engine.close()
    data = bytearray(path.read_bytes())
    data[4096:12288] = os.urandom(8192)
    path.write_bytes(bytes(data))
    with pytest.raises(WorkspaceError, match="damaged"):
        open_warehouse(path)


def test_a_bad_memory_limit(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="“lots” is not an amount of memory"):
        open_warehouse(tmp_path / "w.duckdb", "lots")


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        open_warehouse(tmp_path / "no" / "w.duckdb")


def test_a_second_owner(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    code = "import sys, pathlib; from tagma.engine.duckdb import open_warehouse; kept = open_warehouse(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"open"
        with pytest.raises(BusyError, match=f"in process {other.pid}"):
            open_warehouse(path)
        other.communicate()
    first = open_warehouse(path)
    with pytest.raises(BusyError, match=f"in process {os.getpid()}"):
        open_warehouse(path)
    first.close()
