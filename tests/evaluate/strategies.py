"""Random rules that make sense over the crowd of the property tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tagma.rules import tree

T = TypeVar("T")

START = datetime(2017, 3, 1)
HOUR = timedelta(hours=1)
EVENTS = ("order", "page_view", "add_to_cart")


def _short(strategy: SearchStrategy[T]) -> SearchStrategy[T]:
    """The same with a short name: Hypothesis writes out large strategies when it gives up a draw."""

    @st.composite
    def drawn(draw: st.DrawFn) -> T:
        return draw(strategy)

    return drawn()


NUMBERS = st.integers(-3, 60).map(tree.Literal) | st.sampled_from([Decimal("0.5"), Decimal("19.99")]).map(
    tree.Literal
)
OPS = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
WINDOWS = st.none() | st.one_of(
    st.builds(tree.Last, st.integers(1, 30), st.sampled_from(("hour", "day", "month"))),
    st.builds(
        lambda newer, more: tree.Ago(newer + more, newer, "hour"), st.integers(0, 20), st.integers(1, 20)
    ),
    st.builds(
        tree.CalendarPeriod, st.sampled_from(("this", "previous")), st.sampled_from(("day", "week", "month"))
    ),
    st.builds(tree.Since, st.integers(0, 40).map(lambda hours: START + hours * HOUR)),
    st.builds(tree.Before, st.integers(0, 40).map(lambda hours: START + hours * HOUR)),
    st.builds(
        lambda at, hours: tree.FromTo(START + at * HOUR, START + (at + hours) * HOUR),
        st.integers(-20, 30),
        st.integers(1, 40),
    ),
)
DAYS = st.dates(date(2017, 2, 20), date(2017, 3, 10)) | st.datetimes(START, START + 60 * HOUR)
TEXT_PATTERNS = st.sampled_from(("x", "", "y", "上", "(")).map(tree.Literal)


@cache
def _where(event: str) -> SearchStrategy[tree.Node | None]:
    text = "store" if event == "order" else "product"
    leaves = [
        st.builds(
            tree.Compare,
            st.sampled_from(("=", "!=")),
            st.just(tree.Name(text)),
            st.sampled_from("xyz").map(tree.Literal),
        ),
        st.builds(tree.Known, st.just(tree.Name(text)), st.booleans()),
        st.builds(tree.Compare, OPS, st.just(tree.Call("hour_of", (tree.Name("ts"),))), NUMBERS),
        st.builds(tree.Compare, OPS, st.just(tree.CustomerName("age")), NUMBERS),
    ]
    if event == "order":
        leaves.append(st.builds(tree.Compare, OPS, st.just(tree.Name("amount")), NUMBERS))
    leaf = st.one_of(leaves)
    return _short(st.none() | leaf | leaf.map(tree.Not) | st.builds(lambda a, b: tree.Or((a, b)), leaf, leaf))


def _selection(event: str, member: str | None) -> SearchStrategy[tree.Selection]:
    return st.builds(tree.Selection, st.just(event), st.just(member), _where(event), WINDOWS)


@cache
def _aggregates() -> SearchStrategy[tree.Node]:
    numbers = [("order", "amount"), ("order", "items"), ("order", "weight"), ("page_view", "seconds")]
    texts = [("order", "store"), ("page_view", "product"), ("add_to_cart", "product")]
    found: list[SearchStrategy[tree.Node]] = []
    for event in EVENTS:
        found.append(st.builds(tree.Aggregate, st.sampled_from(("count", "days")), _selection(event, None)))
        found.append(
            st.builds(
                lambda when: tree.Call("days_since", (tree.Aggregate("last", when),)), _selection(event, None)
            )
        )
    for event, member in numbers:
        functions = st.sampled_from(("sum", "avg", "min", "max", "median", "distinct", "first", "last"))
        found.append(st.builds(tree.Aggregate, functions, _selection(event, member)))
    for event, member in texts:
        found.append(st.builds(tree.Aggregate, st.just("distinct"), _selection(event, member)))
    plain = st.sampled_from(EVENTS).flatmap(
        lambda event: _where(event).map(lambda where: tree.Selection(event, None, where))
    )
    found.append(st.builds(tree.Gap, plain, st.none() | plain, WINDOWS))
    return _short(st.one_of(found))


@cache
def _times() -> SearchStrategy[tree.Node]:
    """Instants and dates."""
    instants = st.sampled_from(EVENTS).flatmap(
        lambda event: st.builds(tree.Aggregate, st.sampled_from(("first", "last")), _selection(event, None))
    )
    birthday = st.just(tree.Name("birthday"))
    return _short(
        instants | birthday | (instants | birthday).map(lambda time: tree.Call("anniversary", (time,)))
    )


@cache
def _values() -> SearchStrategy[tree.Node]:
    names = st.sampled_from(("age", "spend", "tempo", "monthly")).map(tree.Name)
    calendar = st.builds(
        lambda function, time: tree.Call(function, (time,)),
        st.sampled_from(("month_of", "weekday_of", "days_since", "days_until")),
        _times(),
    )
    return _short(
        st.recursive(
            _aggregates() | names | NUMBERS | calendar,
            lambda inner: st.one_of(
                st.builds(tree.Arithmetic, st.sampled_from("+-*/"), inner, inner),
                inner.filter(lambda node: not isinstance(node, tree.Literal)).map(tree.Negate),
                st.builds(
                    lambda v, p: tree.Population("percentile", v, Decimal(p) / 10),
                    inner,
                    st.integers(0, 1000),
                ),
                inner.map(lambda v: tree.Population("rank", v)),
                st.builds(lambda a, b: tree.Call("coalesce", (a, b)), inner, inner),
                st.builds(
                    lambda a, b, c: tree.Call("if", (tree.Compare(">", a, b), b, c)), inner, inner, inner
                ),
            ),
            max_leaves=3,
        )
    )


@cache
def sequences() -> SearchStrategy[tree.Did]:
    within = st.none() | st.builds(tree.Within, st.integers(1, 30), st.just("hour"))
    step = st.sampled_from(EVENTS).flatmap(
        lambda event: st.builds(tree.SequenceStep, st.just(event), _where(event), st.booleans(), within)
    )
    first = st.sampled_from(EVENTS).flatmap(
        lambda event: st.builds(tree.SequenceStep, st.just(event), _where(event))
    )
    return _short(
        st.builds(
            lambda a, rest, window: tree.Did((a, *rest), window), first, st.lists(step, max_size=3), WINDOWS
        )
    )


@cache
def conditions() -> SearchStrategy[tree.Node]:
    """Conditions over the crowd, every family among them."""
    values = _values()
    texts = st.one_of(
        st.just(tree.Name("city")),
        st.builds(tree.Aggregate, st.sampled_from(("first", "last")), _selection("order", "store")),
        st.builds(tree.Aggregate, st.just("top"), _selection("page_view", "product")),
    )
    leaves = st.one_of(
        st.builds(tree.Compare, OPS, values, values),
        st.builds(tree.Between, values, NUMBERS, NUMBERS, st.booleans()),
        st.builds(tree.Between, values, values, values, st.booleans()),
        st.builds(tree.InList, values, st.lists(NUMBERS, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(tree.Compare, OPS, _times(), DAYS.map(tree.Literal)),
        st.builds(tree.Compare, OPS, texts, texts),
        st.builds(
            lambda k, selection, pattern, negated: tree.TextMatch(
                "contains", tree.Aggregate("top", selection, k), pattern, negated
            ),
            st.integers(1, 3),
            _selection("order", "store"),
            TEXT_PATTERNS,
            st.booleans(),
        ),
        st.builds(
            tree.InList,
            texts,
            st.lists(st.sampled_from(("x", "a", "")).map(tree.Literal), min_size=1, max_size=2).map(tuple),
            st.booleans(),
        ),
        st.builds(
            tree.TextMatch,
            st.sampled_from(("contains", "starts with", "ends with")),
            texts,
            TEXT_PATTERNS,
            st.booleans(),
        ),
        st.builds(
            tree.TextMatch, st.just("contains"), st.just(tree.Name("hobbies")), TEXT_PATTERNS, st.booleans()
        ),
        st.builds(tree.Known, values | texts, st.booleans()),
        sequences(),
        st.builds(
            lambda member, rule: tree.AnyGroup("order", member, rule),
            st.sampled_from(("store", "items", "amount", "weight")),
            st.builds(
                tree.Compare,
                OPS,
                st.one_of(
                    st.builds(tree.Aggregate, st.sampled_from(("count", "days")), _selection("order", None)),
                    st.builds(
                        tree.Aggregate,
                        st.sampled_from(("sum", "avg", "median", "last")),
                        _selection("order", "amount"),
                    ),
                    st.builds(
                        lambda where, window: tree.Gap(tree.Selection("order", None, where), None, window),
                        _where("order"),
                        WINDOWS,
                    ),
                ),
                NUMBERS | st.just(tree.Name("age")),
            ),
        ),
        st.builds(
            tree.Compare,
            OPS,
            values,
            st.builds(
                lambda v, p: tree.Population("percentile", v, Decimal(p)), _aggregates(), st.integers(0, 100)
            ),
        ),
        st.builds(
            lambda v, n: tree.Compare("<=", tree.Population("rank", v), tree.Literal(n)),
            _aggregates(),
            st.integers(1, 20),
        ),
        st.sampled_from(
            [
                tree.InSegment("busy"),
                tree.OnList("invited"),
                tree.Consented("marketing"),
                tree.Share(Decimal("0.4"), "seed"),
            ]
        ),
    )
    return _short(
        st.recursive(
            leaves,
            lambda inner: st.one_of(
                inner.map(tree.Not),
                st.builds(lambda a, b: tree.And((a, b)), inner, inner),
                st.builds(lambda a, b: tree.Or((a, b)), inner, inner),
            ),
            max_leaves=4,
        )
    )
