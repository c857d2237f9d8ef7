"""RFM: eight named groups from recency, frequency and monetary value, each high or low.

High is good: ordered recently, often, for much. A threshold is a value (``at``) or a percentile of those who
ordered in the window (``percentile: 50`` is the median). Who did not order in the window has no group.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, model_validator

from tagma.catalog import Name, Number, Part, described, refuse
from tagma.errors import DefinitionError, RuleError, Text
from tagma.evaluate.computed import Case, Cases
from tagma.models.rule_text import Path, RuleUse, read_rule
from tagma.rules.tree import (
    Aggregate,
    And,
    Arithmetic,
    Call,
    Compare,
    Literal,
    Node,
    Not,
    Population,
    Selection,
    Window,
)

GROUPS: tuple[tuple[bool, bool, bool, str, str], ...] = (
    # recency, frequency, monetary value: high?
    (True, True, True, "重要价值", "champions"),
    (True, False, True, "重要发展", "promising"),
    (False, True, True, "重要保持", "needs attention"),
    (False, False, True, "重要挽留", "at risk, valuable"),
    (True, True, False, "一般价值", "loyal, low spend"),
    (True, False, False, "一般发展", "new"),
    (False, True, False, "一般保持", "fading"),
    (False, False, False, "一般挽留", "lost"),
)
GROUP_NAMES = tuple(group[3] for group in GROUPS)
GROUP_LABELS = {zh: Text(en, zh) for _, _, _, zh, en in GROUPS}
DEFAULT_WINDOW = "in last 365 days"
HUNDRED = Decimal(100)


def read_window(text: str) -> Window:
    """Parses a window alone.

    Raises:
        RuleError: it is no window.
    """
    prefix = "count(x "
    try:
        rule = read_rule(f"{prefix}{text})")
    except RuleError:
        rule = None
    match rule:
        case Aggregate(function="count", selection=Selection(event="x", where=None, window=window)) if window:
            return window
    raise RuleError(
        Text(f"“{text}” is no window", f"“{text}”不是时间窗口"),
        next_step=Text(
            "write one such as “in last 365 days”, “since 2017-01-01” or “in previous year”",
            "请写成“in last 365 days”“since 2017-01-01”或“in previous year”等形式",
        ),
    )


def _check_window(text: str) -> str:
    try:
        read_window(text)
    except RuleError as error:
        raise refuse(error) from None
    return text


class Threshold(Part):
    """Where high begins: a value, or a percentile of the customers who ordered in the window."""

    at: Number | None = described(
        "High from this value on (for recency: up to this many days).",
        "达到该值即为高（对 R 为不超过该天数）。",
        default=None,
        ge=0,
    )
    percentile: Number | None = described(
        "High from this percentile on, counted from the worst (50 is the median).",
        "达到该百分位即为高，由低到高计（50 为中位数）。",
        default=None,
        gt=0,
        lt=100,
    )

    @model_validator(mode="after")
    def _check_one(self) -> Threshold:
        if (self.at is None) == (self.percentile is None):
            raise refuse(
                DefinitionError(
                    Text("a threshold is one of “at” and “percentile”", "阈值只能取“at”或“percentile”之一"),
                    next_step=Text("write {at: 30} or {percentile: 50}", "请写 {at: 30} 或 {percentile: 50}"),
                )
            )
        return self


MEDIAN = Threshold(percentile=Decimal(50))


class RfmSpec(Part):
    """Eight groups by recency, frequency and monetary value."""

    event: Name = described("The event of a purchase.", "购买事件。")
    amount: Name = described("Its property that holds the money.", "金额所在的事件属性。")
    window: Annotated[str, AfterValidator(_check_window)] = described(
        "Which purchases count.", "计入哪段时间的购买。", default=DEFAULT_WINDOW
    )
    recency: Threshold = described("When R is high.", "R 何时为高。", default=MEDIAN)
    frequency: Threshold = described("When F is high.", "F 何时为高。", default=MEDIAN)
    monetary: Threshold = described("When M is high.", "M 何时为高。", default=MEDIAN)

    def list_rules(self, path: Path) -> tuple[RuleUse, ...]:
        """What to check: the event, and the property as a sum."""
        return (
            RuleUse((*path, "event"), self._ordered(), None, "condition"),
            RuleUse((*path, "amount"), self._sum(), None, "value"),
        )

    def build_cases(self) -> Cases:
        """One case per group; no customer holds two, and none is without who ordered in the window."""
        signs = (self._recency(), self._frequency(), self._monetary())
        return Cases(
            tuple(
                Case(
                    name,
                    And(
                        (
                            self._ordered(),
                            *(sign if high else Not(sign) for sign, high in zip(signs, group, strict=True)),
                        )
                    ),
                )
                for *group, name, _ in GROUPS
            )
        )

    def _selection(self, property_: str | None = None) -> Selection:
        return Selection(self.event, property_, None, read_window(self.window))

    def _ordered(self) -> Node:
        return Compare(">", Aggregate("count", self._selection()), Literal(0))

    def _sum(self) -> Node:
        return Aggregate("sum", self._selection(self.amount))

    def _of_buyers(self, value: Node) -> Node:
        """The value, missing for those who did not order: a population of buyers only."""
        return Arithmetic("/", value, Call("if", (self._ordered(), Literal(1), Literal(0))))

    def _recency(self) -> Node:
        days = Call("days_since", (Aggregate("last", self._selection()),))
        if self.recency.at is not None:
            return Compare("<=", days, Literal(_plain(self.recency.at)))
        assert self.recency.percentile is not None
        return Compare("<=", days, Population("percentile", days, HUNDRED - self.recency.percentile))

    def _frequency(self) -> Node:
        return self._at_least(Aggregate("count", self._selection()), self.frequency)

    def _monetary(self) -> Node:
        return self._at_least(self._sum(), self.monetary)

    def _at_least(self, value: Node, threshold: Threshold) -> Node:
        if threshold.at is not None:
            return Compare(">=", value, Literal(_plain(threshold.at)))
        assert threshold.percentile is not None
        return Compare(">=", value, Population("percentile", self._of_buyers(value), threshold.percentile))


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
