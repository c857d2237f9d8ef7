"""From formulas to one statement: scans, the joined base, then one layer per depth of the graph of formulas.

A node is a formula at an instant: the value of a tag at t is its rule as of the last boundary of its cadence
at or before t, so one portrait mixes instants. Windows are absolute by then: all instants share the scans.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import boundary
from tagma.engine import dialect
from tagma.engine.pipeline import Pipeline, Step
from tagma.errors import RuleError, Text
from tagma.evaluate.computed import Cases, Computed, Members, Value
from tagma.evaluate.leaves import CustomerLeaves
from tagma.evaluate.people import People
from tagma.evaluate.populations import Cut, Populations, Rank
from tagma.evaluate.readings import Readings
from tagma.evaluate.relations import KEY, people_table
from tagma.evaluate.world import World
from tagma.rules.compile import Compiled, Compiler
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tagma.evaluate.computed import CaseValue

SQL_TYPES = {
    Type.BOOL: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.DECIMAL: "DECIMAL(18, 4)",
    Type.FLOAT: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMP",
    Type.LIST: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement that computes columns for every customer known as of an instant.

    Attributes:
        pipeline: its last step has ``_customer_id``, ``customer``, the columns, and the cuts.
        columns: the names and types of the computed columns, in order.
        instants: the instant each column speaks of (None: an on-demand formula that never ran).
        cuts: the population values fitted on the way, each with its column.
    """

    as_of: datetime
    pipeline: Pipeline
    columns: Mapping[str, Type]
    instants: Mapping[str, datetime | None]
    traits: tuple[str, ...]
    cuts: tuple[Cut, ...]
    ranks: tuple[Rank, ...]


class Planner:
    """Builds plans; one planner builds one plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = People(world.vocabulary, world.newest_trait)
        self.readings = Readings(world.vocabulary, self.people.traits_step)
        self.populations = Populations(world)
        self._levels: list[list[tuple[str, exp.Expr]]] = []
        self._nodes: dict[tuple[str, datetime | None], tuple[Compiled, int]] = {}
        self._open: list[str] = []
        self._depths: list[int] = [0]

    def plan(
        self,
        outputs: Sequence[Computed],
        traits: Sequence[str] = (),
        *,
        keep: str | None = None,
        only_customer: int | None = None,
    ) -> Plan:
        """The plan for some formulas.

        Args:
            outputs: the formulas wanted as columns, at the instants of their cadences.
            traits: the traits wanted beside them.
            keep: the column (a condition) that returned customers must satisfy; None: all customers.
            only_customer: return this customer alone, with ``_first_at``.

        Raises:
            RuleError: a circle of definitions.
        """
        columns: list[tuple[str, exp.Expr, Type]] = []
        instants: dict[str, datetime | None] = {}
        for output in outputs:
            at = self.instant_of(output, self.world.as_of)
            instants[output.column] = at
            found = self.node(output, at)
            columns.append((output.column, found.sql, output.type))
        for trait in traits:
            self.people.trait(trait, self.world.as_of)
        steps = self._base_steps()
        previous = steps[-1].name
        for number, level in enumerate(self._levels, 1):
            more, previous = self.populations.steps(number, previous)
            steps.extend(more)
            select = exp.Select().from_(dialect.table(previous)).select("*")
            for name, sql in level:
                select.select(exp.alias_(sql, name, quoted=True), copy=False)
            previous = f"layer_{number}"
            steps.append(Step(previous, select))
        steps.append(Step("portrait", self._final(previous, columns, traits, keep, only_customer)))
        return Plan(
            self.world.as_of,
            Pipeline(tuple(steps)),
            {name: kind for name, _, kind in columns},
            instants,
            tuple(traits),
            tuple(self.populations.cuts.values()),
            tuple(self.populations.ranks.values()),
        )

    # --- nodes

    def instant_of(self, computed: Computed, at: datetime) -> datetime | None:
        """The boundary of a formula's cadence that an instant reads."""
        last = self.world.last_runs.get(computed.column)
        return boundary(computed.cadence, at, self.world.vocabulary.calendar, last)

    def node(self, computed: Computed, at: datetime | None) -> Compiled:
        """The column of a formula at an instant; planned when it is new."""
        key = (computed.column, at)
        if at is not None and self.world.published.get(computed.column) == at:
            self._nodes[key] = (self.people.published(computed.column, computed.type), 0)
        if key not in self._nodes:
            if computed.column in self._open:
                circle = " → ".join([*self._open[self._open.index(computed.column) :], computed.column])
                raise RuleError(
                    Text(f"the definitions go round in a circle: {circle}", f"定义形成循环：{circle}"),
                    next_step=Text("let one of them not read the others", "请让其中一个不再引用其他定义"),
                )
            self._open.append(computed.column)
            compiled, level = self.measure(lambda: self._formula(computed, at))
            self._open.pop()
            name = (
                computed.column
                if at == self.instant_of(computed, self.world.as_of)
                else f"{computed.column}@{at}"
            )
            self._place(level, name, dialect.cast(compiled.sql, SQL_TYPES[computed.type], safe=True))
            nullable = computed.type is not Type.BOOL or compiled.nullable
            self._nodes[key] = (Compiled(dialect.column(name), nullable), level + 1)
        found, level = self._nodes[key]
        self.reach(level)
        return Compiled(found.sql.copy(), found.nullable)

    def reach(self, level: int) -> None:
        """Notes that the formula being compiled reads a column of a level."""
        self._depths[-1] = max(self._depths[-1], level)

    def measure(self, compile_it: Callable[[], Compiled]) -> tuple[Compiled, int]:
        """What was compiled, and the deepest level it reads."""
        self._depths.append(0)
        compiled = compile_it()
        level = self._depths.pop()
        self.reach(level)
        return compiled, level

    def compiler(self, at: datetime) -> Compiler:
        return Compiler(self.world.vocabulary, CustomerLeaves(self, self.readings), at)

    def _place(self, level: int, name: str, sql: exp.Expr) -> None:
        while len(self._levels) <= level:
            self._levels.append([])
        self._levels[level].append((name, sql))

    def _formula(self, computed: Computed, at: datetime | None) -> Compiled:
        absent: exp.Expr = exp.false() if computed.type is Type.BOOL else exp.null()
        if at is None:
            return Compiled(absent, nullable=computed.type is not Type.BOOL)
        compiler = self.compiler(at)
        match computed.formula:
            case Value(rule=rule) if computed.type is Type.BOOL:
                compiled = Compiled(compiler.condition(rule), nullable=False)
            case Value(rule=rule):
                compiled = compiler.rounded(rule)
            case Cases(cases=cases, otherwise=otherwise):
                chain = exp.Case()
                for case in cases:
                    chain = chain.when(
                        compiler.condition(case.when), _literal(case.value, computed.type), copy=False
                    )
                compiled = Compiled(chain.else_(_literal(otherwise, computed.type), copy=False))
            case Members(list_name=name, valued=valued):
                compiled = self.people.member(name, at, valued)
        if at == self.world.as_of:
            return compiled
        known = exp.LTE(this=dialect.column("_first_at"), expression=dialect.literal(at))
        case_known = exp.Case().when(known, compiled.sql).else_(absent)
        return Compiled(case_known, compiled.nullable)

    # --- steps

    def _base_steps(self) -> list[Step]:
        steps, relations = self.readings.steps()
        before, joined = self.people.steps()
        known = dialect.from_template("_first_at <= :at", at=dialect.literal(self.world.as_of))
        select = exp.Select().from_(people_table("customers", "c")).where(known)
        select.select(*(dialect.column(name, "c") for name in (KEY, "customer", "_first_at")), copy=False)
        read = {relation: {name: name for name in columns} for relation, columns in relations.items()}
        everything = joined | read | self.populations.relations()
        for number, (relation, columns) in enumerate(everything.items(), 1):
            alias = f"r{number}"
            on = exp.EQ(this=dialect.column(KEY, "c"), expression=dialect.column(KEY, alias))
            select = select.join(dialect.table(relation, alias=alias), on=on, join_type="left", copy=False)
            for name, column in columns.items():
                select.select(exp.alias_(dialect.column(column, alias), name, quoted=True), copy=False)
        return [*before, *steps, *self.populations.stored_steps(), Step("base", select)]

    def _final(
        self,
        previous: str,
        columns: Sequence[tuple[str, exp.Expr, Type]],
        traits: Sequence[str],
        keep: str | None,
        only_customer: int | None,
    ) -> exp.Select:
        select = (
            exp.Select()
            .from_(dialect.table(previous))
            .select(dialect.column(KEY), dialect.column("customer"))
        )
        for trait in traits:
            source = self.people.trait(trait, self.world.as_of)
            select.select(exp.alias_(source, trait, quoted=True), copy=False)
        for name, sql, _ in columns:
            select.select(exp.alias_(sql.copy(), name, quoted=True), copy=False)
        for cut in self.populations.cuts.values():
            select.select(dialect.column(cut.column), dialect.column(cut.size_column), copy=False)
        for rank in self.populations.ranks.values():
            select.select(dialect.column(rank.column), copy=False)
        if only_customer is not None:
            one = exp.EQ(this=dialect.column(KEY), expression=dialect.literal(only_customer))
            return select.select(dialect.column("_first_at")).where(one)
        return select.where(dialect.column(keep)) if keep is not None else select


def _literal(value: CaseValue | None, kind: Type) -> exp.Expr:
    if value is None:
        return exp.null()
    return dialect.literal(str(value)) if kind is Type.TEXT else dialect.literal(value)
