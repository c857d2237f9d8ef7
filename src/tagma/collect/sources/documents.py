"""Where a JSON file is broken."""

from __future__ import annotations

import json
from pathlib import Path

from tagma.collect.sources.delimited import open_text
from tagma.errors import Place, SourceError, Text

_MOST_BYTES = 256 << 20


def find_broken_json(path: Path) -> SourceError | None:
    """The error of the first place that is not JSON: one document, or one per line."""
    if path.stat().st_size > _MOST_BYTES:
        return None
    with open_text(path, "utf-8-sig") as file:
        try:
            text = file.read()
        except UnicodeError:
            return _broken(path, 1, "not UTF-8", "不是 UTF-8")
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        if not text.lstrip().startswith("{"):
            return _broken(path, error.lineno, error.msg, error.msg)
    else:
        return None
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            if line.strip():
                json.loads(line)
        except json.JSONDecodeError as error:
            return _broken(path, number, error.msg, error.msg)
    return None


def _broken(path: Path, line: int, reason: str, reason_zh: str) -> SourceError:
    return SourceError(
        Text(
            f"line {line} of “{path.name}” is not JSON: {reason}",
            f"“{path.name}”第 {line} 行不是 JSON：{reason_zh}",
        ),
        where=Place(file=str(path), line=line),
        next_step=Text(
            "the file is to hold one array of objects, or one object per line, in UTF-8",
            "文件应为一个对象数组，或每行一个对象，使用 UTF-8 编码",
        ),
    )
