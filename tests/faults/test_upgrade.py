"""F20: data of every older version is brought up to date, or left as it was; a newer one is not touched."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from tagma.errors import WorkspaceError
from tagma.state import migrations
from tagma.workspace import open_workspace

FOLDER = Path(migrations.__file__).parent
OLD = Path(__file__).parent / "old"


def make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


REVISIONS = [each.revision for each in ScriptDirectory.from_config(make_config()).walk_revisions()][::-1]
STORED = sorted(path.stem.removeprefix("state-") for path in OLD.glob("state-*.sql"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tagma.yaml").write_text("name: old\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    (tmp_path / ".tagma").mkdir()
    return tmp_path


def restore(folder: Path, revision: str) -> Path:
    """The state as a version left it: from what is stored, else made by its own migrations."""
    path = folder / ".tagma" / "state.sqlite"
    stored = OLD / f"state-{revision}.sql"
    if stored.exists():
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(stored.read_text(encoding="utf-8"))
        return path
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection, connection.begin():
        config = make_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    return path


def read_revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def list_rows(path: Path) -> Iterator[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        ).fetchall()
        for (name,) in names:
            if name != "alembic_version" and not name.startswith("sqlite_"):
                yield name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]


def test_old_data_is_kept() -> None:
    assert STORED, "nothing is stored of older versions"
    assert set(STORED) <= set(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_f20_every_version_is_brought_up_to_date(folder: Path, revision: str) -> None:
    path = restore(folder, revision)
    before = dict(list_rows(path))
    with open_workspace(folder) as ws:
        assert ws.state.check() == []
        if revision in STORED:
            assert [each.name for each in ws.state.users.list()] == (["ada"] if revision != "0001" else [])
    assert read_revision(path) == migrations.HEAD
    after = dict(list_rows(path))
    assert {name: after[name] for name in before if name in after} == before
    backup = path.with_name(f"state.sqlite.before-{revision}")
    assert backup.exists() == (revision != migrations.HEAD)
    if backup.exists():
        assert (read_revision(backup), dict(list_rows(backup))) == (revision, before)


@pytest.mark.parametrize("point", ["state.backup", "state.migrate"])
def test_f20_killed_in_the_middle_it_is_as_before_and_goes_on(folder: Path, point: str) -> None:
    path = restore(folder, STORED[0])
    before = dict(list_rows(path))
    done = subprocess.run(
        [sys.executable, "-m", "tagma", "-w", str(folder), "runs"],
        env={**os.environ, "TAGMA_FAIL_AT": point}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert (read_revision(path), dict(list_rows(path))) == (STORED[0], before)
    with open_workspace(folder):
        pass
    assert read_revision(path) == migrations.HEAD


def test_f20_a_newer_version_is_refused_in_words_and_not_touched(folder: Path) -> None:
    path = restore(folder, REVISIONS[-1])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = dict(list_rows(path))
    with pytest.raises(WorkspaceError, match="newer Tagma") as refused, open_workspace(folder):
        pass
    assert refused.value.next_step is not None
    assert "upgrade" in refused.value.next_step.en
    assert (read_revision(path), dict(list_rows(path))) == ("9999", before)
    assert not list(path.parent.glob("*.before-*"))
