"""Engines on tiny tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tagma.engine.duckdb import DuckDBEngine, open_memory, open_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    opened = open_memory()
    yield opened
    opened.close()


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[DuckDBEngine]:
    opened = open_warehouse(tmp_path / "warehouse.duckdb", "512MB")
    yield opened
    opened.close()
