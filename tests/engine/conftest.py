"""Engines on tiny tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tagma.engine.duckdb import DuckDBEngine, open_memory, open_warehouse
from tagma.engine.spark import SparkOptions, open_lake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tagma.engine import Engine


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


@pytest.fixture(params=["duckdb", "lake"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A warehouse of one file, then a lake whose light work DuckDB does: no cluster is asked."""
    opened: Engine
    if request.param == "duckdb":
        opened = open_warehouse(tmp_path / "warehouse.duckdb", "512MB")
    else:
        opened = open_lake(SparkOptions(tmp_path / "lake"))
    yield opened
    opened.close()
