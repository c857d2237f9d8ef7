"""How the input of a source is read: options of files, readings of columns, what an address needs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from tagma.catalog import Part, described, refuse
from tagma.collect.address import SCHEMES as DATABASES
from tagma.collect.address import has_password, is_address
from tagma.errors import DefinitionError, Text

Reading = Literal[
    "text", "number", "number with decimal comma", "instant", "instant day first", "instant month first"
]


class ReadOptions(Part):
    """How the files are read."""

    sheet: str | None = described(
        "Sheet of a workbook; default the first.", "工作表名；默认第一个。", default=None
    )
    delimiter: str | None = described(
        "What separates CSV columns; default: found.",
        "CSV 分隔符；默认自动识别。",
        default=None,
        min_length=1,
    )
    encoding: str | None = described(
        "Encoding of CSV text; default: found.", "CSV 编码；默认自动识别。", default=None
    )
    header: bool = described("Whether the first row holds names.", "首行是否为列名。", default=True)
    header_row: int | None = described(
        "The row that holds the names, where titles stand above it; rows count from 1.",
        "列名所在的行号（从 1 起），用于其上方有标题的文件。",
        default=None,
        ge=1,
    )
    number_rows: bool = described(
        "Whether the column file_row is added: where a row stands in its file.",
        "是否添加列 file_row，记录该行在文件中的位置。",
        default=False,
    )


Kind = Literal["files", "database", "dlt", "mqtt"]
SCHEMES: Mapping[str, Kind] = {
    **dict.fromkeys(DATABASES, "database"), "dlt": "dlt", "mqtt": "mqtt", "mqtts": "mqtt",
}  # fmt: skip
_ALLOWED: Mapping[Kind, frozenset[str]] = {
    "files": frozenset(),
    "database": frozenset({"table", "query", "cursor", "key"}),
    "dlt": frozenset({"key", "args"}),
    "mqtt": frozenset(),
}
_OWNERS: Mapping[str, Text] = {
    "args": Text("a dlt function", "dlt 函数"),
    "key": Text("databases and dlt functions", "数据库与 dlt 函数"),
}
_DLT = re.compile(r"dlt://([^:*?\[\]]+\.py):([A-Za-z_]\w*)")

_WRITE_ADDRESS = Text(
    "write read: postgresql://user:${PASSWORD}@host/database, and table: or query:",
    "请写 read: postgresql://user:${PASSWORD}@host/database，并写 table: 或 query:",
)
_WRITE_DLT = Text(
    "write read: dlt://connectors/shop.py:orders, a file of the workspace and a function in it",
    "请写 read: dlt://connectors/shop.py:orders，即工作区内的文件与其中的函数",
)
_WRITE_MQTT = Text(
    "write read: mqtt://user:${PASSWORD}@host/stores/+/visits",
    "请写 read: mqtt://user:${PASSWORD}@host/stores/+/visits",
)
_UNKNOWN_SYSTEM = Text(
    "the databases are postgresql and mysql; dlt and mqtt are the other addresses",
    "支持的数据库为 postgresql 与 mysql；其他地址为 dlt 与 mqtt",
)
_ONE_ADDRESS = Text(
    "a source reads one address, and it alone", "一个数据源只能读取一个地址，且不能与其他输入并用"
)
_PASSWORD = Text(
    "a password does not belong into a definition: name an environment variable, ${PASSWORD}",
    "密码不应写在定义里：请写环境变量名，如 ${PASSWORD}",
)
_TABLE_OR_QUERY = Text("a database needs either “table” or “query”", "数据库需要“table”或“query”二者之一")
_KEY_NEEDS_CURSOR = Text("“key” needs “cursor”", "“key”需要与“cursor”一起使用")
_NO_FUNCTION = Text("this names no function in a file of the workspace", "这里没有指明工作区文件中的函数")
_NO_TOPIC = Text("this names no broker with a topic", "这里没有指明代理服务器与主题")


def find_kind(read: Iterable[str]) -> Kind:
    """What a source reads, by its paths or addresses."""
    kinds = {SCHEMES.get(text.split("://", 1)[0].lower(), "database") for text in read if is_address(text)}
    return kinds.pop() if kinds else "files"


def read_function(address: str) -> tuple[str, str] | None:
    """The file and the function that a dlt address names; None where it names none."""
    found = _DLT.fullmatch(address)
    if found is None or found[1].startswith("/") or ".." in found[1].split("/"):
        return None
    return found[1], found[2]


def check_input(read: tuple[str, ...], given: Collection[str]) -> None:
    """Checks what a source says of a database, of a dlt function or of a broker.

    Args:
        read: the paths or addresses.
        given: which of ``table query cursor key args`` it says.

    Raises:
        PydanticCustomError: names the field.
    """
    kind = find_kind(read)
    addresses = [text for text in read if is_address(text)]
    known = all(text.split("://", 1)[0].lower() in SCHEMES for text in addresses)
    if known and (foreign := [name for name in given if name not in _ALLOWED[kind]]):
        whose = _OWNERS.get(foreign[0], Text("databases", "数据库"))
        what = Text(f"“{foreign[0]}” is of {whose.en}", f"“{foreign[0]}”只用于{whose.zh}")
        raise refuse(
            DefinitionError(what, next_step=_WRITE_DLT if foreign[0] == "args" else _WRITE_ADDRESS),
            foreign[0],
        )
    if not addresses:
        return
    checks = [
        (_UNKNOWN_SYSTEM, not known, "read", _WRITE_ADDRESS),
        (_ONE_ADDRESS, len(read) > 1, "read", _WRITE_ADDRESS),
        (_PASSWORD, kind != "dlt" and any(has_password(text) for text in addresses), "read", _WRITE_ADDRESS),
    ]
    if kind == "database":
        checks += [
            (_TABLE_OR_QUERY, ("table" in given) == ("query" in given), "table", _WRITE_ADDRESS),
            (_KEY_NEEDS_CURSOR, "key" in given and "cursor" not in given, "key", _WRITE_ADDRESS),
        ]
    elif kind == "dlt":
        checks += [(_NO_FUNCTION, read_function(addresses[0]) is None, "read", _WRITE_DLT)]
    else:
        checks += [(_NO_TOPIC, read_topic(addresses[0]) is None, "read", _WRITE_MQTT)]
    for what, wrong, field, step in checks:
        if wrong:
            raise refuse(DefinitionError(what, next_step=step), field)


def read_topic(address: str) -> str | None:
    """The topic filter that an address of a broker names; None where it names none."""
    host, _, topic = address.split("://", 1)[-1].partition("/")
    if not host or not topic or "#" in topic[:-1] or "\0" in topic:
        return None
    return (
        topic
        if all(level in ("+", "#") or not set(level) & set("+#") for level in topic.split("/"))
        else None
    )
