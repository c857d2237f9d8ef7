"""The fast way through a body gives what the slow one gives, and is left where something has to be mended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagma.collect.intake import Arrival, Intake, accept_segment, parsing, read_segment
from tagma.collect.intake.parsing import is_plain

ARRIVAL = Arrival("web", 1_700_000_000_000_000, "/v1/batch", "192.0.2.1")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=True, width=64)
    | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def take(body: bytes) -> Intake:
    return accept_segment(read_segment(body), ARRIVAL)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["total", "名称", "a'b"]), VALUES), min_size=1, max_size=3))
def test_both_ways_give_the_same(properties: list[dict[str, Any]]) -> None:
    events = [{"type": "track", "event": "x", "userId": "u", "properties": each} for each in properties]
    body = json.dumps({"batch": events}).encode()
    fast = take(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "is_plain", lambda data: False)
        assert take(body) == fast


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (b'{"a": [{"b": 1}], "c": "{}"}', True),
        (b'{"id": "1234567890123456789012"}', True),
        (b'{"id": 1234567890123456789012}', False),
        (b"[1,-9223372036854775809]", False),
        (b'{"a": "\\u0000"}', False),
        (b"[" * 33 + b"]" * 33, False),
        (b"[" * 30 + b"]" * 30, True),
        (b'{"a": "]"}', False),
    ],
)
def test_what_needs_a_closer_look_is_known(body: bytes, plain: bool) -> None:
    assert is_plain(body) is plain


def test_a_large_plain_event_is_looked_at() -> None:
    wide = {
        "type": "track",
        "event": "x",
        "userId": "u",
        "properties": {f"k{each}": each for each in range(1_001)},
    }
    assert take(json.dumps({"batch": [wide, {**wide, "properties": {}}]}).encode()).refused == {
        "too_many_keys": 1
    }
