"""The key of the journal: from a file or the environment, refused where it is of no use, changed on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagma.cli.main import app
from tagma.collect.intake import Arrival, accept_segment, read_segment
from tagma.collect.journal.vault import JournalKeyError
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint
from tagma.flows.collecting.secret import VARIABLE, change_key, make_key_file, read_secret
from tagma.flows.collecting.storage import verify
from tagma.flows.refresh import rebuild
from tagma.workspace import Workspace, open_workspace

BODY = (
    b'{"batch": [{"type": "track", "event": "Bought", "userId": "somebody@example.com", "messageId": "m1"}]}'
)


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    make_key_file(tmp_path / "key")
    (tmp_path / "tagma.yaml").write_text("name: shop\njournal: {key_file: key}\n", encoding="utf-8")
    with open_workspace(tmp_path) as opened:
        yield opened


def send(ws: Workspace) -> None:
    point = CollectionPoint(ws)
    intake = accept_segment(read_segment(BODY), Arrival("web", 1_700_000_000_000_000))
    point.submit(intake).result()
    point.close()


def test_what_is_sent_is_loaded_verified_and_rebuilt(ws: Workspace) -> None:
    send(ws)
    assert b"somebody" not in b"".join(path.read_bytes() for path in (ws.runtime / "journal").iterdir())
    assert load_collected(ws).events == 1
    assert verify(ws).findings == ()
    rebuild(ws)
    assert ws.engine.tables("events").keys() == {"Bought"}


def test_another_key_is_refused_before_anything_is_taken(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(ws)
    monkeypatch.setenv(VARIABLE, "another key, which is long enough to be one")
    with pytest.raises(JournalKeyError, match="not the key"):
        CollectionPoint(ws)
    with pytest.raises(JournalKeyError, match="not the key"):
        load_collected(ws)
    monkeypatch.delenv(VARIABLE)
    assert load_collected(ws).events == 1


def test_the_key_is_changed(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    send(ws)
    monkeypatch.setenv(VARIABLE, "another key, which is long enough to be one")
    change_key(ws, ws.folder / "key")
    assert load_collected(ws).events == 1
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(JournalKeyError, match="not the key"):
        CollectionPoint(ws)


def test_a_key_that_is_of_no_use_is_told(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ws.folder / "key"
    with pytest.raises(JournalKeyError, match="cannot be written"):
        make_key_file(path)
    path.chmod(0o644)
    with pytest.raises(JournalKeyError, match="others may read"):
        read_secret(ws)
    path.unlink()
    with pytest.raises(JournalKeyError, match="cannot be read"):
        read_secret(ws)
    monkeypatch.setenv(VARIABLE, "short")
    with pytest.raises(JournalKeyError, match="fewer than 32"):
        read_secret(ws)


def test_the_command_makes_a_key(tmp_path: Path) -> None:
    (tmp_path / "tagma.yaml").write_text("name: shop\n", encoding="utf-8")
    words = ["-w", str(tmp_path), "journal-key", "new", str(tmp_path / "key"), "--json"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0
    assert str(tmp_path / "key") in told.stdout
    assert (tmp_path / "key").stat().st_mode & 0o77 == 0
