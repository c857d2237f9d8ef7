"""Versions of definitions: who, when, why, and what is in force."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from tagma.errors import WorkspaceError
from tagma.state import Change, State, open_state

if TYPE_CHECKING:
    from collections.abc import Iterator


MONDAY, TUESDAY = datetime(2024, 1, 1, 9, 30, 0, 123456), datetime(2024, 1, 2)
VIP = Change("tag", "高价值", "f1", {"when": "amount > 10", "label": {"zh": "高价值"}})


def test_versions_are_kept(state: State) -> None:
    state.definitions.apply([VIP], author="li", reason="first", at=MONDAY)
    made = state.definitions.apply(
        [Change("tag", "高价值", "f2", {"when": "amount > 20"})], author="wang", reason="too many", at=TUESDAY
    )
    assert [(version.version, version.active) for version in made] == [(2, True)]
    first, second = state.definitions.history("tag", "高价值")
    assert (first.version, first.active, first.author, first.reason, first.applied_at) == (
        1,
        False,
        "li",
        "first",
        MONDAY,
    )
    assert first.body == VIP.body
    assert second == made[0]
    assert state.definitions.current() == [second]


def test_kinds_have_names_of_their_own(state: State) -> None:
    state.definitions.apply(
        [VIP, Change("segment", "高价值", "f1", {"when": "x"})], author="", reason="", at=MONDAY
    )
    assert [(one.kind, one.version) for one in state.definitions.current()] == [("segment", 1), ("tag", 1)]


def test_removal_is_a_version(state: State) -> None:
    state.definitions.apply([VIP], author="li", reason="first", at=MONDAY)
    removal = Change("tag", "高价值", "", None)
    state.definitions.apply([removal], author="wang", reason="unused", at=TUESDAY)
    assert state.definitions.current() == []
    last = state.definitions.history("tag", "高价值")[-1]
    assert (last.version, last.body, last.active, last.reason) == (2, None, False, "unused")
    assert state.definitions.apply([removal], author="wang", reason="again", at=TUESDAY) == []
    state.definitions.apply([VIP], author="li", reason="back", at=TUESDAY)
    assert state.definitions.current()[0].version == 3


def test_what_is_in_force_makes_no_version(state: State) -> None:
    state.definitions.apply([VIP], author="li", reason="first", at=MONDAY)
    assert state.definitions.apply([VIP], author="li", reason="again", at=TUESDAY) == []
    relabelled = Change(VIP.kind, VIP.name, VIP.fingerprint, {"when": "amount > 10", "label": {"zh": "贵宾"}})
    assert state.definitions.apply([relabelled], author="li", reason="words", at=TUESDAY)[0].version == 2


def test_apply_is_all_or_nothing(state: State) -> None:
    def changes() -> Iterator[Change]:
        yield VIP
        raise RuntimeError

    with pytest.raises(RuntimeError):
        state.definitions.apply(changes(), author="li", reason="first", at=MONDAY)
    broken = Change("tag", "b", None, {})  # type: ignore[arg-type]
    with pytest.raises(WorkspaceError):
        state.definitions.apply([VIP, broken], author="li", reason="first", at=MONDAY)
    assert state.definitions.current() == []
    assert state.definitions.history("tag", "高价值") == []


def test_two_openers_see_each_other(state: State, anywhere: str) -> None:
    other = open_state(anywhere)
    state.definitions.apply([VIP], author="li", reason="first", at=MONDAY)
    other.definitions.apply([Change("tag", "b", "f", {})], author="li", reason="more", at=MONDAY)
    assert len(state.definitions.current()) == len(other.definitions.current()) == 2
    other.close()
