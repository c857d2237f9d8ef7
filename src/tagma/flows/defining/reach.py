"""What a definition may read that came over the network: data files of the workspace, nothing else.

Who writes definition files has the machine's files, its network and its environment anyway; who sends a
proposal has not. An address of a database would send the values of environment variables to any host.
"""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from tagma.errors import DefinitionError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tagma.catalog import Definition
    from tagma.catalog.document import Path
    from tagma.errors import TagmaError

_WILD = set("*?[")


def refuse_foreign_files(definition: Definition, before: Definition | None) -> list[TagmaError]:
    """One error per file outside of the workspace's data that was not named before, too."""
    known = {file for _, file in _list_files(before)} if before is not None else set()
    return [
        DefinitionError(
            _NO_ADDRESS if "://" in file else _say_foreign(file),
            where=definition.place(path),
            next_step=_IN_A_FILE if "://" in file else _NAME_A_FILE,
        )
        for path, file in _list_files(definition)
        if file not in known and not is_inside(file)
    ]


_NO_ADDRESS = Text("the address of a database is not taken from here", "此处不能填写数据库地址")
_IN_A_FILE = Text(
    "write the source in a file under sources/ and run “tagma apply” on the server",
    "请在 sources/ 下的文件中定义该数据源，并在服务器上运行“tagma apply”",
)
_NAME_A_FILE = Text(
    "name a file in a folder of the workspace, such as data/orders.csv",
    "请填写工作区某个文件夹中的文件，如 data/orders.csv",
)


def _say_foreign(file: str) -> Text:
    return Text(f"“{file}” is no data file of the workspace", f"“{file}”不是工作区内的数据文件")


def is_inside(pattern: str) -> bool:
    """Whether a path or glob can only name files of the workspace that are not hidden."""
    parts = PurePosixPath(pattern.replace("\\", "/")).parts
    if not parts or pattern.startswith(("/", "\\", "~")) or PureWindowsPath(pattern).drive:
        return False
    if "://" in pattern or any(part == ".." or part.startswith(".") for part in parts) or "\0" in pattern:
        return False
    first = parts[0]
    return not (first == "**" or (len(parts) > 1 and _WILD & set(first)))


def _list_files(definition: Definition) -> Iterator[tuple[Path, str]]:
    read = getattr(definition.model, "read", None)
    if isinstance(read, dict):
        yield from ((("read", name), file) for name, file in read.items())
    members = getattr(definition.model, "members", None)
    if members is not None:
        yield ("members", "file"), members.file
