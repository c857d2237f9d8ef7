"""What was not loaded: looked at in groups, and tried again once its reason is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tagma.collect.intake import REASONS, Arrival
from tagma.collect.intake.stored import read_refused, try_again
from tagma.collect.journal import EVENT, REFUSED, Entry, Journal, open_journal
from tagma.collect.journal.layout import read_entries
from tagma.collect.journal.marks import read_marked
from tagma.collect.journal.record import make_replay
from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.collecting.load import has_journal, load_collected
from tagma.flows.collecting.point import find_point, journal_folder
from tagma.identity.collected import read_position
from tagma.identity.report import word_fault

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.workspace import Workspace

MOST_EXAMPLE = 2_000

_MORE_REASONS: Mapping[str, Text] = {
    "damaged": Text("is damaged in the journal", "在日志中已损坏"),
    "not_understood": Text("could not be understood", "无法理解"),
    "too_many_event_types": Text("is beyond 1,000 types of events", "超出 1000 种事件类型的上限"),
    "too_many_item_types": Text("is beyond 1,000 types of items", "超出 1000 种物品类型的上限"),
    "too_many_traits": Text("is beyond 1,000 traits", "超出 1000 个属性的上限"),
    "name_not_possible": Text("has a name that a trait cannot have", "名称不能用作属性名"),
}


@dataclass(frozen=True, slots=True)
class QuarantineGroup:
    """What was not loaded of one source for one reason.

    Attributes:
        field: the property concerned; empty where whole events were refused.
        example: one of them, as JSON.
    """

    source: str
    event: str
    field: str
    reason: str
    rows: int
    last: datetime
    example: str

    @property
    def words(self) -> Text:
        return word_reason(self.reason)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "source": self.source,
            "event": self.event,
            "field": self.field or None,
            "reason": self.reason,
            "message": self.words.in_language(language),
            "rows": self.rows,
            "last": self.last,
            "example": self.example[:MOST_EXAMPLE],
        }


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """What became of the refused events that were tried again.

    Attributes:
        still: those still refused, by reason.
    """

    tried: int
    accepted: int
    still: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"tried": self.tried, "accepted": self.accepted, "still": dict(self.still)}


def word_reason(reason: str) -> Text:
    """A reason in words that follow the name of what is wrong."""
    return REASONS.get(reason) or _MORE_REASONS.get(reason) or word_fault(reason)


def list_quarantine(ws: Workspace, source: str | None = None) -> list[QuarantineGroup]:
    """What is in quarantine, the most frequent first.

    Args:
        source: of one source only; a write key's source with or without ``push:`` before it.
    """
    if "quarantine" not in ws.engine.tables("collect"):
        return []
    rows = ws.engine.query(
        dialect.query(
            """
            SELECT "_source" AS source, "event", "field", "reason", COUNT(*) AS n, MAX("loaded_at") AS last,
              MIN("row") AS example
            FROM "collect"."quarantine" GROUP BY "_source", "event", "field", "reason"
            ORDER BY n DESC, source, "event", "field", "reason"
            """
        ),
        step="list quarantine",
    ).to_pylist()
    return [
        QuarantineGroup(
            row["source"], row["event"], row["field"], row["reason"], row["n"], row["last"], row["example"]
        )
        for row in rows
        if source is None or row["source"] in (source, f"push:{source}")
    ]


def replay_refused(ws: Workspace) -> ReplayReport:
    """Tries everything again that was refused at the door; what is accepted now is stored and loaded."""
    if not has_journal(ws):
        return ReplayReport(0, 0)
    tried, accepted, still = 0, 0, Counter[str]()
    done = {
        read_marked(entry.record)
        for entry in read_entries(journal_folder(ws))
        if isinstance(entry, Entry) and entry.record.kind not in (EVENT, REFUSED)
    }
    with borrow_journal(ws) as journal:
        for entry in read_entries(journal_folder(ws)):
            if not isinstance(entry, Entry) or entry.record.kind != REFUSED:
                continue
            if entry.position in done:
                continue
            refused = read_refused(entry.record)
            intake = try_again(refused, Arrival(entry.record.source, entry.record.received_at, refused.route))
            tried += 1
            good = [] if intake is None else [record for record in intake.records if record.kind == EVENT]
            if not good or (intake is not None and intake.refused):
                reasons = intake.refused if intake is not None and intake.refused else {refused.reason: 1}
                still.update(reasons)
                continue
            journal.append([*good, make_replay(entry)])
            accepted += 1
    load_collected(ws)
    return ReplayReport(tried, accepted, dict(still))


@contextmanager
def borrow_journal(ws: Workspace) -> Iterator[Journal]:
    """The journal that this process has open, or one that is opened for the while."""
    point = find_point(ws)
    if point is not None:
        yield point.journal
        return
    with open_journal(journal_folder(ws), least=read_position(ws.engine)) as journal:
        yield journal
