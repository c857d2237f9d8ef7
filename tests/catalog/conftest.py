"""Real files in a temporary folder, read with the real kinds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tagma.catalog import Catalog, read_definitions
from tagma.errors import TagmaError
from tagma.kinds import KINDS

Write = Callable[..., Path]
Read = Callable[[], Catalog]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(text: str, name: str = "tags/a.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda: read_definitions(tmp_path, KINDS, skip=("data", "tagma.yaml"))


def place(error: TagmaError) -> str:
    """``file:line:column``."""
    assert error.where is not None
    return ":".join(
        str(part) for part in (error.where.file, error.where.line, error.where.column) if part is not None
    )


def check_worded(error: TagmaError) -> None:
    """Every error has both languages, a file with a line, and a next step in both languages."""
    assert error.what.en
    assert error.what.zh
    assert any("\u4e00" <= character <= "\u9fff" for character in error.what.zh)
    assert error.where is not None
    assert error.where.file
    assert error.where.line
    assert error.next_step is not None
    assert error.next_step.en
    assert error.next_step.zh
