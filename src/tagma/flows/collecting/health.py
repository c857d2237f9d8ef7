"""How collection is: what waits to be loaded, how much room is left, how much is refused, and what to do."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tagma.clock import from_micros, to_micros, wall_now
from tagma.collect.journal import Entry
from tagma.collect.journal.layout import find_last, list_segments, weigh_journal
from tagma.collect.journal.mending import list_kept
from tagma.collect.journal.window import count_since, read_window
from tagma.engine import dialect
from tagma.errors import TagmaError, Text
from tagma.flows.collecting.load import has_journal
from tagma.flows.collecting.point import find_point, journal_folder
from tagma.flows.collecting.secret import JOURNAL_FOLDER
from tagma.identity.collected import read_position
from tagma.identity.collected.tables import SOURCE_PREFIX

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.workspace import Workspace

State = Literal["green", "amber", "red"]

LAG_AMBER, LAG_RED = 60.0, 600.0
SHARE_AMBER, SHARE_RED = 0.05, 0.25
LEAST_FOR_SHARE = 20
"""So many events of today make a share worth a warning."""

FREE_AMBER, FREE_SHARE_AMBER = 1 << 30, 0.05
FREE_RED, FREE_SHARE_RED = 128 << 20, 0.01
STALLED = 5.0
"""Seconds that events wait for the disk before that is told."""


@dataclass(frozen=True, slots=True)
class JournalHealth:
    """The journal on disk.

    Attributes:
        position: of the newest event; ``loaded`` is up to where the warehouse has them.
        lag_seconds: since the oldest event that is not loaded came; 0 where all are.
        sync_age: seconds since events were last made durable; None where none were since the start.
        waiting_bytes: of events that wait for the disk and are not answered yet.
    """

    position: int
    loaded: int
    segments: int
    bytes: int
    lag_seconds: float
    sync_age: float | None
    waiting_bytes: int
    free_bytes: int
    free_share: float

    @property
    def lag_events(self) -> int:
        return max(0, self.position - self.loaded)


@dataclass(frozen=True, slots=True)
class QuarantineHealth:
    """What is in quarantine of collected events.

    Attributes:
        waiting: rows in all.
        today: of them, rows that came since local midnight.
        received: events that came since local midnight.
        refused: of them, whole events in quarantine.
    """

    waiting: int
    today: int
    received: int
    refused: int

    @property
    def share(self) -> float:
        return min(1.0, self.refused / self.received) if self.received else 0.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the state is not green."""

    state: State
    words: Text


@dataclass(frozen=True, slots=True)
class CollectionHealth:
    """How collection is.

    Attributes:
        collecting: whether there is a write key, or anything was ever sent.
        keys: write keys that are in use.
        reasons: the worst first.
    """

    collecting: bool
    journal: JournalHealth
    quarantine: QuarantineHealth
    keys: int
    reasons: Sequence[Reason]

    @property
    def state(self) -> State:
        return self.reasons[0].state if self.reasons else "green"


def read_health(ws: Workspace) -> CollectionHealth:
    """Reads it; writes nothing, waits for nobody; that the journal is damaged is a reason, not an error."""
    now = wall_now()
    present, failure = True, find_failure(ws)
    journal, quarantine = _look_at_disk(ws), QuarantineHealth(0, 0, 0, 0)
    try:
        present = has_journal(ws)
        journal = read_journal_health(ws, now) if present else journal
        quarantine = read_quarantine_health(ws, now)
    except TagmaError as error:
        failure = failure or error
    keys = [each for each in ws.state.write_keys.list() if each.disabled_at is None]
    kept = len(list(list_kept(ws.runtime / JOURNAL_FOLDER)))
    reasons = list_reasons(journal, quarantine, failure, kept)
    return CollectionHealth(present or bool(keys), journal, quarantine, len(keys), reasons)


def find_failure(ws: Workspace) -> TagmaError | None:
    """Why the journal no longer takes anything; None while it does."""
    point = find_point(ws)
    opened = point.opened if point is not None else None
    return opened.failure if opened is not None else None


def read_journal_health(ws: Workspace, now: datetime) -> JournalHealth:
    """How the journal is.

    Raises:
        WorkspaceError: a file of it is damaged.
    """
    folder, point = journal_folder(ws), find_point(ws)
    opened = point.opened if point is not None else None
    loaded = read_position(ws.engine)
    position = opened.last if opened is not None else find_last(folder)
    lag = 0.0
    if position > loaded:
        first = next(iter(read_window(folder, loaded, 1)), None)
        if isinstance(first, Entry):
            lag = max(0.0, (now - from_micros(first.record.received_at)).total_seconds())
    disk = _look_at_disk(ws)
    return JournalHealth(
        position,
        loaded,
        len(list_segments(folder)),
        weigh_journal(folder),
        lag,
        None if opened is None else max(0.0, time.monotonic() - opened.last_sync),
        0 if opened is None else opened.waiting_bytes,
        disk.free_bytes,
        disk.free_share,
    )


def read_quarantine_health(ws: Workspace, now: datetime) -> QuarantineHealth:
    """How much of what was collected is in quarantine.

    Raises:
        WorkspaceError: a file of the journal is damaged.
    """
    midnight = ws.calendar.midnight(ws.calendar.local_day(now))
    received = count_since(journal_folder(ws), to_micros(midnight)) if has_journal(ws) else 0
    if "quarantine" not in ws.engine.tables("collect"):
        return QuarantineHealth(0, 0, received, 0)
    row = ws.engine.query(
        dialect.query(
            """
            SELECT COUNT(*) AS "waiting", COUNT(*) FILTER (WHERE "loaded_at" >= :midnight) AS "today",
              COUNT(*) FILTER (WHERE "loaded_at" >= :midnight AND "field" = '') AS "refused"
            FROM "collect"."quarantine" WHERE STARTS_WITH("_source", :prefix)
            """,
            midnight=dialect.literal(midnight),
            prefix=dialect.literal(SOURCE_PREFIX),
        ),
        step="count quarantine",
    ).to_pylist()[0]
    return QuarantineHealth(int(row["waiting"]), int(row["today"]), received, int(row["refused"]))


def list_reasons(
    journal: JournalHealth, quarantine: QuarantineHealth, failure: TagmaError | None, kept: int = 0
) -> list[Reason]:
    """What is not as it should be, the worst first.

    Args:
        kept: damaged files that were set aside.
    """
    found: list[Reason] = []
    if failure is not None:
        found.append(Reason("red", failure.what))
    if kept:
        words = Text(
            f"damaged files of the journal were set aside ({kept}): “tagma verify” names them",
            f"日志有 {kept} 个损坏的文件已移开：“tagma verify”会列出",
        )
        found.append(Reason("red", words))
    if journal.waiting_bytes and journal.sync_age is not None and journal.sync_age > STALLED:
        seconds = round(journal.sync_age)
        words = Text(f"events have waited {seconds} s for the disk", f"事件等待写入磁盘已 {seconds} 秒")
        found.append(Reason("red", words))
    if state := _judge_room(journal):
        gib = journal.free_bytes / (1 << 30)
        words = Text(
            f"{gib:.1f} GiB are left on the disk of the journal: free some space",
            f"日志所在磁盘仅剩 {gib:.1f} GiB：请释放空间",
        )
        found.append(Reason(state, words))
    if journal.lag_events and journal.lag_seconds > LAG_AMBER:
        minutes = max(1, round(journal.lag_seconds / 60))
        words = Text(
            f"{journal.lag_events:,} events wait to be loaded, the oldest for {minutes} min",
            f"{journal.lag_events:,} 条事件待载入，最早的已等待 {minutes} 分钟",
        )
        found.append(Reason("red" if journal.lag_seconds > LAG_RED else "amber", words))
    if quarantine.received >= LEAST_FOR_SHARE and quarantine.share > SHARE_AMBER:
        words = Text(
            f"{quarantine.share:.0%} of today's events are in quarantine",
            f"今天有 {quarantine.share:.0%} 的事件进入隔离区",
        )
        found.append(Reason("red" if quarantine.share > SHARE_RED else "amber", words))
    return sorted(found, key=lambda each: each.state != "red")


def _judge_room(journal: JournalHealth) -> State | None:
    if journal.free_bytes < FREE_RED or journal.free_share < FREE_SHARE_RED:
        return "red"
    if journal.free_bytes < FREE_AMBER or journal.free_share < FREE_SHARE_AMBER:
        return "amber"
    return None


def _look_at_disk(ws: Workspace) -> JournalHealth:
    """An empty journal, and the room for it."""
    usage = shutil.disk_usage(ws.runtime)
    share = usage.free / usage.total if usage.total else 0.0
    return JournalHealth(0, read_position(ws.engine), 0, 0, 0.0, None, 0, usage.free, share)
