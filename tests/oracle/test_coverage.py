"""No row of the operator table, no window and no form of sequence goes without a rule in the oracle."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tagma.rules import parse_rule, tree
from tagma.rules.operators import OPERATORS
from tests.oracle.cases import CASES

NODES = [node for case in CASES for node in tree.walk(parse_rule(case.rule))]


def _names(node: tree.Node) -> set[str]:
    """The rows of the operator table that a node stands for."""
    match node:
        case tree.And():
            return {"and"}
        case tree.Or():
            return {"or"}
        case tree.Not():
            return {"not"}
        case tree.Compare(op=op) | tree.Arithmetic(op=op) | tree.TextMatch(op=op):
            return {op}
        case tree.InList():
            return {"in"}
        case tree.Between():
            return {"between"}
        case tree.Known(negated=negated):
            return {"is missing" if negated else "is known"}
        case (
            tree.Aggregate(function=function)
            | tree.Call(function=function)
            | tree.Population(function=function)
        ):
            return {function}
        case tree.Gap():
            return {"gap"}
        case tree.Did():
            return {"did"}
        case tree.AnyGroup():
            return {"any"}
        case tree.InSegment():
            return {"segment"}
        case tree.OnList():
            return {"list"}
        case tree.Share():
            return {"share"}
        case tree.Consented():
            return {"consent"}
        case _:
            return set()


def _windows() -> list[tree.Window]:
    found: list[tree.Window | None] = []
    for node in NODES:
        match node:
            case tree.Aggregate(selection=selection):
                found.append(selection.window)
            case tree.Gap(window=window) | tree.Did(window=window):
                found.append(window)
    return [window for window in found if window is not None]


@pytest.mark.parametrize("row", [row.name for row in OPERATORS])
def test_every_operator_has_a_case(row: str) -> None:
    assert row in set().union(*map(_names, NODES))


@pytest.mark.parametrize("kind", [tree.InList, tree.Between, tree.TextMatch, tree.Known])
def test_every_negation_has_a_case(kind: type) -> None:
    assert {node.negated for node in NODES if isinstance(node, kind)} == {True, False}


@pytest.mark.parametrize("op", ["contains", "starts with", "ends with", "matches"])
def test_every_text_match_is_negated_too(op: str) -> None:
    assert {node.negated for node in NODES if isinstance(node, tree.TextMatch) and node.op == op} == {
        True,
        False,
    }


@pytest.mark.parametrize(
    "form", [tree.Last, tree.Ago, tree.CalendarPeriod, tree.Since, tree.Before, tree.FromTo]
)
def test_every_window_has_a_case(form: type) -> None:
    assert any(isinstance(window, form) for window in _windows())


@pytest.mark.parametrize("unit", ["second", "minute", "hour", "day", "week", "month", "quarter", "year"])
def test_every_unit_has_a_case(unit: str) -> None:
    assert any(isinstance(window, tree.Last) and window.unit == unit for window in _windows())


@pytest.mark.parametrize("which", ["this", "previous"])
@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_every_calendar_word_has_a_case(which: str, unit: str) -> None:
    assert any(
        isinstance(window, tree.CalendarPeriod) and (window.which, window.unit) == (which, unit)
        for window in _windows()
    )


def test_every_form_of_sequence_has_a_case() -> None:
    steps = [node.steps for node in NODES if isinstance(node, tree.Did)]
    assert any(len(sequence) >= 4 for sequence in steps)
    assert any(step.within for sequence in steps for step in sequence if not step.negated)
    assert any(sequence[-1].negated and sequence[-1].within for sequence in steps)
    assert any(sequence[-1].negated and not sequence[-1].within for sequence in steps)
    assert any(step.negated and step.within for sequence in steps for step in sequence[:-1])
    assert any(a.negated and b.negated for sequence in steps for a, b in pairwise(sequence))
    assert any(
        sequence[0].event == step.event for sequence in steps for step in sequence[1:] if not step.negated
    )
    assert {node.end is None for node in NODES if isinstance(node, tree.Gap)} == {True, False}
    assert {
        node.k is None for node in NODES if isinstance(node, tree.Aggregate) and node.function == "top"
    } == {True, False}
    assert any(isinstance(node, tree.CustomerName) for node in NODES)
    assert any(isinstance(node, tree.Negate) for node in NODES)


def test_there_are_enough_rules() -> None:
    assert len(CASES) >= 80
    assert len({case.name for case in CASES}) == len({case.rule for case in CASES}) == len(CASES)
