"""What a database said, told so that people know what to do; never a password, never values of rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tagma.errors import Place, SourceError, Text

if TYPE_CHECKING:
    from tagma.collect.address import Address

_KINDS: tuple[tuple[str, Text, Text], ...] = (
    (
        r"could not translate host|failed to resolve|name or service not known|nodename nor servname"
        r"|temporary failure in name resolution|no address associated|getaddrinfo failed",
        Text("there is no host “{host}”", "找不到主机“{host}”"),
        Text("check the name of the host", "请检查主机名"),
    ),
    (
        r"connection refused|can't connect to|connection timeout|timed out|no route to host"
        r"|no such file or dir",
        Text("no database answers at {host}:{port}", "{host}:{port} 没有数据库应答"),
        Text(
            "check host and port, and that the server takes connections from here",
            "请检查主机与端口，并确认服务器接受来自此处的连接",
        ),
    ),
    (
        r"password authentication failed|access denied for user|no password supplied|role .* does not exist",
        Text("the database does not know this user with this password", "数据库不认可该用户与密码"),
        Text(
            "check the user, and the variable that holds the password",
            "请检查用户，以及存放密码的环境变量",
        ),
    ),
    (
        r"database .* does not exist|unknown database|access denied .* to database",
        Text(
            "there is no database “{database}”, or not for this user",
            "没有数据库“{database}”，或该用户无权使用",
        ),
        Text("check the name behind the host", "请检查主机之后的数据库名"),
    ),
    (
        r"permission denied|command denied|select command denied",
        Text("this user may not read the table", "该用户无权读取此表"),
        Text("grant SELECT on it: GRANT SELECT ON ... TO ...", "请授予读取权限：GRANT SELECT ON ... TO ..."),
    ),
    (
        r"relation .* does not exist|table .* doesn't exist",
        Text("the database has no such table", "数据库中没有这张表"),
        Text("check its name, with the schema before it", "请检查表名及其前面的 schema"),
    ),
    (
        r"statement timeout|query execution was interrupted|max_statement_time",
        Text("the database took too long", "数据库响应超时"),
        Text("add an index, or read a smaller query", "请添加索引，或改用更小的查询"),
    ),
)  # fmt: skip


def word_failure(error: Exception, address: Address) -> SourceError:
    """The kind of failure in words, and what the database said in its own first line."""
    said = str(error.args[1] if len(error.args) > 1 else error).strip().splitlines()
    line = said[0] if said else type(error).__name__
    whole = " ".join(said)
    if address.password:
        line, whole = (text.replace(address.password, "***") for text in (line, whole))
    quoted = Text(f"the database says: {line}", f"数据库返回：{line}")
    where = Place(field="read")
    for pattern, what, step in _KINDS:
        if re.search(pattern, whole, re.IGNORECASE):
            known = {"host": address.host, "port": address.port, "database": address.database}
            told = Text(
                f"{what.en.format(**known)} ({quoted.en})", f"{what.zh.format(**known)}（{quoted.zh}）"
            )
            return SourceError(told, where=where, next_step=step)
    step = Text("check the address, the user and its right to read", "请检查地址、用户及其读取权限")
    return SourceError(quoted, where=where, next_step=step)
