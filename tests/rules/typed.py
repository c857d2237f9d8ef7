"""Arbitrary rules that make sense in the shop's vocabulary: well typed, with matching units."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tagma.rules import tree
from tagma.rules.operators import UNITS

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
EVENTS = ("order", "page_view", "add_to_cart", "login")
NUMBERS_OF = {"order": ("amount", "lines"), "page_view": ("seconds",)}
TEXTS_OF = {
    "order": ("channel", "category", "product", "store"),
    "page_view": ("product",),
    "add_to_cart": ("product",),
}
CHOICES = ("app", "web", "生鲜", "it's")


def windows(*, future: bool = False) -> SearchStrategy[tree.Window | None]:
    number = st.integers(1, 90)
    unit = st.sampled_from(UNITS[2:])
    days = st.dates(date(2016, 1, 1), date(2018, 12, 31))
    kinds: list[SearchStrategy[tree.Window | None]] = [
        st.none(),
        st.builds(tree.Last, number, unit),
        st.builds(
            lambda newer, more, unit: tree.Ago(newer + more, newer, unit), st.integers(0, 60), number, unit
        ),
        st.builds(tree.CalendarPeriod, st.sampled_from(("this", "previous")), st.sampled_from(UNITS[3:])),
        st.builds(tree.Since, days),
        st.builds(tree.Before, days),
        st.builds(
            lambda start, last: tree.FromTo(start, last),
            st.just(date(2016, 1, 1)),
            days.filter(lambda day: day > date(2016, 1, 1)),
        ),
    ]
    if future:
        kinds.append(st.builds(tree.Next, number, unit))
    return st.one_of(kinds)


def _literals(*values: object) -> SearchStrategy[tree.Literal]:
    return st.sampled_from(values).map(lambda value: tree.Literal(value))  # type: ignore[arg-type]


NUMBERS = st.integers(-3, 300).map(tree.Literal) | _literals(Decimal("0.5"), Decimal("99.99"))
TEXTS = _literals(*CHOICES)
DAYS = _literals(date(2017, 3, 1), date(1990, 1, 1))
INSTANTS = DAYS | _literals(datetime(2017, 3, 1, 10, 30))


def _compare(
    value: SearchStrategy[tree.Node], other: SearchStrategy[tree.Literal]
) -> SearchStrategy[tree.Node]:
    """Every predicate that takes a value and literals of its type."""
    return st.one_of(
        st.builds(tree.Compare, st.sampled_from(COMPARISONS), value, other),
        st.builds(tree.Compare, st.sampled_from(COMPARISONS), other, value),
        st.builds(tree.InList, value, st.lists(other, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(tree.Known, value, st.booleans()),
    )


def _ranges(
    value: SearchStrategy[tree.Node], other: SearchStrategy[tree.Literal]
) -> SearchStrategy[tree.Node]:
    ends = st.tuples(other, other).map(lambda pair: sorted(pair, key=_order))
    between = st.builds(
        lambda value, pair, negated: tree.Between(value, pair[0], pair[1], negated),
        value,
        ends,
        st.booleans(),
    )
    return _compare(value, other) | between


def _order(literal: tree.Literal) -> tuple[float, str]:
    value = literal.value
    return (float(value), "") if isinstance(value, int | Decimal) else (0.0, str(value))


def _texts(value: SearchStrategy[tree.Node]) -> SearchStrategy[tree.Node]:
    operators = st.sampled_from(("contains", "starts with", "ends with"))
    return st.one_of(
        st.builds(tree.Compare, st.sampled_from(("=", "!=")), value, TEXTS),
        st.builds(tree.InList, value, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(tree.TextMatch, operators, value, TEXTS, st.booleans()),
        st.builds(tree.TextMatch, st.just("matches"), value, _literals("^a", "[bc]+$"), st.booleans()),
        st.builds(tree.Known, value, st.booleans()),
    )


def _logic(leaves: SearchStrategy[tree.Node], size: int) -> SearchStrategy[tree.Node]:
    def deepen(inner: SearchStrategy[tree.Node]) -> SearchStrategy[tree.Node]:
        many = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(tree.Not, inner), st.builds(tree.And, many), st.builds(tree.Or, many))

    return st.recursive(leaves, deepen, max_leaves=size)


def event_conditions(event: str) -> SearchStrategy[tree.Node]:
    """Conditions on one event, for ``where`` and for event scope."""
    ts = st.just(tree.Name("ts"))
    kinds = [_ranges(ts, INSTANTS), _ranges(st.builds(tree.Call, st.just("hour_of"), st.tuples(ts)), NUMBERS)]
    kinds += [_ranges(st.just(tree.Name(name)), NUMBERS) for name in NUMBERS_OF.get(event, ())]
    kinds += [_texts(st.just(tree.Name(name))) for name in TEXTS_OF.get(event, ())]
    kinds += [_texts(st.just(tree.CustomerName("city")))]
    if event == "order":
        kinds += [st.just(tree.Name("paid")), _ranges(st.just(tree.Name("due")), DAYS)]
    return _logic(st.one_of(kinds), 3)


def _selections(events: tuple[str, ...], member: str | None) -> SearchStrategy[tree.Selection]:
    def build(event: str) -> SearchStrategy[tree.Selection]:
        names = {"number": NUMBERS_OF.get(event, ()), "text": TEXTS_OF.get(event, ())}.get(member or "", ())
        where = st.none() | event_conditions(event)
        return st.builds(
            tree.Selection, st.just(event), st.sampled_from(names) if member else st.none(), where, windows()
        )

    return st.sampled_from(events).flatmap(build)


def _aggregates(
    functions: tuple[str, ...], events: tuple[str, ...], member: str | None
) -> SearchStrategy[tree.Node]:
    return st.builds(tree.Aggregate, st.sampled_from(functions), _selections(events, member))


def number_values() -> SearchStrategy[tree.Node]:
    """Numbers about a customer."""
    plain = st.one_of(
        st.sampled_from((tree.Name("age"), tree.Name("churn_score"))),
        _aggregates(("count", "days"), EVENTS, None),
        _aggregates(("sum", "avg", "min", "max", "median", "first", "last"), tuple(NUMBERS_OF), "number"),
        _aggregates(("distinct",), tuple(TEXTS_OF), "text"),
        st.builds(tree.Call, st.sampled_from(("days_since", "days_until")), st.tuples(time_values())),
        st.builds(tree.Call, st.sampled_from(("month_of", "weekday_of")), st.tuples(time_values())),
        st.builds(tree.Gap, st.builds(tree.Selection, st.sampled_from(EVENTS)), st.none(), windows()),
    )
    return st.one_of(
        plain,
        st.builds(tree.Arithmetic, st.sampled_from("*/"), plain, NUMBERS),
        st.builds(tree.Call, st.just("coalesce"), st.tuples(plain, NUMBERS)),
        st.builds(tree.Negate, plain),
    )


def time_values() -> SearchStrategy[tree.Node]:
    """Dates and instants about a customer."""
    plain = st.sampled_from((tree.Name("birthday"), tree.Name("joined"))) | _aggregates(
        ("first", "last"), EVENTS, None
    )
    return plain | st.builds(tree.Call, st.just("anniversary"), st.tuples(plain))


def text_values() -> SearchStrategy[tree.Node]:
    return st.sampled_from((tree.Name("city"), tree.Name("plan_code"))) | _aggregates(
        ("first", "last", "top"), tuple(TEXTS_OF), "text"
    )


def sequences() -> SearchStrategy[tree.Node]:
    """``did`` of up to four steps."""
    within = st.none() | st.builds(
        tree.Within, st.integers(1, 30), st.sampled_from(("minute", "hour", "day"))
    )

    def step(event: str) -> SearchStrategy[tree.SequenceStep]:
        where = st.none() | event_conditions(event)
        return st.builds(tree.SequenceStep, st.just(event), where, st.booleans(), within)

    first = st.builds(tree.SequenceStep, st.sampled_from(EVENTS))
    later = st.lists(st.sampled_from(EVENTS).flatmap(step), max_size=3)
    return st.builds(lambda start, rest, window: tree.Did((start, *rest), window), first, later, windows())


def groups() -> SearchStrategy[tree.Node]:
    """``any(E.p: rule)`` over the events that have a product."""
    events = ("order", "page_view", "add_to_cart")
    inside = _ranges(_aggregates(("count", "days"), events, None), NUMBERS)
    return st.builds(tree.AnyGroup, st.sampled_from(events), st.just("product"), _logic(inside, 3))


def conditions(size: int = 5) -> SearchStrategy[tree.Node]:
    """Any condition on a customer that the checker accepts in the shop."""
    leaves = st.one_of(
        _ranges(number_values(), NUMBERS),
        _ranges(time_values(), DAYS),
        _texts(text_values()),
        sequences(),
        groups(),
        st.sampled_from(
            (
                tree.Name("subscribed"),
                tree.Name("高净值"),
                tree.InSegment("vip"),
                tree.OnList("vip_list"),
                tree.Consented("marketing"),
                tree.Share(Decimal("0.25"), "seed"),
                tree.TextMatch("contains", tree.Name("interests"), tree.Literal("母婴")),
                tree.Compare("=", tree.Name("rfm_group"), tree.Literal("重要价值")),
                tree.Compare(
                    ">=",
                    tree.Name("clv_12m"),
                    tree.Population("percentile", tree.Name("clv_12m"), Decimal(95)),
                ),
                tree.Compare("<=", tree.Population("rank", tree.Name("clv_12m")), tree.Literal(100)),
            )
        ),
    )
    return _logic(leaves, size)
