"""Lists of what the portrait says: tags and segments, with how many customers have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.definitions import load_applied
from tagma.flows.moves import find_last_runs
from tagma.rules.vocabulary import Type, fold_name
from tagma.segments.definition import SegmentDefinition
from tagma.tags.definition import WAYS, TagDefinition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.engine import Engine
    from tagma.errors import Language
    from tagma.evaluate import Computed
    from tagma.workspace import Workspace

MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many customers have one value."""

    value: Any
    label: Text
    customers: int

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {"value": self.value, "label": self.label.in_language(language), "customers": self.customers}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many customers a column says something of; ``least`` and ``most`` for numbers and times."""

    customers: int
    total: int
    least: Any = None
    most: Any = None

    def to_dict(self) -> dict[str, Any]:
        share = round(self.customers / self.total, 6) if self.total else None
        return {
            "customers": self.customers,
            "total": self.total,
            "share": share,
            "least": self.least,
            "most": self.most,
        }


@dataclass(frozen=True, slots=True)
class TagListing:
    """One tag.

    Attributes:
        way: how it is made: ``when``, ``cases``, ``value``, ``members``, ``rfm``.
        instant: the instant its values speak of; None before the first refresh.
        coverage: None before the first refresh.
    """

    name: str
    label: Text
    description: Text | None
    owner: str | None
    path: tuple[str, ...]
    class_: str | None
    way: str
    type: str
    unit: str | None
    cadence: str
    version: int
    instant: datetime | None
    coverage: Coverage | None
    values: tuple[ValueCount, ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "description": self.description.in_language(language) if self.description else None,
            "owner": self.owner,
            "path": list(self.path),
            "class": self.class_,
            "way": self.way,
            "type": self.type,
            "unit": self.unit,
            "refresh": self.cadence,
            "version": self.version,
            "as_of": self.instant,
            "coverage": self.coverage.to_dict() if self.coverage else None,
            "values": [value.to_dict(language) for value in self.values],
        }


@dataclass(frozen=True, slots=True)
class SegmentListing:
    """One segment; ``coverage`` None before the first refresh."""

    name: str
    label: Text
    description: Text | None
    owner: str | None
    way: str
    cadence: str
    version: int
    instant: datetime | None
    coverage: Coverage | None

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        coverage = self.coverage.to_dict() if self.coverage else {}
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "description": self.description.in_language(language) if self.description else None,
            "owner": self.owner,
            "way": self.way,
            "refresh": self.cadence,
            "version": self.version,
            "as_of": self.instant,
            "customers": coverage.get("customers"),
            "total": coverage.get("total"),
            "share": coverage.get("share"),
        }


def list_tags(ws: Workspace) -> list[TagListing]:
    """The tags in force by their place in the taxonomy, with coverage and values from the live portrait."""
    applied = load_applied(ws)
    computed = {(column.kind, column.name): column for column in applied.computed.values()}
    columns = [column for column in computed.values() if column.kind == "tag"]
    coverage, instants = read_coverage(ws.engine, columns), find_last_runs(ws)
    found = []
    for definition in applied.definitions:
        model = definition.model
        if not isinstance(model, TagDefinition):
            continue
        column = computed["tag", model.name]
        covered = coverage.get(column.column)
        field = applied.vocabulary.fields.get(model.name)
        counts = _count_values(ws.engine, model, column) if covered is not None else []
        labels = field.value_labels if field is not None else {}
        found.append(
            TagListing(
                model.name,
                model.title,
                model.description.text if model.description else None,
                model.owner,
                model.path,
                model.class_,
                next(way for way in WAYS if getattr(model, way) is not None),
                column.type.value,
                field.unit if field is not None else None,
                column.cadence,
                column.version,
                instants.get(column.column),
                covered,
                tuple(
                    ValueCount(value, labels.get(str(value), Text(str(value), str(value))), customers)
                    for value, customers in counts
                ),
            )
        )
    return sorted(found, key=lambda tag: (not tag.path, _place(tag, found)))


def list_segments(ws: Workspace) -> list[SegmentListing]:
    """The segments in force by name, with their sizes in the live portrait."""
    applied = load_applied(ws)
    columns = {column.name: column for column in applied.computed.values() if column.kind == "segment"}
    coverage, instants = read_coverage(ws.engine, list(columns.values())), find_last_runs(ws)
    models = [
        definition.model
        for definition in applied.definitions
        if isinstance(definition.model, SegmentDefinition)
    ]
    return [
        SegmentListing(
            model.name,
            model.title,
            model.description.text if model.description else None,
            model.owner,
            "when" if model.when is not None else "members",
            model.cadence,
            columns[model.name].version,
            instants.get(columns[model.name].column),
            coverage.get(columns[model.name].column),
        )
        for model in sorted(models, key=lambda model: fold_name(model.name))
    ]


def read_coverage(engine: Engine, columns: Sequence[Computed]) -> dict[str, Coverage]:
    """How many customers of the live portrait have each column (yes, or any value), in one query."""
    live = engine.tables("portrait").get("profile", {})
    present = [column for column in columns if column.column in live]
    if not present:
        return {}
    select = exp.Select().from_(dialect.table("profile", "portrait"))
    select.select(dialect.from_template("COUNT(*) AS total"), copy=False)
    for position, column in enumerate(present):
        value = dialect.column(column.column)
        had = value if column.type is Type.BOOL else dialect.from_template("NOT :v IS NULL", v=value)
        parts = {f"n{position}": dialect.from_template("COUNT(*) FILTER (WHERE :had)", had=had)}
        if column.type.is_number or column.type.is_time:
            parts |= {f"a{position}": exp.Min(this=value.copy()), f"z{position}": exp.Max(this=value.copy())}
        for name, part in parts.items():
            select.select(exp.alias_(part, name, quoted=True), copy=False)
    row = engine.query(select, step="read coverage").to_pylist()[0]
    return {
        column.column: Coverage(row[f"n{i}"], row["total"], row.get(f"a{i}"), row.get(f"z{i}"))
        for i, column in enumerate(present)
    }


def count_values(
    engine: Engine, table: exp.Table, column: str, limit: int = MOST_VALUES
) -> list[tuple[Any, int]]:
    """The most frequent values of a column with how many rows have them, missing ones aside."""
    query = dialect.query(
        "SELECT :c AS value, COUNT(*) AS n FROM :t WHERE NOT :c IS NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :k",
        c=dialect.column(column),
        t=table,
        k=dialect.literal(limit),
    )
    rows = engine.query(query, step=f"values of {column}").to_pylist()
    return [(row["value"], row["n"]) for row in rows]


def _place(tag: TagListing, tags: Sequence[TagListing]) -> list[int]:
    """Where a tag stands: its categories by the order in which they first come."""
    orders = []
    for depth in range(len(tag.path)):
        steps = list(dict.fromkeys(other.path[: depth + 1] for other in tags))
        orders.append(steps.index(tag.path[: depth + 1]))
    return orders


def _count_values(engine: Engine, model: TagDefinition, column: Computed) -> list[tuple[Any, int]]:
    """The values of a tag that has enumerable ones; where they are known, in the order they are defined."""
    enumerated = model.cases or model.tiers or model.quantiles
    if column.type is not Type.TEXT and not (enumerated and column.type is not Type.BOOL):
        return []
    counts = count_values(engine, dialect.table("profile", "portrait"), column.column)
    order = {value: position for position, value in enumerate(model.list_values())}
    if len(order) > 1:
        counts += [(value, 0) for value in order if value not in dict(counts)]
        counts.sort(key=lambda pair: order.get(str(pair[0]), len(order)))
    return counts
