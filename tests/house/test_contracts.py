"""The shape of the house: direction of imports, sizes, names, and one floor per driver."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tagma"
FILES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 350
MOST_FILES = 15
LARGER_FOLDERS = {
    "rules": 20,  # the language in one room: its parts are read together
    "flows": 40,  # one file per use case
}
DRAWERS = {
    "utils",
    "util",
    "common",
    "misc",
    "helpers",
    "helper",
    "manager",
    "managers",
    "service",
    "services",
}
DRIVERS = {
    "duckdb": ("engine/duckdb",),
    "pyspark": ("engine/spark",),
    "sqlalchemy": ("state",),
    "alembic": ("state",),
    "typer": ("cli",),
    "rich": ("cli",),
}


def imported_packages(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_imports_run_downwards() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_has_one_floor(driver: str) -> None:
    users = [file.relative_to(SOURCE).as_posix() for file in FILES if driver in imported_packages(file)]
    assert [user for user in users if not user.startswith(DRIVERS[driver])] == []


def test_files_are_short() -> None:
    lengths = {
        file.relative_to(SOURCE).as_posix(): len(file.read_text(encoding="utf-8").splitlines())
        for file in FILES
    }
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_folders_are_small() -> None:
    sizes = Counter(
        file.parent.relative_to(SOURCE).as_posix() for file in FILES if file.name != "__init__.py"
    )
    assert {name: size for name, size in sizes.items() if size > LARGER_FOLDERS.get(name, MOST_FILES)} == {}


def test_no_drawers() -> None:
    names = {part for file in FILES for part in file.relative_to(SOURCE).with_suffix("").parts}
    assert names & DRAWERS == set()


def test_every_module_says_what_it_is() -> None:
    silent = [
        file.relative_to(SOURCE).as_posix()
        for file in FILES
        if file.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_the_engine_has_at_most_twelve_methods() -> None:
    from tagma.engine import Engine

    methods = [name for name in vars(Engine) if not name.startswith("_") and callable(getattr(Engine, name))]
    assert len(methods) <= 12
