"""How collection is told to be: lag, room, refusals, and the reasons for amber and red."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tagma.clock import wall_now
from tagma.collect.intake import accept_segment, read_segment
from tagma.collect.journal.layout import list_segments
from tagma.errors import NotFoundError, SourceError
from tagma.flows.collecting import health
from tagma.flows.collecting.health import JournalHealth, QuarantineHealth, list_reasons, read_health
from tagma.flows.collecting.keys import (
    add_write_key,
    disable_write_key,
    find_source_key,
    map_keys,
    name_key,
    rotate_write_key,
)
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint, journal_folder
from tagma.workspace import Workspace, open_workspace

GOOD = JournalHealth(100, 100, 1, 4096, 0.0, 1.0, 0, 50 << 30, 0.5)
FEW = QuarantineHealth(0, 0, 100, 0)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "tagma.yaml").write_text("name: tiny\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(tmp_path, purpose="tests") as opened:
        yield opened


@pytest.fixture
def point(ws: Workspace) -> Iterator[CollectionPoint]:
    opened = CollectionPoint(ws)
    yield opened
    opened.close()


def send(point: CollectionPoint, *events: Any) -> None:
    envelope = read_segment(b'{"batch": []}')
    point.submit(accept_segment(replace(envelope, events=events), point.arrive("web", "", ""))).result()


def event(number: int, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "view", "userId": "u", "messageId": f"m{number}", **more}


def test_before_anything_is_sent_there_is_no_collection(ws: Workspace) -> None:
    found = read_health(ws)
    assert (found.collecting, found.keys, found.state, found.journal.position) == (False, 0, "green", 0)
    assert found.journal.free_bytes > 0
    add_write_key(ws, "web", author="tests")
    assert read_health(ws).collecting
    disable_write_key(ws, "web")
    assert read_health(ws).keys == 0


def test_what_waits_and_what_was_refused_is_counted(ws: Workspace, point: CollectionPoint) -> None:
    send(point, event(1), event(2), event(3), {"type": "track", "userId": "u"})
    before = read_health(ws)
    assert (before.journal.position, before.journal.loaded, before.journal.lag_events) == (4, 0, 4)
    assert before.journal.sync_age is not None
    assert before.journal.bytes > 0
    assert before.quarantine == QuarantineHealth(0, 0, 4, 0)
    load_collected(ws)
    after = read_health(ws)
    assert (after.journal.lag_events, after.journal.lag_seconds) == (0, 0.0)
    assert after.quarantine == QuarantineHealth(1, 1, 4, 1)
    assert after.quarantine.share == 0.25
    assert after.state == "green"  # one of four events is no reason yet


@pytest.mark.parametrize(
    ("journal", "quarantine", "states"),
    [
        (GOOD, FEW, []),
        (replace(GOOD, loaded=40, lag_seconds=30.0), FEW, []),
        (replace(GOOD, loaded=40, lag_seconds=90.0), FEW, ["amber"]),
        (replace(GOOD, loaded=40, lag_seconds=900.0), FEW, ["red"]),
        (replace(GOOD, free_bytes=health.FREE_AMBER - 1), FEW, ["amber"]),
        (replace(GOOD, free_share=0.005), FEW, ["red"]),
        (replace(GOOD, waiting_bytes=1, sync_age=20.0), FEW, ["red"]),
        (GOOD, QuarantineHealth(6, 6, 100, 6), ["amber"]),
        (GOOD, QuarantineHealth(40, 40, 100, 40), ["red"]),
        (replace(GOOD, free_share=0.04), QuarantineHealth(40, 40, 100, 40), ["red", "amber"]),
    ],
)
def test_reasons_name_what_is_wrong(
    journal: JournalHealth, quarantine: QuarantineHealth, states: list[str]
) -> None:
    assert [each.state for each in list_reasons(journal, quarantine, None)] == states


def test_a_damaged_journal_is_red_and_not_an_error(ws: Workspace, point: CollectionPoint) -> None:
    send(point, event(1))
    point.close()
    for path in list_segments(journal_folder(ws)).values():
        with path.open("r+b") as file:
            file.write(b"\0" * 4096)
    found = read_health(ws)
    assert found.state == "red"
    assert "journal" in found.reasons[0].words.en


def test_a_journal_that_takes_nothing_any_more_says_why(ws: Workspace, point: CollectionPoint) -> None:
    send(point, event(1))
    told = point.journal._explain(sqlite3.OperationalError("disk I/O error"))
    found = read_health(ws)
    assert (found.state, found.reasons[0].words) == ("red", told.what)


def test_a_replaced_key_opens_its_source_until_it_ends(ws: Workspace, point: CollectionPoint) -> None:
    old = add_write_key(ws, "web", author="tests")
    first = find_source_key(ws, name_key("web"))
    new = rotate_write_key(ws, "web", author="ada", days=7)
    both = map_keys(ws, wall_now())
    assert {both[old.key].source, both[new.key].source} == {"web"}
    assert list(map_keys(ws, wall_now() + timedelta(days=8))) == [new.key]
    found = find_source_key(ws, first.id)
    assert (found.current.key, [each.key for each in found.old]) == (new.key, [old.key])
    known = point.find_source([old.key])
    assert known is not None
    assert known.source == "web"
    disable_write_key(ws, "web")
    assert map_keys(ws, wall_now())[old.key].disabled_at is not None
    last = rotate_write_key(ws, "web", author="ada", days=0)
    assert list(map_keys(ws, wall_now())) == [last.key]
    with pytest.raises(SourceError):
        rotate_write_key(ws, "web", author="ada", days=1000)
    with pytest.raises(NotFoundError):
        find_source_key(ws, "x")


def test_a_key_that_does_not_fit_is_red_and_not_an_error(
    ws: Workspace, point: CollectionPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(point, event(1))
    monkeypatch.setenv("TAGMA_JOURNAL_KEY", "short")
    found = read_health(ws)
    assert (found.collecting, found.state) == (True, "red")
