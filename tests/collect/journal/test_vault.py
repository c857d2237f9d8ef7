"""Encrypted at rest: nothing that was sent is found in any file, and nothing is lost for want of a key."""

from __future__ import annotations

import base64
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagma.collect.journal import Entry, open_journal, verify_journal
from tagma.collect.journal.layout import list_segments, read_entries
from tagma.collect.journal.record import digest_content, make_key
from tagma.collect.journal.vault import LOCK, JournalKeyError, lock_anew, provide_secret
from tests.collect.journal.writer import make_record

EMAIL = "somebody@example.com"
SECRET, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    provide_secret(tmp_path, SECRET)
    yield tmp_path
    provide_secret(tmp_path, None)


def fill(folder: Path, start: int = 0, end: int = 40, archive: int = 0) -> None:
    with open_journal(folder, seal_rows=10) as journal:
        for number in range(start, end):
            journal.append([make_record(f"e{number}", EMAIL)])
        for thread in journal._sealing:
            thread.join()
        journal.archive(archive)


def read_bodies(folder: Path) -> list[bytes]:
    return [each.record.body for each in read_entries(folder) if isinstance(each, Entry)]


def test_nothing_that_was_sent_is_in_any_file(folder: Path) -> None:
    fill(folder, archive=25)
    record = make_record("e3", EMAIL)
    kinds = {path.suffix for path in list_segments(folder).values()}
    assert kinds == {".parquet", ".sqlite"}
    for path in folder.iterdir():
        data = path.read_bytes()
        assert EMAIL.encode() not in data, path.name
        assert record.key not in data, path.name
        assert digest_content(record.body).to_bytes(8, "big", signed=True) not in data, path.name
        assert SECRET not in data
        assert base64.b64encode(SECRET) not in data
    assert (folder / LOCK).stat().st_mode & 0o77 == 0
    assert read_bodies(folder) == [make_record(f"e{number}", EMAIL).body for number in range(40)]
    assert list(verify_journal(folder)) == []


def test_events_are_kept_once_and_conflicts_are_counted(folder: Path) -> None:
    fill(folder, archive=25)
    with open_journal(folder, seal_rows=10) as journal:
        receipt = journal.append([make_record(f"e{number}", EMAIL) for number in (1, 35, 99, 99)])
        assert (receipt.stored, receipt.duplicates, receipt.conflicts) == (1, 3, 0)
        assert journal.append([make_record("e99", "other")]).conflicts == 1


@pytest.mark.parametrize("secret", [None, OTHER], ids=["missing", "another"])
def test_without_its_key_it_is_told_and_nothing_is_touched(folder: Path, secret: bytes | None) -> None:
    fill(folder)
    before = {path.name: path.read_bytes() for path in folder.glob("segment-*")}
    provide_secret(folder, secret)
    with pytest.raises(JournalKeyError), open_journal(folder):
        pass
    with pytest.raises(JournalKeyError):
        list(read_entries(folder))
    with pytest.raises(JournalKeyError):
        list(verify_journal(folder))
    assert {path.name: path.read_bytes() for path in folder.glob("segment-*")} == before
    provide_secret(folder, SECRET)
    assert len(read_bodies(folder)) == 40


def test_a_lost_lock_is_not_made_anew(folder: Path) -> None:
    fill(folder)
    kept = (folder / LOCK).read_bytes()
    (folder / LOCK).unlink()
    with pytest.raises(JournalKeyError), open_journal(folder):
        pass
    with pytest.raises(JournalKeyError):
        read_bodies(folder)
    (folder / LOCK).write_bytes(kept)
    assert len(read_bodies(folder)) == 40


def test_the_key_is_changed_by_locking_anew(folder: Path) -> None:
    fill(folder)
    with pytest.raises(JournalKeyError):
        lock_anew(folder, OTHER, SECRET)
    lock_anew(folder, SECRET, OTHER)
    with pytest.raises(JournalKeyError):
        read_bodies(folder)
    provide_secret(folder, OTHER)
    assert len(read_bodies(folder)) == 40
    fill(folder, 30, 50)
    assert len(read_bodies(folder)) == 50


def test_a_journal_that_was_plain_goes_on_encrypted(tmp_path: Path, folder: Path) -> None:
    provide_secret(folder, None)
    fill(folder, 0, 15)
    provide_secret(folder, SECRET)
    fill(folder, 10, 30)
    assert len(read_bodies(folder)) == 30, "what came before is known by its old key"
    assert list(verify_journal(folder)) == []
    newest = list_segments(folder)
    assert EMAIL.encode() in newest[1].read_bytes()
    assert all(EMAIL.encode() not in path.read_bytes() for number, path in newest.items() if number > 2)


def test_an_entry_that_was_moved_is_not_believed(folder: Path) -> None:
    fill(folder, 0, 5)
    connection = sqlite3.connect(folder / "segment-000001.sqlite")
    connection.execute("UPDATE events SET row = 10 WHERE row = 2")
    connection.execute("UPDATE events SET row = 2 WHERE row = 3")
    connection.execute("UPDATE events SET row = 3 WHERE row = 10")
    connection.commit()
    connection.close()
    assert [each for each in read_entries(folder) if isinstance(each, int)] == [2, 3]
    assert [each.position for each in verify_journal(folder)] == [2, 3]


def test_a_journal_is_read_elsewhere_with_the_same_key(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fill(folder, archive=25)
    place = tmp_path_factory.mktemp("copy") / f"journal{os.getpid()}"
    shutil.copytree(folder, place)
    provide_secret(place, SECRET)
    assert len(read_bodies(place)) == 40
    assert make_key("a") != make_key("b")
    provide_secret(place, None)
