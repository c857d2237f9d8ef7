"""States in a temporary folder, and in a PostgreSQL server of their own."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tagma.state import State, make_address, open_state
from tests.own.servers import PASSWORD, open_when_ready, run_postgresql
from tests.state.plain_user import plain_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


__all__ = ["anywhere", "filed", "locate", "make_database", "migrated", "plain_user", "state", "url"]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


@pytest.fixture(scope="session")
def make_database() -> Iterator[Callable[..., str]]:
    """Makes an empty database, or a copy of one, in a real server; gives its address without the password."""
    psycopg = pytest.importorskip("psycopg")
    with run_postgresql() as address, ExitStack() as closing:
        folder = address.split("host=")[1]
        server = open_when_ready(
            lambda: psycopg.connect(
                host=folder, user="shop", password=PASSWORD, dbname="postgres", autocommit=True
            ),
            Path(folder) / ".s.PGSQL.5432",
        )
        closing.enter_context(server)
        made: list[str] = []

        def make(template: str = "") -> str:
            made.append(f"state_{len(made)}")
            server.execute(f"CREATE DATABASE {made[-1]}" + (f" TEMPLATE {template}" if template else ""))
            return f"postgresql://shop:${{SHOP_PASSWORD}}@/{made[-1]}?host={folder}"

        yield make


@pytest.fixture(scope="session")
def migrated(make_database: Callable[..., str]) -> str:
    """The name of a database that has the newest tables, to copy."""
    address = make_database()
    open_state(locate(address)).close()
    return address.split("?")[0].rsplit("/", 1)[1]


def locate(address: str, *, password: str = PASSWORD, database: str | None = None) -> str:
    """What ``open_state`` takes for an address of ``make_database``."""
    folder = address.split("host=")[1]
    name = database or address.split("?")[0].rsplit("/", 1)[1]
    return make_address(
        host=folder,
        port=5432,
        user="shop",
        password=password,
        database=name,
        options={},
        program="a test",
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, url: str) -> str:
    """A place for a state: a file, then a database in a server."""
    if request.param == "sqlite":
        return url
    make = request.getfixturevalue("make_database")
    return locate(make(request.getfixturevalue("migrated")))


@pytest.fixture
def filed(url: str) -> Iterator[State]:
    """A state in a file."""
    opened = open_state(url)
    yield opened
    opened.close()


@pytest.fixture
def state(anywhere: str) -> Iterator[State]:
    opened = open_state(anywhere)
    yield opened
    opened.close()
