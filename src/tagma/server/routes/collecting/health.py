"""How collection is."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.collecting.health import read_health
from tagma.server.asking import Lang, Ws
from tagma.server.shapes import Shape

router = APIRouter(prefix="/collect/health", tags=["collect"])

State = Literal["green", "amber", "red"]


class JournalFigures(Shape):
    """The journal on disk, and how far the warehouse has it."""

    events: int
    segments: int
    bytes: int
    position: int
    loaded_position: int
    lag_events: int
    lag_seconds: float
    last_fsync_age_seconds: float | None = Field(description="Null: nothing was stored since the start.")
    waiting_bytes: int
    free_bytes: int
    free_share: float


class QuarantineFigures(Shape):
    """What is in quarantine of collected events; ``share`` is of today's events."""

    waiting: int
    today: int
    share: float
    received_today: int


class HealthReason(Shape):
    """Why the state is not green."""

    state: State
    message: str


class CollectHealth(Shape):
    """How collection is; ``collecting`` false: there is no write key, and nothing was ever sent."""

    collecting: bool
    journal: JournalFigures
    quarantine: QuarantineFigures
    keys: int = Field(description="Write keys that are in use.")
    state: State
    reasons: list[HealthReason]


@router.get("")
def get_collect_health(ws: Ws, language: Lang) -> CollectHealth:
    """Lag, free space, the share of the quarantine, and the reasons for amber and red."""
    health = read_health(ws)
    journal, quarantine = health.journal, health.quarantine
    return CollectHealth(
        collecting=health.collecting,
        journal=JournalFigures(
            events=journal.position,
            segments=journal.segments,
            bytes=journal.bytes,
            position=journal.position,
            loaded_position=journal.loaded,
            lag_events=journal.lag_events,
            lag_seconds=journal.lag_seconds,
            last_fsync_age_seconds=journal.sync_age,
            waiting_bytes=journal.waiting_bytes,
            free_bytes=journal.free_bytes,
            free_share=journal.free_share,
        ),
        quarantine=QuarantineFigures(
            waiting=quarantine.waiting,
            today=quarantine.today,
            share=quarantine.share,
            received_today=quarantine.received,
        ),
        keys=health.keys,
        state=health.state,
        reasons=[
            HealthReason(state=each.state, message=each.words.in_language(language))
            for each in health.reasons
        ],
    )
