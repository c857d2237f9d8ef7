"""Runs as answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tagma.flows.daily import DAY
from tagma.flows.runs import find_status, tell_error
from tagma.flows.stepping import word_flow, word_step
from tagma.server.shapes import Instant, Problem, Shape

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.server.worker import Watch, Worker
    from tagma.state import Run
    from tagma.state.records import Json

Status = Literal["running", "done", "failed", "cancelled"]


class RunStepShape(Shape):
    """One step of a run."""

    name: str
    label: str
    status: Status
    rows: int | None
    ms: float | None
    error: Problem | None


class ProgressShape(Shape):
    """Where a run under way is: so many of its steps are done, this one is at work."""

    step: str
    label: str
    done: int
    total: int
    part: str | None


class RunShape(Shape):
    """One run; ``progress`` while it is under way."""

    id: str
    flow: str
    label: str
    status: Status
    as_of: Instant | None
    started_at: Instant
    ended_at: Instant | None
    author: str
    error: Problem | None
    steps: list[RunStepShape]
    progress: ProgressShape | None


def show_run(run: Run, worker: Worker, language: Language) -> RunShape:
    """A run in a language, with its progress."""
    status: Status = find_status(run)
    watch = worker.find(run.id) if status == "running" else None
    return RunShape(
        id=run.id,
        flow=run.flow,
        label=word_flow(run.flow, language),
        status=status,
        as_of=run.as_of,
        started_at=run.started_at,
        ended_at=run.ended_at,
        author=run.author,
        error=_show_problem(run.error, language),
        steps=[
            RunStepShape(
                name=step.name,
                label=word_step(step.name, language),
                status="cancelled" if (step.error or {}).get("code") == "cancelled" else step.status,
                rows=step.rows,
                ms=step.ms,
                error=_show_problem(step.error, language),
            )
            for step in run.steps
        ],
        progress=_show_progress(watch, run, language) if status == "running" else None,
    )


def _show_progress(watch: Watch | None, run: Run, language: Language) -> ProgressShape:
    if watch is None:  # a command of this machine reports to its own terminal; its steps are recorded
        step = run.steps[-1].name if run.steps else ""
        done = sum(each.status == "done" for each in run.steps)
        label = word_step(step, language)
        return ProgressShape(step=step, label=label, done=done, total=max(len(DAY), done), part=None)
    return ProgressShape(
        step=watch.step,
        label=word_step(watch.step, language),
        done=watch.done,
        total=watch.total,
        part=word_step(watch.part, language) if watch.part else None,
    )


def _show_problem(error: Json | None, language: Language) -> Problem | None:
    told = tell_error(error, language)
    return None if told is None else Problem.model_validate(told)
