"""Write keys: one a source, refused while disabled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tagma.errors import NotFoundError
from tagma.state import State

NOW = datetime(2024, 6, 1)


def test_a_source_has_one_key(state: State) -> None:
    first = state.write_keys.add("web", "wk_1", author="ann", at=NOW)
    assert state.write_keys.add("web", "wk_2", author="bob", at=NOW) == first
    state.write_keys.add("app", "wk_3", author="ann", at=NOW)
    assert [each.source for each in state.write_keys.list()] == ["app", "web"]


def test_a_key_is_disabled_and_taken_again(state: State) -> None:
    state.write_keys.add("web", "wk_1", author="ann", at=NOW)
    assert state.write_keys.set_disabled("web", NOW).disabled_at == NOW
    assert state.write_keys.set_disabled("web", None).disabled_at is None
    with pytest.raises(NotFoundError):
        state.write_keys.set_disabled("other", NOW)


def test_a_replaced_key_is_listed_until_it_ends(state: State) -> None:
    state.write_keys.add("web", "wk_1", author="ann", at=NOW)
    later, end = NOW + timedelta(days=1), NOW + timedelta(days=8)
    made = state.write_keys.replace("web", "wk_2", author="bob", at=later, ends_at=end)
    assert (made.key, made.author, made.created_at) == ("wk_2", "bob", later)
    assert [each.key for each in state.write_keys.list()] == ["wk_2"]
    assert [(each.key, each.ends_at) for each in state.write_keys.list_old(later)] == [("wk_1", end)]
    assert state.write_keys.list_old(end) == []
    assert state.write_keys.end_old("web", later) == 1
    assert state.write_keys.list_old(later) == []
    with pytest.raises(NotFoundError):
        state.write_keys.replace("other", "wk_3", author="bob", at=NOW, ends_at=end)
