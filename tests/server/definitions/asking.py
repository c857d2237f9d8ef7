"""What the tests of definitions and runs ask again and again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

API = "/api/v1"


def read(client: TestClient, kind: str, name: str) -> dict[str, Any]:
    """One definition in force."""
    answer = client.get(f"{API}/definitions/{kind}/{quote(name, safe='')}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def propose(client: TestClient, kind: str, name: str, **fields: Any) -> dict[str, Any]:
    """A change of some fields of a definition in force; None takes a field away."""
    found = read(client, kind, name)
    body = {key: value for key, value in {**found["body"], **fields}.items() if value is not None}
    return {"kind": kind, "name": name, "body": body, "base_version": found["version"]}


def plan(client: TestClient, *changes: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{API}/definitions/plan", json={"changes": list(changes)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def apply(client: TestClient, *changes: dict[str, Any], status: int = 200, **more: Any) -> dict[str, Any]:
    answer = client.post(
        f"{API}/definitions/apply", json={"changes": list(changes), "reason": "test", **more}
    )
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def wait(client: TestClient, run_id: str, seconds: float = 60) -> dict[str, Any]:
    """A run when it has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        run: dict[str, Any] = client.get(f"{API}/runs/{run_id}").json()
        if run["status"] != "running":
            return run
        time.sleep(0.02)
    raise AssertionError(f"run {run_id} did not end")
