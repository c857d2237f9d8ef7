"""Sources: listed, looked at, tried, loaded."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter, status

from tagma.errors import Text
from tagma.flows.sources.detail import describe_source_of
from tagma.flows.sources.listing import list_sources
from tagma.flows.sources.loading import finish_load, start_load
from tagma.flows.sources.proposed import read_proposed
from tagma.flows.sources.trying import try_source
from tagma.server.asking import Caller, Lang, Ws
from tagma.server.routes.runs.shapes import RunShape, show_run
from tagma.server.routes.sources.shapes import SourceItem, SourceList, SourceShape, TrialShape, TryRequest
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.server.worker import Task, Watch
    from tagma.state import Run

router = APIRouter(prefix="/sources", tags=["sources"])
LOADING = Text("loading a source", "载入数据源")


@router.get("", summary="List the sources")
def get_sources(ws: Ws, language: Lang) -> SourceList:
    """The sources in force with how their loads went, then those who send with a write key."""
    return SourceList(items=[SourceItem.model_validate(each.to_dict(language)) for each in list_sources(ws)])


@router.post("/test", summary="Try a source")
def test_source(ws: Ws, language: Lang, asked: TryRequest) -> TrialShape:
    """Reads the first rows within a time limit; changes nothing. A failure is an answer: ``ok`` is false."""
    trial = try_source(ws, read_proposed(ws, asked.name, asked.body))
    return TrialShape.model_validate(trial.to_dict(language))


@router.get("/{name}", summary="One source with its SELECTs and loads")
def get_source(ws: Ws, language: Lang, name: str) -> SourceShape:
    return SourceShape.model_validate(describe_source_of(ws, name).to_dict(language))


@router.post("/{name}/load", summary="Load a source now", status_code=status.HTTP_202_ACCEPTED)
def load_source(ws: Ws, language: Lang, caller: Caller, work: Work, name: str) -> RunShape:
    """Loads what is new; the portrait follows with the next refresh. 409 while something else writes."""

    def begin(watch: Watch) -> tuple[Run, Task]:
        load = start_load(ws, [name], author=caller.name, progress=watch.report, stopped=watch.stopped)
        return load.run, partial(finish_load, load)

    run = work.start(LOADING, caller.name, begin, writing=True)
    return show_run(run, work, language)
