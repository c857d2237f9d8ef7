"""Runs as they were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tagma.state import Run
    from tagma.workspace import Workspace


def list_runs(ws: Workspace, limit: int = 20) -> list[Run]:
    """The newest runs first."""
    return ws.state.runs.list(limit=limit)


def get_run(ws: Workspace, run_id: str) -> Run:
    """One run with its steps.

    Raises:
        NotFoundError: no such run.
    """
    return ws.state.runs.get(run_id)


def run_to_dict(run: Run) -> dict[str, Any]:
    """A run as JSON values."""
    return {
        "id": run.id,
        "flow": run.flow,
        "status": run.status,
        "as_of": run.as_of,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "author": run.author,
        "error": run.error,
        "steps": [
            {"name": step.name, "status": step.status, "rows": step.rows, "ms": step.ms, "error": step.error}
            for step in run.steps
        ],
    }
