"""A server of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.serving import Server, make_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that has not begun."""
    made = make_server(tmp_path / "workspace")
    yield made
    made.end()
