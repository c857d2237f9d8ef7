"""F14, F15, F16: events that bring a load down, events sent again and again, clocks that are wrong or jump."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tagma.clock import from_micros
from tagma.collect.intake import Arrival, accept_segment, interpret_body, read_segment
from tagma.collect.journal import open_journal
from tagma.engine.dialect import query
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.quarantine import list_quarantine
from tagma.flows.refresh import rebuild
from tagma.workspace import open_workspace
from tests.faults.oracle import check, read_ids, wait_for_progress, writing
from tests.faults.serving import Server, serving

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


def tick(name: str, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Tick", "userId": "u", "messageId": name, **more}


@pytest.mark.slow
def test_f14_an_event_that_takes_the_process_down_is_passed_over(server: Server) -> None:
    """Each load dies at the poison, as from a crash in a library; less and less is loaded at a time."""
    server.start()
    for number in range(30):
        assert server.send(tick(f"t{number}")) == 200
    assert server.send({**tick("poison"), "event": "Poison"}) == 200
    assert server.send(tick("last")) == 200
    server.stop(signal.SIGKILL)
    environment = {**os.environ, "TAGMA_FAIL_AT": "load.event@Poison:1+"}
    command = [sys.executable, "-m", "tests.faults.loader", str(server.folder)]
    codes = [-signal.SIGKILL]
    while codes[-1] != 0 and len(codes) < 12:
        codes.append(subprocess.run(command, env=environment, timeout=120, check=False).returncode)
    assert set(codes[:-1]) == {-signal.SIGKILL}
    assert codes[-1] == 0, "it dies for ever"
    with open_workspace(server.folder) as ws:
        assert {(each.reason, each.rows) for each in list_quarantine(ws)} == {("not_understood", 1)}
        rows = ws.engine.query(query('SELECT COUNT(*) AS n FROM "events"."Tick"'), step="count")
        assert rows.column("n")[0].as_py() == 31
        rebuild(ws)  # the fault is mended: the point does not fail any more
        assert list_quarantine(ws) == []
        assert list(ws.engine.tables("events")) == ["Poison", "Tick"]


def test_f15_copies_reordered_retries_and_other_content_under_one_id(tmp_path: Path) -> None:
    batches = [
        [tick(f"b{number}-{each}", properties={"n": each}) for each in range(20)] for number in range(4)
    ]

    def take(events: list[dict[str, Any]], at: int) -> Any:
        body = json.dumps({"batch": events, "sentAt": f"2024-06-01T10:00:{at % 60:02}Z"}).encode()
        return accept_segment(read_segment(body), Arrival("web", 1_717_236_000_000_000 + at)).records

    dice = random.Random(5)
    with open_journal(tmp_path) as journal, ThreadPoolExecutor(50) as pool:
        copies = [take(batch, at) for at in range(50) for batch in batches]
        dice.shuffle(copies)
        receipts = list(pool.map(journal.append, copies))
        assert sum(each.stored for each in receipts) == 80
        assert sum(each.duplicates for each in receipts) == 49 * 80
        assert journal.counts["conflicts"] == 0
        other = take([tick("b0-0", properties={"n": "other"}), tick("new")], 99)
        receipt = journal.append(other)
        assert (receipt.stored, receipt.duplicates, receipt.conflicts) == (1, 1, 1)
        for retry in itertools.permutations(batches[0][:4]):
            assert journal.append(take(list(retry), 100)).stored == 0
        assert journal.counts["conflicts"] == 1


@pytest.mark.parametrize("years", [-10, 10])
@pytest.mark.parametrize("sent", [True, False])
def test_f16_a_senders_clock_ten_years_off(years: int, sent: bool) -> None:
    """With the time of sending the clock is corrected; without it the future is not believed, the past is."""
    now = datetime(2024, 6, 1, 12, tzinfo=UTC)
    wrong = now.replace(year=now.year + years)
    event = tick("a", timestamp=(wrong - timedelta(minutes=5)).isoformat())
    body: dict[str, Any] = {"batch": [event], **({"sentAt": wrong.isoformat()} if sent else {})}
    arrival = Arrival("web", int(now.timestamp() * 1_000_000))
    (record,) = accept_segment(read_segment(json.dumps(body).encode()), arrival).records
    occurrence = interpret_body(record, None)  # type: ignore[arg-type]
    assert occurrence is not None
    at = from_micros(occurrence.ts).replace(tzinfo=UTC)
    if sent:
        assert at == now - timedelta(minutes=5)
        assert any(flag.startswith("clock_skew") for flag in occurrence.flags)
    elif years > 0:
        assert (at, occurrence.flags) == (now, ("time_future",))
    else:
        assert at == wrong - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),  # a leap second
        ("2024-03-10T02:30:00-05:00", "2024-03-10T07:30:00"),  # a local time that daylight saving leaves out
        ("2024-11-03T01:30:00-04:00", "2024-11-03T05:30:00"),  # one that it repeats
        ("2024-11-03T01:30:00-05:00", "2024-11-03T06:30:00"),
        ("2024-02-30T00:00:00Z", None),
    ],
)
def test_f16_hours_that_are_odd(stamp: str, at: str | None) -> None:
    arrival = Arrival("web", 1_735_000_000_000_000)
    (record,) = accept_segment(
        read_segment(json.dumps({"batch": [tick("a", timestamp=stamp)]}).encode()), arrival
    ).records
    occurrence = interpret_body(record, None)  # type: ignore[arg-type]
    assert occurrence is not None
    found = from_micros(occurrence.ts).isoformat()
    assert found == (at or from_micros(arrival.received_at).isoformat())


def wait_for_clock(server: Server, ahead: int) -> None:
    """Waits until the server, by the date of its answers, is so many seconds ahead: it looks at the file now and then."""
    until = time.monotonic() + 90
    while True:
        shown = parsedate_to_datetime(server.ask("GET", "/healthz")[1]["date"])
        if abs((shown - datetime.now(UTC)).total_seconds() - ahead) < 60:
            return
        assert time.monotonic() < until, (shown, ahead)
        time.sleep(0.2)


@pytest.mark.slow
def test_f16_the_clock_of_the_server_jumps_by_an_hour(tmp_path: Path) -> None:
    """Forwards and back while events come in: nothing is lost, loading goes on, keys stay known."""
    if not Path(LIBRARY).exists():
        pytest.skip("needs libfaketime")
    clock = tmp_path / "clock"
    clock.write_text("+0\n", encoding="ascii")
    environment = {
        "LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    folder = tmp_path / "workspace"
    with serving(folder, environment=environment) as server:
        with writing(server, 4, 0.2) as writers:
            for jump in (3600, -3600, 0):
                clock.write_text(f"{jump:+}\n", encoding="ascii")
                wait_for_clock(server, jump)
                wait_for_progress(writers, 8)
        server.settle()
        server.stop()
    assert {status for writer in writers for status in writer.answers} == {200}
    check(folder, writers)
    received = [from_micros(each.received_at) for each in server.records()]
    assert max(received) - min(received) > timedelta(minutes=90)
    with open_workspace(folder) as ws:
        load_collected(ws)
        assert len(read_ids(ws)) == sum(len(writer.acknowledged) for writer in writers)
