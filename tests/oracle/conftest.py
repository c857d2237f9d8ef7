"""The demo shop with what the oracle adds to it, beside the raw records it was made of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagma.flows.apply import apply_definitions
from tagma.flows.refresh import refresh
from tagma.workspace import Workspace, open_workspace
from tests.conftest import DemoShop
from tests.oracle.extras import write_extras
from tests.oracle.raw import Raw, list_households


@pytest.fixture(scope="session")
def folder(demo_shop: DemoShop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo shop with the definitions of the oracle added, not yet applied."""
    folder = tmp_path_factory.mktemp("oracle") / "demo"
    shutil.copytree(demo_shop.folder, folder)
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
