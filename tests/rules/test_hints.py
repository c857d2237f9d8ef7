"""The mistakes people make first, and what they are told to do."""

from __future__ import annotations

import pytest

from tagma.errors import RuleError
from tagma.rules import parse_rule

MISTAKES = [
    ("count(order) > 5 in last 30 days", 18, "a window stands inside the brackets"),
    ("count(order where amount > 5) > 2 since 2017-01-01", 35, "a window stands inside the brackets"),
    ("count(order in 30 days) > 5", 19, "in last 30 days"),
    ("order.amount > 5", 6, "sum(order.amount)"),
    ("city = 'it's'", 12, "written twice"),
    ("x in ('a' 'b')", 11, "“)”"),
    ("a && b", 3, "write and"),
    ("a || b", 3, "write or"),
    ("!a", 1, "write not"),
    ("city like 'S'", 6, "contains"),
    ("city is null", 9, "missing"),
    ("a = 1 = 2", 7, "do not chain"),
    ("count(order", 12, "“)”"),
    ("city = 'open", 8, "single quotes"),
    ("count(order in last 30 dais) > 5", 24, "units are"),
    ("cuont(order) > 5", 1, "functions"),
    ("customer > 5", 10, "property"),
    ("a and", 6, "a name"),
    ("x = 2017-02-30", 5, "2017-03-01"),
]


@pytest.mark.parametrize(("text", "column", "step"), MISTAKES, ids=[text for text, _, _ in MISTAKES])
def test_mistakes_are_placed_and_explained(text: str, column: int, step: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text)
    fault = caught.value
    assert fault.where is not None
    assert (fault.where.line, fault.where.column) == (1, column)
    assert fault.next_step is not None
    assert step in fault.next_step.en
    assert fault.next_step.zh


def test_places_count_lines() -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule("city = '上海'\n  and count(order) >> 5")
    assert caught.value.where is not None
    assert (caught.value.where.line, caught.value.where.column) == (2, 21)
