"""A state on PostgreSQL: shared by servers, one writer at a time, refusals in words."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tagma.errors import BusyError, TagmaError, WorkspaceError
from tagma.state import Change, State, open_state
from tagma.workspace import open_workspace
from tests.own.servers import PASSWORD
from tests.state.conftest import locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


NOON = datetime(2024, 1, 1, 12)


@pytest.fixture
def address(make_database: Callable[[], str]) -> str:
    return make_database()


@pytest.fixture
def pair(address: str) -> Iterator[tuple[State, State]]:
    """The state of two servers."""
    with ExitStack() as closing:
        states = [open_state(locate(address)) for _ in range(2)]
        for each in states:
            closing.callback(each.close)
        yield states[0], states[1]


def make_folder(folder: Path, address: str) -> Path:
    folder.mkdir()
    (folder / "tagma.yaml").write_text(f"name: shop\nstate: {address}\n", encoding="utf-8")
    return folder


def test_four_servers_make_the_tables_once(address: str) -> None:
    opened: list[State] = []
    threads = [threading.Thread(target=lambda: opened.append(open_state(locate(address)))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(opened) == 4
    for state in opened:
        assert state.definitions.current() == []
        state.close()


def test_versions_made_at_once_on_two_servers_do_not_collide(pair: tuple[State, State]) -> None:
    def apply(state: State, who: str) -> None:
        for number in range(10):
            change = Change("tag", "t", f"{who}{number}", {"by": who, "n": number})
            state.definitions.apply([change], author=who, reason="", at=NOON)

    threads = [threading.Thread(target=apply, args=(each, who)) for each, who in zip(pair, "ab", strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    versions = pair[0].definitions.history("tag", "t")
    assert [each.version for each in versions] == list(range(1, 21))
    assert sum(each.active for each in versions) == 1


def test_a_turn_has_one_holder_and_ends_with_it(pair: tuple[State, State]) -> None:
    first, second = pair
    with first.turns.hold("refresh") as taken:
        assert taken
        with second.turns.hold("refresh") as again:
            assert not again
        with second.turns.hold("export") as other:
            assert other
        holder = second.turns.find_holder("refresh")
        assert holder is not None
        assert "a test" in holder.program
    assert second.turns.find_holder("refresh") is None
    with second.turns.hold("refresh") as taken:
        assert taken


def test_runs_of_a_server_that_lives_go_on_those_of_a_dead_one_are_closed(pair: tuple[State, State]) -> None:
    first, second = pair
    with ExitStack() as living:
        living.enter_context(first.runs.own())
        run = first.runs.start("refresh")
        with second.runs.own():
            assert second.runs.get(run.id).status == "running"
        living.close()
        with second.runs.own():
            assert second.runs.get(run.id).status == "failed"


def test_a_workspace_folder_keeps_another_away(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", PASSWORD)
    one, two = make_folder(tmp_path / "one", address), make_folder(tmp_path / "two", address)
    with open_workspace(one, purpose="tagma serve") as ws:
        ws.state.users.add("li", "analyst", "hash")
        with pytest.raises(BusyError, match="tagma serve") as caught, open_workspace(two):
            pass
        assert PASSWORD not in str(caught.value)
        with open_workspace(two, own=False) as beside:
            assert [user.name for user in beside.state.users.list()] == ["li"]
    with open_workspace(two) as ws:
        assert [user.name for user in ws.state.users.list()] == ["li"]


def places(address: str) -> list[tuple[str, str]]:
    return [
        ("refused the user or password", locate(address, password="wrong")),
        ("does not exist", locate(address, database="nowhere")),
        ("cannot be reached", locate(address + "/nowhere")),
    ]


@pytest.mark.parametrize("which", range(3))
def test_refusals_are_worded(address: str, which: int) -> None:
    words, url = places(address)[which]
    with pytest.raises(WorkspaceError, match=words) as caught:
        open_state(url)
    assert caught.value.next_step is not None
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("postgresql://a:b@h/d", "password of the state database stands in"),
        ("mysql://a:${SHOP_PASSWORD}@h/d", "in PostgreSQL or in a file only"),
        ("postgresql://a:${NO_SUCH_VARIABLE}@h/d", "NO_SUCH_VARIABLE is not set"),
    ],
)
def test_wrong_settings_are_worded(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", PASSWORD)
    with pytest.raises(TagmaError, match=words), open_workspace(make_folder(tmp_path / "w", text)):
        pass
