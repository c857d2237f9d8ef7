"""F13: what JSON can hold; every event is stored or kept with its reason, and what is stored comes back as it was."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tagma.engine.dialect import query
from tagma.flows.collecting.load import load_collected
from tagma.workspace import open_workspace
from tests.faults.serving import serving

TEXTS = {
    "rtl": "\u202eabc\u202c עברית العربية",
    "zero width": "a\u200bb\u200d\u2060c\ufeff",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 😀",
    "astral": "𝒳𠮷𪚥",
    "combining": "e\u0301 ñ \u0344",
    "controls": "tab\tline\nreturn\r\x01\x1f\x7f",
    "quotes": "\"'`; DROP TABLE x; -- \\ % _ {} \\u0000",
    "formula": "=1+1,@SUM(A1)",
    "long": "字" * 5_000,
    "long digits": "9" * 5_000,
}
RAW = {
    "nan": b'{"x": NaN}',
    "infinity": b'{"x": [Infinity, -Infinity]}',
    "surrogate": b'{"x": "\\ud800 and \\udfff"}',
    "nul": b'{"x": "a\\u0000b"}',
    "twice": b'{"x": 1, "x": 2}',
    "invalid utf-8": b'{"x": "\xff\xfe\xc3\x28"}',
    "huge integer": b'{"x": 123456789012345678901234567890}',
    "many keys": json.dumps({f"k{number}": number for number in range(900)}).encode(),
}
REFUSED = {
    "too deep": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "overflow": b'{"x": 1e400}',
    "digits": b'{"x": ' + b"9" * 5_000 + b"}",
    "too many keys": json.dumps({f"k{number}": number for number in range(100_000)}).encode(),
    "too large": b'{"x": "' + b"y" * (300 << 10) + b'"}',
    "half": b'{"x": ',
}


def make_event(name: str, properties: bytes) -> bytes:
    return b'{"type": "track", "event": "Odd", "userId": "%s", "messageId": "%s", "properties": %s}' % (
        name.encode(), name.encode(), properties,
    )  # fmt: skip


@pytest.mark.slow
def test_f13_every_event_is_stored_or_kept_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with serving(folder) as server:
        for name, text in TEXTS.items():
            event = {
                "type": "track",
                "event": "Odd",
                "userId": name,
                "messageId": name,
                "properties": {"text": text},
            }
            assert server.send(event) == 200
        for name, odd in {**RAW, **REFUSED}.items():
            events = [
                make_event(f"before {name}", b'{"x": "plain"}'),
                make_event(name, odd),
                make_event(f"after {name}", b"{}"),
            ]
            body = b'\xef\xbb\xbf{"writeKey": "%s", "batch": [%s]}' % (server.key.encode(), b",".join(events))
            status = server.ask("POST", "/v1/batch", body)[0]
            assert status == (400 if name == "half" else 200), name
        server.stop()
    with open_workspace(folder) as ws:
        load_collected(ws)
        rows = ws.engine.query(query('SELECT * FROM "events"."Odd" ORDER BY "_message_id"'), step="all")
        found: dict[str, dict[str, Any]] = {row["_message_id"]: row for row in rows.to_pylist()}
        path = tmp_path / "odd.csv"
        ws.engine.export(
            query('SELECT "_message_id", "text" FROM "events"."Odd" WHERE "text" IS NOT NULL'),
            path,
            step="export",
        )
        exported = ws.engine.query(query('SELECT COUNT(*) AS n FROM "collect"."quarantine"'), step="count")
    for name in {**RAW, **REFUSED}:
        assert (f"before {name}" in found, f"after {name}" in found) == (name != "half",) * 2, name
    assert RAW.keys() <= found.keys()
    assert REFUSED.keys().isdisjoint(found)
    assert exported.column("n")[0].as_py() >= len(REFUSED) - 1
    assert {name: found[name]["text"] for name in TEXTS} == TEXTS
    with path.open(encoding="utf-8", newline="") as file:
        read = {row["_message_id"]: row["text"].removeprefix("'") for row in csv.DictReader(file)}
    assert read == TEXTS
