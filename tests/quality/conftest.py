"""A workspace with a write key, to which events are sent as SDKs send them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tagma.collect.intake import accept_segment, accept_sensors, read_segment
from tagma.collect.intake.envelope import Envelope
from tagma.engine.dialect import query
from tagma.flows.apply import apply_definitions
from tagma.flows.collecting import keys
from tagma.flows.collecting.load import load_collected
from tagma.flows.collecting.point import CollectionPoint
from tagma.workspace import Workspace, open_workspace

NOW = datetime(2024, 6, 1, 12)


class Shop:
    """A workspace, what is sent to it, and what became of it."""

    def __init__(self, ws: Workspace, point: CollectionPoint) -> None:
        self.ws, self.point = ws, point

    def write(self, name: str, text: str) -> None:
        (self.ws.folder / name).write_text(text, encoding="utf-8")

    def apply(self, text: str, name: str = "definitions.yaml") -> None:
        """Puts definitions in force."""
        self.write(name, text)
        apply_definitions(self.ws, author="tests", reason="")

    def send(self, *events: dict[str, Any], source: str = "web", load: bool = True) -> None:
        """Events of the Segment family; loads them."""
        envelope = read_segment(json.dumps({"batch": events}).encode())
        arrival = self.point.arrive(source, "/v1/batch", "")
        self.point.submit(accept_segment(envelope, arrival)).result()
        if load:
            self.load()

    def send_sensors(self, *events: dict[str, Any], source: str = "app") -> None:
        """Events of the Sensors family; loads them."""
        arrival = self.point.arrive(source, "/sa", "")
        self.point.submit(accept_sensors(Envelope("sensors", events), arrival)).result()
        self.load()

    def load(self) -> Any:
        return load_collected(self.ws)

    def look(self, sql: str) -> list[dict[str, Any]]:
        return self.ws.engine.query(query(sql), step="look").to_pylist()

    def ids(self, event: str, schema: str = "events") -> list[str]:
        if event not in self.ws.engine.tables(schema):
            return []
        rows = self.look(f'SELECT "_message_id" AS id FROM "{schema}"."{event}" ORDER BY "_message_id"')
        return [row["id"] for row in rows]

    def reasons(self, event: str) -> dict[str, str]:
        if event not in self.ws.engine.tables("aside"):
            return {}
        rows = self.look(f'SELECT "_message_id" AS id, "_reason" AS reason FROM "aside"."{event}"')
        return {row["id"]: row["reason"] for row in rows}


def track(
    event: str, message: str, seconds: float = 0, *, user: str = "u1", agent: str = "", **properties: Any
) -> dict[str, Any]:
    """A ``track`` some seconds after noon."""
    at = NOW + timedelta(seconds=seconds)
    context = {"context": {"userAgent": agent}} if agent else {}
    return {
        "type": "track",
        "event": event,
        "userId": user,
        "messageId": message,
        "timestamp": at.isoformat() + "Z",
        "properties": properties,
        **context,
    }


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    """A shop in a folder."""
    (folder / "tagma.yaml").write_text("name: tiny\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(folder, purpose="tests") as ws:
        point = CollectionPoint(ws)
        for source in ("web", "app"):
            keys.add_write_key(ws, source, author="tests")
        yield Shop(ws, point)
        point.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with open_shop(tmp_path) as opened:
        yield opened
