"""Refreshing the portrait, and resuming a refresh that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tagma.errors import RunError, Text
from tagma.flows.daily import DAY, Day, RunReport, run_steps
from tagma.flows.stepping import Progress, Stopped, never, no_progress
from tagma.identity.collected import forget_collected

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
    """Loads what is new and publishes a fresh portrait; see ``start_refresh``.

    Raises:
        TagmaError: of the step that failed; the run records it and can be resumed.
    """
    return finish_refresh(
        start_refresh(ws, as_of=as_of, force=force, author=author, demanded=demanded, progress=progress)
    )


def resume(ws: Workspace, run_id: str, *, author: str = "", progress: Progress = no_progress) -> RunReport:
    """Goes on with a failed refresh; see ``start_resume``."""
    return finish_refresh(start_resume(ws, run_id, author=author, progress=progress))


def rebuild(ws: Workspace, *, author: str = "", progress: Progress = no_progress) -> RunReport:
    """Makes events, customers, traits and the portrait anew: from the journal and from all sources."""
    forget_collected(ws.engine)
    return refresh(ws, force=True, author=author, progress=progress)


def start_refresh(
    ws: Workspace,
    *,
    as_of: datetime | None = None,
    force: bool = False,
    author: str = "",
    demanded: Sequence[str] = (),
    progress: Progress = no_progress,
    stopped: Stopped = never,
) -> Day:
    """Records that a refresh begins; ``finish_refresh`` does it, in this thread or another.

    Args:
        force: loads unchanged sources again, and allows a portrait older than the published one.
        demanded: columns of tags ``on demand`` to compute anew.
        stopped: asked between steps and parts of steps whether the run shall end.
    """
    run = ws.state.runs.start("refresh", as_of=as_of, author=author)
    return Day(ws, run, as_of, force, tuple(demanded), progress, stopped)


def start_resume(
    ws: Workspace,
    run_id: str,
    *,
    author: str = "",
    progress: Progress = no_progress,
    stopped: Stopped = never,
) -> Day:
    """Records that a failed refresh goes on from the step that failed, as a new run at the same instant.

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
    return Day(ws, run, failed.as_of, False, (), progress, stopped, done=frozenset(done))


def finish_refresh(day: Day) -> RunReport:
    """Does what was started, step by step.

    Raises:
        StoppedError: somebody stopped it. TagmaError: of the step that failed; both are recorded.
    """
    return run_steps(day, tuple((name, step) for name, step in DAY if name not in day.done))


def _still_fresh(ws: Workspace, failed: Run) -> bool:
    """Whether the computed portrait is still there and was made of the definitions in force."""
    if "publish" in {step.name for step in failed.steps if step.status == "done"}:
        return True
    applied = [stored.applied_at for stored in ws.state.definitions.current()]
    unchanged = all(at <= failed.started_at for at in applied)
    return unchanged and "fresh" in ws.engine.tables("portrait")
