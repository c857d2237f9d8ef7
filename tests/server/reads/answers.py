"""Asks the server and the warehouse the same thing."""

from __future__ import annotations

from typing import Any

import duckdb
from fastapi.testclient import TestClient

from tagma.workspace import Workspace

API = "/api/v1"


def get(
    client: TestClient, path: str, *, language: str | None = None, status: int = 200, **params: Any
) -> Any:
    """The JSON of a GET."""
    headers = {"accept-language": language} if language else {}
    answer = client.get(API + path, params=params or None, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def post(
    client: TestClient, path: str, body: dict[str, Any], *, language: str | None = None, status: int = 200
) -> Any:
    """The JSON of a POST."""
    headers = {"accept-language": language} if language else {}
    answer = client.post(API + path, json=body, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def select(ws: Workspace, sql: str) -> list[tuple[Any, ...]]:
    """Hand-written SQL over the warehouse, past everything of ours: on a cursor of the engine's connection."""
    connection: duckdb.DuckDBPyConnection = ws.engine._connection  # type: ignore[attr-defined]
    cursor = connection.cursor()
    try:
        return cursor.execute(sql).fetchall()
    finally:
        cursor.close()
