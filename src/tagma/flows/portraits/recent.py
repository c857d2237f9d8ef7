"""What lists of tags and segments say beside each: what reads it, how it moved in the last days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tagma.engine import dialect
from tagma.flows.definitions import load_applied
from tagma.flows.lineage import build_lineage
from tagma.flows.listing import list_segments
from tagma.flows.world import find_published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from tagma.flows.lineage import LineageNode
    from tagma.workspace import Workspace

DAYS = 30
MOST_RUNS = 1000


@dataclass(frozen=True, slots=True)
class Recent:
    """The last 30 days of every tag and segment.

    Attributes:
        users: what reads a definition directly, by ``kind:name``.
        changes: customers whose value of a tag changed, per local day on which some did, oldest first.
        sizes: the size of a segment at each refresh, oldest first; the first may be older than the days.
    """

    users: Mapping[str, tuple[LineageNode, ...]]
    changes: Mapping[str, tuple[tuple[date, int], ...]]
    sizes: Mapping[str, tuple[tuple[datetime, int], ...]]


def read_recent(ws: Workspace) -> Recent:
    """What reads each tag and segment, and how they moved in the 30 days before the portrait that serves."""
    applied = load_applied(ws)
    lineage = build_lineage(applied.definitions, applied.vocabulary)
    nodes = {node.id: node for node in lineage.nodes}
    users: dict[str, tuple[LineageNode, ...]] = {}
    for start, end in lineage.edges:
        users[start] = (*users.get(start, ()), nodes[end])
    return Recent(users, _count_changes(ws), _measure_segments(ws))


def list_sizes(
    size: int, moves: Mapping[datetime, int], refreshes: Sequence[datetime]
) -> tuple[tuple[datetime, int], ...]:
    """The size at each refresh, oldest first, counted back from the size after the last.

    Args:
        moves: how many more entered than left, by the instant of the refresh that found it.
        refreshes: instants, oldest first.
    """
    found: list[tuple[datetime, int]] = []
    waiting = sorted(moves.items())
    for at in reversed(refreshes):
        while waiting and waiting[-1][0] > at:
            size -= waiting.pop()[1]
        found.append((at, size))
    return tuple(reversed(found))


def _count_changes(ws: Workspace) -> dict[str, tuple[tuple[date, int], ...]]:
    published = find_published(ws.engine)
    if published is None or "tag_changes" not in ws.engine.tables("portrait"):
        return {}
    query = dialect.query(
        'SELECT name, "at", COUNT(DISTINCT _customer_id) AS n FROM portrait.tag_changes '
        'WHERE "at" > :since GROUP BY 1, 2 ORDER BY 1, 2',
        since=dialect.literal(published.as_of - timedelta(days=DAYS)),
    )
    found: dict[str, dict[date, int]] = {}
    for row in ws.engine.query(query, step="count changes").to_pylist():
        days, day = found.setdefault(row["name"], {}), ws.calendar.local_day(row["at"])
        days[day] = days.get(day, 0) + row["n"]
    return {name: tuple(days.items()) for name, days in found.items()}


def _measure_segments(ws: Workspace) -> dict[str, tuple[tuple[datetime, int], ...]]:
    published = find_published(ws.engine)
    if published is None or "segment_changes" not in ws.engine.tables("portrait"):
        return {}
    since = published.as_of - timedelta(days=DAYS)
    query = dialect.query(
        'SELECT name, "at", COUNT(*) FILTER (WHERE entered) - COUNT(*) FILTER (WHERE NOT entered) AS n '
        'FROM portrait.segment_changes WHERE "at" > :since GROUP BY 1, 2',
        since=dialect.literal(since),
    )
    moves: dict[str, dict[datetime, int]] = {}
    for row in ws.engine.query(query, step="count moves").to_pylist():
        moves.setdefault(row["name"], {})[row["at"]] = row["n"]
    runs = [
        run
        for run in ws.state.runs.list(flow="refresh", limit=MOST_RUNS)
        if run.status == "done" and run.as_of is not None and run.as_of <= published.as_of
    ]
    found = {}
    for segment in list_segments(ws):
        if segment.coverage is None:
            continue
        versions = ws.state.definitions.history("segment", segment.name)
        made = min((version.applied_at for version in versions), default=None)
        instants = {run.as_of for run in runs if run.as_of and (made is None or run.started_at >= made)}
        # One refresh before the days says from which size they began.
        older = sorted(at for at in instants if at <= since)[-1:]
        refreshes = [*older, *sorted(at for at in instants if at > since)]
        size = segment.coverage.customers
        found[segment.name] = list_sizes(size, moves.get(segment.name, {}), refreshes)
    return found
