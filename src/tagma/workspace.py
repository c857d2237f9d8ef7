"""A workspace: a folder with definitions, a warehouse and a state. A handle, with no methods that work."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tagma.clock import wall_now
from tagma.engine.duckdb import open_warehouse
from tagma.errors import BusyError, Place, Text, WorkspaceError
from tagma.places import LOCK_FILE, RUNTIME_FOLDER, SETTINGS_FILE
from tagma.settings import load_settings
from tagma.state import open_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagma.clock import Calendar
    from tagma.engine import Engine
    from tagma.settings import Settings
    from tagma.state import State

WAREHOUSE_FILE = "warehouse.duckdb"
STATE_FILE = "state.sqlite"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace.

    Attributes:
        owned: whether this process owns the warehouse.
    """

    folder: Path
    settings: Settings
    state: State
    _engine: Engine | None = None

    @property
    def owned(self) -> bool:
        return self._engine is not None

    @property
    def engine(self) -> Engine:
        """The warehouse.

        Raises:
            WorkspaceError: the workspace was opened without it.
        """
        if self._engine is None:
            raise WorkspaceError(
                Text("the workspace was opened without its warehouse", "工作区打开时未包含数据仓"),
                where=Place(file=str(self.folder)),
                next_step=Text("open it with own=True", "请以 own=True 打开"),
            )
        return self._engine

    @property
    def calendar(self) -> Calendar:
        return self.settings.calendar

    @property
    def runtime(self) -> Path:
        """The folder of everything that Tagma writes for itself."""
        return self.folder / RUNTIME_FOLDER


@contextmanager
def open_workspace(folder: Path | str, *, own: bool = True, purpose: str = "") -> Iterator[Workspace]:
    """Opens a workspace and closes it at the end.

    Args:
        own: takes the warehouse, which one process can do at a time; without it, settings and state only.
        purpose: what the owner is doing, for the message that a second owner gets.

    Raises:
        BusyError: another process owns the warehouse; names its pid, purpose and since when.
        WorkspaceError: no workspace, a folder that cannot be written, a damaged file.
    """
    folder = Path(folder).expanduser().resolve()
    settings = load_settings(folder)
    runtime = _make_runtime_folder(folder)
    with ExitStack() as closing:
        if own:
            closing.enter_context(_owning(runtime / LOCK_FILE, purpose))
        state = open_state(f"sqlite:///{runtime / STATE_FILE}")
        closing.callback(state.close)
        engine: Engine | None = None
        if own:
            state.runs.close_interrupted()
            engine = open_warehouse(runtime / WAREHOUSE_FILE, settings.memory_limit)
            closing.callback(engine.close)
        yield Workspace(folder, settings, state, engine)


def find_workspace(start: Path | str) -> Path:
    """The nearest folder at or above ``start`` that has a ``tagma.yaml``.

    Raises:
        WorkspaceError: there is none.
    """
    here = Path(start).expanduser().resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise WorkspaceError(
        Text(
            f"there is no workspace at or above {here}: no {SETTINGS_FILE}",
            f"{here} 及其上级都不是工作区：缺少 {SETTINGS_FILE}",
        ),
        next_step=Text(
            "go to a workspace, name one with -w, or make one with “tagma init DIR” or “tagma demo”",
            "请进入某个工作区，用 -w 指定，或用“tagma init DIR”“tagma demo”新建",
        ),
    )


def _make_runtime_folder(folder: Path) -> Path:
    runtime = folder / RUNTIME_FOLDER
    try:
        runtime.mkdir(mode=0o700, exist_ok=True)
        ignore = runtime / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise _unwritable(runtime, error) from error
    return runtime


@contextmanager
def _owning(path: Path, purpose: str) -> Iterator[None]:
    """Holds the owner's lock; the kernel frees it when the process dies, however it dies."""
    try:
        lock = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _busy(path, _read_owner(lock)) from None
        _write_owner(
            lock, {"pid": os.getpid(), "purpose": purpose, "since": wall_now().isoformat(" ", "seconds")}
        )
        try:
            yield
        finally:
            _write_owner(lock, None)


def _write_owner(lock: IO[str], owner: dict[str, Any] | None) -> None:
    lock.truncate(0)
    if owner is not None:
        json.dump(owner, lock, ensure_ascii=False)
    lock.flush()


def _read_owner(lock: IO[str]) -> dict[str, Any]:
    lock.seek(0)
    try:
        owner = json.load(lock)
    except ValueError:
        return {}  # the owner has just begun, or is about to end
    return owner if isinstance(owner, dict) else {}


def _busy(path: Path, owner: dict[str, Any]) -> BusyError:
    pid, purpose, since = (owner.get(key) or "?" for key in ("pid", "purpose", "since"))
    return BusyError(
        Text(
            f"the workspace is owned by process {pid} ({purpose}) since {since} UTC",
            f"工作区正由进程 {pid} 使用（{purpose}），始于 {since} UTC",
        ),
        where=Place(file=str(path)),
        next_step=Text("wait until it is done, or stop it", "请等待其完成，或将其停止"),
    )


def _unwritable(path: Path, error: OSError) -> WorkspaceError:
    reason = error.strerror or type(error).__name__
    return WorkspaceError(
        Text(f"cannot write {path}: {reason}", f"无法写入 {path}：{reason}"),
        where=Place(file=str(path)),
        next_step=Text("check the permissions of the workspace folder", "请检查工作区文件夹的权限"),
    )
