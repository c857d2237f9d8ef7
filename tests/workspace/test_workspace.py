"""A workspace has one owner and words for everything that can be wrong with its folder."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlglot import exp

from tagma.engine import Table
from tagma.errors import BusyError, WorkspaceError
from tagma.workspace import find_workspace, open_workspace

OTHER_OWNER = """
import sys
from tagma.workspace import open_workspace
with open_workspace(sys.argv[1], purpose="每日刷新"):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tagma.yaml").write_text("name: shop\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    return tmp_path


def start_owner(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", OTHER_OWNER, str(folder)]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline().strip() == b"open"
    return other


def test_open_makes_the_runtime_folder(folder: Path) -> None:
    with open_workspace(folder, purpose="test") as workspace:
        assert workspace.folder == folder.resolve()
        assert workspace.settings.name == "shop"
        assert workspace.calendar.time_zone == "Asia/Shanghai"
        assert workspace.owned
        workspace.engine.create(Table("portrait", "t"), exp.select("1"), step="create")
        workspace.state.loads.record("orders", "f", 1)
    assert (folder / ".tagma" / ".gitignore").read_text() == "*\n"
    with open_workspace(str(folder)) as workspace:
        assert set(workspace.engine.tables("portrait")) == {"t"}
        assert workspace.state.loads.get("orders") is not None


def test_a_second_owner_is_told_who_is_first(folder: Path) -> None:
    other = start_owner(folder)
    with pytest.raises(BusyError) as caught, open_workspace(folder):
        pass
    message = str(caught.value)
    assert f"process {other.pid}" in message
    assert "每日刷新" in message
    assert "since 20" in message
    with open_workspace(folder, own=False) as workspace:
        workspace.state.loads.record("orders", "f", 1)
        with pytest.raises(WorkspaceError, match="without its warehouse"):
            _ = workspace.engine
    other.communicate()
    with open_workspace(folder):
        pass


def test_the_lock_of_a_killed_owner_is_taken_over(folder: Path) -> None:
    other = start_owner(folder)
    with open_workspace(folder, own=False) as workspace:
        run = workspace.state.runs.start("refresh")
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert f'"pid": {other.pid}' in (folder / ".tagma" / "owner.lock").read_text()
    with open_workspace(folder, purpose="next") as workspace:
        assert f'"pid": {os.getpid()}' in (folder / ".tagma" / "owner.lock").read_text()
        assert workspace.state.runs.get(run.id).status == "failed"


def test_one_process_cannot_own_twice(folder: Path) -> None:
    with open_workspace(folder, purpose="outer"):
        with pytest.raises(BusyError, match="outer"), open_workspace(folder):
            pass
        with pytest.raises(BusyError), open_workspace(folder):
            pass
    with open_workspace(folder):
        pass


def test_an_error_inside_lets_go(folder: Path) -> None:
    with pytest.raises(RuntimeError), open_workspace(folder):
        raise RuntimeError
    with open_workspace(folder):
        pass


def test_find_looks_upwards(folder: Path) -> None:
    below = folder / "tags" / "deep"
    below.mkdir(parents=True)
    assert find_workspace(below) == find_workspace(folder) == folder.resolve()
    with pytest.raises(WorkspaceError, match="no workspace at or above"):
        find_workspace(folder.parent)


def test_no_workspace(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(WorkspaceError, match="not a workspace"), open_workspace(place):
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_warehouse_is_set_aside_and_a_damaged_state_worded(folder: Path) -> None:
    with open_workspace(folder):
        pass
    warehouse = folder / ".tagma" / "warehouse.duckdb"
    warehouse.write_bytes(b"garbage" * 3000)
    with open_workspace(folder) as ws:
        assert ws.engine.tables("events") == {}
    assert warehouse.with_name("warehouse.duckdb.damaged").read_bytes() == b"garbage" * 3000
    with open_workspace(folder):
        pass
    (folder / ".tagma" / "state.sqlite").write_bytes(b"garbage" * 3000)
    with pytest.raises(WorkspaceError, match="state file is damaged"), open_workspace(folder):
        pass


def test_a_runtime_folder_that_is_a_file(folder: Path) -> None:
    (folder / ".tagma").touch()
    with pytest.raises(WorkspaceError, match="cannot write"), open_workspace(folder):
        pass


def test_a_read_only_folder(plain_user: Path) -> None:
    (plain_user / "tagma.yaml").write_text("name: shop\n")
    with open_workspace(plain_user):
        pass
    shutil.rmtree(plain_user / ".tagma")
    plain_user.chmod(0o500)
    with pytest.raises(WorkspaceError, match="cannot write") as caught, open_workspace(plain_user):
        pass
    assert caught.value.next_step is not None
    assert "permissions" in caught.value.next_step.en
