"""Out of quarantine by hand: tried again once its reason is gone, or given up; both are recorded as runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tagma.collect.intake import Arrival
from tagma.collect.intake.stored import read_refused, try_again
from tagma.collect.journal import EVENT, REFUSED
from tagma.collect.journal.marks import make_discard
from tagma.collect.journal.record import make_replay
from tagma.collect.journal.window import pick_entries
from tagma.flows.collecting.load import has_journal, load_collected
from tagma.flows.collecting.point import journal_folder
from tagma.flows.collecting.quarantine import borrow_journal
from tagma.flows.collecting.quarantined import Chosen, QuarantinedRow, choose_rows, count_chosen, delete_rows
from tagma.flows.stepping import record_steps

if TYPE_CHECKING:
    from tagma.collect.journal import Entry, Journal
    from tagma.workspace import Workspace

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of the rows that were chosen.

    Attributes:
        replayed: tried again; ``accepted`` of them are loaded now.
        still: those that are refused still, by reason.
        kept: rows that only a load or a rebuild tries again.
        left: rows beyond the bound of one replay.
    """

    run: str
    replayed: int = 0
    accepted: int = 0
    still: Mapping[str, int] = field(default_factory=dict)
    kept: int = 0
    left: int = 0


def replay_rows(ws: Workspace, chosen: Chosen, *, author: str = "") -> Replay:
    """Tries what was refused when it was sent again, with the rules of today; at most 5,000 rows at once."""
    load_collected(ws)
    rows = choose_rows(ws, chosen, MOST)
    left = count_chosen(ws, chosen) - len(rows)
    positions = [row.position for row in rows if row.position is not None]
    accepted, still, tried = 0, Counter[str](), 0

    def try_them() -> int:
        nonlocal accepted, tried
        if not positions or not has_journal(ws):
            return 0
        with borrow_journal(ws) as journal:
            for entry in pick_entries(journal_folder(ws), positions):
                if entry.record.kind != REFUSED:
                    continue
                tried += 1
                reasons = _try(journal, entry)
                still.update(reasons)
                accepted += not reasons
        load_collected(ws)
        return accepted

    run = ws.state.runs.start("replay", author=author)
    record_steps(ws, run, [("try again", try_them)])
    return Replay(run.id, tried, accepted, dict(still), len(rows) - len(positions), left)


def discard_rows(ws: Workspace, ids: tuple[str, ...], *, author: str = "") -> tuple[str, int]:
    """Gives rows up for good; returns the run that records it and how many there were.

    What was refused when it was sent does not come back with a rebuild; what a source gave does, with its
    next load, while the source still gives it.
    """
    rows = choose_rows(ws, Chosen(ids=ids), MOST) if ids else []

    def discard() -> int:
        _mark(ws, rows)
        kept = [row.id for row in rows if row.position is None]
        if kept:
            delete_rows(ws, kept)
        return len(rows)

    run = ws.state.runs.start("discard", author=author)
    record_steps(ws, run, [("discard", discard)])
    return run.id, len(rows)


def _mark(ws: Workspace, rows: list[QuarantinedRow]) -> None:
    positions = [row.position for row in rows if row.position is not None]
    if not positions:
        return
    with borrow_journal(ws) as journal:
        marks = [make_discard(entry) for entry in pick_entries(journal_folder(ws), positions)]
        if marks:
            journal.append(marks)
    load_collected(ws)


def _try(journal: Journal, entry: Entry) -> Mapping[str, int]:
    """Stores what is accepted now; else the reasons why it is not."""
    refused = read_refused(entry.record)
    intake = try_again(refused, Arrival(entry.record.source, entry.record.received_at, refused.route))
    if intake is None:
        return {refused.reason: 1}
    good = [record for record in intake.records if record.kind == EVENT]
    if intake.refused or not good:
        return intake.refused or {refused.reason: 1}
    journal.append([*good, make_replay(entry)])
    return {}
