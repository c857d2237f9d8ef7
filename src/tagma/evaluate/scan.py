"""One scan of an event table for all the aggregates that any rule asks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import from_micros
from tagma.engine import dialect
from tagma.evaluate.relations import GROUP, KEY, event_table
from tagma.rules.bounds import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Source:
    """Which rows of an event table a reading sees.

    Attributes:
        group: the property that rows are grouped by besides the customer (inside ``any``).
        traits: the step of traits that ``customer.x`` reads, None where nothing does.
    """

    event: str
    group: str | None = None
    traits: str | None = None

    def keys(self) -> list[exp.Expr]:
        """The grouping columns, named."""
        keys: list[exp.Expr] = [dialect.column(KEY, "e")]
        if self.group is not None:
            keys.append(exp.alias_(dialect.column(self.group, "e"), GROUP, quoted=True))
        return keys

    def rows(self, condition: exp.Expr) -> exp.Select:
        """``FROM event e [LEFT JOIN traits t] WHERE condition``."""
        select = exp.Select().from_(event_table(self.event))
        if self.traits is not None:
            select = select.join(
                dialect.table(self.traits, alias="t"),
                on=dialect.from_template("t._customer_id = e._customer_id"),
                join_type="left",
            )
        if self.group is not None:
            known = dialect.from_template(":g IS NOT NULL", g=dialect.column(self.group, "e"))
            condition = dialect.all_of([condition, known])
        return select if condition == exp.true() else select.where(condition)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that one aggregate counts: ``where`` and the window."""

    where: exp.Expr
    bounds: Bounds

    @property
    def key(self) -> tuple[str, Bounds]:
        return (self.where.sql("duckdb"), self.bounds)


def time_condition(bounds: Bounds, outer: Bounds | None = None) -> exp.Expr:
    """``_ts`` within bounds, without what the outer bounds already say."""
    parts: list[exp.Expr] = []
    at = dialect.column("_ts", "e")
    if bounds.after is not None and (outer is None or outer.after != bounds.after):
        parts.append(exp.GT(this=at.copy(), expression=dialect.literal(from_micros(bounds.after))))
    if outer is None or outer.until != bounds.until:
        parts.append(exp.LTE(this=at.copy(), expression=dialect.literal(from_micros(bounds.until))))
    return dialect.all_of(parts)


def hull(all_bounds: Sequence[Bounds]) -> Bounds:
    """The smallest bounds that hold all of them."""
    afters = [bounds.after for bounds in all_bounds]
    after = None if any(edge is None for edge in afters) else min(edge for edge in afters if edge is not None)
    return Bounds(after, max(bounds.until for bounds in all_bounds))


@dataclass(frozen=True, slots=True)
class Reading:
    """One aggregate column of a scan."""

    name: str
    template: str
    operand: exp.Expr | None
    rows: Rows


@dataclass(slots=True)
class Scan:
    """Plain aggregates over one source; equal ones are computed once."""

    name: str
    source: Source
    columns: dict[tuple[str, str, tuple[str, Bounds]], Reading] = field(default_factory=dict)

    def add(self, template: str, operand: exp.Expr | None, rows: Rows, name: Callable[[], str]) -> str:
        """The column of an aggregate; a new one is named by ``name``."""
        key = (template, operand.sql("duckdb") if operand is not None else "", rows.key)
        if key not in self.columns:
            self.columns[key] = Reading(name(), template, operand, rows)
        return self.columns[key].name

    def query(self) -> exp.Select:
        """``SELECT keys, aggregates FROM events WHERE hull GROUP BY keys``."""
        readings = list(self.columns.values())
        outer = hull([reading.rows.bounds for reading in readings])
        common = _common_where([reading.rows for reading in readings])
        select = self.source.rows(dialect.all_of([time_condition(outer), common.copy()]))
        select = select.select(*self.source.keys(), copy=False)
        for reading in readings:
            where = exp.true() if reading.rows.where == common else reading.rows.where.copy()
            when = dialect.all_of([time_condition(reading.rows.bounds, outer), where])
            built = _aggregate(reading.template, reading.operand, when)
            select.select(exp.alias_(built, reading.name, quoted=True), copy=False)
        return select.group_by(*_plain(self.source), copy=False)


def _plain(source: Source) -> list[exp.Column]:
    names = [KEY] if source.group is None else [KEY, source.group]
    return [dialect.column(name, "e") for name in names]


def _common_where(all_rows: Sequence[Rows]) -> exp.Expr:
    first = all_rows[0].where
    return first if all(rows.where == first for rows in all_rows) else exp.true()


def _aggregate(template: str, operand: exp.Expr | None, when: exp.Expr) -> exp.Expr:
    parts: dict[str, exp.Expr] = {
        "cond": _as_filter(when),
        "ts": dialect.column("_ts", "e"),
        "id": dialect.column("_message_id", "e"),
    }
    if operand is not None:
        parts["p"] = operand
    built = dialect.from_template(template, **parts)
    if isinstance(built, exp.Filter) and when == exp.true():
        plain: exp.Expr = built.this
        return plain.copy()
    return built


def _as_filter(condition: exp.Expr) -> exp.Expr:
    """The condition for a FILTER, where NULL counts as false: no guards of two-valued logic on top."""
    if isinstance(condition, exp.And):
        return exp.And(this=_as_filter(condition.this), expression=_as_filter(condition.expression))
    if isinstance(condition, exp.Coalesce) and condition.expressions == [exp.false()]:
        guarded: exp.Expr = condition.this
        return exp.Paren(this=guarded.copy()) if isinstance(guarded, exp.Or) else guarded.copy()
    return condition


@dataclass(slots=True)
class GroupScan:
    """Aggregates over the distinct values of one expression: counted per value first, then per customer."""

    name: str
    source: Source
    value: exp.Expr
    counts: dict[tuple[str, Bounds], tuple[str, Rows]] = field(default_factory=dict)
    columns: dict[tuple[str, str, int | None], str] = field(default_factory=dict)

    def add(self, function: str, rows: Rows, k: int | None, name: Callable[[], str]) -> str:
        """The column of a grouped aggregate; a new one is named by ``name``."""
        count, _ = self.counts.setdefault(rows.key, (f"n{len(self.counts) + 1}", rows))
        if (function, count, k) not in self.columns:
            self.columns[function, count, k] = name()
        return self.columns[function, count, k]

    def value_query(self) -> exp.Select:
        """One row per customer (and group) and value, with how often it occurred in each window."""
        outer = hull([rows.bounds for _, rows in self.counts.values()])
        condition = dialect.all_of(
            [time_condition(outer), dialect.from_template(":v IS NOT NULL", v=self.value.copy())]
        )
        select = self.source.rows(condition).select(*self.source.keys(), copy=False)
        select.select(exp.alias_(self.value.copy(), "_value", quoted=True), copy=False)
        for name, rows in self.counts.values():
            when = dialect.all_of([time_condition(rows.bounds, outer), rows.where.copy()])
            select.select(
                exp.alias_(_aggregate("COUNT(*) FILTER (WHERE :cond)", None, when), name, quoted=True),
                copy=False,
            )
        keys: list[exp.Expr] = list(_plain(self.source))
        return select.group_by(*keys, self.value.copy(), copy=False)

    def query(self) -> exp.Select:
        """The aggregates per customer (and group) over the step of values."""
        keys = [dialect.column(KEY)] + ([dialect.column(GROUP)] if self.source.group is not None else [])
        select = exp.Select().from_(dialect.table(f"{self.name}_values")).select(*keys)
        value: exp.Expr = dialect.column("_value")
        if isinstance(self.value, exp.Cast):  # its type is said again, for where it becomes a text
            value = exp.Cast(this=value, to=self.value.to.copy())
        for (function, count, k), name in self.columns.items():
            template = _GROUP_TEMPLATES[function if k is None else "top_k"]
            built = dialect.from_template(
                template, n=dialect.column(count), v=value.copy(), k=dialect.literal(k or 1)
            )
            select.select(exp.alias_(built, name, quoted=True), copy=False)
        return select.group_by(*(key.copy() for key in keys), copy=False)


_GROUP_TEMPLATES = {
    "distinct": "COUNT(*) FILTER (WHERE :n > 0)",
    "days": "COUNT(*) FILTER (WHERE :n > 0)",
    "top": "ARG_MIN(:v, {'n': 0 - :n, 'v': :v}) FILTER (WHERE :n > 0)",
    "top_k": "LIST_SLICE(LIST(CAST(:v AS VARCHAR) ORDER BY :n DESC, :v) FILTER (WHERE :n > 0), 1, :k)",
}
