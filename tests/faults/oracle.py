"""What decides every fault test: what senders were told is held against what is stored.

Senders keep every id that was acknowledged to them. Afterwards: acknowledged ⊆ stored, nothing stored twice,
the warehouse equal to one rebuilt from the journal, no answer other than those that senders understand.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tagma.engine.dialect import query, table
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.storage import verify
from tagma.identity.collected import forget_collected
from tagma.workspace import Workspace, open_workspace
from tests.faults.serving import Server

LONG = os.environ.get("TAGMA_FAULTS") == "long"
ALLOWED = {200, 400, 401, 403, 404, 405, 413, 429, 503}
BATCH = 10


def scale(short: int, long: int) -> int:
    """How many rounds: few where every second counts, many in ``make faults``."""
    return long if LONG else short


def tell(name: str, **figures: object) -> None:
    """Prints a figure of the long form."""
    if LONG:
        shown = "  ".join(f"{key.replace('_', ' ')} {value}" for key, value in figures.items())
        print(f"\n  {name}: {shown}", flush=True)


@dataclass
class Writer:
    """Sends batch after batch, each until it is acknowledged, as SDKs do.

    Attributes:
        acknowledged: the ids that a 200 covered; ``unsure``: sent, and no answer came.
        answers: every status that came; 0: the connection broke.
    """

    server: Server
    name: str
    acknowledged: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    pause: float = 0.0
    _connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        number = 0
        while not self.ended.is_set():
            ids = [f"{self.name}-{number + each}" for each in range(BATCH)]
            events: list[dict[str, Any]] = [
                {
                    "type": "track",
                    "event": "Tick",
                    "userId": self.name,
                    "messageId": each,
                    "properties": {"n": number},
                }
                for each in ids
            ]
            events.append(
                {"type": "identify", "userId": self.name, "messageId": f"i-{ids[0]}", "traits": {"n": number}}
            )
            body = json.dumps({"writeKey": self.server.key, "batch": events}).encode()
            while not self.post(body):
                if self.ended.is_set():
                    return
                time.sleep(0.05)
            self.acknowledged += ids
            number += BATCH
            if self.pause:
                self.ended.wait(self.pause)

    def post(self, body: bytes) -> bool:
        begun = time.monotonic()
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            self._connection.request("POST", "/v1/batch", body)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            self.answers[0] += 1
            self.hang_up()
            return False
        self.answers[answer.status] += 1
        self.waits.append(time.monotonic() - begun)
        if answer.status != 200:
            self.hang_up()
        return answer.status == 200

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextlib.contextmanager
def writing(server: Server, count: int = 10, pause: float = 0.0, name: str = "w") -> Iterator[list[Writer]]:
    """Writers at work until the end of the block."""
    writers = [Writer(server, f"{name}{number}", pause=pause) for number in range(count)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.ended.set()
        for thread in threads:
            thread.join()
        for writer in writers:
            writer.hang_up()


def wait_for_progress(writers: Sequence[Writer], batches: int = 1) -> None:
    """Waits until every writer has been acknowledged so many batches more."""
    marks = [len(writer.acknowledged) + batches * BATCH for writer in writers]
    until = time.monotonic() + 90
    while any(len(writer.acknowledged) < mark for writer, mark in zip(writers, marks, strict=True)):
        assert time.monotonic() < until, [dict(writer.answers) for writer in writers]
        time.sleep(0.02)


def check(folder: Path, writers: Sequence[Writer], *, findings: int = 0) -> int:
    """Holds what is stored against what was acknowledged; returns how many events are stored."""
    answers = sum((writer.answers for writer in writers), Counter[int]())
    assert set(answers) - {0} <= ALLOWED, answers
    acknowledged = [each for writer in writers for each in writer.acknowledged]
    with open_workspace(folder, purpose="tests") as ws:
        stored = Counter(read_ids(ws))
        assert len(verify(ws).findings) == findings, verify(ws).findings
    assert acknowledged, "nothing was acknowledged: this shows nothing"
    lost = set(acknowledged) - stored.keys()
    twice = [each for each, count in stored.items() if count > 1]
    assert (len(lost), len(twice)) == (0, 0), (sorted(lost)[:5], twice[:5])
    return len(stored)


def read_ids(ws: Workspace) -> list[str]:
    """The ids of all events after everything is loaded, once it is shown that a rebuild gives the same."""
    load_collected(ws)
    before = read_all(ws)
    forget_collected(ws.engine)
    load_collected(ws)
    after = read_all(ws)
    assert after.keys() == before.keys()
    for name, rows in before.items():
        assert after[name] == rows, f"a rebuild gives other rows of {name}"
    rows = ws.engine.query(query('SELECT "_message_id" AS m FROM "events"."Tick"'), step="ids")
    return [str(each) for each in rows.column("m").to_pylist()]


def read_all(ws: Workspace) -> dict[str, list[str]]:
    """All rows that come from the journal, in no order."""
    found: dict[str, list[str]] = {}
    wanted = [("events", name) for name in ws.engine.tables("events")]
    wanted += [("people", "customers"), ("people", "trait_history"), ("collect", "quarantine")]
    for schema, name in wanted:
        rows = ws.engine.query(query("SELECT * FROM :t", t=table(name, schema)), step="all").to_pylist()
        found[f"{schema}.{name}"] = sorted(map(repr, rows))
    return found
