"""The definitions in force, and changes of them: planned, applied, pending in files."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tagma.engine.limits import limit_time
from tagma.errors import BusyError, Text
from tagma.flows.apply import apply_definitions
from tagma.flows.defining.in_force import list_in_force, read_in_force
from tagma.flows.plan_definitions import plan_definitions
from tagma.flows.propose import apply_proposal, find_conflicts, plan_proposal
from tagma.flows.refresh import finish_refresh, start_refresh
from tagma.server.asking import Caller, Lang, Ws
from tagma.server.routes.definitions.shapes import (
    Json,
    NamedShape,
    PlanShape,
    ProposalShape,
    read_changes,
    show_named,
    show_plan,
    word_kind,
)
from tagma.server.routes.runs.runs import REFRESHING
from tagma.server.routes.runs.shapes import RunShape, show_run
from tagma.server.shapes import Instant, Shape
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.defining.in_force import InForce
    from tagma.server.worker import Task, Watch, Worker
    from tagma.state import Run
    from tagma.workspace import Workspace

router = APIRouter(prefix="/definitions", tags=["definitions"])
APPLYING = Text("a change of definitions", "应用定义改动")
SECONDS = 30.0
"""How long counting the customers of one plan may take."""


class DefinitionItem(Shape):
    """One definition in force.

    Attributes:
        pending: its file says something else than what is in force.
    """

    kind: str
    kind_label: str
    name: str
    label: str
    description: str | None
    owner: str | None
    version: int
    applied_at: Instant
    author: str
    reason: str
    place: str | None
    pending: bool


class DefinitionShape(DefinitionItem):
    """One definition in force with its fields and those who use it."""

    body: Json
    yaml: str
    used_by: list[NamedShape]


class DefinitionList(Shape):
    """Definitions by kind and name."""

    items: list[DefinitionItem]


class ApplyRequest(ProposalShape):
    """Changes to put in force."""

    reason: str = Field("", max_length=2000)
    refresh: bool = Field(False, description="Refresh the portrait afterwards.")


class ReasonRequest(Shape):
    """Why something is applied, and whether the portrait is refreshed afterwards."""

    reason: str = Field("", max_length=2000)
    refresh: bool = False


class MadeVersion(Shape):
    """A version that was made."""

    kind: str
    name: str
    version: int


class AppliedShape(Shape):
    """What was put in force; ``run`` where a refresh was asked for."""

    plan: PlanShape
    versions: list[MadeVersion]
    run: RunShape | None


@router.get("", summary="List the definitions in force")
def get_definitions(
    ws: Ws, language: Lang, kind: Annotated[str | None, Query(max_length=40)] = None
) -> DefinitionList:
    items = [DefinitionItem(**_show_item(each, language)) for each in list_in_force(ws, kind)]
    return DefinitionList(items=items)


@router.post("/plan", summary="Plan changes of definitions")
def plan_changes(ws: Ws, language: Lang, proposal: ProposalShape) -> PlanShape:
    """What the changes would do over what is in force: mistakes, fields that differ, customers who move."""
    changes = read_changes(proposal.changes)
    with limit_time(SECONDS):
        plan = plan_proposal(ws, changes)
    conflicts = [
        {"message": each.what.in_language(language), **each.data} for each in find_conflicts(ws, changes)
    ]
    return show_plan(plan, language, conflicts)


@router.post("/apply", summary="Put changes of definitions in force")
def apply_changes(ws: Ws, language: Lang, caller: Caller, work: Work, asked: ApplyRequest) -> AppliedShape:
    """All of them or none; 409 ``conflict`` when somebody else changed one meanwhile."""
    with work.hold(APPLYING, caller.name):
        applied = apply_proposal(ws, read_changes(asked.changes), author=caller.name, reason=asked.reason)
        run = start_refreshing(ws, work, caller.name) if asked.refresh else None
    versions = [MadeVersion.model_validate(each) for each in applied.versions]
    return AppliedShape(
        plan=show_plan(applied.plan, language),
        versions=versions,
        run=None if run is None else show_run(run, work, language),
    )


@router.get("/pending", summary="What the files say beside what is in force")
def get_pending(ws: Ws, language: Lang) -> PlanShape:
    """The plan of the definition files: what an engineer edited by hand and nobody applied yet."""
    with limit_time(SECONDS):
        plan = plan_definitions(ws)
    return show_plan(plan, language)


@router.post("/pending/apply", summary="Put the files in force")
def apply_pending(ws: Ws, language: Lang, caller: Caller, work: Work, asked: ReasonRequest) -> AppliedShape:
    with work.hold(APPLYING, caller.name):
        plan = apply_definitions(ws, caller.name, asked.reason)
        run = start_refreshing(ws, work, caller.name) if asked.refresh else None
    current = {(each.kind, each.name): each for each in ws.state.definitions.current()}
    changed = [current.get((change.kind, change.name)) for change in plan.changes]
    return AppliedShape(
        plan=show_plan(plan, language),
        versions=[MadeVersion.model_validate(each) for each in changed if each is not None],
        run=None if run is None else show_run(run, work, language),
    )


@router.get("/{kind}/{name:path}", summary="One definition in force")
def get_definition(ws: Ws, language: Lang, kind: str, name: str) -> DefinitionShape:
    whole = read_in_force(ws, kind, name)
    return DefinitionShape(
        **_show_item(whole.found, language),
        body=whole.body,
        yaml=whole.yaml,
        used_by=[show_named(each, language) for each in whole.used_by],
    )


def start_refreshing(ws: Workspace, work: Worker, author: str) -> Run | None:
    """Starts a refresh in the turn that the apply holds; None when the server is about to stop."""

    def begin(watch: Watch) -> tuple[Run, Task]:
        day = start_refresh(ws, author=author, progress=watch.report, stopped=watch.stopped)
        return day.run, partial(finish_refresh, day)

    with suppress(BusyError):  # what was applied is applied
        return work.start(REFRESHING, author, begin, writing=True, held=True)
    return None


def _show_item(found: InForce, language: Language) -> Json:
    model, stored = found.definition.model, found.stored
    return {
        "kind": stored.kind,
        "kind_label": word_kind(stored.kind, language),
        "name": found.definition.name,
        "label": model.title.in_language(language),
        "description": model.description.text.in_language(language) if model.description else None,
        "owner": model.owner,
        "version": stored.version,
        "applied_at": stored.applied_at,
        "author": stored.author,
        "reason": stored.reason,
        "place": found.place or None,
        "pending": found.pending,
    }
