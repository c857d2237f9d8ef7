"""Values to choose from, with how many customers or events have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.flows.asking.world import SECONDS
from tagma.flows.definitions import load_applied

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.workspace import Workspace

RECENT = 2_000_000
"""Of more events than this the newest are counted, so that a list of choices opens at once."""


@dataclass(frozen=True, slots=True)
class SuggestedValue:
    value: Any
    label: Text | None
    count: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The most frequent values that fit; ``total_distinct`` counts all that fit."""

    items: tuple[SuggestedValue, ...]
    total_distinct: int


def suggest_field_values(ws: Workspace, field: str, search: str = "", limit: int = 50) -> Suggestions:
    """The values of a trait or tag in the portrait that serves, by how many customers have them.

    Raises:
        NotFoundError: no such trait or tag.
    """
    vocabulary = load_applied(ws).vocabulary
    found = vocabulary.fields.get(field)
    if found is None:
        raise NotFoundError(
            Text(f"there is no trait or tag “{field}”", f"没有名为“{field}”的属性或标签"),
            nearest=nearest_names(field, vocabulary.fields),
            next_step=Text("“tagma tags” and “tagma traits” list them", "可用“tagma tags”“tagma traits”查看"),
        )
    for name, schema in (("profile", "portrait"), ("traits", "people")):
        if found.name in ws.engine.tables(schema).get(name, {}):
            return _suggest(
                ws, dialect.table(name, schema), found.name, search, limit, found.value_labels, found.values
            )
    return Suggestions((), 0)


def suggest_property_values(
    ws: Workspace, event: str, name: str, search: str = "", limit: int = 50
) -> Suggestions:
    """The values of an event's property, by how many events have them.

    Raises:
        NotFoundError: no such event or property.
    """
    vocabulary = load_applied(ws).vocabulary
    found = vocabulary.events.get(event)
    if found is None:
        raise NotFoundError(
            Text(f"there is no event “{event}”", f"没有名为“{event}”的事件"),
            nearest=nearest_names(event, vocabulary.events),
            next_step=Text("“tagma events” lists them", "可用“tagma events”查看"),
        )
    known = found.properties.get(name)
    if known is None:
        raise NotFoundError(
            Text(f"event “{found.name}” has no property “{name}”", f"事件“{found.name}”没有属性“{name}”"),
            nearest=nearest_names(name, found.properties),
            next_step=Text("“tagma events” lists them", "可用“tagma events”查看"),
        )
    if known.name not in ws.engine.tables("events").get(found.name, {}):
        return Suggestions((), 0)
    return _suggest(ws, dialect.table(found.name, "events"), known.name, search, limit, {}, (), newest=True)


def _suggest(
    ws: Workspace,
    table: exp.Table,
    column: str,
    search: str,
    limit: int,
    labels: Mapping[str, Text],
    known: tuple[str, ...],
    *,
    newest: bool = False,
) -> Suggestions:
    value = dialect.column(column)
    fits: exp.Expr = dialect.from_template("NOT :c IS NULL", c=value)
    if search:
        worded = [each for each, word in labels.items() if _fits(search, word.en) or _fits(search, word.zh)]
        text = dialect.cast(value, "VARCHAR")
        parts = [
            dialect.from_template("CONTAINS(LOWER(:c), :q)", c=text, q=dialect.literal(search.lower())),
            *(exp.EQ(this=text.copy(), expression=dialect.literal(each)) for each in worded),
        ]
        fits = dialect.all_of([fits, dialect.any_of(parts)])
    counted = dialect.query(
        "SELECT :c AS value, COUNT(*) AS n FROM :t WHERE :fits GROUP BY 1", c=value, t=table, fits=fits
    )
    if newest:
        counted = _take_newest(ws, table, value, fits) or counted
    query = dialect.query(
        "SELECT value, n, (SELECT COUNT(*) FROM counted) AS total FROM counted "
        "ORDER BY n DESC, value LIMIT :k",
        k=dialect.literal(limit),
    ).with_("counted", counted)
    with limit_time(SECONDS):
        rows = ws.engine.query(query, step=f"values of {column}").to_pylist()
    items = [SuggestedValue(row["value"], labels.get(str(row["value"])), row["n"]) for row in rows]
    total = rows[0]["total"] if rows else 0
    if len(known) > 1 and not search:  # values that nobody has can be asked for, too
        there = {str(item.value) for item in items}
        more = [SuggestedValue(each, labels.get(each), 0) for each in known if each not in there]
        items, total = (items + more)[:limit], max(total, len(known))
    return Suggestions(tuple(items), total)


def _take_newest(ws: Workspace, table: exp.Table, value: exp.Expr, fits: exp.Expr) -> exp.Query | None:
    """The count over the newest events alone, where there are very many."""
    rows = dialect.query("SELECT COUNT(*) AS n, MIN(_ts) AS first, MAX(_ts) AS last FROM :t", t=table)
    row = ws.engine.query(rows, step="count events").to_pylist()[0]
    if row["n"] <= RECENT:
        return None
    since = row["last"] - (row["last"] - row["first"]) * (RECENT / row["n"])
    return dialect.query(
        "SELECT :c AS value, COUNT(*) AS n FROM :t WHERE _ts >= :since AND :fits GROUP BY 1",
        c=value,
        t=table,
        fits=exp.Paren(this=fits),
        since=dialect.literal(since),
    )


def _fits(search: str, word: str) -> bool:
    return search.lower() in word.lower()
