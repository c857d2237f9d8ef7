"""A warehouse in memory and short ways to load and look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from tagma.engine.dialect import query
from tagma.engine.duckdb import DuckDBEngine, open_memory
from tagma.identity import Declared, LoadReport, load_events

NOW = datetime(2024, 6, 1)
Load = Callable[..., LoadReport]
Look = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    opened = open_memory()
    yield opened
    opened.close()


@pytest.fixture
def load(engine: DuckDBEngine) -> Load:
    def load_columns(
        columns: dict[str, Any], *, source: str = "shop", event: str = "order", **more: Any
    ) -> LoadReport:
        declared = Declared(more.pop("types", {}), frozenset(more.pop("required", ())))
        more.setdefault("received_at", NOW)
        return load_events(engine, source, event, pa.table(columns), declared, **more)

    return load_columns


@pytest.fixture
def look(engine: DuckDBEngine) -> Look:
    return lambda sql: engine.query(query(sql), step="look").to_pylist()


def days(*numbers: int) -> list[datetime]:
    return [datetime(2024, 1, number) for number in numbers]
