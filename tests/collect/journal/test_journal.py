"""Each key once, in order, durable; sealed segments keep refusing what they hold."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tagma.collect.journal import (
    Entry,
    Journal,
    JournalFullError,
    OverloadedError,
    open_journal,
    verify_journal,
)
from tagma.collect.journal.layout import find_last, list_segments, read_entries
from tagma.errors import BusyError
from tests.collect.journal.writer import make_record


def read_names(folder: Path) -> list[str]:
    entries = list(read_entries(folder))
    assert all(isinstance(each, Entry) for each in entries)
    assert [each.position for each in entries if isinstance(each, Entry)] == list(range(1, len(entries) + 1))
    return [each.record.body.decode().split('"')[3] for each in entries if isinstance(each, Entry)]


def wait_for_seals(journal: Journal) -> None:
    for thread in journal._sealing:
        thread.join()


def fill(send: Callable[..., object], size: int, times: int, done: list[str]) -> None:
    for number in range(times):
        send([make_record(f"more{number}", "x" * size)])
        done.append(f"more{number}")


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        first = journal.append([make_record("a"), make_record("b")])
        second = journal.append([make_record("b"), make_record("c"), make_record("c")])
        assert (first.stored, first.duplicates) == (2, 0)
        assert (second.stored, second.duplicates, second.conflicts) == (1, 2, 0)
        assert journal.last == 3
        assert [each.position for each in journal.read(after=1) if isinstance(each, Entry)] == [2, 3]
    assert read_names(tmp_path) == ["a", "b", "c"]
    assert list(verify_journal(tmp_path)) == []


def test_the_same_key_with_another_content_keeps_the_first_and_is_counted(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([make_record("a", "one")])
        assert journal.append([make_record("a", "two")]).conflicts == 1
        assert journal.append([make_record("a", "one")]).conflicts == 0
        assert journal.counts["conflicts"] == 1
    (entry,) = read_entries(tmp_path)
    assert isinstance(entry, Entry)
    assert b"one" in entry.record.body


def test_fifty_copies_at_once_become_one(tmp_path: Path) -> None:
    batch = [make_record(f"e{number}") for number in range(20)]
    with open_journal(tmp_path) as journal, ThreadPoolExecutor(50) as pool:
        receipts = list(pool.map(journal.append, [batch] * 50))
        assert sum(receipt.stored for receipt in receipts) == 20
        assert sum(receipt.duplicates for receipt in receipts) == 49 * 20
    assert len(read_names(tmp_path)) == 20


def test_sealed_and_archived_segments_still_know_their_keys(tmp_path: Path) -> None:
    names = [f"e{number}" for number in range(1_050)]
    with open_journal(tmp_path, seal_rows=100) as journal:
        for start in range(0, 1_050, 50):
            journal.append([make_record(name) for name in names[start : start + 50]])
        assert journal.append([make_record(name) for name in names]).stored == 0
        wait_for_seals(journal)
        assert journal.append([make_record(name) for name in names]).stored == 0
        assert journal.archive(loaded=550) == 5
        assert journal.append([make_record(name) for name in names]).duplicates == 1_050
        assert next(each.position for each in journal.read(after=540) if isinstance(each, Entry)) == 541
    assert {path.suffix for path in list_segments(tmp_path).values()} == {".parquet", ".sqlite"}
    assert len(list(tmp_path.glob("keys-*.bin"))) < 8, "small key files are merged"
    assert read_names(tmp_path) == names
    assert list(verify_journal(tmp_path)) == []
    with open_journal(tmp_path, seal_rows=100) as journal:
        assert journal.last == 1_050
        assert journal.append([make_record("e1"), make_record("new")]).stored == 1


def test_a_lost_key_file_is_made_again(tmp_path: Path) -> None:
    with open_journal(tmp_path, seal_rows=10) as journal:
        for number in range(30):
            journal.append([make_record(f"e{number}")])
    for path in tmp_path.glob("keys-*.bin"):
        path.unlink()
    with open_journal(tmp_path, seal_rows=10) as journal:
        assert journal.append([make_record(f"e{number}") for number in range(30)]).stored == 0


def test_places_that_were_in_use_are_not_given_again(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([make_record(f"e{number}") for number in range(10)])
    connection = sqlite3.connect(tmp_path / "segment-000001.sqlite")
    connection.execute("DELETE FROM events WHERE row > 5")  # as a file that has lost its end
    connection.commit()
    connection.close()
    for name in ("e7", "new"):
        with open_journal(tmp_path, least=10) as journal:
            journal.append([make_record(name), make_record("e1")])
    assert [each.position for each in read_entries(tmp_path, 10) if isinstance(each, Entry)] == [11, 12]
    assert len(list(read_entries(tmp_path))) == 7
    assert [finding.what.en for finding in verify_journal(tmp_path)] == ["events 6 to 10 are missing"]


@pytest.mark.parametrize("statements", [[], ["CREATE TABLE segment (base INTEGER NOT NULL)"]])
def test_a_segment_that_was_made_and_not_begun_is_begun(tmp_path: Path, statements: list[str]) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([make_record("a"), make_record("b")])
    connection = sqlite3.connect(tmp_path / "segment-000002.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    assert read_names(tmp_path) == ["a", "b"]
    assert find_last(tmp_path) == 2
    with open_journal(tmp_path) as journal:
        assert journal.append([make_record("b"), make_record("c")]).stored == 1
        assert journal.last == 3
    assert read_names(tmp_path) == ["a", "b", "c"]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    with open_journal(tmp_path), pytest.raises(BusyError), open_journal(tmp_path):
        pass


def test_too_much_waiting_is_told(tmp_path: Path) -> None:
    big = make_record("big", "x" * 100_000)
    with open_journal(tmp_path, most_waiting=150_000) as journal:
        blocker = sqlite3.connect(tmp_path / "segment-000001.sqlite", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        promise = journal.submit([big])
        with pytest.raises(OverloadedError):
            fill(journal.submit, 60_000, 10, [])
        blocker.execute("ROLLBACK")
        blocker.close()
        assert promise.result(timeout=10).stored == 1
        assert journal.append([make_record("after")]).stored == 1


def test_a_failing_disk_is_not_trusted_again(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([make_record("a")])
        journal._active.execute("PRAGMA query_only = ON")
        with pytest.raises(JournalFullError):
            journal.append([make_record("b")])
        journal._active.execute("PRAGMA query_only = OFF")
        with pytest.raises(JournalFullError):
            journal.append([make_record("c")])
    with open_journal(tmp_path) as journal:
        assert journal.append([make_record("b")]).stored == 1
    assert read_names(tmp_path) == ["a", "b"]


def test_a_full_disk_refuses_and_recovers(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    mounted = (
        os.geteuid() == 0
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("a small tmpfs needs root")
    try:
        acknowledged: list[str] = []
        with open_journal(place / "journal") as journal:
            with pytest.raises(JournalFullError) as refused:
                fill(journal.append, 20_000, 1_000, acknowledged)
            assert not refused.value.for_good
            assert acknowledged
            subprocess.run(["mount", "-o", "remount,size=16m", str(place)], check=True)
            assert journal.append([make_record("later")]).stored == 1
        names = read_names(place / "journal")
        assert set(acknowledged) <= set(names)
        assert len(names) == len(set(names))
    finally:
        subprocess.run(["umount", str(place)], check=False)


def test_damage_is_found_and_the_rest_is_read(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        for number in range(400):
            journal.append([make_record(f"e{number}", "x" * 500)])
    path = tmp_path / "segment-000001.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("UPDATE events SET body = 'changed' WHERE row = 7")
    connection.commit()
    connection.close()
    found = [each for each in read_entries(tmp_path) if isinstance(each, int)]
    assert found == [7]
    assert [finding.position for finding in verify_journal(tmp_path)] == [7]


@pytest.mark.parametrize("seed", range(8))
def test_bit_rot_is_found(tmp_path: Path, seed: int) -> None:
    with open_journal(tmp_path) as journal:
        journal.append([make_record(f"e{number}", "x" * 500) for number in range(300)])
    path = tmp_path / "segment-000001.sqlite"
    data = bytearray(path.read_bytes())
    at = random.Random(seed).randrange(4096, len(data) - 64)
    before = bytes(data[at : at + 64])
    data[at : at + 64] = bytes(byte ^ 0xA5 for byte in before)
    path.write_bytes(data)
    assert list(verify_journal(tmp_path)) or _is_unused(path, at)


def _is_unused(path: Path, at: int) -> bool:
    """Whether the place holds nothing: free space inside a page."""
    data = path.read_bytes()[at : at + 64]
    return {byte ^ 0xA5 for byte in data} == {0}


def test_a_file_that_is_no_segment_is_set_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "segment-000001.sqlite").write_bytes(b"no database, but long enough to be looked at" * 100)
    assert list(verify_journal(tmp_path))
    for name in ("a", "b"):
        with open_journal(tmp_path, least=7) as journal:
            journal.append([make_record(name)])
    assert [each.position for each in read_entries(tmp_path) if isinstance(each, Entry)] == [8, 9]
    assert next(finding.file.name for finding in verify_journal(tmp_path)) == "segment-000001.damaged"


def test_a_torn_tail_loses_only_what_was_not_acknowledged(tmp_path: Path) -> None:
    with open_journal(tmp_path) as journal:
        for number in range(50):
            journal.append([make_record(f"e{number}")])
        log = tmp_path / "segment-000001.sqlite-wal"
        copy = tmp_path / "copy"
        copy.mkdir()
        for path in tmp_path.glob("segment-000001.sqlite*"):
            (copy / path.name).write_bytes(path.read_bytes())
        with (copy / log.name).open("ab") as file:
            file.write(os.urandom(5_000))
        (copy / f"{log.name.removesuffix('-wal')}-shm").unlink(missing_ok=True)
    with open_journal(copy) as journal:
        assert journal.last == 50
        journal.append([make_record("next")])
    assert list(verify_journal(copy)) == []


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_or_doubled_by_kill_9(tmp_path: Path) -> None:
    rounds = int(os.environ.get("TAGMA_KILLS", "20"))
    dice = random.Random(7)
    acknowledged: set[str] = set()
    waiting: list[str] = []
    for number in range(rounds):
        with open_journal(tmp_path, seal_rows=2_000) as journal:
            journal.append(
                [make_record(name) for name in waiting]
            )  # senders send again what was not answered
        acknowledged.update(waiting)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.collect.journal.writer", str(tmp_path), str(number)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline() if number % 4 else ""  # else it may be killed before it has begun
        timer = threading.Timer(dice.random() * 0.6, process.kill)
        timer.start()
        told = [line.strip() for line in (first, *process.stdout) if line.endswith("\n")]
        process.wait()
        timer.cancel()
        process.stdout.close()
        acknowledged.update(told)
        waiting = told[-20:]
    names = read_names(tmp_path)
    assert acknowledged <= set(names)
    assert len(names) == len(set(names))
    assert len(acknowledged) > rounds * 20
    assert list(verify_journal(tmp_path)) == []
