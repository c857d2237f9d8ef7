"""The one evaluator: rules become one statement, over all customers or the rows of one."""

from tagma.evaluate.answer import (
    Moved,
    ask,
    compare_formulas,
    count_customers,
    count_matching,
    find_matching,
    matching,
)
from tagma.evaluate.computed import Case, Cases, Computed, Formula, Members, Value
from tagma.evaluate.plan import Plan, Planner
from tagma.evaluate.refresh import build_portrait, plan_portrait, publish_portrait
from tagma.evaluate.world import World

__all__ = [
    "Case",
    "Cases",
    "Computed",
    "Formula",
    "Members",
    "Moved",
    "Plan",
    "Planner",
    "Value",
    "World",
    "ask",
    "build_portrait",
    "compare_formulas",
    "count_customers",
    "count_matching",
    "find_matching",
    "matching",
    "plan_portrait",
    "publish_portrait",
]
