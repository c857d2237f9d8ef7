"""Zero, explained: how many customers each condition of a rule holds for alone, and how many without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.clock import ON_DEMAND
from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.evaluate import Computed, Planner, Value
from tagma.flows.asking.reading import find_asked
from tagma.flows.asking.world import SECONDS, open_asking
from tagma.rules.text import format_rule
from tagma.rules.tree import And, Or
from tagma.rules.vocabulary import Type
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.errors import Language
    from tagma.rules.tree import Node
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class LeafCount:
    """One condition.

    Attributes:
        path: its place in the JSON form of the rule.
        count: how many customers it holds for alone.
        without: how many all other conditions hold for together, where the rule is a list of conditions that
            must all hold and this is one of them.
    """

    path: str
    text: str
    words: str
    count: int
    without: int | None


@dataclass(frozen=True, slots=True)
class LeafCounts:
    items: tuple[LeafCount, ...]
    count: int
    total: int
    as_of: datetime


def count_leaves(
    ws: Workspace,
    text: str | None = None,
    json: Any = None,
    as_of: datetime | None = None,
    *,
    language: Language = "en",
) -> LeafCounts:
    """Counts every condition below the outer “and” and “or” of a rule, all in one statement.

    A “not” belongs to its condition: what counts is how many customers are left.

    Raises:
        RuleError: no condition. TooLongError: it took too long.
    """
    world = open_asking(ws, as_of)
    asked = find_asked(world.vocabulary, text, json)
    assert isinstance(asked.formula, Value)
    rule = asked.formula.rule
    leaves = list(_list_leaves(rule, "$"))
    parts = [node for _, node in leaves]
    operands = list(rule.operands) if isinstance(rule, And) else []
    columns = [_column(f"_leaf_{number}", node) for number, node in enumerate([rule, *parts, *operands])]
    runs = {**world.last_runs, **dict.fromkeys((one.column for one in columns), world.as_of)}
    world = replace(
        world, definitions={**world.definitions, **{one.column: one for one in columns}}, last_runs=runs
    )
    plan = Planner(world).plan(columns)
    names: list[exp.Expr] = [dialect.column(one.column) for one in columns]
    conditions = names[: 1 + len(parts)]
    outer = names[1 + len(parts) :]
    conditions += [dialect.all_of([*outer[:i], *outer[i + 1 :]]) for i in range(len(outer))]
    select = exp.Select().from_(dialect.table(plan.pipeline.steps[-1].name))
    select.select(dialect.from_template("COUNT(*) AS total"), copy=False)
    for number, condition in enumerate(conditions):
        counted = dialect.from_template("COUNT(*) FILTER (WHERE :c)", c=condition)
        select.select(exp.alias_(counted, f"n{number}", quoted=True), copy=False)
    with limit_time(SECONDS):
        row = ws.engine.query(plan.pipeline.then("leaves", select), step="count leaves").to_pylist()[0]
    without = {
        f"$.args[{position}]": row[f"n{1 + len(parts) + position}"] for position in range(len(operands))
    }
    items = [
        LeafCount(
            path,
            format_rule(node),
            describe_rule(node, world.vocabulary, language),
            row[f"n{1 + number}"],
            without.get(path),
        )
        for number, (path, node) in enumerate(leaves)
    ]
    return LeafCounts(tuple(items), row["n0"], row["total"], world.as_of)


def _list_leaves(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    if isinstance(node, And | Or):
        for position, operand in enumerate(node.operands):
            yield from _list_leaves(operand, f"{path}.args[{position}]")
        return
    yield path, node


def _column(name: str, rule: Node) -> Computed:
    return Computed(name, "tag", Value(rule), Type.BOOL, ON_DEMAND, "")
