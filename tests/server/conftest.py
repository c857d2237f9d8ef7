"""The real server over real shops, asked through Starlette's client; no socket is opened."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from tagma.server.app import create_app
from tagma.workspace import Workspace, open_workspace
from tests.cli.conftest import shop
from tests.conftest import DemoShop

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["shop"]

ADDRESS = "http://127.0.0.1:8321"


@contextmanager
def open_client(ws: Workspace, *, language: str = "en") -> Iterator[TestClient]:
    """A client over an open workspace, logged in as the administrator of this machine.

    An error that the server did not expect is raised in the test.
    """
    app = create_app(ws)
    headers = {"accept-language": language, "origin": ADDRESS}
    with TestClient(app, base_url=ADDRESS, headers=headers, client=("127.0.0.1", 50_000)) as client:
        me = client.post("/api/v1/session", json={"token": app.state.entry.launch_token}).json()
        client.headers["x-csrf-token"] = me["csrf"]
        yield client


@pytest.fixture
def ws(shop: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A refreshed tiny shop (see ``tests/cli/shop.py``) of the test's own, opened."""
    with open_workspace(Path(shutil.copytree(shop, tmp_path / "shop")), purpose="tests") as opened:
        yield opened


@pytest.fixture
def client(ws: Workspace) -> Iterator[TestClient]:
    """A logged-in administrator in the tiny shop; the test may change everything."""
    with open_client(ws) as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_ws(demo_shop: DemoShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo shop, copied and opened once for all tests: they must not change it."""
    folder = tmp_path_factory.mktemp("server") / "demo-shop"
    with open_workspace(Path(shutil.copytree(demo_shop.folder, folder)), purpose="tests") as opened:
        yield opened


@pytest.fixture(scope="session")
def demo_client(demo_ws: Workspace) -> Iterator[TestClient]:
    """A logged-in administrator in the demo shop; tests only read there."""
    with open_client(demo_ws) as opened:
        yield opened
