"""A workspace: a folder with definitions, a warehouse and a state. A handle, with no methods that work."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from tagma.clock import wall_now
from tagma.collect.address import has_password, read_address
from tagma.engine.duckdb import open_warehouse
from tagma.engine.spark import open_lake, read_options
from tagma.errors import BusyError, DamagedError, Place, Text, WorkspaceError
from tagma.places import LOCK_FILE, RUNTIME_FOLDER, SETTINGS_FILE
from tagma.settings import load_settings
from tagma.state import make_address, open_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagma.clock import Calendar
    from tagma.engine import Engine
    from tagma.settings import Settings
    from tagma.state import State
    from tagma.state.connection.turns import Holder

WAREHOUSE_FILE = "warehouse.duckdb"
STATE_FILE = "state.sqlite"
DAMAGED_FILE = "warehouse.damaged"
REBUILD_FILE = "warehouse.rebuild"
log = logging.getLogger("tagma.server")
_WAREHOUSE_TURN = "warehouse"


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
        state = open_state(_locate_state(settings, runtime, purpose))
        closing.callback(state.close)
        engine: Engine | None = None
        if own:
            closing.enter_context(_owning_data(state))
            closing.enter_context(state.runs.own())
            engine = _open_warehouse(runtime, settings, state)
            closing.callback(engine.close)
        yield Workspace(folder, settings, state, engine)


def mark_damaged(ws: Workspace) -> None:
    """Has the warehouse set aside and made anew when it is opened next."""
    (ws.runtime / DAMAGED_FILE).touch()


def _open_warehouse(runtime: Path, settings: Settings, state: State) -> Engine:
    """Opens the warehouse; one that is damaged is set aside, for everything in it can be made anew."""
    if settings.engine == "spark":
        return open_lake(read_options(settings, runtime.parent))
    path, marked = runtime / WAREHOUSE_FILE, runtime / DAMAGED_FILE
    if not marked.exists():
        try:
            return open_warehouse(path, settings.memory_limit)
        except DamagedError as error:
            log.error("%s", error)
    for each in (path, Path(f"{path}.wal")):
        if each.exists():
            each.replace(f"{each}.damaged")
    for load in state.loads.list():
        state.loads.forget(load.source)
    (runtime / REBUILD_FILE).touch()
    marked.unlink(missing_ok=True)
    log.error(
        "%s was damaged and set aside; “tagma refresh” makes it anew from the sources and the journal", path
    )
    return open_warehouse(path, settings.memory_limit)


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


def _locate_state(settings: Settings, runtime: Path, purpose: str) -> str:
    if not settings.state:
        return f"sqlite:///{runtime / STATE_FILE}"
    if has_password(settings.state):
        raise WorkspaceError(
            Text(
                f"the password of the state database stands in {SETTINGS_FILE}",
                f"状态数据库的密码写在了 {SETTINGS_FILE} 中",
            ),
            where=Place(file=SETTINGS_FILE, field="state"),
            next_step=Text(
                "put it into an environment variable and write ${NAME} in its place",
                "请放入环境变量，并在原处写 ${变量名}",
            ),
        )
    address = read_address(settings.state, "state")
    if address.system != "postgresql":
        raise WorkspaceError(
            Text("the state can be in PostgreSQL or in a file only", "状态只能存放在 PostgreSQL 或文件中"),
            where=Place(file=SETTINGS_FILE, field="state"),
            next_step=Text(
                "write postgresql://user:${PASSWORD}@host/database, or leave it out",
                "请写 postgresql://user:${PASSWORD}@host/database，或删去此项",
            ),
        )
    return make_address(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database=address.database,
        options=address.options,
        program=purpose,
    )


@contextmanager
def _owning_data(state: State) -> Iterator[None]:
    """Keeps a second server with a warehouse of its own away from a shared state."""
    with state.turns.hold(_WAREHOUSE_TURN) as taken:
        if not taken:
            raise _shared(state.turns.find_holder(_WAREHOUSE_TURN))
        yield


def _shared(holder: Holder | None) -> BusyError:
    who = holder.program if holder else "?"
    since = f"{holder.since:%Y-%m-%d %H:%M:%S}" if holder else "?"
    return BusyError(
        Text(
            f"the state database is in use by another workspace folder: {who}, since {since} UTC",
            f"状态数据库正被另一个工作区文件夹使用：{who}，始于 {since} UTC",
        ),
        where=Place(file=SETTINGS_FILE, field="state"),
        next_step=Text(
            "stop it, or name another database: one warehouse file belongs to one state",
            "请停止它，或改用另一个数据库：一个状态只对应一个数据仓文件",
        ),
    )


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
