"""Runs as they were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.errors import Language
    from tagma.state import Run
    from tagma.workspace import Workspace

Status = Literal["running", "done", "failed", "cancelled"]


def list_runs(ws: Workspace, limit: int = 20, offset: int = 0, flow: str | None = None) -> list[Run]:
    """The newest runs first."""
    return ws.state.runs.list(flow=flow, limit=limit, offset=offset)


def count_runs(ws: Workspace, flow: str | None = None) -> int:
    """How many runs there are, of one flow where it is named."""
    return ws.state.runs.count(flow=flow)


def get_run(ws: Workspace, run_id: str) -> Run:
    """One run with its steps.

    Raises:
        NotFoundError: no such run.
    """
    return ws.state.runs.get(run_id)


def find_status(run: Run) -> Status:
    """``running``, ``done``, ``failed`` or ``cancelled``."""
    return "cancelled" if run.error is not None and run.error.get("code") == "cancelled" else run.status


def tell_error(error: Mapping[str, Any] | None, language: Language = "en") -> dict[str, Any] | None:
    """The error of a run or step in a language."""
    if error is None:
        return None
    told = {key: value for key, value in error.items() if key != "zh"}
    return {**told, **error.get("zh", {})} if language == "zh" else told


def run_to_dict(run: Run, language: Language = "en") -> dict[str, Any]:
    """A run as JSON values."""
    return {
        "id": run.id,
        "flow": run.flow,
        "status": run.status,
        "as_of": run.as_of,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "author": run.author,
        "error": tell_error(run.error, language),
        "steps": [
            {
                "name": step.name,
                "status": step.status,
                "rows": step.rows,
                "ms": step.ms,
                "error": tell_error(step.error, language),
            }
            for step in run.steps
        ],
    }
