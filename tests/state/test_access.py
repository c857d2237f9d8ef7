"""Users, log-ins, keys and saved views; an older state grows their tables."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from tagma.errors import NotFoundError
from tagma.state import State, migrations, open_state

NOON = datetime(2024, 5, 1, 12)


def test_users(state: State) -> None:
    ada = state.users.add("ada", "administrator", "hash", at=NOON)
    assert ada is not None
    assert state.users.add("ada", "viewer", "other") is None
    assert state.users.get("ada") == ada
    assert state.users.get("bob") is None
    assert state.users.set_role("ada", "analyst").role == "analyst"
    assert (state.users.count("administrator"), state.users.count("analyst")) == (0, 1)
    with pytest.raises(NotFoundError) as caught:
        state.users.set_role("adda", "viewer")
    assert caught.value.nearest == ("ada",)


def test_a_new_password_or_removal_ends_log_ins(state: State) -> None:
    state.users.add("ada", "viewer", "hash")
    state.sessions.begin("t1", user="ada", at=NOON)
    state.sessions.begin("t2", launch="l", at=NOON)
    state.users.set_password("ada", "new")
    assert [each.user for each in state.sessions.list()] == [None]
    state.sessions.begin("t3", user="ada", at=NOON)
    state.users.remove("ada")
    assert state.sessions.find("t3") is None
    assert state.users.list() == []


def test_sessions_end_and_are_forgotten(state: State) -> None:
    old = state.sessions.begin("old", launch="l", at=NOON - timedelta(hours=13))
    state.users.add("ada", "viewer", "hash")
    idle = state.sessions.begin("idle", user="ada", at=NOON - timedelta(hours=1))
    used = state.sessions.begin("used", user="ada", at=NOON - timedelta(hours=1))
    state.sessions.see(used.id, NOON)
    state.sessions.see(old.id, NOON)
    state.sessions.forget(begun_before=NOON - timedelta(hours=12), unseen_since=NOON - timedelta(minutes=30))
    assert [each.id for each in state.sessions.list()] == [used.id]
    state.sessions.end(used.id)
    with pytest.raises(NotFoundError):
        state.sessions.end(idle.id)


def test_keys(state: State) -> None:
    key = state.keys.add("nightly", "read", "hash", "wxyz", author="ada", at=NOON)
    assert state.keys.find("hash") == key
    state.keys.use(key.id, NOON + timedelta(days=1))
    assert [each.used_at for each in state.keys.list()] == [NOON + timedelta(days=1)]
    state.keys.remove(key.id)
    assert state.keys.find("hash") is None
    with pytest.raises(NotFoundError):
        state.keys.remove(key.id)


def test_views_belong_to_somebody(state: State) -> None:
    view = state.views.add("ada", "customers", "生鲜", {"rule": "active"}, at=NOON)
    state.views.add("ada", "tags", "all", {})
    assert state.views.list("ada", "customers") == [view]
    assert state.views.list("bob") == []
    assert state.views.change("ada", view.id, "Fresh", {"rule": "not active"}).query == {"rule": "not active"}
    with pytest.raises(NotFoundError):
        state.views.remove("bob", view.id)
    state.views.remove("ada", view.id)
    assert [each.page for each in state.views.list("ada")] == ["tags"]


def test_a_state_of_the_first_release_is_backed_up_and_grows(url: str, tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = create_engine(url)
    with engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    opened = open_state(url)
    assert opened.users.list() == []
    opened.close()
    backup = shutil.copy(tmp_path / "state.sqlite.before-0001", tmp_path / "copy.sqlite")
    with sqlite3.connect(backup) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    connection.close()
