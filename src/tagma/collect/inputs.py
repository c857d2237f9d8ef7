"""How the input of a source is read: options of files, readings of columns, what a database needs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from tagma.catalog import Part, described, refuse
from tagma.collect.address import find_system, has_password, is_address
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


_WRITE_ADDRESS = Text(
    "write read: postgresql://user:${PASSWORD}@host/database, and table: or query:",
    "请写 read: postgresql://user:${PASSWORD}@host/database，并写 table: 或 query:",
)
_UNKNOWN_SYSTEM = Text("the databases are postgresql and mysql", "支持的数据库为 postgresql 与 mysql")
_ONE_DATABASE = Text("a source reads one database alone", "一个数据源只能读取一个数据库")
_PASSWORD = Text(
    "a password does not belong into a definition: name an environment variable, ${PASSWORD}",
    "密码不应写在定义里：请写环境变量名，如 ${PASSWORD}",
)
_TABLE_OR_QUERY = Text("a database needs either “table” or “query”", "数据库需要“table”或“query”二者之一")
_KEY_NEEDS_CURSOR = Text("“key” needs “cursor”", "“key”需要与“cursor”一起使用")


def check_database(read: tuple[str, ...], given: Collection[str]) -> None:
    """Checks what a source says of a database.

    Args:
        read: the paths or addresses.
        given: which of ``table query cursor key`` it says.

    Raises:
        PydanticCustomError: names the field.
    """
    if not any(is_address(text) for text in read):
        if given:
            field = next(iter(given))
            what = Text(f"“{field}” is of databases", f"“{field}”只用于数据库")
            raise refuse(DefinitionError(what, next_step=_WRITE_ADDRESS), field)
        return
    for what, wrong, field in (
        (_UNKNOWN_SYSTEM, any(find_system(text) is None for text in read), "read"),
        (_ONE_DATABASE, len(read) > 1, "read"),
        (_PASSWORD, any(has_password(text) for text in read), "read"),
        (_TABLE_OR_QUERY, ("table" in given) == ("query" in given), "table"),
        (_KEY_NEEDS_CURSOR, "key" in given and "cursor" not in given, "key"),
    ):
        if wrong:
            raise refuse(DefinitionError(what, next_step=_WRITE_ADDRESS), field)
