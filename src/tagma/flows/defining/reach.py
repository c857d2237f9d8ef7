"""Which files a definition may read that came over the network: data of the workspace, nothing else.

Who writes definition files has the machine's files anyway; who sends a proposal has not.
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
            Text(f"“{file}” is no data file of the workspace", f"“{file}”不是工作区内的数据文件"),
            where=definition.place(path),
            next_step=Text(
                "name a file in a folder of the workspace, such as data/orders.csv",
                "请填写工作区某个文件夹中的文件，如 data/orders.csv",
            ),
        )
        for path, file in _list_files(definition)
        if file not in known and not is_inside(file)
    ]


def is_inside(pattern: str) -> bool:
    """Whether a path or glob can only name files of the workspace that are not hidden."""
    parts = PurePosixPath(pattern.replace("\\", "/")).parts
    if not parts or pattern.startswith(("/", "\\", "~")) or PureWindowsPath(pattern).drive:
        return False
    if any(part == ".." or part.startswith(".") for part in parts) or "\0" in pattern:
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
