"""Answers to one rule or formula without a refresh: how many, who, and how two formulas differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.pipeline import Pipeline
from tagma.evaluate.computed import Computed, Value
from tagma.evaluate.plan import Planner
from tagma.evaluate.relations import KEY, people_table
from tagma.evaluate.world import World
from tagma.rules import tree
from tagma.rules.checks.emptiness import holds_when_empty
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tagma.engine.protocol import Engine
    from tagma.rules.checks.check import Checked
    from tagma.rules.vocabulary import Vocabulary

ASKED = "_asked"


@dataclass(frozen=True, slots=True)
class Moved:
    """How many customers differ between two formulas: got it, lost it, have another value."""

    gained: int
    lost: int
    changed: int
    total: int

    @property
    def moved(self) -> int:
        return self.gained + self.lost + self.changed


def ask(rule: tree.Node, checked: Checked) -> Computed:
    """A rule as a formula of the moment."""
    return Computed(ASKED, "tag", Value(rule), checked.type, "realtime", "")


def matching(world: World, asked: Computed, columns: Sequence[str] = ()) -> Pipeline:
    """The customers for whom a condition holds, with some traits, tags or segments (by column name)."""
    field = {column: world.vocabulary.fields.get(column) for column in columns}
    traits = [column for column in columns if (found := field[column]) is not None and found.kind == "trait"]
    outputs = [world.definitions[column] for column in columns if column not in traits]
    planner = Planner(world)
    plan = planner.plan([asked, *outputs], traits, keep=ASKED)
    select = exp.Select().from_(dialect.table("portrait")).select(dialect.column("customer"))
    select.select(*(dialect.column(column) for column in columns), copy=False)
    return plan.pipeline.then("matching", select)


def find_matching(world: World, asked: Computed) -> Pipeline:
    """The customers for whom a condition holds; its last step has ``_customer_id``, and perhaps more."""
    plan = Planner(world).plan([asked], keep=ASKED)
    return _without_customers(plan.pipeline, asked) or plan.pipeline


def count_matching(engine: Engine, world: World, asked: Computed) -> int:
    """How many customers a condition holds for."""
    pipeline = find_matching(world, asked)
    last = pipeline.steps[-1].name
    counted = exp.Select().from_(dialect.table(last)).select(exp.alias_(exp.Count(this=exp.Star()), "n"))
    found = engine.query(pipeline.then("counted", counted), step="count")
    return int(found.column("n")[0].as_py())


def count_customers(engine: Engine, as_of: datetime) -> int:
    """How many customers were known as of an instant."""
    known = dialect.from_template("_first_at <= :at", at=dialect.literal(as_of))
    query = (
        exp.Select()
        .from_(people_table("customers"))
        .select(exp.alias_(exp.Count(this=exp.Star()), "n"))
        .where(known)
    )
    return int(engine.query(query, step="count customers").column("n")[0].as_py())


def compare_formulas(
    engine: Engine,
    vocabulary: Vocabulary,
    old: Computed | None,
    new: Computed | None,
    definitions: Mapping[str, Computed],
    as_of: datetime,
    *,
    newest_trait: datetime = datetime.max,
    last_runs: Mapping[str, datetime] | None = None,
) -> Moved:
    """How many customers a change of a formula moves, both evaluated as of the same instant."""
    sides = {"_old": old, "_new": new}
    asked = [replace(side, name=name, kind="tag") for name, side in sides.items() if side is not None]
    runs = dict(last_runs or {}) | dict.fromkeys(sides, as_of)
    world = World(
        vocabulary, {**definitions, **{one.column: one for one in asked}}, as_of, newest_trait, runs
    )
    plan = Planner(world).plan(asked)
    parts: dict[str, exp.Expr] = {}
    for name, side in sides.items():
        column: exp.Expr = exp.null() if side is None else dialect.column(name)
        if side is not None and side.type is Type.BOOL:
            column = dialect.from_template("NULLIF(:c, FALSE)", c=column)
        parts["o" if name == "_old" else "n"] = dialect.cast(column, "VARCHAR")
    counted = dialect.query(
        "SELECT COUNT(*) FILTER (WHERE :o IS NULL AND :n IS NOT NULL) AS gained, "
        "COUNT(*) FILTER (WHERE :o IS NOT NULL AND :n IS NULL) AS lost, "
        "COUNT(*) FILTER (WHERE :o <> :n) AS changed, COUNT(*) AS total FROM portrait",
        **parts,
    )
    row = engine.query(plan.pipeline.then("compared", counted), step="compare formulas").to_pylist()[0]
    return Moved(row["gained"], row["lost"], row["changed"], row["total"])


def _without_customers(pipeline: Pipeline, asked: Computed) -> Pipeline | None:
    """The pipeline over the scan alone, where nobody without events can match and nothing else is read."""
    formula = asked.formula
    assert isinstance(formula, Value)
    if holds_when_empty(formula.rule):
        return None
    steps = {step.name: step for step in pipeline.steps}
    joins = steps["base"].query.args.get("joins") or []
    simple = list(steps)[-3:] == ["base", "layer_1", "portrait"] and len(joins) == 1
    if not simple or any(isinstance(node, tree.Name | tree.Share) for node in tree.walk(formula.rule)):
        return None
    relation = joins[0].this.this.name
    before = [step for step in pipeline.steps if step.name not in ("base", "layer_1", "portrait")]
    layer = steps["layer_1"].query.copy()
    layer.set("from_", exp.From(this=dialect.table(relation)))
    kept = exp.Select().from_(dialect.table("asked")).select(dialect.column(KEY)).where(dialect.column(ASKED))
    return Pipeline(tuple(before)).then("asked", layer).then("kept", kept)
