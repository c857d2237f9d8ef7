"""Write keys: one a source, refused while disabled."""

from __future__ import annotations

from datetime import datetime

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
