"""Why a customer has, or lacks, a tag or segment."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tagma.engine import dialect
from tagma.errors import NotFoundError, Text
from tagma.evaluate import Computed, Value
from tagma.evaluate.reads import list_events
from tagma.evaluate.why import ExplainedFormula, Explainer, formula_to_dict
from tagma.flows.ledger import bind_customer
from tagma.flows.world import find_formula, find_published, open_world, stored_cuts
from tagma.rules import tree
from tagma.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of one tag, segment or rule for one customer."""

    customer: str
    formula: ExplainedFormula
    as_of: datetime
    ms: float
    vocabulary: Vocabulary

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        found = formula_to_dict(self.formula, self.vocabulary, language)
        if self.formula.name.startswith("_"):
            found["name"] = None
        return {
            "customer": self.customer,
            **found,
            "as_of": self.as_of,
            "instant": self.formula.instant,
            "ms": self.ms,
        }


def explain_customer(
    ws: Workspace, customer: str, name_or_rule: str, as_of: datetime | None = None, *, events: int = 10
) -> Explanation:
    """Explains a tag, segment or rule: each leaf with its value, its events and what would change it.

    As of the published portrait it reads the customer's own rows and the stored population values; as of
    another instant, where the rule compares customers, it evaluates over all of them.

    Raises:
        NotFoundError: no such customer.
        RuleError: neither a name nor a rule.
    """
    world = open_world(ws, as_of)
    start = time.perf_counter()
    key = find_customer(ws, customer)
    computed = find_formula(world, name_or_rule)
    with ExitStack() as closing:
        engine = ws.engine
        published = find_published(ws.engine)
        stored = computed.column in world.definitions or not _compares(computed)
        if published is not None and published.as_of == world.as_of and stored:
            bound = bind_customer(ws, key, published, list_events(world, computed))
            if bound is not None:
                engine = bound
                closing.callback(bound.close)
                world = replace(world, stored=True, cuts=stored_cuts(ws.engine))
        told = Explainer(engine, world, key, events=events).explain(computed)
    ms = (time.perf_counter() - start) * 1000
    return Explanation(customer, told, world.as_of, round(ms, 1), world.vocabulary)


def find_customer(ws: Workspace, customer: str) -> int:
    """The key of a customer by the id people see.

    Raises:
        NotFoundError: no such customer.
    """
    wanted = customer.strip()
    query = dialect.query(
        "SELECT _customer_id FROM people.customers WHERE customer = :customer",
        customer=dialect.literal(wanted),
    )
    found = ws.engine.query(query, step="find customer").column("_customer_id").to_pylist()
    if not found:
        raise NotFoundError(
            Text(f"there is no customer “{customer}”", f"没有客户“{customer}”"),
            next_step=Text(
                "list some with: tagma customers 'RULE' --limit 10",
                "可用以下命令列出：tagma customers '规则' --limit 10",
            ),
        )
    return int(found[0])


def _compares(computed: Computed) -> bool:
    """Whether a rule of the moment has population values, which nobody stored."""
    formula = computed.formula
    return isinstance(formula, Value) and any(
        isinstance(node, tree.Population) for node in tree.walk(formula.rule)
    )
