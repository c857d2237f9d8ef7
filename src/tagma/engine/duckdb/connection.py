"""Opens DuckDB closed to the outside: no extensions, no files, no network, UTC, configuration locked."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import duckdb

from tagma.engine.duckdb.engine import DuckDBEngine
from tagma.engine.duckdb.failures import describe_failure, is_damage
from tagma.errors import BusyError, DamagedError, Place, Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_IN_THIS_PROCESS = re.compile("different configuration|configuration has been locked")

DEBUG_VARIABLE = "TAGMA_DEBUG_STEPS"

_CLOSED = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
}


def open_warehouse(path: Path, memory_limit: str = "") -> DuckDBEngine:
    """Opens, or makes, the warehouse file and takes it for this process.

    Args:
        path: of the DuckDB file; what does not fit in memory is spilled to ``spill/`` beside it.
        memory_limit: such as ``4GB``; empty lets DuckDB choose.

    Raises:
        BusyError: another process has the file open.
        WorkspaceError: the file is damaged, cannot be opened, or the limit is not one.
    """
    try:
        connection = connect(str(path), spill=path.parent / "spill", memory_limit=memory_limit)
    except duckdb.Error as error:
        raise _explain_opening(error, path, memory_limit) from error
    return DuckDBEngine(connection, trace=_is_tracing())


def open_memory() -> DuckDBEngine:
    """Opens an engine whose tables live in memory: ledger rows, samples, tests."""
    return DuckDBEngine(connect(":memory:"), trace=_is_tracing())


def connect(
    database: str,
    *,
    spill: Path | None = None,
    memory_limit: str = "",
    readable: Sequence[Path] = (),
    folders: Sequence[Path] = (),
) -> duckdb.DuckDBPyConnection:
    """A connection that can reach nothing but its database, its spill folder and what is named.

    Args:
        readable: files that it may read.
        folders: folders all of whose files it may read.
    """
    options: dict[str, str | bool | int | float | list[str]] = dict(_CLOSED)
    options["temp_directory"] = str(spill) if spill is not None else ""
    if memory_limit:
        options["memory_limit"] = memory_limit
    connection = duckdb.connect(database, config=options)
    try:
        connection.execute("SET GLOBAL TimeZone = 'UTC'").fetchall()
        if readable:
            connection.execute("SET allowed_paths = ?", [[str(path) for path in readable]]).fetchall()
        if folders:
            held = [f"{folder}{os.sep}" for folder in folders]
            connection.execute("SET allowed_directories = ?", [held]).fetchall()
            connection.execute("SET parquet_metadata_cache = true").fetchall()
        connection.execute("SET enable_external_access = false").fetchall()
        connection.execute("SET lock_configuration = true").fetchall()
    except duckdb.Error:
        connection.close()
        raise
    return connection


def _is_tracing() -> bool:
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")


def _explain_opening(error: duckdb.Error, path: Path, memory_limit: str) -> WorkspaceError:
    detail = describe_failure(error)
    where = Place(file=str(path))
    holder = re.search(r"\(PID (\d+)\)", str(error))
    if holder or "lock on file" in str(error) or _IN_THIS_PROCESS.search(str(error)):
        pid = holder[1] if holder else str(os.getpid())
        return BusyError(
            Text(f"the warehouse is open in process {pid}", f"数据仓正被进程 {pid} 使用"),
            where=where,
            next_step=Text("wait until it is done, or stop it", "请等待其完成，或将其停止"),
        )
    if memory_limit and isinstance(error, duckdb.ParserException | duckdb.InvalidInputException):
        return WorkspaceError(
            Text(f"“{memory_limit}” is not an amount of memory", f"“{memory_limit}”不是有效的内存大小"),
            where=Place(file="tagma.yaml", field="memory_limit"),
            next_step=Text("write it as 4GB or 800MB", "请写成 4GB 或 800MB"),
        )
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.R_OK | os.W_OK)):
        return WorkspaceError(
            Text(f"the warehouse cannot be opened: {detail}", f"无法打开数据仓：{detail}"),
            where=where,
            next_step=Text("check that the folder and the file may be written", "请检查文件夹与文件是否可写"),
        )
    if re.search(r"version number \d+", str(error)):
        return WorkspaceError(
            Text(
                f"a newer DuckDB wrote the warehouse: {detail}", f"数据仓由更新版本的 DuckDB 写成：{detail}"
            ),
            where=where,
            next_step=Text("upgrade Tagma: pip install -U tagma", "请升级 Tagma：pip install -U tagma"),
        )
    if not is_damage(error):
        return WorkspaceError(
            Text(f"the warehouse cannot be opened: {detail}", f"无法打开数据仓：{detail}"),
            where=where,
            next_step=Text("check the disk and the space on it", "请检查磁盘及其剩余空间"),
        )
    return DamagedError(
        Text(f"the warehouse file is damaged: {detail}", f"数据仓文件已损坏：{detail}"),
        where=where,
        next_step=Text(
            "nothing is lost: delete this file (and the .wal file beside it) and load the sources again",
            "数据不会丢失：删除该文件（及旁边的 .wal 文件）后重新加载来源即可",
        ),
    )
