"""States in a temporary folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tagma.state import State, open_state
from tests.state.plain_user import plain_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["plain_user", "state", "url"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


@pytest.fixture
def state(url: str) -> Iterator[State]:
    opened = open_state(url)
    yield opened
    opened.close()
