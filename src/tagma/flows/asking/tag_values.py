"""A tag while it is being made: who gets which value, who gets two conditions right, who gets none."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from sqlglot import exp

from tagma.catalog import open_draft, read_draft
from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.errors import DefinitionErrors, TagmaError, Text
from tagma.evaluate import Cases, Computed, Planner, Value
from tagma.flows.asking.world import SECONDS, open_asking
from tagma.flows.vocabulary import check_use
from tagma.kinds import KINDS
from tagma.rules.tree import Node, Or
from tagma.rules.vocabulary import Type
from tagma.tags.definition import TagDefinition
from tagma.tags.mece import MeceReport, count_memberships, read_memberships

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tagma.catalog import Definition
    from tagma.evaluate import World
    from tagma.rules import Checked
    from tagma.workspace import Workspace

WHOLE = "_whole"
NAMELESS = "new_tag"
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many customers the tag gives a value.

    Attributes:
        alone: for how many its own condition holds, whatever an earlier one says; None where it has none.
    """

    value: Any
    label: Text
    customers: int
    alone: int | None = None


@dataclass(frozen=True, slots=True)
class TagPreview:
    """What a tag would say of all customers.

    Attributes:
        known: how many get a value.
        values: of a tag with few values, in the order of its cases; the most frequent ones of a text.
        least, middle, most: of a number.
        mece: overlaps and gaps, where the tag chooses between conditions.
        ms: the time of the query and its planning.
    """

    type: Type
    total: int
    known: int
    values: tuple[ValueCount, ...]
    as_of: datetime
    ms: float
    least: Any = None
    middle: Any = None
    most: Any = None
    mece: MeceReport | None = None


def preview_tag(ws: Workspace, body: Mapping[str, Any], as_of: datetime | None = None) -> TagPreview:
    """Computes a tag that is not saved, for all customers, and stores nothing.

    A tag from an imported list is not computed: its file is read when it is applied.

    Raises:
        DefinitionErrors: what is wrong with it, each with its field. NotFoundError: nothing was loaded yet.
        TooLongError: it took too long.
    """
    start = time.perf_counter()
    definition = _read(body)
    world = open_asking(ws, as_of)
    type_ = _check(definition, world)
    tag = cast("TagDefinition", definition.model)
    formula = tag.build_formula()
    conditions = _list_conditions(formula)
    names = [f"_case_{index}" for index in range(len(conditions))]
    asked = [Computed(WHOLE, "tag", formula, type_, tag.cadence, "")]
    asked += [
        Computed(name, "tag", Value(rule), Type.BOOL, tag.cadence, "")
        for name, rule in zip(names, conditions.values(), strict=True)
    ]
    runs = {**world.last_runs, **{one.column: world.as_of for one in asked}}
    definitions = {**world.definitions, **{one.column: one for one in asked}}
    plan = Planner(replace(world, definitions=definitions, last_runs=runs)).plan(asked)
    relation = dialect.table(plan.pipeline.steps[-1].name)
    with limit_time(SECONDS):
        found = ws.engine.query(
            plan.pipeline.then("facts", _count_facts(relation, type_)), step="preview a tag"
        )
        row = found.to_pylist()[0]
        counted: list[dict[str, Any]] = []
        if type_ in (Type.TEXT, Type.BOOL) or conditions:
            counted = ws.engine.query(
                plan.pipeline.then("values", _count_values(relation, MOST_VALUES + len(conditions))),
                step="preview the values of a tag",
            ).to_pylist()
        mece = None
        if conditions:
            query = count_memberships(names, relation)
            held = ws.engine.query(
                plan.pipeline.then("memberships", query), step="count memberships"
            ).to_pylist()
            assert isinstance(formula, Cases)
            otherwise = None if formula.otherwise is None else str(formula.otherwise)
            mece = read_memberships(held[0], tag.name, "cases", list(conditions), otherwise)
    return TagPreview(
        type_,
        row["total"],
        row["known"],
        _list_values(tag, formula, counted, mece),
        world.as_of,
        round((time.perf_counter() - start) * 1000, 1),
        row.get("least"),
        row.get("middle"),
        row.get("most"),
        mece,
    )


def _read(body: Mapping[str, Any]) -> Definition:
    name = str(body.get("name") or NAMELESS)
    draft = open_draft("tag", name, {**body, "kind": "tag", "name": name})
    definition, mistakes = read_draft(draft, KINDS)
    if definition is None or mistakes:
        raise DefinitionErrors(mistakes)
    return definition


def _check(definition: Definition, world: World) -> Type:
    tag = cast("TagDefinition", definition.model)
    checked = [check_use(definition, use, world.vocabulary) for use in tag.list_rules()]
    mistakes = [each for each in checked if isinstance(each, TagmaError)]
    if mistakes:
        raise DefinitionErrors(mistakes)
    return tag.known_type() or cast("Checked", checked[0]).type


def _list_conditions(formula: Any) -> dict[str, Node]:
    """By value, the condition of its case, or of all its cases."""
    if not isinstance(formula, Cases):
        return {}
    found: dict[str, tuple[Node, ...]] = {}
    for case in formula.cases:
        found[str(case.value)] = (*found.get(str(case.value), ()), case.when)
    return {value: whens[0] if len(whens) == 1 else Or(whens) for value, whens in found.items()}


def _count_facts(relation: exp.Table, type_: Type) -> exp.Select:
    whole = dialect.column(WHOLE)
    select = exp.Select().from_(relation)
    facts = {"total": "COUNT(*)", "known": "COUNT(*) FILTER (WHERE :a IS NOT NULL)"}
    if type_.is_number:
        facts |= {"least": "MIN(:a)", "middle": "MEDIAN(CAST(:a AS DOUBLE))", "most": "MAX(:a)"}
    for name, template in facts.items():
        select.select(exp.alias_(dialect.from_template(template, a=whole), name, quoted=True), copy=False)
    return select


def _count_values(relation: exp.Table, most: int) -> exp.Select:
    whole = dialect.column(WHOLE)
    counted = exp.alias_(dialect.from_template("COUNT(*)"), "customers", quoted=True)
    select = exp.Select().from_(relation).select(exp.alias_(whole, "value", quoted=True), counted)
    select = select.where(dialect.from_template(":a IS NOT NULL", a=whole)).group_by(whole.copy())
    return select.order_by(
        exp.Ordered(this=dialect.column("customers"), desc=True), exp.Ordered(this=dialect.column("value"))
    ).limit(most)


def _list_values(
    tag: TagDefinition, formula: Any, counted: list[dict[str, Any]], mece: MeceReport | None
) -> tuple[ValueCount, ...]:
    labels = tag.list_value_labels()

    def word(value: Any) -> Text:
        if isinstance(value, bool):
            return Text("yes", "是") if value else Text("no", "否")
        return labels.get(str(value)) or Text(str(value), str(value))

    if not isinstance(formula, Cases) or mece is None:
        return tuple(ValueCount(row["value"], word(row["value"]), row["customers"]) for row in counted)
    chosen = {str(row["value"]): row["customers"] for row in counted}
    values = dict.fromkeys([case.value for case in formula.cases])
    if formula.otherwise is not None:
        values.setdefault(formula.otherwise)
    alone = mece.counts or {}
    return tuple(
        ValueCount(value, word(value), chosen.get(str(value), 0), alone.get(str(value))) for value in values
    )
