"""The lake: immutable parts of Parquet below one folder, and commits that say which of them are tables.

A commit is one small file with the state of all tables. It is written beside the others, flushed to disk and
then linked to its number, which is one atomic step and fails where another writer took the number. What a
failed job has written is named by no commit: nobody reads it, and ``sweep`` removes it.
"""

from __future__ import annotations

import logging
import os
import shutil
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet

from tagma.clock import wall_now
from tagma.engine.spark.lake.manifest import Part, Snapshot, read_snapshot, write_snapshot
from tagma.errors import BusyError, EngineError, Place, Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tagma.engine.protocol import Table

LOGGER = logging.getLogger("tagma.engine")

COMMITS = "_commits"
RESULTS = "_results"
KEPT_COMMITS = 5
KEPT_FOR = timedelta(hours=1)


class Lake:
    """The files of a lake; one process writes it at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._commits = folder / COMMITS
        try:
            self._commits.mkdir(parents=True, exist_ok=True)
            probe = folder / f".writable-{uuid.uuid4().hex}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise _unwritable(folder, error) from error

    def read(self) -> Snapshot:
        """The newest commit all of whose files are there; an empty snapshot where there is no commit.

        Raises:
            WorkspaceError: there are commits and not one is whole.
        """
        broken: list[str] = []
        for number, path in self._list_commits():
            try:
                snapshot = read_snapshot(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                broken.append(f"{number}: commit file")
                continue
            missing = self._find_missing(snapshot)
            if missing is None:
                if broken:
                    LOGGER.warning(
                        "the lake goes back to commit %d: damaged are %s", number, "; ".join(broken)
                    )
                return snapshot
            broken.append(f"{number}: {missing}")
        if broken:
            raise _damaged(self.folder, broken)
        return Snapshot()

    def commit(self, snapshot: Snapshot) -> None:
        """Makes the snapshot the one that serves.

        Raises:
            BusyError: another process has written a commit meanwhile; nothing was changed.
            WorkspaceError: the lake cannot be written.
        """
        target = self._commits / f"{snapshot.number:012d}.json"
        draft = self._commits / f".{uuid.uuid4().hex}.draft"
        try:
            with draft.open("w", encoding="utf-8") as file:
                file.write(write_snapshot(snapshot))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, target)
            _flush_folder(self._commits)
        except FileExistsError:
            raise BusyError(
                Text(
                    f"another process has written commit {snapshot.number} of the lake",
                    f"另一进程已写入数据湖的第 {snapshot.number} 次提交",
                ),
                where=Place(file=str(self.folder)),
                next_step=Text(
                    "let one workspace own the lake; then do this again",
                    "一个数据湖只能由一个工作区写入；请确认后重试",
                ),
            ) from None
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def new_part(self, table: Table) -> str:
        """The path, below the lake, of a folder for rows of a table; not made yet."""
        return f"{_safe(table.schema)}/{_safe(table.name)}/{uuid.uuid4().hex}"

    def new_result(self) -> str:
        """The path, below the lake, of a folder for rows that are read once."""
        return f"{RESULTS}/{uuid.uuid4().hex}"

    def find_part(self, path: str, columns: Mapping[str, str]) -> Part | None:
        """The part that lies in a folder; None where it has no rows (the folder is removed then)."""
        folder = self.folder / path
        files, rows = [], 0
        for file in sorted(folder.rglob("*.parquet")):
            count = pyarrow.parquet.read_metadata(file).num_rows
            if count:
                rows += count
                files.append((str(file.relative_to(folder)), file.stat().st_size))
        if not rows:
            self.remove(path)
            return None
        return Part(path, tuple(files), dict(columns), rows)

    def paths(self, part: Part) -> list[str]:
        """The files of a part, absolute."""
        return [str(self.folder / part.path / name) for name, _ in part.files]

    def remove(self, path: str) -> None:
        """Removes a part or a result that nobody reads."""
        shutil.rmtree(self.folder / path, ignore_errors=True)

    def sweep(self, current: Snapshot) -> int:
        """Removes old commits, and parts that no kept commit names; returns how many parts.

        The last commits are kept for readers that are under way, and to go back to after damage.
        """
        kept = current.list_parts()
        oldest = wall_now() - KEPT_FOR
        for position, (_, path) in enumerate(self._list_commits()):
            with suppress(OSError, ValueError):
                if position >= KEPT_COMMITS and _written_at(path) < oldest:
                    path.unlink()
                else:
                    kept |= read_snapshot(path.read_text(encoding="utf-8")).list_parts()
        removed = 0
        for part in self._list_folders():
            name = str(part.relative_to(self.folder))
            if name not in kept and _written_at(part) < oldest:
                self.remove(name)
                removed += 1
        return removed

    def clear_results(self) -> None:
        """Removes what earlier processes left half read or half written."""
        shutil.rmtree(self.folder / RESULTS, ignore_errors=True)
        for draft in self._commits.glob(".*.draft"):
            with suppress(OSError):
                draft.unlink()

    def _list_commits(self) -> list[tuple[int, Path]]:
        """The commits, newest first."""
        found = [(int(path.stem), path) for path in self._commits.glob("*.json") if path.stem.isdigit()]
        return sorted(found, reverse=True)

    def _list_folders(self) -> Iterator[Path]:
        for table in self.folder.glob("*/*"):
            if not table.parent.name.startswith(("_", ".")) and table.is_dir():
                yield from (part for part in table.iterdir() if part.is_dir())

    def _find_missing(self, snapshot: Snapshot) -> str | None:
        """The first file that a snapshot names and that is not there as it was written."""
        for generation in snapshot.tables.values():
            for part in generation.parts:
                for name, size in part.files:
                    try:
                        if (self.folder / part.path / name).stat().st_size != size:
                            return f"{part.path}/{name}"
                    except OSError:
                        return f"{part.path}/{name}"
        return None


def _safe(name: str) -> str:
    """A name as one folder, in ASCII whatever the machines of a cluster take file names to be."""
    plain = "".join(
        char if char.isascii() and (char.isalnum() or char in "-_") else f"~{ord(char):x}~" for char in name
    )
    return plain if len(plain) <= 120 else f"{plain[:24]}~{uuid.uuid5(uuid.NAMESPACE_OID, name).hex}"


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(folder: Path, error: OSError) -> WorkspaceError:
    reason = error.strerror or type(error).__name__
    return WorkspaceError(
        Text(f"the lake {folder} cannot be written: {reason}", f"数据湖 {folder} 无法写入：{reason}"),
        where=Place(file="tagma.yaml", field="spark.lake"),
        next_step=Text(
            "check the permissions and the free space of the folder, or name another under spark.lake",
            "请检查该文件夹的权限与剩余空间，或在 spark.lake 中指定其他文件夹",
        ),
    )


def _damaged(folder: Path, broken: list[str]) -> WorkspaceError:
    listed = "; ".join(broken[:3])
    return WorkspaceError(
        Text(
            f"no commit of the lake {folder} is whole ({listed})",
            f"数据湖 {folder} 没有一次完整的提交（{listed}）",
        ),
        where=Place(file=str(folder / COMMITS)),
        next_step=Text(
            "nothing is lost: move the folder aside; “tagma refresh” loads the sources and the journal again",
            "数据不会丢失：请移走该文件夹，再运行“tagma refresh”重新加载来源与日志",
        ),
    )


def refuse_conflict(table: Table, step: str) -> EngineError:
    """The error of a table that is there already."""
    return EngineError(
        Text(f"step “{step}” failed: {table} already exists", f"步骤“{step}”失败：{table} 已存在"),
        step=step,
        sql="",
    )
