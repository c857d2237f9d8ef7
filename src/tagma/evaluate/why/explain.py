"""Why a customer has, or lacks, a tag or segment: every leaf with its value, its threshold and its events.

The same compiled expressions are asked of one customer: each leaf of the rule, and its operands, become
columns of one plan. Formulas that the rule reads are explained below it, at the instants it reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tagma.clock import ON_DEMAND
from tagma.evaluate.computed import Cases, Computed, Members, Value
from tagma.evaluate.plan import Planner
from tagma.evaluate.reads import list_reads, list_rules
from tagma.evaluate.why.evidence import Evidence, find_evidence
from tagma.evaluate.why.whatif import Hint, find_hint
from tagma.evaluate.world import World
from tagma.rules import tree
from tagma.rules.checks.checking import Checking, Scope
from tagma.rules.checks.inference import INFER
from tagma.rules.text import format_rule
from tagma.rules.vocabulary import Type
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.engine.protocol import Engine
    from tagma.errors import Language

MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """One node of a rule for one customer.

    Attributes:
        kind: ``all``, ``any``, ``not`` or ``leaf``.
        holds: its answer.
        value: what the left side is, ``threshold``: what it is set against (leaves that compare).
        hint: what would change the answer.
        because: the formulas that this leaf reads.
    """

    rule: tree.Node
    kind: str
    holds: bool
    children: tuple[Explained, ...] = ()
    value: Any = None
    threshold: Any = None
    hint: Hint | None = None
    evidence: tuple[Evidence, ...] = ()
    because: tuple[ExplainedFormula, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedCase:
    value: Any
    holds: bool
    chosen: bool
    rule: Explained


@dataclass(frozen=True, slots=True)
class ExplainedFormula:
    """A tag or segment for one customer.

    Attributes:
        instant: the instant its value speaks of; None when it never ran.
        known: False where the customer did not exist yet at that instant.
        rule: for a condition; ``parts``: the operands of a value; ``cases``: in the order they are tried.
    """

    name: str
    kind: str
    value: Any
    instant: datetime | None
    known: bool
    rule: Explained | None = None
    cases: tuple[ExplainedCase, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Explainer:
    """Asks everything about one formula in one query, then tells it."""

    def __init__(self, engine: Engine, world: World, customer_id: int, *, events: int = 10) -> None:
        self.engine = engine
        self.world = world
        self.customer_id = customer_id
        self.events = events
        self._runs: dict[str, datetime] = dict(world.last_runs)
        self._asked: dict[tuple[tree.Node, datetime], str] = {}
        self._computed: list[Computed] = []
        self._formulas: dict[str, str | None] = {}
        self._collected: dict[tuple[tree.Selection, datetime], Evidence] = {}
        self._evidence: dict[tuple[tree.Node, datetime], tuple[Evidence, ...]] = {}
        self._row: Mapping[str, Any] = {}
        self._typing = Checking(world.vocabulary, INFER, allow_future=True)

    def explain(self, computed: Computed) -> ExplainedFormula:
        """The explanation of a formula as of the world's instant."""
        definitions = {**self.world.definitions, computed.column: computed}
        self.world = replace(self.world, definitions=definitions)
        at = self._instant_of(computed, self.world.as_of)
        self._gather(computed, at, 0)
        world = replace(
            self.world,
            definitions={**definitions, **{one.column: one for one in self._computed}},
            last_runs=self._runs,
        )
        plan = Planner(world).plan(self._computed, only_customer=self.customer_id)
        rows = self.engine.query(plan.pipeline, step="explain").to_pylist()
        self._row = rows[0] if rows else {}
        return self._tell(computed, at, 0)

    # --- asking

    def _instant_of(self, computed: Computed, at: datetime) -> datetime | None:
        return Planner(self.world).instant_of(computed, at)

    def _ask(self, node: tree.Node, at: datetime) -> None:
        if (node, at) not in self._asked:
            kind = self._typing.infer(node, Scope("customer")).type
            name = f"_asked_{len(self._asked)}"
            self._asked[node, at] = name
            self._runs[name] = at
            self._computed.append(Computed(name, "tag", Value(node), kind, ON_DEMAND, ""))

    def _gather(self, computed: Computed, at: datetime | None, depth: int) -> None:
        if at is None:
            return
        key = f"{computed.column}@{at}"
        self._formulas[key] = None
        if not _told_by_leaves(computed):
            name = self._formulas[key] = f"_formula_{len(self._formulas)}"
            self._runs[name] = at
            self._computed.append(replace(computed, name=name, kind="tag", cadence=ON_DEMAND))
            return
        for rule in list_rules(computed):
            self._gather_rule(rule, at, depth)

    def _gather_rule(self, node: tree.Node, at: datetime, depth: int) -> None:
        match node:
            case tree.And(operands=operands) | tree.Or(operands=operands):
                for operand in operands:
                    self._gather_rule(operand, at, depth)
            case tree.Not(operand=operand):
                self._gather_rule(operand, at, depth)
            case _:
                self._ask(node, at)
                for operand in _operands(node):
                    self._ask(operand, at)
                if depth < MAX_DEPTH:
                    for read in list_reads(self.world, node):
                        instant = self._instant_of(read, at)
                        if f"{read.column}@{instant}" not in self._formulas:
                            self._gather(read, instant, depth + 1)

    # --- telling

    def _tell(self, computed: Computed, at: datetime | None, depth: int) -> ExplainedFormula:
        absent = False if computed.type is Type.BOOL else None
        if at is None or not self._row:
            return ExplainedFormula(computed.name, computed.kind, absent, at, known=False)
        known = self._row["_first_at"] is not None and self._row["_first_at"] <= at
        asked = self._formulas[f"{computed.column}@{at}"]
        match computed.formula:
            case Value(rule=rule) if computed.type is Type.BOOL:
                told = self._tell_rule(rule, at, depth)
                return ExplainedFormula(computed.name, computed.kind, known and told.holds, at, known, told)
            case Cases(cases=cases, otherwise=otherwise):
                told_cases: list[ExplainedCase] = []
                value = otherwise
                for case in reversed(cases):
                    explained = self._tell_rule(case.when, at, depth)
                    value = case.value if explained.holds else value
                    told_cases.insert(0, ExplainedCase(case.value, explained.holds, False, explained))
                first = next((index for index, one in enumerate(told_cases) if one.holds), None)
                if first is not None:
                    told_cases[first] = replace(told_cases[first], chosen=True)
                value = value if known else None
                return ExplainedFormula(
                    computed.name, computed.kind, value, at, known, cases=tuple(told_cases)
                )
        assert asked is not None
        evidence: tuple[Evidence, ...] = ()
        if isinstance(computed.formula, Value) and depth == 0:
            evidence = self._find_evidence(computed.formula.rule, at)
        return ExplainedFormula(computed.name, computed.kind, self._row[asked], at, known, evidence=evidence)

    def _tell_rule(self, node: tree.Node, at: datetime, depth: int) -> Explained:
        match node:
            case tree.And(operands=operands):
                children = tuple(self._tell_rule(operand, at, depth) for operand in operands)
                return Explained(node, "all", all(child.holds for child in children), children)
            case tree.Or(operands=operands):
                children = tuple(self._tell_rule(operand, at, depth) for operand in operands)
                return Explained(node, "any", any(child.holds for child in children), children)
            case tree.Not(operand=operand):
                child = self._tell_rule(operand, at, depth)
                return Explained(node, "not", not child.holds, (child,))
        holds = bool(self._row[self._asked[node, at]])
        values = [self._row[self._asked[operand, at]] for operand in _operands(node)]
        evidence = self._find_evidence(node, at) if depth == 0 else ()
        because = []
        if depth < MAX_DEPTH:
            for read in list_reads(self.world, node):
                instant = self._instant_of(read, at)
                if instant is None or f"{read.column}@{instant}" in self._formulas:
                    because.append(self._tell(read, instant, depth + 1))
        value = values[0] if values else None
        threshold = values[1] if len(values) == 2 else tuple(values[1:]) or None
        hint = find_hint(node, holds, value, threshold, evidence, at, self.world.vocabulary)
        return Explained(node, "leaf", holds, (), value, threshold, hint, evidence, tuple(because))

    def _find_evidence(self, node: tree.Node, at: datetime) -> tuple[Evidence, ...]:
        if (node, at) not in self._evidence:
            self._evidence[node, at] = find_evidence(
                self.engine, self.world, node, at, self.customer_id, self.events, self._collected
            )
        return self._evidence[node, at]


def _told_by_leaves(computed: Computed) -> bool:
    """Whether the value of a formula follows from the answers of its leaves."""
    match computed.formula:
        case Value():
            return computed.type is Type.BOOL
        case Cases():
            return True
        case Members():
            return False


def _operands(node: tree.Node) -> Sequence[tree.Node]:
    match node:
        case tree.Compare(left=left, right=right):
            return (left, right)
        case tree.Between(value=value, low=low, high=high):
            return (value, low, high)
        case tree.InList(value=value, items=items):
            return (value, *items)
        case tree.TextMatch(value=value, pattern=pattern):
            return (value, pattern)
        case tree.Known(value=value):
            return (value,)
        case _:
            return ()


def explained_to_dict(told: Explained, vocabulary: Any, language: Language) -> dict[str, Any]:
    """The explanation of a rule as JSON values, with its sentence."""
    found: dict[str, Any] = {
        "rule": format_rule(told.rule),
        "words": describe_rule(told.rule, vocabulary, language),
        "kind": told.kind,
        "holds": told.holds,
    }
    if told.kind != "leaf":
        found["children"] = [explained_to_dict(child, vocabulary, language) for child in told.children]
        return found
    if told.value is not None or told.threshold is not None:
        found |= {"value": told.value, "threshold": told.threshold}
    if told.hint is not None:
        found["hint"] = told.hint.text.in_language(language)
        if told.hint.at is not None:
            found["until"] = told.hint.at
    if told.evidence:
        found["events"] = [piece.to_dict() for piece in told.evidence]
    if told.because:
        found["because"] = [formula_to_dict(formula, vocabulary, language) for formula in told.because]
    return found


def formula_to_dict(told: ExplainedFormula, vocabulary: Any, language: Language) -> dict[str, Any]:
    """The explanation of a tag or segment as JSON values."""
    found: dict[str, Any] = {
        "name": told.name,
        "kind": told.kind,
        "value": told.value,
        "as_of": told.instant,
        "known": told.known,
    }
    if told.rule is not None:
        found["rule"] = explained_to_dict(told.rule, vocabulary, language)
    if told.cases:
        found["cases"] = [
            {
                "value": case.value,
                "holds": case.holds,
                "chosen": case.chosen,
                "rule": explained_to_dict(case.rule, vocabulary, language),
            }
            for case in told.cases
        ]
    if told.evidence:
        found["events"] = [piece.to_dict() for piece in told.evidence]
    return found
