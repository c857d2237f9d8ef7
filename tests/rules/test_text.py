"""Text to tree to text: canonical, and every text parses or gets a placed error."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tagma.errors import RuleError
from tagma.rules.operators import OPERATORS, Operator
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.text import format_rule
from tagma.rules.tree import And, Arithmetic, Literal, Name, Negate, Node

from .strategies import trees

CANONICAL = [
    "count(order in last 30 days) >= 5",
    "count(order in last 1 day) = 0",
    "count(order where channel = 'app' or channel = 'web' in 180 to 90 days ago) < 2",
    "sum(order.amount where channel = 'app' in last 365 days) > 10000",
    "days_since(last(order)) > 90 and avg(order.amount in last 90 days) < avg(order.amount in 180 to 90 days ago)",
    "any(page_view.product: sum(page_view.seconds in last 1 day) > 300)",
    "did(view then add_to_cart where x = 1 within 1 day then not order within 1 day in last 7 days)",
    "top(order.category in last 90 days, 3) contains '生鲜'",
    "age between 25 and 40 and city in ('上海', '杭州') and not segment(vip)",
    "rfm_group = '重要价值' or 高净值",
    "count(order from 2017-03-01 to 2017-06-01) > 0 and days_until(anniversary(birthday)) <= 7",
    "count(order since 2017-03-01T10:00:00) > 0 or count(order before 2017-01-01) > 0",
    "count(order in this month) > count(order in previous month)",
    "gap(page_view where a then order where b in last 90 days) < 1.5",
    "gap(order in last 365 days) is missing",
    "a and (b and c)",
    "(a or b) and c",
    "not (a and b) or not c",
    "not not a",
    "(a = 1) = true",
    "(not a) = b",
    "a - (b - c) - d",
    "(a + b) * -c / (d * 2)",
    "a * (b * c) > -(a + b)",
    "-(-a) > -5",
    "1 - -1 > 0",
    "x not between 1 and 2 and x not in (-1, 'a', true, 2017-01-01) and x not contains 'a'",
    "x starts with 'it''s' and x ends with '' and x matches '^a' and x not matches 'b$'",
    "x is known or x is missing",
    '"in" = 1 and "unit price" > 2 and order > 1',
    'sum(order."unit price") > 1 and last(order.in) = customer.where',
    '"customer" = 1 and "say ""hi""" = 2',
    "segment(\"last\") and list(vip_list) and share(0.1, 'seed') and consent(marketing)",
    "percentile(x, 99.5) > rank(y)",
    "coalesce(a, b, 0) > if(c, 1, 2) and month_of(d) = 1",
    "first(order) >= 2017-03-01T10:00:00.250000",
]

LOOSE = {
    "Count( order IN LAST 30 DAY )>=5": "count(order in last 30 days) >= 5",
    "count(order)＞＝５": "count(order) >= 5",
    "𝐜𝐨𝐮𝐧𝐭(order) > 1": "count(order) > 1",
    "x = 123456789012345.123456789012345": "x = 123456789012345.123456789012345",
    "x in (+1, -2.50)": "x in (1, -2.5)",
    "top（order.category in last 1 days，3） = 'x'": "top(order.category in last 1 day, 3) = 'x'",
    "a <> 1 and b == 2 and c ≥ 3": "a != 1 and b = 2 and c >= 3",
    "((a)) and ((b or c))": "a and (b or c)",
    "x = 12.50 -- dozen": "x = 12.5",
    "x = 12.0": "x = 12",
    "x = +3": "x = 3",
    "`a b` = 1": '"a b" = 1',
    "“城市” = ‘上海’": "城市 = '上海'",
    "x is not missing": "x is known",
    "x is not known": "x is missing",
    "x in\n('a','b')": "x in ('a', 'b')",
    "last(order) > 2017-03-01 10:00": "last(order) > 2017-03-01T10:00:00",
    "not(a)": "not a",
    "x in (1)and(b)": "x in (1) and b",
}


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_text_stays_as_it_is(text: str) -> None:
    assert format_rule(parse_rule(text)) == text


@pytest.mark.parametrize(("loose", "canonical"), LOOSE.items())
def test_loose_text_becomes_canonical(loose: str, canonical: str) -> None:
    assert format_rule(parse_rule(loose)) == canonical


@pytest.mark.parametrize("row", OPERATORS, ids=lambda row: row.name)
def test_examples_of_the_operator_table_are_canonical(row: Operator) -> None:
    assert format_rule(parse_rule(row.example)) == row.example


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
@example(Negate(Negate(Name("a"))))
@example(Arithmetic("-", Name("a"), Literal(-5)))
@example(And((Name("a"), And((Name("b"), Name("c"))))))
def test_a_tree_survives_its_text(tree: Node) -> None:
    text = format_rule(tree)
    parsed = parse_rule(text)
    assert parsed == tree
    assert format_rule(parsed) == text


def assert_parses_or_places(text: str) -> None:
    """A text is a rule whose canonical form is stable, or a mistake with a place inside the text."""
    try:
        node = parse_rule(text)
    except RuleError as error:
        fault = error
    else:
        canonical = format_rule(node)
        assert parse_rule(canonical) == node
        assert format_rule(parse_rule(canonical)) == canonical
        return
    where = fault.where
    assert where is not None
    assert where.line is not None
    assert where.column is not None
    lines = text.split("\n")
    assert 1 <= where.line <= len(lines)
    assert 1 <= where.column <= len(lines[where.line - 1]) + 1
    assert fault.what.en
    assert fault.what.zh


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60))
def test_any_text_parses_or_gives_a_placed_error(text: str) -> None:
    assert_parses_or_places(text)


WORDS = (
    *(" ".join(CANONICAL)).split(),
    *[
        "(",
        ")",
        ",",
        ".",
        ":",
        "'",
        '"',
        "`",
        "“",
        "”",
        "‘",
        "’",
        "--",
        "-",
        "+",
        "*",
        "/",
        "<",
        ">",
        "=",
        "!=",
        "5",
        "1.5",
        "2017-01-01",
        "2017-13-01",
        "in",
        "not",
        "and",
        "or",
        "last",
        "30",
        "days",
        "（",
        "）",
        "，",
        "：",
        "１",
        "生鲜",
        "\n",
        "\t",
        "\u3000",
        "\x00",
        "İ",
        "ß",
        "ﬁ",
        "𝐜𝐨𝐮𝐧𝐭",
        "²",
        "٣",
    ],
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from(("", " ")))
def test_any_words_parse_or_give_a_placed_error(words: list[str], between: str) -> None:
    assert_parses_or_places(between.join(words))


def mutate(text: str, random_: random.Random) -> str:
    """A valid rule with a few characters or words cut, doubled, swapped or put in."""
    for _ in range(random_.randint(1, 4)):
        at, to = sorted((random_.randint(0, len(text)), random_.randint(0, len(text))))
        match random_.randint(0, 4):
            case 0:
                text = text[:at] + text[min(to, at + 3) :]
            case 1:
                text = text[:at] + random_.choice(WORDS) + text[at:]
            case 2:
                text = text[:at] + text[at:to] * 2 + text[to:]
            case 3:
                text = (
                    text[:at]
                    + chr(random_.choice((random_.randint(1, 0x2FF), random_.randint(0x3000, 0xD7FF))))
                    + text[at:]
                )
            case _:
                text = text[:at] + " " + random_.choice(CANONICAL) + " " + text[at:]
    return text


def test_mutated_rules_parse_or_give_a_placed_error() -> None:
    random_ = random.Random(20170301)
    for _ in range(2000):
        assert_parses_or_places(mutate(random_.choice(CANONICAL), random_))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "a" + ")" * 5000,
        "not " * 4000 + "a",
        "-" + " -" * 3000 + "a",
        "a" + " + a" * 4000,
        " and ".join(["a"] * 3000),
        "any(e.p: " * 1000 + "a" + ")" * 1000,
        "'" * 9999,
        "a" * 30000,
    ],
    ids=lambda text: text[:10],
)
def test_very_long_and_deep_texts_end_well(text: str) -> None:
    assert_parses_or_places(text)
