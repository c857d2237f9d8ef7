"""The quarantine: listed, opened, tried again, given up."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from tagma.errors import Text
from tagma.flows.collecting.advice import advise
from tagma.flows.collecting.quarantined import MOST, MOST_RAW, Chosen, list_quarantined, read_quarantined
from tagma.flows.collecting.replay import MOST as MOST_AT_ONCE
from tagma.flows.collecting.replay import discard_rows, replay_rows
from tagma.server.access.gate import quote
from tagma.server.asking import Caller, Lang, Ws
from tagma.server.shapes import Instant, Shape
from tagma.server.working import Work

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.flows.collecting.quarantined import QuarantinedRow, ReasonCount

router = APIRouter(prefix="/quarantine", tags=["collect"])
log = logging.getLogger("tagma.server.collect")

Stage = Literal["door", "load", "source"]
_REPLAYING = Text("a replay of the quarantine", "重放隔离区")
_DISCARDING = Text("discarding from quarantine", "丢弃隔离数据")


class QuarantinedItem(Shape):
    """One thing that was not loaded.

    ``stage`` is where: at the door when it was sent, when it was loaded, or with a file or database.
    """

    id: str
    at: Instant
    source: str
    event: str
    field: str = Field(description="The property concerned; empty: the whole event or row.")
    reason: str
    reason_label: str
    stage: Stage
    replayable: bool
    raw: str = Field(description="As it came, as text, cut at 4 KiB; of files and databases the row as JSON.")
    clipped: bool


class ReasonItem(Shape):
    """How many rows are there for one reason, and what to do."""

    reason: str
    label: str
    next: str
    stage: Stage
    count: int


class QuarantineList(Shape):
    """Rows, the newest first; the reasons are over all rows of the source and event."""

    items: list[QuarantinedItem]
    reasons: list[ReasonItem]
    sources: list[str]
    total: int


class QuarantinedDetail(QuarantinedItem):
    """One row with all of its text."""

    next: str = Field(description="What to do about it.")
    position: int | None = Field(description="Its place in the journal, where it was refused at the door.")
    route: str


class ToReplay(Shape):
    """Which rows to try again: those named, those of a reason or a source, or all."""

    ids: list[Annotated[str, Field(max_length=64)]] = Field([], max_length=MOST_AT_ONCE)
    reason: str = ""
    source: str = ""
    event: str = ""
    all: bool = False


class StillRefused(Shape):
    """How many are refused still, for one reason."""

    reason: str
    label: str
    count: int


class Replayed(Shape):
    """What became of the rows; ``run`` records it."""

    run: str | None
    replayed: int
    accepted: int
    still: list[StillRefused]
    kept: int = Field(description="Rows that only a load of their source or a rebuild tries again.")
    left: int = Field(description="Rows beyond the 5,000 of one replay.")


class ToDiscard(Shape):
    """Rows to give up."""

    ids: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Discarded(Shape):
    """How many rows were given up; ``run`` records it."""

    run: str
    discarded: int


@router.get("")
def get_quarantine(
    ws: Ws,
    language: Lang,
    reason: str = "",
    source: str = "",
    event: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    before: Annotated[str | None, Query(max_length=64, description="The id of the last row seen.")] = None,
) -> QuarantineList:
    """What was not loaded: of what was sent, of files and of databases."""
    page = list_quarantined(ws, Chosen((), reason, source, event), limit=limit, before=before)
    return QuarantineList(
        items=[QuarantinedItem.model_validate(_show(each, language)) for each in page.items],
        reasons=[_show_reason(each, language) for each in page.reasons],
        sources=list(page.sources),
        total=page.total,
    )


@router.get("/{id}")
def get_quarantined(ws: Ws, language: Lang, id: str) -> QuarantinedDetail:  # noqa: A002
    """One row as it came."""
    row = read_quarantined(ws, id)
    more = {
        "raw": row.raw,
        "clipped": False,
        "next": row.advice.step.in_language(language),
        "position": row.position,
        "route": row.route,
    }
    return QuarantinedDetail.model_validate(_show(row, language) | more)


@router.post("/replay")
def post_replay(ws: Ws, language: Lang, caller: Caller, work: Work, asked: ToReplay) -> Replayed:
    """Try rows again that were refused when they were sent; what is accepted now is stored and loaded."""
    if not (asked.ids or asked.reason or asked.source or asked.event or asked.all):
        return Replayed(run=None, replayed=0, accepted=0, still=[], kept=0, left=0)
    chosen = Chosen(tuple(asked.ids), asked.reason, asked.source, asked.event)
    with work.hold(_REPLAYING, caller.name):
        found = replay_rows(ws, chosen, author=caller.name)
    log.info("quarantine replayed by %s: %s of %s", quote(caller.name), found.accepted, found.replayed)
    return Replayed(
        run=found.run,
        replayed=found.replayed,
        accepted=found.accepted,
        still=[
            StillRefused(reason=reason, label=_label(reason, language), count=count)
            for reason, count in sorted(found.still.items(), key=lambda each: (-each[1], each[0]))
        ],
        kept=found.kept,
        left=found.left,
    )


@router.post("/discard")
def post_discard(ws: Ws, caller: Caller, work: Work, asked: ToDiscard) -> Discarded:
    """Give rows up for good."""
    with work.hold(_DISCARDING, caller.name):
        run, count = discard_rows(ws, tuple(asked.ids), author=caller.name)
    log.info("%s rows of the quarantine discarded by %s", count, quote(caller.name))
    return Discarded(run=run, discarded=count)


def _show(row: QuarantinedRow, language: Language) -> dict[str, object]:
    return {
        "id": row.id,
        "at": row.at,
        "source": row.source,
        "event": row.event,
        "field": row.field,
        "reason": row.reason,
        "reason_label": row.advice.label.in_language(language),
        "stage": row.stage,
        "replayable": row.replayable,
        "raw": row.raw[:MOST_RAW],
        "clipped": len(row.raw) > MOST_RAW,
    }


def _show_reason(each: ReasonCount, language: Language) -> ReasonItem:
    advice = each.advice
    return ReasonItem(
        reason=each.reason,
        label=advice.label.in_language(language),
        next=advice.step.in_language(language),
        stage=each.stage,
        count=each.count,
    )


def _label(reason: str, language: Language) -> str:
    return advise(reason, "door").label.in_language(language)
