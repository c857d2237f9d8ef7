"""A server that takes events, and a sender in front of it; no answer of it is ever a redirect or empty-handed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tagma.collect.intake import Occurrence, interpret_body
from tagma.collect.journal import EVENT, Entry
from tagma.collect.journal.layout import read_entries
from tagma.flows.collecting.keys import add_write_key
from tagma.flows.collecting.point import journal_folder
from tagma.server.app import create_app
from tagma.workspace import Workspace, open_workspace

ALLOWED = {200, 400, 401, 403, 404, 405, 413, 429, 503}


@dataclass
class Sender:
    """Sends to the server, and looks into its journal."""

    ws: Workspace
    client: TestClient
    key: str

    def send(self, method: str, path: str, **more: Any) -> Any:
        answer = self.client.request(method, path, follow_redirects=False, **more)
        assert answer.status_code in ALLOWED  # V5
        if answer.status_code >= 400:  # V21
            body = answer.json()
            assert body["success"] is False
            assert body["code"]
            assert body["message"] == body["detail"]
        return answer

    def post(self, path: str, body: Any, **more: Any) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, content=content, **more)

    def segment(self, *events: Any, path: str = "/v1/batch", **more: Any) -> Any:
        return self.post(path, {"writeKey": self.key, "batch": list(events)}, **more)

    def entries(self) -> list[Entry]:
        return [each for each in read_entries(journal_folder(self.ws)) if isinstance(each, Entry)]

    def events(self) -> list[Occurrence]:
        found = [
            interpret_body(each.record, self.ws.calendar)
            for each in self.entries()
            if each.record.kind == EVENT
        ]
        return [each for each in found if each is not None]

    def reasons(self) -> list[str]:
        return [
            json.loads(each.record.body)["reason"] for each in self.entries() if each.record.kind != EVENT
        ]


@pytest.fixture
def empty_ws(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "tagma.yaml").write_text("name: tiny\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    with open_workspace(tmp_path, purpose="tests") as ws:
        yield ws


@pytest.fixture
def sender(empty_ws: Workspace) -> Iterator[Sender]:
    key = add_write_key(empty_ws, "web", author="tests").key
    with TestClient(create_app(empty_ws), base_url="http://collector.example") as client:
        yield Sender(empty_ws, client, key)
