"""The shape that sentences are told from means what the rule means, missing values included."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tagma.rules.tree import And, Between, Compare, InList, Known, Literal, Name, Node, Not, Or
from tagma.rules.words.simplify import simplify_rule

COMPARE = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
VALUES = st.sampled_from((Name("a"), Name("b"), Literal(0), Literal(1), Literal(2)))
PREDICATES = st.one_of(
    st.builds(Compare, st.sampled_from(sorted(COMPARE)), VALUES, VALUES),
    st.builds(Between, VALUES, VALUES, VALUES, st.booleans()),
    st.builds(InList, VALUES, st.just((Literal(0), Literal(2))), st.booleans()),
    st.builds(Known, VALUES, st.booleans()),
    st.builds(Literal, st.booleans()),
    st.sampled_from((Name("p"), Name("q"))),
)


def _deepen(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    many = st.lists(inner, min_size=2, max_size=3).map(tuple)
    flag = st.builds(Compare, st.sampled_from(("=", "!=")), inner, st.builds(Literal, st.booleans()))
    return st.one_of(st.builds(Not, inner), st.builds(And, many), st.builds(Or, many), flag)


RULES = st.recursive(PREDICATES, _deepen, max_leaves=8)


def holds(node: Node, row: dict[str, Any]) -> bool:
    """Two-valued truth: a missing value answers no to every positive question."""

    def value(operand: Node) -> Any:
        match operand:
            case Literal(value=known):
                return known
            case Name(name=name):
                return row[name]
        return holds(operand, row)

    match node:
        case And(operands=operands):
            return all(holds(operand, row) for operand in operands)
        case Or(operands=operands):
            return any(holds(operand, row) for operand in operands)
        case Not(operand=operand):
            return not holds(operand, row)
        case Compare(op="!=", left=left, right=right):
            return not holds(Compare("=", left, right), row)
        case Compare(op=op, left=left, right=right):
            a, b = value(left), value(right)
            return a is not None and b is not None and bool(COMPARE[op](a, b))
        case Between(value=operand, low=low, high=high, negated=negated):
            a, least, most = value(operand), value(low), value(high)
            return negated != (None not in (a, least, most) and least <= a <= most)
        case InList(value=operand, items=items, negated=negated):
            return negated != (value(operand) in [item.value for item in items])
        case Known(value=operand, negated=negated):
            return negated != (value(operand) is not None)
    return value(node) is True


NUMBERS = st.sampled_from((None, 0, 1, 2))
TRUTHS = st.sampled_from((None, False, True))


@settings(max_examples=500, deadline=None)
@given(RULES, st.fixed_dictionaries({"a": NUMBERS, "b": NUMBERS, "p": TRUTHS, "q": TRUTHS}))
def test_simplified_rules_mean_the_same(rule: Node, row: dict[str, Any]) -> None:
    assert holds(simplify_rule(rule), row) == holds(rule, row)


@settings(max_examples=200, deadline=None)
@given(RULES)
def test_simplifying_twice_changes_nothing(rule: Node) -> None:
    assert simplify_rule(simplify_rule(rule)) == simplify_rule(rule)
