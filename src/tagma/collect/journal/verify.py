"""Whether everything in the journal is as it was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tagma.collect.journal.keys import KeyFile, check_keys, read_keys, split_keys
from tagma.collect.journal.layout import find_segment, list_begun, list_segments
from tagma.collect.journal.log import examine_log
from tagma.collect.journal.mending import find_orphans, list_kept
from tagma.collect.journal.record import Entry
from tagma.collect.journal.segment import read_segment
from tagma.errors import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written.

    Attributes:
        position: of the event, where one event is concerned.
    """

    file: Path
    what: Text
    position: int | None = None


def verify_journal(folder: Path) -> Iterator[Finding]:
    """Reads everything: logs, every checksum, SQLite's own check, the places, the keys of sealed files."""
    for path, told in list_kept(folder):
        yield Finding(path, told)
    for path in find_orphans(folder):
        yield Finding(path, Text("the segment is gone, its log is there", "分段文件已丢失，只剩其日志"))
    for path in list_segments(folder).values():  # before SQLite opens one and cuts it
        if path.suffix == ".sqlite" and (damage := examine_log(path).damage) is not None:
            yield Finding(path, damage)
    try:
        numbers = list_begun(folder)
    except sqlite3.Error:
        numbers = sorted(list_segments(folder))
    files = []
    for path in sorted(folder.glob("keys-*.bin")):
        try:
            file = read_keys(path)
            sound = check_keys(file)
        except (ValueError, OSError):
            sound = False
        if sound:
            files.append(file)
        else:
            yield Finding(path, Text("the key file is damaged", "键文件已损坏"))
    last = 0
    for number in numbers:
        path = find_segment(folder, number)
        covering = [file for file in files if file.first <= number <= file.last]
        try:
            if path.suffix == ".sqlite":
                yield from _check_pages(path)
            for finding, position in _check_entries(path, last, covering):
                last = max(last, position)
                if finding:
                    yield finding
        except (sqlite3.Error, OSError, pa.ArrowException, ValueError) as error:
            yield Finding(path, Text(f"cannot be read: {error}", f"无法读取：{error}"))


def _check_pages(path: Path) -> Iterator[Finding]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    try:
        for (told,) in connection.execute("PRAGMA integrity_check(10)"):
            if told != "ok":
                yield Finding(path, Text(str(told), str(told)))
    finally:
        connection.close()


def _check_entries(path: Path, last: int, keys: list[KeyFile]) -> Iterator[tuple[Finding | None, int]]:
    for found in read_segment(path, 0):
        position = found.position if isinstance(found, Entry) else found
        if position != last + 1:
            what = Text(
                f"events {last + 1} to {position - 1} are missing", f"缺少第 {last + 1} 至 {position - 1} 条"
            )
            yield Finding(path, what, position), position
        if not isinstance(found, Entry):
            yield Finding(path, Text("the event is damaged", "事件已损坏"), position), position
        elif keys and not any(file.find(*split_keys([found.record.key]))[0] for file in keys):
            yield Finding(path, Text("the key is not in the key file", "键不在键文件中"), position), position
        last = position
        yield None, position
