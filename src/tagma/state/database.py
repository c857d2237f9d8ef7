"""Opens the state and brings its tables up to date."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect, text

from tagma.errors import Place, Text, WorkspaceError
from tagma.failpoints import reach
from tagma.state import migrations
from tagma.state.connection import postgresql
from tagma.state.connection.failures import explain_failures, name_database
from tagma.state.state import State

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 10000")


def open_state(url: str) -> State:
    """Opens, or makes, the state database and migrates it to the newest tables.

    Args:
        url: of SQLAlchemy, such as ``sqlite:////home/me/shop/.tagma/state.sqlite``, or what
            ``make_address`` gives.

    Raises:
        WorkspaceError: damaged, unreadable, out of reach, or written by a newer Tagma.
    """
    engine = _create_engine(url)
    if engine.dialect.name == "sqlite":
        _listen(engine)
    else:
        postgresql.listen(engine)
    try:
        with explain_failures(name_database(engine)):
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return State(engine)


def _create_engine(url: str) -> Engine:
    try:
        return create_engine(url, json_serializer=_to_json, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise WorkspaceError(
            Text(
                "a state on PostgreSQL needs the extra “postgresql”",
                "状态存放于 PostgreSQL 时需要扩展包“postgresql”",
            ),
            next_step=Text(
                "install it: pip install 'tagma[postgresql]'", "请安装：pip install 'tagma[postgresql]'"
            ),
        ) from error


def _listen(engine: Engine) -> None:
    """Durable SQLite, and transactions that begin when we say so."""

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        current = _current_revision(connection)
    if current == migrations.HEAD:
        return
    from alembic import command  # imported here: only a state that is behind pays for it
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise WorkspaceError(
            Text(
                f"a newer Tagma wrote this workspace (state {current}; this one knows {migrations.HEAD})",
                f"该工作区由更新版本的 Tagma 写成（状态 {current}，本版本只到 {migrations.HEAD}）",
            ),
            where=Place(file=name_database(engine)),
            next_step=Text("upgrade Tagma: pip install -U tagma", "请升级 Tagma：pip install -U tagma"),
        )
    if current is not None:
        _back_up(engine, current)
        reach("state.backup")
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if _current_revision(connection) == migrations.HEAD:
            return  # another server was quicker
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        reach("state.migrate")


def _current_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _back_up(engine: Engine, revision: str) -> None:
    """Copies an SQLite state beside itself before its tables change."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return
    source, target = sqlite3.connect(path), sqlite3.connect(f"{path}.before-{revision}")
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
