"""Refreshing the portrait, and resuming a refresh that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tagma.errors import RunError, Text
from tagma.flows.daily import DAY, Day, Progress, RunReport, no_progress, run_day, run_steps

if TYPE_CHECKING:
    from tagma.state import Run
    from tagma.workspace import Workspace


def refresh(
    ws: Workspace,
    *,
    as_of: datetime | None = None,
    force: bool = False,
    author: str = "",
    demanded: Sequence[str] = (),
    progress: Progress = no_progress,
) -> RunReport:
    """Loads what is new and publishes a fresh portrait; see ``daily.run_day``."""
    return run_day(ws, as_of=as_of, force=force, author=author, demanded=demanded, progress=progress)


def resume(ws: Workspace, run_id: str, *, author: str = "", progress: Progress = no_progress) -> RunReport:
    """Goes on with a failed refresh from the step that failed, as a new run at the same instant.

    Steps that were done are not done again, unless definitions were applied since.

    Raises:
        NotFoundError: no such run.
        RunError: the run did not fail.
    """
    failed = ws.state.runs.get(run_id)
    if failed.status != "failed" or failed.flow != "refresh":
        raise RunError(
            Text(f"run {run_id} did not fail: nothing to resume", f"运行 {run_id} 并未失败，无需续跑"),
            next_step=Text("start a new one with “tagma refresh”", "请用“tagma refresh”开始新的运行"),
        )
    done = {step.name for step in failed.steps if step.status == "done"}
    if "evaluate" in done and not _still_fresh(ws, failed):
        done.discard("evaluate")
        done.discard("publish")
    run = ws.state.runs.start("refresh", as_of=failed.as_of, author=author)
    left = tuple((name, step) for name, step in DAY if name not in done)
    return run_steps(Day(ws, run, failed.as_of, False, (), progress), left)


def _still_fresh(ws: Workspace, failed: Run) -> bool:
    """Whether the computed portrait is still there and was made of the definitions in force."""
    if "publish" in {step.name for step in failed.steps if step.status == "done"}:
        return True
    applied = [stored.applied_at for stored in ws.state.definitions.current()]
    unchanged = all(at <= failed.started_at for at in applied)
    return unchanged and "fresh" in ws.engine.tables("portrait")
