"""The page of one tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.asking.kept import keep_answer
from tagma.flows.asking.sql import find_definition
from tagma.flows.definitions import load_applied
from tagma.flows.lineage import trace_lineage
from tagma.flows.listing import list_tags
from tagma.flows.show import word_formula
from tagma.flows.world import find_published
from tagma.rules.vocabulary import Type, fold_name
from tagma.segments.spread import Spread, read_spread

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from tagma.errors import Language
    from tagma.evaluate import Computed
    from tagma.flows.lineage import LineageNode
    from tagma.flows.listing import TagListing
    from tagma.flows.show import Words
    from tagma.flows.world import Published
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TagPage:
    """One tag.

    Attributes:
        spread: of a number.
        changes: customers whose value changed, per local day, oldest first.
        used_by, reads: nearest first.
    """

    tag: TagListing
    words: Words
    labels: Mapping[str, Text]
    spread: Spread | None
    changes: tuple[tuple[date, int], ...]
    used_by: tuple[LineageNode, ...]
    reads: tuple[LineageNode, ...]
    published: Published | None

    def label_value(self, value: Any) -> Text:
        return self.labels.get(str(value), Text(str(value), str(value)))


def read_tag(ws: Workspace, name: str, language: Language = "en") -> TagPage:
    """The page of a tag.

    Raises:
        NotFoundError: there is none; says the nearest.
    """
    applied = load_applied(ws)
    computed = find_applied(ws, name, "tag")
    tags = keep_answer(ws, "tags", lambda: list_tags(ws))
    tag = next(each for each in tags if fold_name(each.name) == fold_name(computed.name))
    field = applied.vocabulary.fields.get(computed.name)
    reads, used_by = list_neighbours(ws, computed.name, "tag")
    return TagPage(
        tag,
        word_formula(computed, applied.vocabulary, language),
        field.value_labels if field is not None else {},
        keep_answer(ws, ("spread", computed.column), lambda: _read_spread(ws, computed)),
        keep_answer(ws, ("tag days", computed.name), lambda: count_change_days(ws, computed)),
        used_by,
        reads,
        find_published(ws.engine),
    )


def find_applied(ws: Workspace, name: str, kind: str) -> Computed:
    """A tag or segment in force; works before anything was loaded.

    Raises:
        NotFoundError: there is none; says the nearest.
    """
    return find_definition(load_applied(ws).computed, name, kind)


def list_neighbours(
    ws: Workspace, name: str, kind: str
) -> tuple[tuple[LineageNode, ...], tuple[LineageNode, ...]]:
    """What a definition reads, and what reads it, directly."""
    applied = load_applied(ws)
    lineage = trace_lineage(applied.definitions, name, kind, applied.vocabulary)
    nodes = {node.id: node for node in lineage.nodes}
    reads = [nodes[start] for start, end in lineage.edges if end == lineage.focus]
    used_by = [nodes[end] for start, end in lineage.edges if start == lineage.focus]
    return tuple(reads), tuple(used_by)


def count_change_days(ws: Workspace, computed: Computed) -> tuple[tuple[date, int], ...]:
    """How many customers changed, per local day on which some did, oldest first."""
    table = "segment_changes" if computed.kind == "segment" else "tag_changes"
    if table not in ws.engine.tables("portrait"):
        return ()
    query = dialect.query(
        'SELECT "at", COUNT(DISTINCT _customer_id) AS n FROM :t WHERE name = :name GROUP BY 1 ORDER BY 1',
        t=dialect.table(table, "portrait"),
        name=dialect.literal(computed.name),
    )
    days: dict[date, int] = {}
    for row in ws.engine.query(query, step="count changes").to_pylist():
        day = ws.calendar.local_day(row["at"])
        days[day] = days.get(day, 0) + row["n"]
    return tuple(days.items())


def _read_spread(ws: Workspace, computed: Computed) -> Spread | None:
    live = ws.engine.tables("portrait").get("profile", {})
    if computed.column not in live or computed.type not in (Type.INTEGER, Type.DECIMAL, Type.FLOAT):
        return None
    return read_spread(ws.engine, dialect.table("profile", "portrait"), computed.column)
