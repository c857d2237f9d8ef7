"""The Sensors family: bodies in base64, operations on profiles, dates with unpadded milliseconds."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from tagma.clock import Calendar, from_micros, to_micros
from tagma.collect.intake import (
    Arrival,
    BodyError,
    Intake,
    Occurrence,
    accept_sensors,
    interpret_body,
    read_sensors,
)
from tagma.collect.intake.bodies import hash_text
from tagma.collect.journal import EVENT

NOW = datetime(2024, 6, 1, 12, 5)
ARRIVAL = Arrival("app", to_micros(NOW), "/sa")
ZONE = Calendar("Asia/Shanghai")
TIME = to_micros(datetime(2024, 6, 1, 12, 0)) // 1000


def event(**more: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": "ViewProduct",
        "distinct_id": "d1",
        "time": TIME,
        "properties": {"a": 1},
        **more,
    }


def encode(value: Any, *, packed: bool = False) -> str:
    data = json.dumps(value).encode()
    return base64.b64encode(gzip.compress(data) if packed else data).decode()


def take(value: Any) -> Intake:
    return accept_sensors(
        read_sensors("", f"data_list={quote(encode(value, packed=True))}&gzip=1".encode()), ARRIVAL
    )


def read(intake: Intake) -> list[Occurrence]:
    found = [interpret_body(record, ZONE) for record in intake.records if record.kind == EVENT]
    return [each for each in found if each is not None]


def one(value: dict[str, Any]) -> Occurrence:
    intake = take([value])
    assert intake.refused == {}
    (found,) = read(intake)
    return found


@pytest.mark.parametrize(
    ("query", "body"),
    [
        (f"project=p&token=t&data={quote(encode(event()))}", b""),
        ("", f"data={quote(encode(event()))}".encode()),
        ("", f"data={quote(encode([event()], packed=True))}&gzip=1".encode()),
        ("", f"data_list={quote(encode([event()]))}&gzip=0".encode()),
        ("", f"data_list={quote(encode(event(), packed=True))}&gzip=0".encode()),
        ("", f"data={encode(event()).replace('+', ' ')}".encode()),  # V22
        ("", f"data={quote(json.dumps(event()))}".encode()),  # V19
        ("", json.dumps(event()).encode()),
        ("", json.dumps([event()]).encode()),
        (
            "",
            f"data={quote(base64.urlsafe_b64encode(json.dumps(event()).encode()).decode().rstrip('='))}".encode(),
        ),
    ],
)
def test_every_form_of_body(query: str, body: bytes) -> None:
    (found,) = read(accept_sensors(read_sensors(query, body), ARRIVAL))
    assert (found.event, found.user, found.properties) == ("ViewProduct", "anonymous:d1", {"a": 1})


def test_v22_spaces_for_plus() -> None:
    data = base64.b64encode(json.dumps(event(properties={"a": "~~~>>>???"})).encode()).decode()
    assert "+" in data or "/" in data
    for text in (data.replace("+", " "), data):
        (found,) = read(accept_sensors(read_sensors("", f"data={text}".encode()), ARRIVAL))
        assert found.properties == {"a": "~~~>>>???"}


def test_v18_a_wrong_checksum_is_flagged_and_accepted() -> None:
    text = encode(event())
    right = read_sensors(f"data={quote(text)}&ext=crc%3D{hash_text(text)}")
    wrong = read_sensors(f"data={quote(text)}&ext=crc%3D1")
    assert right.flags == ()
    assert wrong.flags == ("crc_mismatch",)
    assert accept_sensors(wrong, ARRIVAL).accepted == 1


@pytest.mark.parametrize(
    "body", [b"", b"data=", b"data=***", b"data=bm9uc2Vuc2U=", b"other=1", b"data_list=H4sIAAAA&gzip=1"]
)
def test_a_body_without_data_is_told(body: bytes) -> None:
    with pytest.raises(BodyError):
        read_sensors("", body)


@pytest.mark.parametrize(
    ("more", "customer"),
    [
        ({"properties": {"$is_login_id": True}}, "d1"),
        ({"properties": {"$is_login_id": False}}, "anonymous:d1"),
        ({"login_id": "u", "anonymous_id": "x"}, "u"),
        ({"anonymous_id": "x"}, "anonymous:x"),
        ({"identities": {"$identity_login_id": "u", "$identity_mobile": "138"}}, "u"),
        ({"distinct_id": "$identity_mobile+138", "identities": {"$identity_mobile": "138"}}, "anonymous:$identity_mobile+138"),
        ({"distinct_id": None, "identities": {"$identity_cookie_id": "c"}}, "anonymous:c"),
        ({"type": "track_signup", "original_id": "dev"}, "d1"),
    ],
)  # fmt: skip
def test_whose_event_it_is(more: dict[str, Any], customer: str) -> None:
    found = one(event(**more))
    assert found.user == customer
    assert "$is_login_id" not in found.properties


def test_named_events() -> None:
    assert one(event(type="track_signup", original_id="dev")).event == "$SignUp"
    assert one(event(type="track_id_bind")).event == "$BindID"
    assert one(event(type="track_id_unbind")).event == "$UnbindID"
    item = {"type": "item_set", "item_type": "sku", "item_id": "1", "properties": {"a": 1}, "time": TIME}
    intake = take([item])
    assert intake.accepted == 1
    assert read(intake) == []


def test_operations() -> None:
    def run(kind: str, properties: dict[str, Any]) -> list[tuple[str, str, Any]]:
        found = one(event(type=kind, properties=properties, event=None))
        assert found.event == ""
        return [(each.action, each.trait, each.value) for each in found.operations]

    assert run("profile_set", {"city": "上海", "$is_login_id": True}) == [("set", "city", "上海")]
    assert run("profile_set_once", {"first": 1, "none": None}) == [("set_once", "first", 1)]
    assert run("profile_increment", {"n": 2}) == [("increment", "n", 2)]
    assert run("profile_append", {"likes": ["a", "b"]}) == [
        ("append", "likes", "a"),
        ("append", "likes", "b"),
    ]
    assert run("profile_unset", {"city": True}) == [("unset", "city", None)]
    assert run("profile_delete", {}) == [("delete", "", None)]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"type": "nothing"}, "unknown_type"),
        ({"distinct_id": " "}, "no_user_anon_id"),
        ({"event": ""}, "no_event_name"),
        ({"event": "x" * 300}, "event_name_too_long"),
        ({"type": "profile_increment", "properties": {"n": "1"}}, "not_numbers"),
        ({"type": "profile_increment", "properties": {"n": True}}, "not_numbers"),
        ({"type": "profile_append", "properties": {"n": "a"}}, "not_lists"),
        ({"type": "profile_set", "properties": {}}, "no_properties"),
        ({"type": "item_set", "item_type": "x"}, "no_user_anon_id"),
    ],
)
def test_what_is_wrong_is_kept_with_the_reason(more: dict[str, Any], reason: str) -> None:
    intake = take([event(_track_id=1), event(**more)])
    assert intake.refused == {reason: 1}
    assert intake.accepted == 1


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2024-01-01 02:03:04.5", datetime(2024, 1, 1, 2, 3, 4, 5_000)),  # V8: 5 ms, not 500
        ("2024-01-01 02:03:04.03", datetime(2024, 1, 1, 2, 3, 4, 3_000)),
        ("2024-01-01 02:03:04.123", datetime(2024, 1, 1, 2, 3, 4, 123_000)),
        ("2024-01-01 02:03:04.123456", datetime(2024, 1, 1, 2, 3, 4, 123_456)),
        ("2024-01-01 02:03:04", datetime(2024, 1, 1, 2, 3, 4)),
    ],
)
def test_dates_in_properties(text: str, local: datetime) -> None:
    assert one(event(properties={"at": text})).properties == {"at": ZONE.to_instant(local)}


def test_the_zone_of_the_sender_wins_and_odd_dates_stay_texts() -> None:
    found = one(
        event(properties={"at": "2024-01-01 02:03:04", "$timezone_offset": -60, "no": "2024-13-41 02:03:04"})
    )
    assert found.properties["at"] == datetime(2024, 1, 1, 1, 3, 4)
    assert found.properties["no"] == "2024-13-41 02:03:04"


def test_time_and_its_correction() -> None:
    assert from_micros(one(event()).ts) == datetime(2024, 6, 1, 12, 0)
    assert from_micros(one(event(time=TIME // 1000)).ts) == datetime(2024, 6, 1, 12, 0)
    near = event(_flush_time=TIME + 290_000)
    assert from_micros(one(near).ts) == datetime(2024, 6, 1, 12, 0)
    skewed = event(time=TIME - 7_200_000, _flush_time=TIME - 7_140_000)
    found = one(skewed)
    assert from_micros(found.ts) == datetime(2024, 6, 1, 12, 4)
    assert found.flags[0].startswith("clock_skew")
    assert one(event(time_free=True)).flags == ("time_free",)
    assert from_micros(one(event(time=None)).ts) == NOW


def test_v11_copies_that_differ_in_flush_time_have_one_key() -> None:
    for more in ({}, {"_track_id": 123456789}):
        first, second = (take([event(_flush_time=at, **more)]).records[0] for at in (TIME, TIME + 5))
        assert (first.key, first.digest) == (second.key, second.digest)
    assert take([event(_track_id=1)]).records[0].key != take([event(_track_id=2)]).records[0].key


def test_where_the_code_stands_is_not_kept() -> None:
    (record,) = take([event(lib={"$lib": "python", "$lib_detail": "f##main##app.py##7"})]).records
    assert b"app.py" not in record.body
    assert b"python" in record.body


def test_tokens_of_the_request_and_its_events() -> None:
    envelope = read_sensors("token=t1", f"data={quote(encode(event(token='t2')))}".encode())
    assert envelope.keys == ("t1", "t2")
