"""Events of the journal in typed tables: once each, whatever was loaded before, misfits aside."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tagma.collect.journal import Entry
from tagma.collect.journal.record import Record
from tagma.identity import collected
from tagma.identity.collected import events as collected_events
from tagma.identity.collected import forget_collected, load_entries, read_position
from tagma.rules.vocabulary import Type
from tests.identity.collected.conftest import NOW, ZONE, Pipe

__all__ = ["collected"]


def track(number: int, **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(days=number)).isoformat() + "Z"
    return {
        "type": "track",
        "event": "Bought",
        "userId": "u",
        "messageId": f"m{number}",
        "timestamp": at,
        **more,
    }


def test_events_with_the_columns_that_are_seen(pipe: Pipe) -> None:
    pipe.segment(
        track(
            1,
            properties={
                "total": 12.5,
                "count": 2,
                "new": True,
                "tags": ["a", 1],
                "items": [{"sku": 1}],
                "none": None,
            },
        ),
        track(2, userId=None, anonymousId="dev", properties={"total": "7"}),
    )
    report = pipe.load()
    assert (report.entries, report.events, report.new_customers, report.position) == (2, 2, 2, 2)
    first, second = pipe.look('SELECT * FROM "events"."Bought" ORDER BY _ts DESC')
    assert (first["total"], first["count"], first["new"], first["tags"]) == (
        Decimal("12.5"),
        2,
        True,
        ["a", "1"],
    )
    assert first["items"] == '[{"sku": 1}]'
    assert "none" not in first
    assert second["total"] == Decimal(7)
    assert (first["_message_id"], first["_source"], first["_received_at"]) == ("m1", "push:web", NOW)
    assert first["_ts"] == NOW - timedelta(days=1)
    assert [row["customer"] for row in pipe.look("SELECT * FROM people.customers ORDER BY customer")] == [
        "anonymous:dev",
        "u",
    ]


def test_nothing_is_loaded_twice(pipe: Pipe) -> None:
    pipe.segment(track(1), track(2))
    pipe.load()
    pipe.segment(track(3))
    assert pipe.load().events == 1
    assert pipe.load().events == 0
    assert read_position(pipe.engine) == 3
    assert pipe.look('SELECT COUNT(*) AS n FROM "events"."Bought"') == [{"n": 3}]


def test_a_load_that_fails_changes_nothing(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe.segment(track(1))
    pipe.load()
    pipe.segment(track(2, userId="v"))

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("tagma.identity.collected.load.write_position", fail)
        with pytest.raises(ZeroDivisionError):
            pipe.load()
    assert pipe.look('SELECT COUNT(*) AS n FROM "events"."Bought"') == [{"n": 1}]
    assert pipe.load().events == 1


def test_a_later_value_of_another_type_goes_to_quarantine(pipe: Pipe) -> None:
    pipe.segment(track(1, properties={"total": 1.5, "n": 1}))
    pipe.load()
    pipe.segment(track(2, properties={"total": "many", "n": "2"}), track(3, properties={"n": "x"}))
    report = pipe.load()
    assert (report.events, dict(report.quarantined)) == (2, {"not decimal": 1, "not integer": 1})
    rows = pipe.look('SELECT "n", "total" FROM "events"."Bought" ORDER BY _ts DESC')
    assert [row["n"] for row in rows] == [1, 2, None]
    found = pipe.look('SELECT _source, event, reason, field, "row" FROM collect.quarantine ORDER BY reason')
    assert [(each["event"], each["field"]) for each in found] == [("Bought", "total"), ("Bought", "n")]
    assert '"many"' in found[0]["row"]


def test_whole_numbers_take_fractions_from_the_first_one_on(pipe: Pipe) -> None:
    pipe.segment(track(1, properties={"total": 5}))
    pipe.load()
    pipe.segment(track(2, properties={"total": 5.25}))
    assert pipe.load().quarantined == {}
    assert [row["total"] for row in pipe.look('SELECT "total" FROM "events"."Bought" ORDER BY _ts DESC')] == [
        Decimal(5),
        Decimal("5.25"),
    ]


def test_declared_types_win(pipe: Pipe) -> None:
    pipe.declared = {"bought": {"Total": Type.TEXT, "at": Type.INSTANT, "day": Type.DATE}}
    pipe.segment(track(1, properties={"total": 5, "at": "2024-01-01T00:00:00Z", "day": "2024-02-03"}))
    pipe.load()
    (row,) = pipe.look('SELECT "Total", "at", "day" FROM "events"."Bought"')
    assert row == {"Total": "5", "at": datetime(2024, 1, 1), "day": datetime(2024, 2, 3).date()}


def test_reserved_names_and_names_beyond_the_bound_are_kept_beside(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collected_events, "MOST_PROPERTIES", 3)
    pipe.segment(
        track(1, properties={"_x": 1, "segment": 2, "ts": 3, "a": 1, "b": 2, "c": 3, "d": 4, "A": 9})
    )
    pipe.load()
    (row,) = pipe.look('SELECT * FROM "events"."Bought"')
    assert row["_extra"] == '{"_x": 1, "segment": 2, "ts": 3, "d": 4}'
    assert row["a"] == 9, "one name under folding"


def test_too_many_event_types_go_to_quarantine(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected_events, "MOST_EVENT_TYPES", 2)
    pipe.segment(*(track(number, event=f"E{number}") for number in range(4)))
    report = pipe.load()
    assert (report.events, dict(report.quarantined)) == (2, {"too_many_event_types": 2})


def test_odd_names_never_become_sql(pipe: Pipe) -> None:
    odd = {'a"; DROP TABLE people.customers; --': 1, "x'y": 2, "中文": 3, "ｆｕｌｌ": 4}
    pipe.segment(track(1, event='E"; DROP TABLE x; --', properties=odd))
    assert pipe.load().events == 1
    assert pipe.look("SELECT COUNT(*) AS n FROM people.customers") == [{"n": 1}]


def test_what_was_refused_at_the_door_is_in_quarantine(pipe: Pipe) -> None:
    pipe.segment(track(1), {"type": "nonsense", "userId": "u"})
    assert pipe.load().quarantined == {"unknown_type": 1}
    (row,) = pipe.look("SELECT * FROM collect.quarantine")
    assert (row["_source"], row["event"], row["reason"]) == ("push:web", "segment", "unknown_type")
    assert "nonsense" in row["row"]


def test_a_damaged_or_poisonous_entry_is_passed_by(pipe: Pipe) -> None:
    pipe.segment(track(1), track(2), track(3))
    poison = Record(b"k" * 16, 0, "web", 0, 0, b'{"family": "segment", "type": "track", "event": {}}')
    entries = [pipe.entries[0], 2, Entry(3, poison), Entry(4, pipe.entries[2].record)]
    report = load_entries(pipe.engine, entries, ZONE, declared={}, traits={})
    assert (report.position, report.events, dict(report.quarantined)) == (
        4,
        2,
        {"damaged": 1, "not_understood": 1},
    )


def test_a_rebuild_gives_the_same(pipe: Pipe) -> None:
    def read() -> list[Any]:
        tables = [
            '"events"."Bought"',
            "people.customers",
            "people.trait_history",
            "people.identities",
            "collect.quarantine",
        ]
        return [sorted(map(repr, pipe.look(f"SELECT * FROM {name}"))) for name in tables]

    for number in range(30):
        pipe.segment(
            track(
                number, userId=f"u{number % 7}", properties={"total": number / 2 if number > 9 else number}
            ),
            {
                "type": "identify",
                "userId": f"u{number % 5}",
                "messageId": f"i{number}",
                "traits": {"city": f"c{number % 3}", "n": number},
            },
        )
        if number % 4 == 0:
            pipe.load()
    pipe.load()
    before = read()
    forget_collected(pipe.engine)
    assert pipe.look("SELECT COUNT(*) AS n FROM people.customers") == [{"n": 0}]
    pipe.load(pipe.entries[:17])
    pipe.load()
    assert read() == before
