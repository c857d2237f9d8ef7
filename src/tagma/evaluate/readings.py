"""What rules read of events, gathered for one key (a customer, or a customer and one value of a property)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import from_micros, to_micros
from tagma.engine import dialect
from tagma.engine.pipeline import Step
from tagma.evaluate.relations import GROUP, KEY
from tagma.evaluate.scan import GroupScan, Rows, Scan, Source, time_condition
from tagma.evaluate.sequence import Match, build_gap, build_sequence
from tagma.rules import tree
from tagma.rules.bounds import find_bounds
from tagma.rules.checks.checking import Scope
from tagma.rules.checks.emptiness import holds_when_empty
from tagma.rules.compile import Compiled, Compiler, Leaves
from tagma.rules.operators import TABLE
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from tagma.rules.vocabulary import Vocabulary


class Readings:
    """Collects aggregates, sequences and gaps; equal ones are computed once, one scan an event table.

    Args:
        group: the property besides the customer, None for the customer alone.
        traits: gives the name of the step of traits as of an instant, for ``customer.x``.
        prefix: put before the names of steps and columns, so that they stay apart.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        traits: Callable[[datetime], str],
        group: str | None = None,
        prefix: str = "",
    ) -> None:
        self.vocabulary = vocabulary
        self.group = group
        self.prefix = prefix
        self._traits = traits
        self._scans: dict[Source, Scan] = {}
        self._groups: dict[tuple[Source, str], GroupScan] = {}
        self._built: dict[tuple[object, ...], str] = {}
        self._steps: list[Step] = []
        self._relations: dict[str, list[str]] = {}
        self._numbers: dict[str, int] = {}
        self._sources: set[Source] = set()

    # --- what the compiler asks for

    def aggregate(self, node: tree.Aggregate, as_of: datetime) -> Compiled:
        """The column of an aggregate over a selection of events."""
        selection, function = node.selection, node.function
        source, rows = self._select(selection, selection.window, as_of)
        event = self.vocabulary.events.get(selection.event)
        assert event is not None
        found = None if selection.property is None else event.properties.get(selection.property)
        operand: exp.Expr | None = None
        if selection.property is not None:
            operand = dialect.column(found.name if found is not None else "_ts", "e")
        if TABLE[function].family == "group":
            if found is not None and found.type is Type.FLOAT:
                operand = dialect.cast(dialect.column(found.name, "e"), "DOUBLE")
            return self._grouped(source, rows, function, operand, node.k, as_of)
        inexact = found is not None and found.type is Type.FLOAT
        if function == "avg":
            assert operand is not None
            total = dialect.column(self._plain(source, rows, "sum", operand))
            known = Rows(
                dialect.all_of([rows.where, dialect.from_template(":p IS NOT NULL", p=operand)]), rows.bounds
            )
            number = dialect.column(self._plain(source, known, "count", None))
            return Compiled(
                dialect.from_template("CAST(:a AS DOUBLE) / NULLIF(:n, 0)", a=total, n=number), exact=False
            )
        column = dialect.column(self._plain(source, rows, function, operand))
        if TABLE[function].empty == "0":
            zero = exp.Coalesce(this=column, expressions=[dialect.literal(0)])
            return Compiled(zero, nullable=False, exact=not inexact)
        return Compiled(column, exact=TABLE[function].gives != "float" and not inexact)

    def gap(self, node: tree.Gap, as_of: datetime) -> Compiled:
        """The column of a median gap."""
        start = Match(*self._select(node.start, node.window, as_of))
        end = None if node.end is None else Match(*self._select(node.end, node.window, as_of))
        key = ("gap", _key(start), None if end is None else _key(end))
        name = self._once(key, "gap", lambda name: build_gap(name, start, end, self.group is not None))
        return Compiled(dialect.column(name), exact=False)

    def did(self, node: tree.Did, as_of: datetime) -> Compiled:
        """The condition of a sequence."""
        if len(node.steps) == 1:
            step = node.steps[0]
            counted = tree.Aggregate("count", tree.Selection(step.event, None, step.where, node.window))
            count = self.aggregate(counted, as_of)
            return Compiled(exp.GT(this=count.sql, expression=dialect.literal(0)), nullable=False)
        bounds = find_bounds(node.window, as_of, self.vocabulary.calendar)
        matches = []
        for step in node.steps:
            source, rows = self._select(tree.Selection(step.event, None, step.where), None, as_of)
            # What must not happen only matters after a matched step, so after the window's beginning.
            rows = Rows(rows.where, replace(rows.bounds, after=bounds.after) if step.negated else bounds)
            matches.append(Match(source, rows, step.negated, step.within))
        now = to_micros(as_of)
        key = ("did", now, tuple((*_key(match), match.negated, match.within) for match in matches))
        name = self._once(key, "did", lambda name: build_sequence(name, matches, self.group is not None, now))
        return _flag(name)

    def any_group(
        self, node: tree.AnyGroup, as_of: datetime, leaves: Callable[[Readings], Leaves]
    ) -> Compiled:
        """The condition that a rule holds inside one group of a property's values."""
        event = self.vocabulary.events.get(node.event)
        assert event is not None
        found = event.properties.get(node.property)
        assert found is not None
        key = ("any", as_of, event.name, found.name, node.rule)
        if key in self._built:
            return _flag(self._built[key])
        name = self._new("any")
        inner = Readings(self.vocabulary, self._traits, found.name, f"{name}_")
        compiler = Compiler(self.vocabulary, leaves(inner), as_of, Scope("group", None, found.name))
        condition = compiler.condition(node.rule)
        sources = {source.event for source in inner.sources()}
        pruned = not holds_when_empty(node.rule) and sources == {event.name}
        everything = Source(event.name, found.name).rows(
            time_condition(find_bounds(None, as_of, self.vocabulary.calendar))
        )
        every = everything.select(*Source(event.name, found.name).keys()).distinct()
        base = inner.join(None if pruned else every, f"{name}_groups")
        self._steps.extend(base)
        final = exp.Select().from_(dialect.table(base[-1].name)).select(dialect.column(KEY)).distinct()
        final.select(exp.alias_(exp.true(), name, quoted=True), copy=False)
        self._steps.append(Step(name, final.where(condition)))
        self._relations[name] = [name]
        self._built[key] = name
        return _flag(name)

    # --- what the plan asks for

    def sources(self) -> set[Source]:
        """All the sources that anything read."""
        return set(self._sources)

    def steps(self) -> tuple[list[Step], dict[str, list[str]]]:
        """The steps, and the relations among them with their columns (all keyed alike)."""
        steps = list(self._steps)
        relations: dict[str, list[str]] = {}
        for scan in self._scans.values():
            steps.append(Step(scan.name, scan.query()))
            relations[scan.name] = [reading.name for reading in scan.columns.values()]
        for group in self._groups.values():
            steps.append(Step(f"{group.name}_values", group.value_query()))
            steps.append(Step(group.name, group.query()))
            relations[group.name] = list(group.columns.values())
        return steps, relations | self._relations

    def join(self, base: exp.Query | None, name: str) -> list[Step]:
        """The steps that end in ``name``: the base keys (None: those of any relation) with all columns."""
        steps, relations = self.steps()
        keys = [KEY] if self.group is None else [KEY, GROUP]
        if base is None and len(relations) == 1:
            only = next(iter(relations))
            return [*steps, Step(name, exp.Select().from_(dialect.table(only)).select("*"))]
        if base is None:
            queries: list[exp.Query] = [
                exp.Select().from_(dialect.table(relation)).select(*(dialect.column(key) for key in keys))
                for relation in relations
            ]
            base = queries[0]
            for query in queries[1:]:
                base = exp.union(base, query, distinct=True, copy=False)
        steps.append(Step(f"{name}_keys", base))
        select = exp.Select().from_(dialect.table(f"{name}_keys", alias="k"))
        select.select(*(dialect.column(key, "k") for key in keys), copy=False)
        for number, (relation, columns) in enumerate(relations.items(), 1):
            alias = f"r{number}"
            on = dialect.all_of(
                [exp.EQ(this=dialect.column(key, "k"), expression=dialect.column(key, alias)) for key in keys]
            )
            select = select.join(dialect.table(relation, alias=alias), on=on, join_type="left", copy=False)
            select.select(*(dialect.column(column, alias) for column in columns), copy=False)
        return [*steps, Step(name, select)]

    # --- inside

    def _select(
        self, selection: tree.Selection, window: tree.Window | None, as_of: datetime
    ) -> tuple[Source, Rows]:
        event = self.vocabulary.events.get(selection.event)
        assert event is not None
        where: exp.Expr = exp.true()
        traits = None
        if selection.where is not None:
            where = Compiler(self.vocabulary, _NO_LEAVES, as_of, Scope("where", event)).condition(
                selection.where
            )
            if any(isinstance(node, tree.CustomerName) for node in tree.walk(selection.where)):
                traits = self._traits(as_of)
        group = None
        if self.group is not None:
            found = event.properties.get(self.group)
            assert found is not None
            group = found.name
        source = Source(event.name, group, traits)
        self._sources.add(source)
        return source, Rows(where, find_bounds(window, as_of, self.vocabulary.calendar))

    def _plain(self, source: Source, rows: Rows, function: str, operand: exp.Expr | None) -> str:
        template = TABLE[function].sql
        if function in ("first", "last") and operand is None:
            template = TABLE["min" if function == "first" else "max"].sql
            operand = dialect.column("_ts", "e")
        scan = self._scans.get(source)
        if scan is None:
            scan = self._scans[source] = Scan(self._new(f"scan_{source.event}"), source)
        return scan.add(template, operand, rows, lambda: self._new(f"{source.event}_{function}"))

    def _grouped(
        self,
        source: Source,
        rows: Rows,
        function: str,
        operand: exp.Expr | None,
        k: int | None,
        as_of: datetime,
    ) -> Compiled:
        if operand is None:
            first = from_micros(rows.bounds.after) if rows.bounds.after is not None else datetime(1970, 1, 1)
            offsets = self.vocabulary.calendar.offsets(
                min(first, datetime(1970, 1, 1)), from_micros(rows.bounds.until)
            )
            operand = dialect.local_day_number(dialect.column("_ts", "e"), offsets)
        key = (source, operand.sql("duckdb"))
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = GroupScan(self._new(f"group_{source.event}"), source, operand)
        name = group.add(function, rows, k, lambda: self._new(f"{source.event}_{function}"))
        if TABLE[function].empty == "0":
            zero = exp.Coalesce(this=dialect.column(name), expressions=[dialect.literal(0)])
            return Compiled(zero, nullable=False)
        return Compiled(dialect.column(name))

    def _once(self, key: tuple[object, ...], word: str, build: Callable[[str], list[Step]]) -> str:
        if key not in self._built:
            name = self._new(word)
            self._steps.extend(build(name))
            self._relations[name] = [name]
            self._built[key] = name
        return self._built[key]

    def _new(self, word: str) -> str:
        self._numbers[word] = self._numbers.get(word, 0) + 1
        return f"_{self.prefix.lstrip('_')}{word}_{self._numbers[word]}"


def _key(match: Match) -> tuple[object, ...]:
    return (match.source, match.rows.key)


def _flag(name: str) -> Compiled:
    return Compiled(exp.Coalesce(this=dialect.column(name), expressions=[exp.false()]), nullable=False)


class _NoLeaves:
    """Conditions on event rows read nothing but the row."""

    def __getattr__(self, name: str) -> Callable[..., Compiled]:
        raise AssertionError(f"{name} inside where")


_NO_LEAVES: Leaves = _NoLeaves()  # type: ignore[assignment]
