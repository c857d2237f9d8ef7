"""The state opens durable, migrates itself and says plainly when it cannot."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from tagma.errors import WorkspaceError
from tagma.state import State, database, migrations, open_state
from tagma.state.tables import Base

if TYPE_CHECKING:
    from sqlalchemy import Engine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.sqlite"


def test_head_is_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_heads() == [migrations.HEAD]


def test_migrations_make_what_the_tables_say(state: State, anywhere: str) -> None:
    engine: Engine = create_engine(anywhere)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_opening_again_changes_nothing(filed: State, url: str, path: Path) -> None:
    filed.loads.record("orders", "f", 1)
    filed.close()
    again = open_state(url)
    assert [load.source for load in again.loads.list()] == ["orders"]
    again.close()
    assert not list(path.parent.glob("*.before-*"))


def test_durable_settings(filed: State) -> None:
    with filed._engine.connect() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert values == ["wal", 2, 1]


def test_an_older_state_is_backed_up_and_migrated(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.close()
    copies: list[str] = []
    monkeypatch.setattr(database, "_current_revision", lambda connection: None)
    open_state(url).close()
    monkeypatch.undo()
    database._back_up(create_engine(url), "0001")
    copies = [copy.name for copy in path.parent.glob("*.before-*")]
    assert copies == ["state.sqlite.before-0001"]


def test_a_newer_state_is_refused_untouched(filed: State, url: str, path: Path) -> None:
    filed.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(WorkspaceError, match="newer Tagma wrote") as caught:
        open_state(url)
    assert caught.value.next_step is not None
    assert "pip install -U" in caught.value.next_step.en
    assert not list(path.parent.glob("*.before-*"))


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\x00" + b"\x01" * 4096])
def test_a_damaged_state(url: str, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="damaged") as caught:
        open_state(url)
    assert caught.value.where is not None
    assert caught.value.where.file == str(path)
    assert path.read_bytes() == content


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        open_state(f"sqlite:///{tmp_path / 'no' / 'state.sqlite'}")


def test_a_state_that_may_not_be_written(plain_user: Path) -> None:
    path = plain_user / "state.sqlite"
    open_state(f"sqlite:///{path}").close()
    path.chmod(0o400)
    plain_user.chmod(0o500)
    with pytest.raises(WorkspaceError, match="may not be written"):
        open_state(f"sqlite:///{path}").loads.record("orders", "f", 1)


def test_damage_found_later_is_worded(filed: State, path: Path) -> None:
    filed.loads.record("orders", "f", 1)
    filed.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x00" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(WorkspaceError):
        open_state(f"sqlite:///{path}").loads.list()
