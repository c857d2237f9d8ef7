"""Arbitrary rule trees that the language can say, for property tests of text, JSON, sentences and SQL."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tagma.rules import tree
from tagma.rules.operators import AGGREGATES, SCALAR_FUNCTIONS, UNITS

NAMES = (
    "age", "city", "value_tier", "高净值", "Größe", "_x9", "unit price", "in", "Where", "customer", "last", "days",
    "true", "say \"hi\"", "back`tick", "5th", "a-b", "a.b", "and then", "tab\there", "“curly”", "count", "if", "’", "--", " pad ",
)  # fmt: skip
TEXTS = (
    "",
    "app",
    "it's",
    "''",
    "生鲜",
    "（full）",
    '"',
    "a\nb",
    "--no comment",
    "%_",
    "\\",
    "‘x’",
    "in last 30 days",
    " ",
)


def _is_name(name: str) -> bool:
    return bool(name.strip())


def names() -> SearchStrategy[str]:
    """Names as the parser gives them: NFKC, not blank."""
    free = st.text(max_size=6).map(lambda name: unicodedata.normalize("NFKC", name)).filter(_is_name)
    return st.sampled_from(NAMES) | free


def texts() -> SearchStrategy[str]:
    return st.sampled_from(TEXTS) | st.text(max_size=8)


def integers() -> SearchStrategy[int]:
    return st.integers(-20, 20) | st.integers(-(10**15) + 1, 10**15 - 1)


def decimals() -> SearchStrategy[Decimal]:
    """Decimals that are no whole numbers, without trailing zeros."""
    numbers = st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places),
        st.integers(-(10**9), 10**9),
        st.integers(1, 12),
    )
    return numbers.filter(lambda number: number != number.to_integral_value()).map(Decimal.normalize)


def days() -> SearchStrategy[date | datetime]:
    return st.dates() | st.datetimes()


def literals() -> SearchStrategy[tree.Literal]:
    return st.builds(
        tree.Literal, st.booleans() | integers() | decimals() | texts() | st.dates() | st.datetimes()
    )


def windows() -> SearchStrategy[tree.Window]:
    """Every kind of window."""
    number = st.integers(1, 400)
    unit = st.sampled_from(UNITS)
    return st.one_of(
        st.builds(tree.Last, number, unit),
        st.builds(tree.Next, number, unit),
        st.builds(
            lambda newer, more, unit: tree.Ago(newer + more, newer, unit), st.integers(0, 400), number, unit
        ),
        st.builds(tree.CalendarPeriod, st.sampled_from(("this", "previous")), st.sampled_from(UNITS[3:])),
        st.builds(tree.Since, days()),
        st.builds(tree.Before, days()),
        st.builds(tree.FromTo, days(), days()).filter(
            lambda window: _midnight(window.start) < _midnight(window.end)
        ),
    )


def _midnight(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def _shares(top: int) -> SearchStrategy[Decimal]:
    return st.decimals(0, top, places=3, allow_nan=False)


def leaves() -> SearchStrategy[tree.Node]:
    return st.one_of(
        literals(),
        st.builds(tree.Name, names()),
        st.builds(tree.CustomerName, names()),
        st.builds(tree.InSegment, names()),
        st.builds(tree.OnList, names()),
        st.builds(tree.Consented, names()),
        st.builds(tree.Share, _shares(1), texts()),
    )


def _is_not_number(node: tree.Node) -> bool:
    """The parser folds a sign into a number, so no tree negates one."""
    return not (
        isinstance(node, tree.Literal)
        and isinstance(node.value, int | Decimal)
        and not isinstance(node.value, bool)
    )


def _aggregates(where: SearchStrategy[tree.Node | None]) -> SearchStrategy[tree.Aggregate]:
    member = st.none() | names()
    selection = st.builds(tree.Selection, names(), member, where, st.none() | windows())
    return st.builds(tree.Aggregate, st.sampled_from(AGGREGATES), selection) | st.builds(
        tree.Aggregate, st.just("top"), selection, st.none() | st.integers(1, 100)
    )


def _sequences(where: SearchStrategy[tree.Node | None]) -> SearchStrategy[tree.Did]:
    first = st.builds(tree.SequenceStep, names(), where)
    within = st.none() | st.builds(tree.Within, st.integers(1, 400), st.sampled_from(UNITS))
    later = st.lists(st.builds(tree.SequenceStep, names(), where, st.booleans(), within), max_size=3)
    steps = st.builds(lambda start, rest: (start, *rest), first, later)
    return st.builds(tree.Did, steps, st.none() | windows())


def _extend(inner: SearchStrategy[tree.Node]) -> SearchStrategy[tree.Node]:
    where = st.none() | inner
    many = st.lists(inner, min_size=2, max_size=3).map(tuple)
    plain = st.builds(tree.Selection, names(), st.none(), where)
    flag = st.booleans()
    return st.one_of(
        _aggregates(where),
        st.builds(tree.Gap, plain, st.none() | plain, st.none() | windows()),
        st.builds(
            tree.Call, st.sampled_from(sorted(SCALAR_FUNCTIONS)), st.lists(inner, max_size=3).map(tuple)
        ),
        st.builds(tree.Population, st.just("percentile"), inner, _shares(100)),
        st.builds(tree.Population, st.just("rank"), inner),
        st.builds(tree.Arithmetic, st.sampled_from("+-*/"), inner, inner),
        st.builds(tree.Negate, inner.filter(_is_not_number)),
        st.builds(tree.Compare, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), inner, inner),
        st.builds(tree.InList, inner, st.lists(literals(), min_size=1, max_size=3).map(tuple), flag),
        st.builds(tree.Between, inner, inner, inner, flag),
        st.builds(
            tree.TextMatch,
            st.sampled_from(("contains", "starts with", "ends with", "matches")),
            inner,
            st.builds(tree.Literal, texts()),
            flag,
        ),
        st.builds(tree.Known, inner, flag),
        st.builds(tree.Not, inner),
        st.builds(tree.And, many),
        st.builds(tree.Or, many),
        _sequences(where),
        st.builds(tree.AnyGroup, names(), names(), inner),
    )


def trees(max_leaves: int = 10) -> SearchStrategy[tree.Node]:
    """Any tree of the grammar, well typed or not; only its form is valid."""
    return st.recursive(leaves(), _extend, max_leaves=max_leaves)
