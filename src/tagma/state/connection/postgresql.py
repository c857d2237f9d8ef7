"""What is particular to a state on PostgreSQL: its address, its sessions and what its refusals mean."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from sqlalchemy import URL, event, text

from tagma.errors import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

_WRITING = 0x7A63  # the advisory lock of whoever writes; any number that nobody else in this database uses
_CONNECT_SECONDS = "10"
_NAME_BYTES = 63

_RIGHTS = Text("ask for the right to create and change tables there", "请申请在其中建表和改表的权限")
MEANINGS: Mapping[str, tuple[Text, Text]] = {
    "28P01": (
        Text("the state database refused the user or password", "状态数据库拒绝了用户名或密码"),
        Text("check the address under “state” and its variable", "请检查“state”中的地址及其变量"),
    ),
    "28000": (
        Text("the state database refused this user", "状态数据库拒绝了该用户"),
        Text("check pg_hba.conf and the address under “state”", "请检查 pg_hba.conf 和“state”中的地址"),
    ),
    "3D000": (
        Text("the state database does not exist", "状态数据库不存在"),
        Text("create it: createdb NAME", "请先创建：createdb 名称"),
    ),
    "42501": (
        Text("this user may not do that in the state database", "该用户无权在状态数据库中这样做"),
        _RIGHTS,
    ),
    "25006": (Text("the state database is read-only", "状态数据库只读"), _RIGHTS),
    "53100": (
        Text("the disk of the state database is full", "状态数据库的磁盘已满"),
        Text("free some space there and try again; nothing was changed", "请释放空间后重试；未作任何改动"),
    ),
    "53300": (
        Text("the state database has too many connections", "状态数据库的连接数已满"),
        Text("raise max_connections, or stop a server", "请提高 max_connections，或停止一台服务器"),
    ),
}
UNREACHABLE = (
    Text("the state database cannot be reached", "无法连接状态数据库"),
    Text("check that it runs and the address under “state”", "请检查其是否在运行，以及“state”中的地址"),
)


def make_address(
    *, host: str, port: int, user: str, password: str, database: str, options: Mapping[str, str], program: str
) -> str:
    """The address of a state on PostgreSQL, password and all: never shown.

    Args:
        options: of libpq, such as ``sslmode``.
        program: what this process does; others that wait for it are told.
    """
    name = f"{program or 'tagma'} @ {socket.gethostname()} pid {os.getpid()}"
    query = {
        "connect_timeout": _CONNECT_SECONDS,
        "application_name": name.encode()[:_NAME_BYTES].decode(errors="ignore"),
        **options,
    }
    sockets = host.startswith("/")
    url = URL.create(
        "postgresql+psycopg",
        username=user or None,
        password=password or None,
        host=None if sockets else host or None,
        port=None if sockets else port,
        database=database,
        query={**query, "host": host, "port": str(port)} if sockets else query,
    )
    return url.render_as_string(hide_password=False)


def listen(engine: Engine) -> None:
    """Lets one writer of all servers at a time into the state, from its first statement on, as on SQLite."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writing", False):
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITING})"))
