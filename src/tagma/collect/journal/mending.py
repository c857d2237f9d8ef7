"""What is done with damaged files when the journal is opened for writing: set aside, and the rest goes on.

Nothing is deleted. A segment that cannot be opened, and a log that SQLite would cut, are kept beside the
others under another name, and ``verify`` speaks of them until somebody takes them away.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tagma.collect.journal.layout import list_segments
from tagma.collect.journal.log import examine_log, keep_log
from tagma.collect.journal.segment import read_last
from tagma.errors import Text

SET_ASIDE = ".damaged"
BROKEN = ".broken"
log = logging.getLogger("tagma.collect")

_ASIDE = Text("set aside as damaged: what it holds is not loaded", "已作为损坏文件移开：其内容未载入")
_CUT = Text(
    "a damaged write-ahead log was kept here: events that it held may be lost",
    "此处保留了损坏的预写日志：其中的事件可能已丢失",
)


def mend_journal(folder: Path) -> int:
    """Sets aside what cannot be opened; returns the number that the next segment has at least."""
    for path in find_orphans(folder):
        if not path.with_suffix(".parquet").exists():
            path.touch()
            set_aside(path)
    segments = list_segments(folder)
    newest = max(segments, default=0)
    for number, path in sorted(segments.items()):
        if path.suffix == ".sqlite":
            _keep_damaged_log(path)
        if not _opens(path, newest=number == newest):
            set_aside(path)
            del segments[number]
    used = [int(path.stem.removeprefix("segment-")) for path in folder.glob(f"segment-*{SET_ASIDE}")]
    broken = [int(path.stem.removeprefix("segment-")) for path in folder.glob(f"segment-*{BROKEN}")]
    return max([1, *(number + 1 for number in (*used, *broken)), *segments])


def find_orphans(folder: Path) -> Iterator[Path]:
    """Segments that are gone or empty, while SQLite's log beside them says that they were not."""
    for path in sorted(folder.glob("segment-*.sqlite-wal")):
        segment = path.with_name(path.name.removesuffix("-wal"))
        if path.stat().st_size and not (segment.exists() and segment.stat().st_size):
            yield segment


def set_aside(path: Path) -> None:
    """Takes a segment out of the journal without deleting anything."""
    log.error("the segment %s is damaged and was set aside", path.name)
    for suffix in ("-wal", "-shm"):
        beside = Path(f"{path}{suffix}")
        if beside.exists():
            beside.rename(path.with_suffix(f"{SET_ASIDE}{suffix}"))
    path.rename(path.with_suffix(SET_ASIDE))


def mark_broken(path: Path) -> None:
    """Notes that a segment is damaged inside: it is read as far as it can be, and grows no more."""
    path.with_suffix(BROKEN).touch()


def list_kept(folder: Path) -> Iterator[tuple[Path, Text]]:
    """What was set aside or kept, with words for it."""
    for path in sorted(folder.glob(f"segment-*{SET_ASIDE}")):
        yield path, _ASIDE
    for path in sorted(folder.glob("segment-*.log-damaged")):
        yield path, _CUT


def _keep_damaged_log(path: Path) -> None:
    state = examine_log(path)
    if state.damage is not None:
        log.error("the log of %s: %s", path.name, state.damage.en)
        if Path(f"{path}-wal").exists():
            keep_log(path)
    elif state.torn:
        log.warning("%s bytes of a commit that never ended were cut from %s", state.torn, path.name)


def _mark_unless_sound(connection: sqlite3.Connection, path: Path) -> None:
    try:
        for _ in connection.execute("SELECT key, digest FROM events"):
            pass
    except sqlite3.DatabaseError:
        log.exception("the segment %s is damaged inside: it grows no more", path.name)
        mark_broken(path)


def _opens(path: Path, *, newest: bool) -> bool:
    try:
        if path.suffix == ".parquet":
            pq.read_metadata(path)
            return True
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            if newest and not tables:
                return True  # made and not begun
            read_last(connection)
            if newest:
                _mark_unless_sound(connection, path)
    except sqlite3.OperationalError as error:
        return newest and "not begun" in str(error)
    except (sqlite3.DatabaseError, pa.ArrowException, OSError):
        return False
    return True
