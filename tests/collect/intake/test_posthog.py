"""The PostHog family."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tagma.clock import Calendar, from_micros, to_micros
from tagma.collect.intake import Arrival, Intake, Occurrence, accept_posthog, interpret_body, read_posthog

NOW = datetime(2024, 6, 1, 12, 5)
ARRIVAL = Arrival("product", to_micros(NOW), "/batch/")


def take(events: list[Any], **more: Any) -> Intake:
    return accept_posthog(
        read_posthog(json.dumps({"api_key": "k", "batch": events, **more}).encode()), ARRIVAL
    )


def one(**event: Any) -> Occurrence:
    (record,) = take([{"event": "clicked", "distinct_id": "u", "uuid": "x", **event}]).records
    found = interpret_body(record, Calendar())
    assert found is not None
    return found


def test_an_event() -> None:
    found = one(properties={"a": 1, "$set": {"city": "x"}, "$set_once": {"first": 1}})
    assert (found.event, found.user, found.properties, found.message_id) == ("clicked", "u", {"a": 1}, "x")
    assert [(each.action, each.trait) for each in found.operations] == [
        ("set_once", "first"),
        ("set", "city"),
    ]


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("$pageview", "page"),
        ("$screen", "screen"),
        ("$identify", ""),
        ("$set", ""),
        ("$create_alias", "alias"),
    ],
)
def test_names(event: str, name: str) -> None:
    assert one(event=event).event == name


def test_the_other_end_of_an_alias_in_either_order() -> None:
    assert one(event="$create_alias", properties={"distinct_id": "u", "alias": "b"}).properties == {
        "previous_id": "b"
    }
    assert one(event="$create_alias", properties={"distinct_id": "b", "alias": "u"}).properties == {
        "previous_id": "b"
    }


def test_groups_and_devices() -> None:
    properties = {"$group_type": "company", "$group_key": "c1", "$group_set": {"plan": "pro"}}
    assert one(event="$groupidentify", properties=properties).properties == {
        "plan": "pro", "group_id": "c1", "group_type": "company",
    }  # fmt: skip
    assert one(properties={"$is_identified": False}).user == "anonymous:u"


def test_refusals_and_keys() -> None:
    intake = take(
        [
            {"event": "a", "distinct_id": "u", "uuid": "1"},
            {"event": "", "uuid": "2"},
            {"event": "b", "uuid": "3"},
        ]
    )
    assert intake.refused == {"no_event_name": 1, "no_user_anon_id": 1}
    assert intake.outcomes == (("1", None), ("2", "no_event_name"), ("3", "no_user_anon_id"))
    assert read_posthog(b'{"api_key": "k", "batch": []}').keys == ("k",)


def test_the_past_is_not_shifted() -> None:
    event = {"event": "a", "distinct_id": "u", "timestamp": "2020-01-01T00:00:00Z"}
    for more, expected in (
        ({"sent_at": "2024-06-01T12:00:00Z"}, datetime(2020, 1, 1, 0, 5)),
        ({"sent_at": "2024-06-01T12:00:00Z", "historical_migration": True}, datetime(2020, 1, 1)),
    ):
        (record,) = take([event], **more).records
        found = interpret_body(record, Calendar())
        assert found is not None
        assert from_micros(found.ts) == expected
