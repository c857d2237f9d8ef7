"""The Segment family: each event by itself, lenient in, strict in the journal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from tagma.clock import Calendar, to_micros
from tagma.collect.intake import (
    Arrival,
    BodyError,
    Intake,
    Occurrence,
    accept_segment,
    interpret_body,
    read_segment,
)
from tagma.collect.journal import EVENT, REFUSED

NOW = datetime(2024, 6, 1, 12, 5)
ARRIVAL = Arrival("web", to_micros(NOW), "/v1/batch", "192.0.2.1")
ZONE = Calendar("Asia/Shanghai")


def take(body: Any, kind: str = "batch") -> Intake:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return accept_segment(read_segment(data, kind), ARRIVAL)


def read(intake: Intake) -> list[Occurrence]:
    found = [interpret_body(record, ZONE) for record in intake.records if record.kind == EVENT]
    return [each for each in found if each is not None]


def one(event: dict[str, Any], **more: Any) -> Occurrence:
    intake = take({"batch": [event], **more})
    assert intake.refused == {}
    (found,) = read(intake)
    return found


def reasons(intake: Intake) -> list[str]:
    return [json.loads(record.body)["reason"] for record in intake.records if record.kind == REFUSED]


def track(**more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Order Completed", "userId": "u1", "messageId": "m1", **more}


def test_a_track_event() -> None:
    found = one(track(properties={"total": 12.5, "items": [{"sku": "a"}]}, anonymousId=None))
    assert (found.event, found.user, found.message_id) == ("Order Completed", "u1", "m1")
    assert found.properties == {"total": 12.5, "items": [{"sku": "a"}]}
    assert found.ts == to_micros(NOW)


def test_ids_are_texts_and_the_user_comes_before_the_device() -> None:
    assert one(track(userId=42)).user == "42"
    assert one(track(userId=" ", anonymousId="dev")).user == "anonymous:dev"
    assert one(track(userId=None, anonymousId=7.0)).user == "anonymous:7"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (track(userId=None), "no_user_anon_id"),
        (track(userId="", anonymousId="  "), "no_user_anon_id"),
        (track(event=None), "no_event_name"),
        (track(event="  "), "no_event_name"),
        (track(event="x" * 256), "event_name_too_long"),
        (track(type="delete"), "unknown_type"),
        ({"userId": "u"}, "unknown_type"),
        ({"type": "group", "userId": "u"}, "no_group_id"),
        ({"type": "alias", "anonymousId": "a"}, "no_user_anon_id"),
        (track(properties={"x": "y" * 300_000}), "too_large"),
        (track(properties={str(number): 1 for number in range(1_001)}), "too_many_keys"),
        ("no object", "not_an_object"),
        (None, "not_an_object"),
    ],
)
def test_what_is_wrong_is_kept_with_the_reason(event: Any, reason: str) -> None:
    intake = take({"batch": [track(messageId="good"), event]})
    assert intake.refused == {reason: 1}
    assert intake.accepted == 1
    assert reasons(intake) == [reason]


def test_types_ignore_case_and_come_from_the_address() -> None:
    assert one(track(type="Track")).event == "Order Completed"
    (found,) = read(take({"userId": "u", "name": "Home", "properties": {"url": "/"}}, "page"))
    assert (found.event, found.properties) == ("page", {"url": "/", "name": "Home"})
    (trusted,) = read(take(track(), "page"))
    assert trusted.event == "Order Completed"


def test_an_object_without_a_batch_is_one_event_and_an_empty_batch_is_none() -> None:
    assert take(track()).accepted == 1
    assert take({"batch": []}).records == ()


def test_identify_sets_traits_from_both_places() -> None:
    event = {
        "type": "identify", "userId": "u", "traits": {"city": "上海", "first_name": "Li", "age": None},
        "context": {"traits": {"city": "北京", "plan": "pro"}},
    }  # fmt: skip
    found = one(event)
    assert found.event == ""
    done = {each.trait: (each.action, each.value) for each in found.operations}
    assert done == {
        "city": ("set", "上海"), "plan": ("set", "pro"), "firstName": ("set", "Li"), "age": ("unset", None),
    }  # fmt: skip


def test_group_and_alias() -> None:
    group = one({"type": "group", "userId": "u", "groupId": 5, "traits": {"plan": "pro"}})
    assert (group.event, group.properties) == ("group", {"plan": "pro", "group_id": "5"})
    alias = one({"type": "alias", "userId": "u", "previousId": "p"})
    assert (alias.event, alias.user, alias.properties) == ("alias", "u", {"previous_id": "p"})
    same = one({"type": "alias", "userId": "u", "previousId": "u"})  # V13: kept, does nothing
    assert same.properties == {"previous_id": "u"}


def test_context_and_integrations_are_merged_under_the_event() -> None:
    body = {
        "context": {"ip": "1.1.1.1", "app": "x"},
        "integrations": {"All": True},
        "batch": [track(context={"ip": "2.2.2.2"})],
    }
    (record,) = take(body).records
    stored = json.loads(record.body)["event"]
    assert stored["context"] == {"ip": "2.2.2.2", "app": "x"}
    assert stored["integrations"] == {"All": True}


def test_the_write_key_is_read_from_the_batch_or_its_first_event() -> None:
    assert read_segment(json.dumps({"writeKey": "k", "batch": [track(writeKey="other")]}).encode()).keys == (
        "k",
    )
    assert read_segment(json.dumps({"batch": [track(), track(writeKey="k2")]}).encode()).keys == ("k2",)
    (record,) = take({"batch": [track(writeKey="secret")]}).records
    assert b"secret" not in record.body


def test_v7_bad_neighbours_in_a_batch_of_a_hundred() -> None:
    events: list[Any] = [track(messageId=f"m{number}") for number in range(96)]
    events += [
        track(messageId="nan", properties={"x": float("nan"), "y": [float("inf")]}),
        track(messageId="surrogate", properties={"x": "a\ud800b", "\udc00": 1}),
        track(messageId="large", properties={"x": "y" * 40_000}),
        track(messageId="nobody", userId=None),
    ]
    intake = take({"batch": events})
    assert intake.refused == {"no_user_anon_id": 1}
    assert intake.accepted == 99
    found = {each.message_id: each for each in read(intake)}
    assert found["nan"].properties == {"x": None, "y": [None]}
    assert "nonfinite" in found["nan"].flags
    assert found["surrogate"].properties == {"x": "a\ufffdb", "\ufffd": 1}
    assert "surrogate" in found["surrogate"].flags
    assert len(found["large"].properties["x"]) == 40_000


def test_an_event_that_is_no_json_does_not_hurt_its_neighbours() -> None:
    good = json.dumps(track(messageId="good")).encode()
    deep = b'{"type": "track", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    digits = b'{"type": "track", "x": ' + b"9" * 5_000 + b"}"
    body = (
        b'{"sentAt": "2024-06-01T12:05:00Z", "batch": ['
        + b", ".join([good, deep, digits, b'{"x": tru}', good.replace(b"good", b"two")])
        + b'], "writeKey": "k"}'
    )
    envelope = read_segment(body)
    assert envelope.keys == ("k",)
    assert envelope.sent == "2024-06-01T12:05:00Z"
    intake = accept_segment(envelope, ARRIVAL)
    assert intake.accepted == 2
    assert intake.refused == {"too_deep": 1, "number_too_large": 1, "unreadable": 1}
    kept = [json.loads(record.body)["raw"] for record in intake.records if record.kind == REFUSED]
    assert '{"x": tru}' in kept


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[1, 2",
        b'{"batch": [}',
        b'{"batch": [',
        b"\x80\x81",
        b'{"batch": []} trailing',
        b'"text"x',
    ],
)
def test_an_envelope_that_cannot_be_read_is_told(body: bytes) -> None:
    with pytest.raises(BodyError):
        read_segment(body)


def test_lenient_in() -> None:
    assert take(b"\xef\xbb\xbf" + json.dumps({"batch": [track()]}).encode()).accepted == 1
    assert one(track(properties={"x": "a\0b"})).properties == {"x": "ab"}
    big = one(track(properties={"x": 2**64}))
    assert big.properties == {"x": str(2**64)}
    assert "huge_integer" in big.flags
    (found,) = read(take(b'{"batch": [{"type": "track", "event": "a", "event": "b", "userId": "u"}]}'))
    assert found.event == "b"
    assert take(
        b'{"batch": [{"type": "track", "event": "a", "userId": "u", "properties": {"x": 1e400}}]}'
    ).refused == {"number_too_large": 1}
    (mended,) = read(
        take(
            b'{"batch": [{"type": "track", "event": "a", "userId": "u", "properties": {"x": "' + b'\xff"}}]}'
        )
    )
    assert mended.properties == {"x": "\ufffd"}
    nested: Any = 1
    for _ in range(60):
        nested = [nested]
    assert "deep" in one(track(properties={"x": nested})).flags
    for _ in range(60):
        nested = [nested]
    assert take({"batch": [track(properties={"x": nested})]}).refused == {"too_deep": 1}
    long = one(track(properties={"x": "é" * 40_000}))
    assert "truncated" in long.flags
    assert len(long.properties["x"]) == 32_768


def test_odd_names_are_ordinary_data() -> None:
    odd = {"__proto__": 1, "constructor": 2, "a'b\";--\n": 3, "\u202eright": 4, "😀": 5}
    assert one(track(event="'; drop table x;--", properties=odd)).properties == odd


def test_more_than_5000_events_in_one_request() -> None:
    intake = take({"batch": [track(messageId=str(number)) for number in range(5_003)]})
    assert intake.accepted == 5_000
    assert intake.refused == {"batch_too_long": 3}


def test_the_same_event_has_the_same_key_however_it_is_sent() -> None:
    first = take({"sentAt": "2024-06-01T12:00:00Z", "batch": [track(sentAt="2024-06-01T12:00:00Z")]})
    second = take({"batch": [track()], "sentAt": "2024-06-01T13:00:00Z"})
    assert first.records[0].key == second.records[0].key
    assert first.records[0].digest == second.records[0].digest
    other = take({"batch": [track(event="Other")]})
    assert other.records[0].key == first.records[0].key
    assert other.records[0].digest != first.records[0].digest


def test_events_without_an_id_are_told_apart_by_content_and_place() -> None:
    event = {"type": "track", "event": "x", "userId": "u"}
    first, second = take({"batch": [event, event]}).records
    assert first.key != second.key
    again = take({"batch": [{**event, "sentAt": "2024-01-01T00:00:00Z"}]}).records
    assert again[0].key == first.key


def test_long_message_ids_are_hashed() -> None:
    assert len(one(track(messageId="m" * 300)).message_id) == 64


@pytest.mark.parametrize(
    ("event", "sent", "expected", "flag"),
    [
        ({"timestamp": "2024-06-01T10:00:00Z"}, "2024-06-01T10:05:00Z", "2024-06-01T12:00:00", "clock_skew"),  # V9
        ({"originalTimestamp": "2024-06-01T10:00:00Z"}, "2024-06-01T10:05:00Z", "2024-06-01T12:00:00", "clock_skew"),
        ({"originalTimestamp": "2024-06-01T10:00:00Z", "timestamp": "2024-05-30T00:00:00Z"}, "2024-06-01T10:05:00Z", "2024-05-30T00:00:00", None),  # V10
        ({"timestamp": "2024-01-01T00:00:00Z"}, None, "2024-01-01T00:00:00", None),
        ({"timestamp": "2024-01-01T08:00:00.123456789+08:00"}, None, "2024-01-01T00:00:00.123456", None),
        ({"timestamp": "2024-01-01T00:00:00"}, None, "2024-01-01T00:00:00", None),
        ({"timestamp": 1704067200000}, None, "2024-01-01T00:00:00", None),
        ({"timestamp": 1704067200}, None, "2024-01-01T00:00:00", None),
        ({"timestamp": "nonsense"}, None, "2024-06-01T12:05:00", "time_unreadable"),
        ({"timestamp": "2034-01-01T00:00:00Z"}, None, "2024-06-01T12:05:00", "time_future"),
        ({"timestamp": "1960-01-01T00:00:00Z"}, None, "1960-01-01T00:00:00", "time_past"),
        ({"timestamp": "2001-01-01T00:00:00Z"}, None, "2001-01-01T00:00:00", "time_past"),
        ({"timestamp": "2024-06-01T12:00:00Z", "sentAt": "2024-06-01T12:05:00Z"}, "2020-06-01T12:05:00Z", "2024-06-01T12:00:00", None),
        ({}, "2024-06-01T10:05:00Z", "2024-06-01T12:05:00", None),
    ],
)  # fmt: skip
def test_times(event: dict[str, Any], sent: str | None, expected: str, flag: str | None) -> None:
    found = one(track(**event), sentAt=sent)
    assert found.ts == to_micros(datetime.fromisoformat(expected))
    assert [each.split()[0] for each in found.flags] == ([flag] if flag else [])
