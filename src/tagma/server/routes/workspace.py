"""The workspace at its head: what it is called, which instant it speaks of, how many customers it has."""

from __future__ import annotations

from fastapi import APIRouter

from tagma.flows.asking.facts import read_facts
from tagma.flows.doctor import find_version
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Instant, Shape

router = APIRouter(prefix="/workspace", tags=["workspace"])


class WorkspaceShape(Shape):
    """The settings that screens need, and the two instants: of the portrait and of the clock."""

    name: str
    language: str
    currency: str | None
    time_zone: str
    week_start: str
    clock: str
    as_of: Instant | None
    run: str | None
    now: Instant
    customers: int
    version: str
    taxonomy: dict[str, str]


@router.get("")
def get_workspace(ws: Ws, language: Lang) -> WorkspaceShape:
    """What the workspace is called, its clock, and how many customers it has."""
    facts, settings = read_facts(ws), ws.settings
    return WorkspaceShape(
        name=settings.name,
        language=settings.language,
        currency=settings.currency or None,
        time_zone=settings.time_zone,
        week_start=settings.week_start,
        clock=settings.clock,
        as_of=facts.published.as_of if facts.published else None,
        run=facts.published.run if facts.published else None,
        now=facts.now,
        customers=facts.customers,
        version=find_version("tagma"),
        taxonomy={level: settings.name_path([level], language) for level in settings.taxonomy},
    )
