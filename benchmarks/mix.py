# ruff: noqa: E501  (SQL and tables read better whole)
"""The hundred tags of the refresh benchmark, as data that every peer reads in its own language.

Mix: 30 counts, 14 sums, 8 averages, 6 minima and maxima, 8 recencies, 6 distinct counts, 4 active days, 2 medians,
3 most frequent values, 5 sequences, 3 in-one-group, 5 over traits, 4 by cases or tiers, 2 percentiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

PLAIN = frozenset({"count", "sum", "avg", "min", "max", "recency"})


@dataclass(frozen=True)
class Feature:
    """One aggregate over the events of a customer; ``recency`` is days since the last one.

    Attributes:
        where: (property, operator, literal) or nothing.
        older: events younger than that many days; 0 for ever.
        newer: and older than that many days.
    """

    function: str
    event: str
    column: str | None = None
    where: tuple[str, str, str | int] | None = None
    older: int = 0
    newer: int = 0

    @property
    def rule(self) -> str:
        where = f" where {self.where[0]} {self.where[1]} {self.where[2]!r}" if self.where else ""
        window = f" in last {self.older} days" if self.older else ""
        if self.newer:
            window = f" in {self.older} to {self.newer} days ago"
        target = f"{self.event}{'.' + self.column if self.column else ''}{where}{window}"
        return f"days_since(last({target}))" if self.function == "recency" else f"{self.function}({target})"


@dataclass(frozen=True)
class Trait:
    name: str

    @property
    def rule(self) -> str:
        return self.name


@dataclass(frozen=True)
class Term:
    """``left op right``; the right side is a literal, a list of literals, or another feature."""

    left: Feature | Trait
    op: str
    right: str | float | bool | tuple[str, ...] | Feature

    @property
    def rule(self) -> str:
        if isinstance(self.right, Feature):
            return f"{self.left.rule} {self.op} {self.right.rule}"
        if isinstance(self.right, bool):
            return self.left.rule if self.right else f"not {self.left.rule}"
        right = f"({', '.join(map(repr, self.right))})" if isinstance(self.right, tuple) else repr(self.right)
        return f"{self.left.rule} {self.op} {right}"


@dataclass(frozen=True)
class When:
    """All terms hold."""

    terms: tuple[Term, ...]

    @property
    def rule(self) -> str:
        return " and ".join(term.rule for term in self.terms)


@dataclass(frozen=True)
class Number:
    feature: Feature

    @property
    def rule(self) -> str:
        return self.feature.rule


@dataclass(frozen=True)
class Tiers:
    """The label of the highest edge that the value reaches."""

    feature: Feature
    tiers: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Cases:
    """The label of the first condition that holds."""

    cases: tuple[tuple[str, When], ...]
    otherwise: str


@dataclass(frozen=True)
class Chain:
    """Steps one after the other, each within a day count of the one before; the last may be forbidden."""

    steps: tuple[tuple[str, float], ...]
    forbidden: tuple[str, float] | None = None
    older: int = 0

    @property
    def rule(self) -> str:
        def within(days: float) -> str:
            return f"{days:.0f} days" if days >= 1 else f"{days * 24:.0f} hours"

        words = [event + (f" within {within(days)}" if days else "") for event, days in self.steps]
        if self.forbidden:
            words.append(f"not {self.forbidden[0]} within {within(self.forbidden[1])}")
        return f"did({' then '.join(words)}{f' in last {self.older} days' if self.older else ''})"


@dataclass(frozen=True)
class AnyGroup:
    """The condition holds for one value of a property."""

    column: str
    feature: Feature
    least: int

    @property
    def rule(self) -> str:
        return f"any({self.feature.event}.{self.column}: {self.feature.rule} >= {self.least})"


@dataclass(frozen=True)
class Percentile:
    """At least the p-th percentile of the population."""

    feature: Feature
    p: int

    @property
    def rule(self) -> str:
        return f"{self.feature.rule} >= percentile({self.feature.rule}, {self.p})"


Formula: TypeAlias = When | Number | Tiers | Cases | Chain | AnyGroup | Percentile


@dataclass(frozen=True)
class Tag:
    name: str
    formula: Formula

    @property
    def is_plain(self) -> bool:
        """Whether one scan with plain aggregates can compute it."""
        return all(feature.function in PLAIN for feature in features(self.formula)) and not isinstance(
            self.formula, Chain | AnyGroup | Percentile
        )


def features(formula: Formula) -> list[Feature]:
    """The aggregates that a formula needs per customer."""
    match formula:
        case When(terms):
            sides = [side for term in terms for side in (term.left, term.right)]
            return [side for side in sides if isinstance(side, Feature)]
        case Number(feature) | Tiers(feature, _) | Percentile(feature, _):
            return [feature]
        case Cases(cases, _):
            return [feature for _, when in cases for feature in features(when)]
    return []


def _when(*terms: tuple[Feature | Trait, str, object]) -> When:
    return When(tuple(Term(*term) for term in terms))


def _count(
    event: str, older: int = 0, newer: int = 0, where: tuple[str, str, str | int] | None = None
) -> Feature:
    return Feature("count", event, None, where, older, newer)


def _of(
    function: str,
    event: str,
    name: str | None,
    older: int = 0,
    newer: int = 0,
    where: tuple[str, str, str | int] | None = None,
) -> Feature:
    return Feature(function, event, name, where, older, newer)


def _counts() -> list[Formula]:
    found: list[Formula] = [
        _when((_count(event, days), ">=", least))
        for event, edges in {
            "page_view": ((1, 2), (7, 5), (30, 15), (90, 40), (365, 120), (0, 100)),
            "add_to_cart": ((7, 1), (30, 3), (90, 8), (0, 20)),
            "order": ((30, 1), (90, 3), (180, 4), (365, 6), (0, 10)),
            "coupon_redeem": ((30, 1), (90, 1), (365, 3)),
            "complaint": ((90, 1), (365, 1)),
        }.items()
        for days, least in edges
    ]
    found += [
        _when((_count("order", 30, where=("channel", "=", "app")), ">=", 1)),
        _when((_count("order", 365, where=("channel", "=", "mini")), ">=", 2)),
        _when((_count("order", 90, where=("items", ">=", 5)), ">=", 1)),
        _when((_count("page_view", 30, where=("category", "=", "c3")), ">=", 3)),
        _when((_count("page_view", 90, where=("dwell", ">", 120)), ">=", 3)),
        _when((_count("add_to_cart", 60, where=("quantity", ">", 1)), ">", _count("order", 60))),
        Number(_count("order", 365)),
        Number(_count("page_view", 30)),
        _when((_count("order", 90), "=", 0), (_count("order", 180, 90), ">=", 1)),
        _when((_count("page_view", 30), ">", _count("page_view", 60, 30))),
    ]
    return found


def _amounts() -> list[Formula]:
    amount = ("order", "amount")
    sums: list[Formula] = [
        _when((_of("sum", *amount, days), ">", least))
        for days, least in ((30, 200), (90, 500), (180, 800), (365, 1500), (0, 2000))
    ]
    sums += [Number(_of("sum", *amount, days)) for days in (30, 90, 365)]
    sums += [
        _when((_of("sum", "page_view", "dwell", 7), ">", 300)),
        _when((_of("sum", "page_view", "dwell", 90), ">", 1800)),
        _when((_of("sum", "add_to_cart", "quantity", 30), ">=", 5)),
        _when((_of("sum", "coupon_redeem", "worth", 365), ">", 20)),
        _when((_of("sum", *amount, 90), "<", _of("sum", *amount, 180, 90))),
        _when((_of("sum", *amount, 365, where=("channel", "=", "app")), ">", 300)),
    ]
    averages: list[Formula] = [
        _when((_of("avg", *amount, 90), ">", 100.00333)),
        _when((_of("avg", *amount, 365), ">", 80.00333)),
        _when((_of("avg", *amount), ">", 150.00333)),
        _when((_of("avg", "page_view", "dwell", 30), ">", 60.0333)),
        _when((_of("avg", "page_view", "dwell"), ">", 50.0333)),
        _when((_of("avg", "order", "items", 180), ">", 3.0333)),
        Number(_of("avg", *amount, 180)),
        _when((_of("avg", *amount, 90), "<", _of("avg", *amount, 180, 90))),
    ]
    edges: list[Formula] = [
        _when((_of("max", *amount, 365), ">", 400)),
        _when((_of("min", *amount, 365), "<", 10)),
        _when((_of("max", "page_view", "dwell", 30), ">", 200)),
        _when((_of("max", "add_to_cart", "price", 90), ">", 80)),
        Number(_of("max", *amount)),
        _when((_of("min", "order", "items", 180), ">=", 3)),
    ]
    recencies: list[Formula] = [_when((_of("recency", event, None), op, days)) for event, op, days in (
        ("order", ">", 90), ("order", "<=", 7), ("page_view", ">", 30), ("add_to_cart", "<=", 3), ("coupon_redeem", ">", 60), ("complaint", "<=", 30),
    )]  # fmt: skip
    recencies += [
        Number(_of("recency", "order", None)),
        _when((_of("recency", "order", None), ">", 60), (_of("recency", "page_view", None), "<=", 14)),
    ]
    return sums + averages + edges + recencies


def _holistic() -> list[Formula]:
    return [
        _when((_of("distinct", "page_view", "category", 30), ">=", 5)),
        _when((_of("distinct", "page_view", "product", 90), ">=", 20)),
        _when((_of("distinct", "order", "store", 365), ">=", 2)),
        _when((_of("distinct", "order", "category"), ">=", 4)),
        Number(_of("distinct", "add_to_cart", "product", 180)),
        _when((_of("distinct", "coupon_redeem", "campaign"), ">=", 2)),
        _when((_of("days", "page_view", None, 30), ">=", 5)),
        _when((_of("days", "order", None, 365), ">=", 4)),
        _when((_of("days", "page_view", None), ">=", 40)),
        Number(_of("days", "add_to_cart", None, 90)),
        _when((_of("median", "order", "amount", 365), ">", 90.00333)),
        _when((_of("median", "page_view", "dwell", 30), ">", 40.0333)),
        Number(_of("top", "page_view", "category", 90)),
        Number(_of("top", "order", "store")),
        _when((_of("top", "order", "channel", 365), "=", "app")),
        Chain((("add_to_cart", 0), ("order", 1)), older=30),
        Chain((("page_view", 0), ("add_to_cart", 1 / 24)), ("order", 1), older=7),
        Chain((("coupon_redeem", 0), ("order", 30))),
        Chain((("order", 0), ("order", 7)), older=90),
        Chain((("order", 0),), ("page_view", 60), older=180),
        AnyGroup("product", _of("sum", "page_view", "dwell", 1), 300),
        AnyGroup("category", _of("count", "page_view", None, 30), 5),
        AnyGroup("store", _of("count", "order", None, 365), 4),
    ]


def _layered() -> list[Formula]:
    city, age, gender, level, opted = map(Trait, ("city", "age", "gender", "level", "opted_in"))
    spend = _of("sum", "order", "amount", 365)
    return [
        _when((city, "in", ("city1", "city2", "city11"))),
        _when((age, ">=", 60), (gender, "=", "f")),
        _when((level, "!=", "gold"), (spend, ">", 1000)),
        _when((city, "!=", "city5"), (opted, "=", True), (_count("order", 365), ">=", 1)),
        _when((age, "<", 25), (_count("page_view", 30), ">=", 3)),
        Tiers(spend, ((2000, "high"), (500, "middle"), (1, "low"))),
        Tiers(_count("page_view", 90), ((100, "core"), (20, "active"), (1, "some"))),
        Cases((("champion", _when((spend, ">", 1500), (_of("recency", "order", None), "<=", 30))), ("loyal", _when((_count("order", 365), ">=", 5))), ("sleeping", _when((_of("recency", "order", None), ">", 120)))), "other"),
        Cases((("cart", _when((_count("add_to_cart", 7), ">", _count("order", 7)))), ("browse", _when((_count("page_view", 7), ">=", 1)))), "quiet"),
        Percentile(_of("sum", "order", "amount"), 90),
        Percentile(_count("page_view", 90), 75),
    ]  # fmt: skip


FORMULAS = [*_counts(), *_amounts(), *_holistic(), *_layered()]
TAGS = tuple(Tag(f"t{number:03}", formula) for number, formula in enumerate(FORMULAS))
