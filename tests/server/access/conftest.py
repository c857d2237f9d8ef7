"""The gate over one tiny shop, with a user of every role."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tagma.flows.access.users import add_user
from tagma.govern.roles import ROLES
from tagma.server.app import create_app
from tagma.workspace import Workspace, open_workspace
from tests.server.conftest import ADDRESS, shop

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["shop"]

PASSWORD = "correct horse 电池 staple"


@dataclass(frozen=True)
class House:
    """A served shop whose users are called after their roles."""

    ws: Workspace
    app: FastAPI
    closing: ExitStack

    def visit(self, base: str = ADDRESS, address: str = "127.0.0.1") -> TestClient:
        """Somebody who has not logged in; what the server does not expect is answered, not raised."""
        client = TestClient(
            self.app,
            base_url=base,
            client=(address, 50_000),
            headers={"accept-language": "en"},
            raise_server_exceptions=False,
        )
        return self.closing.enter_context(client)

    def log_in(self, name: str, password: str = PASSWORD, base: str = ADDRESS) -> TestClient:
        """Somebody who has logged in, as a browser would speak from then on."""
        client = self.visit(base)
        answer = client.post("/api/v1/session", json={"name": name, "password": password})
        assert answer.status_code == 200, answer.text
        client.headers["x-csrf-token"] = answer.json()["csrf"]
        client.headers["origin"] = base
        return client


@pytest.fixture(scope="module")
def house(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = Path(shutil.copytree(shop, tmp_path_factory.mktemp("access") / "shop"))
    with ExitStack() as closing, open_workspace(folder) as ws:
        for role in ROLES:
            add_user(ws, role, role, PASSWORD)
        yield House(ws, create_app(ws), closing)
