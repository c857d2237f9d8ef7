"""Runs: listed, started, stopped, gone on with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, status
from pydantic import Field

from tagma.errors import Text
from tagma.flows.instants import parse_as_of
from tagma.flows.names import check_demanded
from tagma.flows.refresh import finish_refresh, start_refresh, start_resume
from tagma.flows.runs import count_runs, get_run, list_runs
from tagma.server.asking import Caller, Lang, Ws
from tagma.server.routes.runs.shapes import RunShape, show_run
from tagma.server.shapes import Shape
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.server.worker import Task, Watch
    from tagma.state import Run

router = APIRouter(prefix="/runs", tags=["runs"])
REFRESHING = Text("a refresh", "刷新画像")


class RunList(Shape):
    """Some runs, newest first, of so many."""

    items: list[RunShape]
    total: int


class RefreshRequest(Shape):
    """What a refresh shall do.

    Attributes:
        as_of: ISO, local unless it says its zone; default: the clock.
        force: load unchanged sources again, and allow an older portrait.
        demanded: tags ``on demand`` to compute now, by name.
    """

    as_of: str | None = None
    force: bool = False
    demanded: list[str] = Field([], max_length=1000)


@router.get("", summary="List the newest runs")
def get_runs(
    ws: Ws,
    language: Lang,
    work: Work,
    limit: Annotated[int, Query(ge=1, le=500)] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    flow: Annotated[str | None, Query(max_length=40, description="``refresh`` or ``export``.")] = None,
) -> RunList:
    runs = list_runs(ws, limit, offset, flow)
    return RunList(items=[show_run(run, work, language) for run in runs], total=count_runs(ws, flow))


@router.post("", summary="Refresh the portrait", status_code=status.HTTP_202_ACCEPTED)
def post_run(ws: Ws, language: Lang, caller: Caller, work: Work, asked: RefreshRequest) -> RunShape:
    """Loads what is new, computes tags and segments, publishes; 409 while another refresh is under way."""
    as_of, demanded = parse_as_of(ws, asked.as_of), check_demanded(ws, asked.demanded)

    def begin(watch: Watch) -> tuple[Run, Task]:
        day = start_refresh(
            ws,
            as_of=as_of,
            force=asked.force,
            author=caller.name,
            demanded=demanded,
            progress=watch.report,
            stopped=watch.stopped,
        )
        return day.run, partial(finish_refresh, day)

    run = work.start(REFRESHING, caller.name, begin, writing=True)
    return show_run(run, work, language)


@router.get("/{id}", summary="One run with its steps and its progress")
def get_run_by_id(ws: Ws, language: Lang, work: Work, id: str) -> RunShape:  # noqa: A002
    return show_run(get_run(ws, id), work, language)


@router.post("/{id}/cancel", summary="Stop a run", status_code=status.HTTP_202_ACCEPTED)
def cancel_run(ws: Ws, language: Lang, work: Work, id: str) -> RunShape:  # noqa: A002
    """It ends at its next step, or inside the statement that it runs; what was published still serves."""
    get_run(ws, id)
    work.cancel(id)
    return show_run(get_run(ws, id), work, language)


@router.post(
    "/{id}/resume", summary="Go on with a failed or cancelled run", status_code=status.HTTP_202_ACCEPTED
)
def resume_run(ws: Ws, language: Lang, caller: Caller, work: Work, id: str) -> RunShape:  # noqa: A002
    """A new run at the same instant; steps that were done are not done again."""

    def begin(watch: Watch) -> tuple[Run, Task]:
        day = start_resume(ws, id, author=caller.name, progress=watch.report, stopped=watch.stopped)
        return day.run, partial(finish_refresh, day)

    run = work.start(REFRESHING, caller.name, begin, writing=True)
    return show_run(run, work, language)
