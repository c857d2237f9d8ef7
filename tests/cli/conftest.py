"""The real command line on a tiny real workspace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tagma.cli.main import app
from tests.cli.shop import write_shop

ENVIRONMENT = {"LANG": "C.UTF-8", "LC_ALL": "", "TAGMA_LANG": "", "TAGMA_TRACEBACK": "", "COLUMNS": "100"}


@dataclass(frozen=True)
class Said:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found = json.loads(self.err)
        assert set(found) >= {"code", "message", "where", "nearest", "next"}
        return dict(found)


Run = Callable[..., Said]


def run_in(folder: Path | None, *words: str, **environment: str) -> Said:
    """Runs ``tagma`` in this process, so that a mistake shows where it is."""
    front = [] if folder is None else ["-w", str(folder)]
    result = CliRunner().invoke(app, [*front, *words], env={**ENVIRONMENT, **environment})
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A refreshed shop that nobody changes."""
    folder = write_shop(tmp_path_factory.mktemp("cli") / "shop")
    said = run_in(folder, "apply", "--author", "ada", "--reason", "the first", "--refresh")
    assert said.code == 0, said.err
    return folder


@pytest.fixture
def run(shop: Path) -> Run:
    """Runs a command that only reads."""

    def in_shop(*words: str, **environment: str) -> Said:
        return run_in(shop, *words, **environment)

    return in_shop


@pytest.fixture
def own(shop: Path, tmp_path: Path) -> Path:
    """A refreshed shop of one's own."""
    return Path(shutil.copytree(shop, tmp_path / "shop"))


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A shop of files alone."""
    return write_shop(tmp_path / "shop")


@pytest.fixture
def work(own: Path) -> Run:
    """Runs a command in the shop of one's own."""

    def in_own(*words: str, **environment: str) -> Said:
        return run_in(own, *words, **environment)

    return in_own
