"""Where the compiler finds the columns of a customer's rule, and of a rule inside ``any``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tagma.engine import dialect
from tagma.rules.compile import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlglot import exp

    from tagma.evaluate.computed import Computed
    from tagma.evaluate.people import People
    from tagma.evaluate.populations import Populations
    from tagma.evaluate.readings import Readings
    from tagma.evaluate.world import World
    from tagma.rules import tree
    from tagma.rules.compile import Compiler
    from tagma.rules.vocabulary import Type


class Nodes(Protocol):
    """What the planner offers to leaves: other formulas, people, population values, and levels."""

    world: World
    people: People
    populations: Populations

    def node(self, computed: Computed, at: datetime | None) -> Compiled: ...

    def instant_of(self, computed: Computed, at: datetime) -> datetime | None: ...

    def compiler(self, at: datetime) -> Compiler: ...

    def measure(self, compile_it: Callable[[], Compiled]) -> tuple[Compiled, int]: ...

    def reach(self, level: int) -> None: ...


class CustomerLeaves:
    """Leaves of rules about customers: events, people, other formulas, population values."""

    def __init__(self, planner: Nodes, readings: Readings) -> None:
        self.planner = planner
        self.readings = readings

    def aggregate(self, node: tree.Aggregate, as_of: datetime) -> Compiled:
        return self.readings.aggregate(node, as_of)

    def gap(self, node: tree.Gap, as_of: datetime) -> Compiled:
        return self.readings.gap(node, as_of)

    def did(self, node: tree.Did, as_of: datetime) -> Compiled:
        return self.readings.did(node, as_of)

    def any_group(self, node: tree.AnyGroup, as_of: datetime) -> Compiled:
        return self.readings.any_group(node, as_of, lambda inner: CustomerLeaves(self.planner, inner))

    def field(self, name: str, as_of: datetime) -> Compiled:
        """A trait, or the formula of that name at the boundary of its cadence."""
        field = self.planner.world.vocabulary.fields.get(name)
        assert field is not None
        if field.kind == "trait":
            return Compiled(self.planner.people.trait(field.name, as_of))
        return self._formula(field.name, as_of)

    def segment(self, name: str, as_of: datetime) -> Compiled:
        segment = self.planner.world.vocabulary.segments.get(name)
        assert segment is not None
        return self._formula(f"segment:{segment.name}", as_of)

    def _formula(self, column: str, as_of: datetime) -> Compiled:
        computed = self.planner.world.definitions[column]
        return self.planner.node(computed, self.planner.instant_of(computed, as_of))

    def on_list(self, name: str, as_of: datetime) -> Compiled:
        found = self.planner.world.vocabulary.lists.get(name)
        assert found is not None
        return self.planner.people.member(found, as_of, valued=False)

    def consented(self, purpose: str, as_of: datetime) -> Compiled:
        found = self.planner.world.vocabulary.purposes.get(purpose)
        assert found is not None
        return self.planner.people.consented(found, as_of)

    def customer(self) -> exp.Expr:
        return dialect.column("customer")

    def cut(self, node: tree.Population, as_of: datetime) -> Compiled:
        compiled, kind, level = self._operand(node, as_of)
        found, at_level = self.planner.populations.cut(node, compiled, kind, as_of, level)
        self.planner.reach(at_level)
        return found

    def rank(self, node: tree.Population, as_of: datetime) -> Compiled:
        compiled, _, level = self._operand(node, as_of)
        found, at_level = self.planner.populations.rank(node, compiled, as_of, level)
        self.planner.reach(at_level)
        return found

    def _operand(self, node: tree.Population, as_of: datetime) -> tuple[Compiled, Type, int]:
        compiler = self.planner.compiler(as_of)
        compiled, level = self.planner.measure(lambda: compiler.rounded(node.operand))
        return compiled, compiler.type_of(node.operand).type, level
