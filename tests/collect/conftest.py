"""Sources over files that a test writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tagma.clock import Calendar
from tagma.collect.definition import SourceDefinition
from tagma.collect.sources import describe_source, open_source

SHANGHAI = Calendar("Asia/Shanghai")


def define(**fields: Any) -> SourceDefinition:
    return SourceDefinition(kind="source", name=fields.pop("name", "shop"), **fields)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write_file


@pytest.fixture
def describe(tmp_path: Path) -> Callable[..., Any]:
    return lambda **fields: describe_source(define(**fields), tmp_path, SHANGHAI)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """The rows of the first output of a source."""

    def read_rows(**fields: Any) -> list[dict[str, Any]]:
        with open_source(define(**fields), tmp_path, SHANGHAI) as source:
            output = source.outputs()[0]
            return source.read(output).read_all().to_pylist()

    return read_rows
