"""F7: bytes that change on the disk, files that are cut, emptied, exchanged or gone: found, and the rest goes on."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tagma.collect.journal import Entry, open_journal, verify_journal
from tagma.collect.journal.layout import read_entries
from tagma.engine.dialect import query
from tagma.engine.duckdb import open_warehouse
from tagma.errors import WorkspaceError
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.quarantine import list_quarantine
from tagma.flows.collecting.storage import verify
from tagma.workspace import open_workspace
from tests.collect.journal.writer import make_record
from tests.faults.oracle import check, read_ids, scale, tell, wait_for_progress, writing
from tests.faults.serving import serving

NAMES = [f"e{number}" for number in range(460)]
FILES = (
    "segment-000001.parquet", "segment-000002.sqlite", "segment-000004.sqlite", "segment-000005.sqlite",
    "segment-000005.sqlite-wal", "keys-000001-000001.bin", "keys-000003-000003.bin",
)  # fmt: skip


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal as kill -9 leaves it: an archived segment, sealed ones, one that grows with its log."""
    folder, image = tmp_path_factory.mktemp("journal"), tmp_path_factory.mktemp("image") / "journal"
    with open_journal(folder, seal_rows=100) as journal:
        for start in range(0, 420, 20):
            journal.append([make_record(name, "x" * 300) for name in NAMES[start : start + 20]])
            for thread in journal._sealing:
                thread.join()
        assert journal.archive(loaded=120) == 1
        journal._active.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # some of it in the file, the rest in the log
        for start in range(420, 460, 20):
            journal.append([make_record(name, "x" * 300) for name in NAMES[start : start + 20]])
        shutil.copytree(folder, image)
    return image


@pytest.fixture
def copy(crashed: Path, tmp_path: Path) -> Callable[[], Path]:
    """A fresh copy of it each time."""

    def make() -> Path:
        shutil.rmtree(tmp_path / "journal", ignore_errors=True)
        return Path(shutil.copytree(crashed, tmp_path / "journal"))

    return make


def read_sound(folder: Path) -> list[bytes]:
    return [each.record.body for each in read_entries(folder) if isinstance(each, Entry)]


def is_harmless(folder: Path) -> bool:
    """Whether all that was written is read as it was, and every key is still known."""
    if read_sound(folder) != [make_record(name, "x" * 300).body for name in NAMES]:
        return False
    with open_journal(folder, seal_rows=100) as journal:
        return journal.append([make_record(name, "x" * 300) for name in NAMES]).stored == 0


def opens_and_takes(folder: Path) -> bool:
    """Whether new events are taken, today and after another start, and what was sound before stays."""
    before = set(read_sound(folder))
    for name in ("new", "newer"):
        with open_journal(folder, seal_rows=100, least=300) as journal:
            assert journal.append([make_record(name)]).stored == 1
    after = set(read_sound(folder))
    return {make_record("new").body, make_record("newer").body} <= after and before - after == set()


@pytest.mark.parametrize("name", FILES)
def test_f7_changed_bytes_are_found(copy: Callable[[], Path], name: str) -> None:
    dice, found, harmless = random.Random(name), 0, 0
    for _ in range(scale(6, 150)):
        folder = copy()
        data = bytearray((folder / name).read_bytes())
        at = dice.randrange(max(1, len(data) - 64))
        data[at : at + 64] = bytes(byte ^ dice.randrange(1, 256) for byte in data[at : at + 64])
        (folder / name).write_bytes(data)
        if list(verify_journal(folder)):
            found += 1
        else:
            harmless += 1
            assert is_harmless(folder), f"{name} at {at}: silent damage"
    tell(f"F7 {name}", found=found, harmless=harmless)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def exchange(path: Path) -> None:
    path.write_bytes(b"something else entirely, " * 2_000)


@pytest.mark.parametrize("harm", [cut, empty, exchange, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_f7_files_that_are_cut_empty_foreign_or_gone(
    copy: Callable[[], Path], name: str, harm: Callable[[Path], None]
) -> None:
    folder = copy()
    harm(folder / name)
    seen = bool(list(verify_journal(folder)))
    assert seen or is_harmless(folder), "silent"
    folder = copy()
    harm(folder / name)
    assert opens_and_takes(folder)


def test_f7_a_log_of_another_file(copy: Callable[[], Path], tmp_path: Path) -> None:
    other = tmp_path / "other"
    with open_journal(other) as journal:
        journal.append([make_record(f"o{number}") for number in range(50)])
        log = (other / "segment-000001.sqlite-wal").read_bytes()
    folder = copy()
    (folder / "segment-000005.sqlite-wal").write_bytes(log)
    assert list(verify_journal(folder))
    folder = copy()
    (folder / "segment-000005.sqlite-wal").write_bytes(log)
    assert opens_and_takes(folder)


def test_f7_a_page_that_cannot_be_read_costs_its_own_events_only(copy: Callable[[], Path]) -> None:
    folder = copy()
    path = folder / "segment-000002.sqlite"
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    data[3 * size : 3 * size + 200] = bytes(200)
    path.write_bytes(data)
    entries = list(read_entries(folder))
    damaged = [each for each in entries if isinstance(each, int)]
    assert 0 < len(damaged) < 100
    assert len(entries) == len(NAMES)
    assert opens_and_takes(folder)


def harm_blocks(path: Path, dice: random.Random) -> None:
    data = bytearray(path.read_bytes())
    at = dice.randrange(len(data) - 64)
    data[at : at + 64] = dice.randbytes(64)
    path.write_bytes(data)


def list_rows(path: Path) -> str:
    with closing(open_warehouse(path)) as engine:
        return repr(
            engine.query(query('SELECT * FROM "events"."Tick" ORDER BY "_message_id"'), step="x").to_pylist()
        )


@pytest.fixture(scope="module")
def ticked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a few hundred events in journal and warehouse, closed."""
    folder = tmp_path_factory.mktemp("ticked") / "workspace"
    with serving(folder) as server:
        with writing(server, 3, 0.05) as writers:
            wait_for_progress(writers, 8)
        server.stop()
    with open_workspace(folder) as ws:
        load_collected(ws)
    return folder


def test_f7_a_warehouse_is_never_silently_wrong(ticked: Path, tmp_path: Path) -> None:
    source, dice, found = ticked / ".tagma" / "warehouse.duckdb", random.Random(7), 0
    before = list_rows(source)
    rounds = scale(10, 200)
    for _ in range(rounds):
        path = Path(shutil.copy(source, tmp_path / "w.duckdb"))
        harm_blocks(path, dice)
        try:
            with closing(open_warehouse(path)) as engine:
                sound = not list(engine.check())
        except WorkspaceError:
            sound = False
        found += not sound
        assert not sound or list_rows(path) == before
    tell("F7 warehouse", rounds=rounds, found=found)


@pytest.mark.parametrize("harm", [cut, empty, exchange, Path.unlink])
def test_f7_a_damaged_warehouse_is_made_anew(
    ticked: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(ticked, tmp_path / "workspace"))
    with open_workspace(folder) as ws:
        before = sorted(read_ids(ws))
    harm(folder / ".tagma" / "warehouse.duckdb")
    with open_workspace(folder) as ws:
        verify(ws)  # some damage shows only when it is read
    with open_workspace(folder) as ws:
        assert sorted(read_ids(ws)) == before
        assert verify(ws).findings == ()


@pytest.mark.slow
def test_f7_a_server_goes_on_over_damage(ticked: Path, tmp_path: Path) -> None:
    """A damaged warehouse, a damaged event: made anew, left out; nothing loops, new events are taken."""
    folder = Path(shutil.copytree(ticked, tmp_path / "workspace"))
    exchange(folder / ".tagma" / "warehouse.duckdb")
    harm_event(folder / ".tagma" / "journal" / "segment-000001.sqlite")
    with serving(folder) as server:
        with writing(server, 2, 0.1, "v") as writers:
            wait_for_progress(writers, 3)
        server.stop()
        assert "damaged and set aside" in server.said
    with open_workspace(folder) as ws:
        load_collected(ws)
        assert [(each.reason, each.rows) for each in list_quarantine(ws)] == [("damaged", 1)]
        assert [each.position for each in verify(ws).findings] == [5]
    check(folder, writers, findings=1)


def harm_event(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE events SET body = 'changed' WHERE row = 5")
        connection.commit()


def test_f7_a_damaged_state_is_told_and_nothing_else_is_touched(ticked: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ticked, tmp_path / "workspace"))
    path = folder / ".tagma" / "state.sqlite"
    sound, dice, found = path.read_bytes(), random.Random(1), 0
    for _ in range(scale(10, 200)):
        data = bytearray(sound)
        at = dice.randrange(100, len(data) - 64)
        data[at : at + 64] = os.urandom(64)
        path.write_bytes(data)
        try:
            with open_workspace(folder) as ws:
                found += bool(verify(ws).findings)
        except WorkspaceError:
            found += 1
        for leftover in ("-wal", "-shm"):
            Path(f"{path}{leftover}").unlink(missing_ok=True)
    tell("F7 state", found=found)
    assert found
