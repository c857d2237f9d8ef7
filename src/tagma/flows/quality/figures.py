"""Quality figures: volume, lag and what was set aside per source, what is missing per field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tagma.clock import wall_now
from tagma.collect.definition import SourceDefinition
from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.asking.kept import keep_answer
from tagma.flows.definitions import load_applied
from tagma.flows.instants import find_instant
from tagma.flows.quality.checks import CheckState, list_checks
from tagma.flows.quality.registry import EventEntry, PropertyEntry, list_registry
from tagma.identity.collected import SOURCE_PREFIX
from tagma.identity.quality.aside import BOT, DOUBLE_CLICK, NOISE, count_aside, count_events
from tagma.identity.quality.seen import read_days, read_seen

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.state import Load
    from tagma.workspace import Workspace

DAYS = 30


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """What came from one source.

    Attributes:
        rows: that count: duplicates and what was set aside are not among them.
        today: that happened on the local day of the answer.
        last_at: when the newest happened.
        lag_seconds: from then to the instant of the answer.
        days: of the last 30 days, what happened on each and how much of it was rejected.
    """

    source: str
    label: Text
    rows: int
    today: int
    last_at: datetime | None
    lag_seconds: float | None
    duplicates: int
    quarantined: int
    bots: int
    tests: int
    double_clicks: int
    days: tuple[tuple[date, int, int], ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "source": self.source,
            "label": self.label.in_language(language),
            "rows": self.rows,
            "today": self.today,
            "last_at": self.last_at,
            "lag_seconds": self.lag_seconds,
            "duplicates": self.duplicates,
            "quarantined": self.quarantined,
            "bots": self.bots,
            "tests": self.tests,
            "double_clicks": self.double_clicks,
            "days": [
                {"day": day.isoformat(), "rows": rows, "rejected": rejected}
                for day, rows, rejected in self.days
            ],
        }


@dataclass(frozen=True, slots=True)
class FieldQuality:
    """How well one property is filled.

    Attributes:
        rows: of its event that came.
        conflicts: values of another type than most of it, or than declared.
    """

    event: str
    name: str
    label: Text
    rows: int
    missing_share: float
    conflicts: int
    types: tuple[tuple[str, int], ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "event": self.event,
            "field": self.name,
            "label": self.label.in_language(language),
            "rows": self.rows,
            "missing_share": self.missing_share,
            "conflicts": self.conflicts,
            "types": [{"type": kind, "rows": rows} for kind, rows in self.types],
        }


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of everything that came in, as of an instant."""

    sources: tuple[SourceQuality, ...]
    fields: tuple[FieldQuality, ...]
    rules: tuple[CheckState, ...]
    as_of: datetime

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "sources": [each.to_dict(language) for each in self.sources],
            "fields": [each.to_dict(language) for each in self.fields],
            "rules": [each.to_dict(language) for each in self.rules],
            "as_of": self.as_of,
        }


def measure_quality(ws: Workspace) -> Quality:
    """The figures of all sources and fields."""
    return keep_answer(ws, "quality", lambda: _measure(ws), collected=True)


def _measure(ws: Workspace) -> Quality:
    as_of = find_instant(ws) if "customers" in ws.engine.tables("people") else wall_now()
    fields = [
        _describe_field(event, each)
        for event in list_registry(ws)
        if event.came and event.rows
        for each in event.properties
    ]
    return Quality(tuple(_measure_sources(ws, as_of)), tuple(fields), tuple(list_checks(ws)), as_of)


def _measure_sources(ws: Workspace, as_of: datetime) -> list[SourceQuality]:
    stored = count_events(ws.engine)
    last: dict[str, datetime] = {}
    for each in read_seen(ws.engine):
        if not each.name:
            last[each.source] = max(last.get(each.source, each.last_at), each.last_at)
    loads = {each.source: each for each in ws.state.loads.list()}
    rejected = _count_rejected(ws)
    volumes = read_days(ws.engine)
    aside = _sum_aside(count_aside(ws.engine))
    today = ws.calendar.local_day(as_of)
    found = []
    for source, label in _list_sources(ws, last).items():
        newest = last.get(source)
        days = _count_days(source, volumes, rejected, today)
        found.append(
            SourceQuality(
                source=source,
                label=label,
                rows=stored[source] if source in stored else _count_loaded(loads.get(source)),
                today=days[-1][1],
                last_at=newest,
                lag_seconds=None if newest is None else max(0.0, (as_of - newest).total_seconds()),
                duplicates=_count_duplicates(loads.get(source)),
                quarantined=sum(rows for (own, _), rows in rejected.items() if own == source),
                bots=aside.get(source, {}).get("bots", 0),
                tests=aside.get(source, {}).get("tests", 0),
                double_clicks=aside.get(source, {}).get("double_clicks", 0),
                days=days,
            )
        )
    return found


def _list_sources(ws: Workspace, came: Iterable[str]) -> dict[str, Text]:
    """The sources that are defined, that have a write key, or that anything came from."""
    found: dict[str, Text] = {}
    for item in load_applied(ws).definitions:
        if isinstance(item.model, SourceDefinition):
            found[item.model.name] = item.model.title
    for key in ws.state.write_keys.list():
        found[SOURCE_PREFIX + key.source] = Text(key.source, key.source)
    for source in came:
        plain = source.removeprefix(SOURCE_PREFIX)
        found.setdefault(source, Text(plain, plain))
    return found


def _count_loaded(load: Load | None) -> int:
    """The rows of a source that gives no events."""
    return 0 if load is None else load.rows


def _count_duplicates(load: Load | None) -> int:
    return 0 if load is None else int((load.report or {}).get("duplicates", 0))


def _sum_aside(counts: Mapping[tuple[str, str, str, str], int]) -> dict[str, dict[str, int]]:
    """What was set aside by source and by why."""
    found: dict[str, dict[str, int]] = {}
    for (source, _, verdict, reason), rows in counts.items():
        kind = {BOT: "bots", DOUBLE_CLICK: "double_clicks"}.get(reason, "tests")
        kind = kind if verdict == NOISE else "quarantined"
        own = found.setdefault(source, {})
        own[kind] = own.get(kind, 0) + rows
    return found


def _count_rejected(ws: Workspace) -> dict[tuple[str, date], int]:
    """Rows and values in quarantine, by source and the local day on which they happened, or came."""
    if "quarantine" not in ws.engine.tables("collect"):
        return {}
    at = dialect.from_template('COALESCE("_ts", "loaded_at")')
    rows = ws.engine.query(
        dialect.query(
            """
            SELECT "_source" AS source, :day AS day, COUNT(*) AS n FROM "collect"."quarantine"
            GROUP BY "_source", :day
            """,
            day=dialect.cast(dialect.to_local(at, ws.calendar.time_zone), "DATE"),
        ),
        step="count quarantine by day",
    ).to_pylist()
    return {(row["source"], row["day"]): row["n"] for row in rows}


def _count_days(
    source: str,
    volumes: Mapping[tuple[str, str, date], int],
    rejected: Mapping[tuple[str, date], int],
    today: date,
) -> tuple[tuple[date, int, int], ...]:
    rows: dict[date, int] = {}
    for (own, _, day), count in volumes.items():
        if own == source:
            rows[day] = rows.get(day, 0) + count
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return tuple((day, rows.get(day, 0), rejected.get((source, day), 0)) for day in days)


def _describe_field(event: EventEntry, each: PropertyEntry) -> FieldQuality:
    most = each.types[0][1] if each.types else 0
    return FieldQuality(
        event.event,
        each.name,
        each.label,
        event.came,
        1.0 - (each.filled_share or 0.0),
        each.rows - most,
        each.types,
    )
