"""Whatever comes in, nothing but a typed error comes out."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tagma.clock import Calendar
from tagma.collect.intake import (
    Arrival,
    BodyError,
    accept_posthog,
    accept_segment,
    accept_sensors,
    inflate_body,
    interpret_body,
    read_posthog,
    read_segment,
    read_sensors,
)
from tagma.collect.journal import EVENT

ARRIVAL = Arrival("web", 1_700_000_000_000_000)
NAMES = st.sampled_from(
    ["type", "event", "userId", "anonymousId", "properties", "traits", "context", "timestamp", "sentAt", "messageId",
     "batch", "distinct_id", "time", "identities", "uuid", "$set", "_flush_time", "lib", "original_id", "item_id"]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(alphabet=st.characters()),
    st.sampled_from(["track", "identify", "profile_set", "profile_append", "alias", "group", "2024-01-01 02:03:04.5"]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=6)),
    max_leaves=12,
)
EVENTS = st.dictionaries(NAMES, VALUES, max_size=8)


def take_all(data: bytes, query: str = "") -> None:
    for read, accept in (
        (lambda: read_segment(inflate_body(data)), accept_segment),
        (lambda: read_segment(data, "page"), accept_segment),
        (lambda: read_sensors(query, data), accept_sensors),
        (lambda: read_sensors("", b"data=" + base64.b64encode(data)), accept_sensors),
        (lambda: read_posthog(data), accept_posthog),
    ):
        try:
            envelope = read()
        except BodyError:
            continue
        for record in accept(envelope, ARRIVAL).records:
            json.loads(record.body)
            if record.kind == EVENT:
                interpret_body(record, Calendar("Asia/Shanghai"))


@given(st.binary(max_size=300), st.text(max_size=50))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes, query: str) -> None:
    take_all(data, query)
    take_all(gzip.compress(data))


@given(st.lists(EVENTS, max_size=4), VALUES, st.integers(0, 200))
@settings(max_examples=250, deadline=None)
def test_anything_that_looks_like_events(events: list[dict[str, Any]], sent: Any, cut: int) -> None:
    body = json.dumps({"batch": events, "sentAt": sent}).encode()
    take_all(body)
    take_all(json.dumps(events).encode())
    take_all(body[: len(body) - cut])
