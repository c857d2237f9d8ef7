"""The page of one segment, its portrait against a base, and who came and went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import ON_DEMAND
from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.engine.pipeline import Pipeline
from tagma.evaluate import Computed, Planner, Value
from tagma.evaluate.reads import list_reads, list_rules
from tagma.flows.asking.kept import keep_answer
from tagma.flows.asking.reading import find_asked
from tagma.flows.asking.world import KEPT_SECONDS, open_portrait
from tagma.flows.definitions import load_applied
from tagma.flows.listing import list_segments
from tagma.flows.portraits.tag import find_applied, list_neighbours
from tagma.flows.show import word_formula
from tagma.flows.world import find_published
from tagma.rules import tree
from tagma.rules.tree import Literal
from tagma.rules.vocabulary import Type, fold_name
from tagma.segments.portrait import BASE, IN, Feature, GroupPortrait, compare_group

if TYPE_CHECKING:
    from datetime import date, datetime

    from tagma.errors import Language
    from tagma.evaluate import World
    from tagma.flows.lineage import LineageNode
    from tagma.flows.listing import SegmentListing
    from tagma.flows.show import Words
    from tagma.flows.world import Published
    from tagma.workspace import Workspace

MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class SegmentPage:
    segment: SegmentListing
    words: Words
    used_by: tuple[LineageNode, ...]
    reads: tuple[LineageNode, ...]
    published: Published | None


@dataclass(frozen=True, slots=True)
class SegmentPortrait:
    """A segment against a base.

    Attributes:
        against: the rule of the base, None for all customers.
        named: the columns that the segment's own rule reads, directly or through tags: they distinguish it by
            definition.
    """

    portrait: GroupPortrait
    world: World
    against: str | None
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class DayMoves:
    """How many came and went on a local day, and the size at its end (None where it is not known)."""

    day: date
    at: datetime
    entered: int
    left: int
    size: int | None


@dataclass(frozen=True, slots=True)
class Mover:
    customer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Moves:
    """Days on which somebody moved, oldest first, and the newest people, newest first."""

    series: tuple[DayMoves, ...]
    entered: tuple[Mover, ...]
    left: tuple[Mover, ...]


def read_segment(ws: Workspace, name: str, language: Language = "en") -> SegmentPage:
    """The page of a segment.

    Raises:
        NotFoundError: there is none; says the nearest.
    """
    computed = find_applied(ws, name, "segment")
    segments = keep_answer(ws, "segments", lambda: list_segments(ws))
    segment = next(each for each in segments if fold_name(each.name) == fold_name(computed.name))
    reads, used_by = list_neighbours(ws, computed.name, "segment")
    words = word_formula(computed, load_applied(ws).vocabulary, language)
    return SegmentPage(segment, words, used_by, reads, find_published(ws.engine))


def paint_segment(ws: Workspace, name: str, against: str | None = None) -> SegmentPortrait | None:
    """The portrait of a segment against all customers, another segment or the customers of a rule.

    Speaks of the portrait that serves; None before the first refresh.

    Raises:
        NotFoundError: no such segment. RuleError: ``against`` is no rule. TooLongError: it took too long.
    """
    computed = find_applied(ws, name, "segment")
    if find_published(ws.engine) is None:
        return None
    return keep_answer(ws, ("portrait", computed.column, against), lambda: _paint(ws, computed, against))


def _paint(ws: Workspace, computed: Computed, against: str | None) -> SegmentPortrait:
    world = open_portrait(ws)
    everybody = Computed(BASE, "tag", Value(Literal(True)), Type.BOOL, ON_DEMAND, "")
    base = everybody if against is None else find_asked(world.vocabulary, against)
    group = Computed(IN, "tag", Value(tree.InSegment(computed.name)), Type.BOOL, ON_DEMAND, "")
    asked = [group, replace(base, name=BASE, cadence=ON_DEMAND)]
    runs = {**world.last_runs, IN: world.as_of, BASE: world.as_of}
    planned = replace(
        world, definitions={**world.definitions, **{one.column: one for one in asked}}, last_runs=runs
    )
    plan = Planner(planned).plan(asked)
    named = _list_columns(world, computed)
    with limit_time(KEPT_SECONDS):
        portrait = compare_group(ws.engine, plan.pipeline, _list_features(ws, world, computed))
    return SegmentPortrait(portrait, world, against, named)


def _list_features(ws: Workspace, world: World, segment: Computed) -> list[Feature]:
    live = ws.engine.tables("portrait").get("profile", {})
    kinds = (Type.BOOL, Type.TEXT, Type.INTEGER, Type.DECIMAL, Type.FLOAT)
    found = []
    for field in world.vocabulary.fields.values():
        if field.name in live and field.type in kinds:
            enumerated = field.type.is_number and _divides(world, field.name)
            kind = Type.TEXT if enumerated else field.type
            found.append(Feature(field.name, kind, field.kind == "trait"))
    for column, computed in world.definitions.items():
        if computed.kind == "segment" and column in live and column != segment.column:
            found.append(Feature(column, Type.BOOL, False))
    return found


def _divides(world: World, column: str) -> bool:
    """Whether a tag of numbers divides customers into groups, such as quintiles, rather than measuring."""
    from tagma.evaluate import Cases

    computed = world.definitions.get(column)
    return computed is not None and isinstance(computed.formula, Cases)


def _list_columns(world: World, computed: Computed) -> frozenset[str]:
    """All columns that a formula reads, with those that these read."""
    found: set[str] = set()
    waiting = [computed]
    while waiting:
        for rule in list_rules(waiting.pop()):
            for node in tree.walk(rule):
                field = world.vocabulary.fields.get(node.name) if isinstance(node, tree.Name) else None
                if field is not None:
                    found.add(field.name)
            for read in list_reads(world, rule):
                if read.column not in found or read.kind != "segment":
                    found.add(read.column)
                    waiting.append(read)
    return frozenset(found)


def list_moves(ws: Workspace, name: str, days: int = 90, people: int = MOST_PEOPLE) -> Moves:
    """Who entered and left a segment in the last days before the portrait that serves.

    Raises:
        NotFoundError: no such segment.
    """
    computed = find_applied(ws, name, "segment")
    published = find_published(ws.engine)
    if published is None or "segment_changes" not in ws.engine.tables("portrait"):
        return Moves((), (), ())
    since = published.as_of - timedelta(days=days)
    parts = {"name": dialect.literal(computed.name), "since": dialect.literal(since)}
    counted = dialect.query(
        'SELECT "at", COUNT(*) FILTER (WHERE entered) AS entered, '
        'COUNT(*) FILTER (WHERE NOT entered) AS "left" FROM portrait.segment_changes '
        'WHERE name = :name AND "at" > :since GROUP BY 1 ORDER BY 1',
        **parts,
    )
    rows = ws.engine.query(counted, step="count moves").to_pylist()
    found: dict[date, tuple[datetime, int, int]] = {}
    for row in rows:
        day = ws.calendar.local_day(row["at"])
        _, entered, left = found.get(day, (row["at"], 0, 0))
        found[day] = (row["at"], entered + row["entered"], left + row["left"])
    size = _count_members(ws, computed)
    series: list[DayMoves] = []
    for day, (at, entered, left) in reversed(found.items()):
        series.insert(0, DayMoves(day, at, entered, left, size))
        size = size - entered + left if size is not None else None
    newest = [_list_movers(ws, computed, since, entered, people) for entered in (True, False)]
    return Moves(tuple(series), *newest)


def _list_movers(
    ws: Workspace, computed: Computed, since: datetime, entered: bool, limit: int
) -> tuple[Mover, ...]:
    query = dialect.query(
        'SELECT customer, "at" FROM portrait.segment_changes '
        'WHERE name = :name AND entered = :entered AND "at" > :since ORDER BY 2 DESC, 1 LIMIT :k',
        name=dialect.literal(computed.name),
        entered=dialect.literal(entered),
        since=dialect.literal(since),
        k=dialect.literal(limit),
    )
    rows = ws.engine.query(query, step="list movers").to_pylist()
    return tuple(Mover(row["customer"], row["at"]) for row in rows)


def _count_members(ws: Workspace, computed: Computed) -> int | None:
    if computed.column not in ws.engine.tables("portrait").get("profile", {}):
        return None
    select = exp.Select().from_(dialect.table("profile", "portrait"))
    counted = dialect.from_template("COUNT(*) FILTER (WHERE :c) AS n", c=dialect.column(computed.column))
    rows = ws.engine.query(Pipeline().then("members", select.select(counted)), step="count members")
    return int(rows.column("n")[0].as_py())
