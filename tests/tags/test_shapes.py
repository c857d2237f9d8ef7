"""Every way to make a tag expands to the formula that it means."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from tagma.errors import TagmaError
from tagma.evaluate import Cases, Members, Value
from tagma.rules.vocabulary import Type

from .conftest import build_tag, list_cases


def test_condition() -> None:
    tag = build_tag("when: count(order) > 1\nclass: base")
    assert isinstance(tag.build_formula(), Value)
    assert (tag.known_type(), tag.cadence) == (Type.BOOL, "yearly")


def test_value_has_the_type_of_its_rule() -> None:
    tag = build_tag("value: top(order.category, 3)")
    assert (tag.known_type(), tag.cadence) == (None, "daily")


@pytest.mark.parametrize(
    ("given", "cadence"),
    [
        ("class: behaviour", "realtime"),
        ("class: value", "quarterly"),
        ("class: need", "on demand"),
        ("refresh: every 2 hour", "every 2 hours"),
    ],
)
def test_cadence(given: str, cadence: str) -> None:
    assert build_tag(f"when: count(order) > 1\n{given}").cadence == cadence


def test_cases_keep_their_order_and_else() -> None:
    tag = build_tag(
        "cases:\n  - {is: b, when: x > 1, label: {en: B, zh: 乙}}\n  - {is: a, when: x > 0}\n  - {is: c, else: true}"
    )
    formula = tag.build_formula()
    assert isinstance(formula, Cases)
    assert formula.otherwise == "c"
    assert list_cases(tag) == {"b": "x > 1", "a": "x > 0"}
    assert tag.list_values() == ("b", "a", "c")
    assert tag.list_value_labels()["b"].zh == "乙"
    assert tag.known_type() is Type.TEXT


@pytest.mark.parametrize(
    ("values", "kind"),
    [("1, 2", Type.INTEGER), ("1, 2.5", Type.DECIMAL), ("true, false", Type.BOOL), ("no, yes", Type.TEXT)],
)
def test_type_of_cases(values: str, kind: Type) -> None:
    first, second = values.split(", ")
    tag = build_tag(f"cases: [{{is: {first}, when: x > 1}}, {{is: {second}, else: true}}]")
    assert tag.known_type() is kind


def test_tiers_highest_first() -> None:
    tag = build_tag(
        "value: sum(order.amount)\ntiers: [{at: 1000.50, is: 核心}, {at: 0, is: 一般}, {else: true, is: 无}]"
    )
    assert list_cases(tag) == {
        "核心": "sum(order.amount) >= 1000.5",
        "一般": "sum(order.amount) >= 0",
        "无": "sum(order.amount) is known",
    }


def test_below_the_lowest_tier_is_missing() -> None:
    formula = build_tag("value: x\ntiers: [{at: 5, is: 1}]").build_formula()
    assert isinstance(formula, Cases)
    assert formula.otherwise is None


def test_quantiles_by_label_and_by_number() -> None:
    tag = build_tag("value: x\nquantiles: {labels: [low, mid, high]}")
    assert list_cases(tag) == {
        "high": "x >= percentile(x, 66.666667)",
        "mid": "x >= percentile(x, 33.333333)",
        "low": "x is known",
    }
    assert tag.list_values() == ("low", "mid", "high")
    five = build_tag("value: x\nquantiles: {n: 5}")
    assert list(list_cases(five)) == [5, 4, 3, 2, 1]
    assert list_cases(five)[5] == "x >= percentile(x, 80)"
    assert five.known_type() is Type.INTEGER


def test_members() -> None:
    tag = build_tag("members: {file: data/vip.csv, column: id}")
    assert tag.build_formula() == Members("t")
    assert tag.known_type() is Type.BOOL
    valued = build_tag("members: {file: data/vip.csv, column: id, value_column: level}")
    assert valued.build_formula() == Members("t", valued=True)
    assert valued.known_type() is Type.TEXT


WRONG = {
    "no way": ("unit: CNY", (), "the tag has no rule"),
    "two ways": ("when: x > 1\nvalue: x", ("value",), "a tag is made in one way, not in 2: when + value"),
    "tiers alone": (
        "when: x > 1\ntiers: [{at: 1, is: a}]",
        ("tiers",),
        "“tiers” divides a number, but there is no “value”",
    ),
    "both": (
        "value: x\ntiers: [{at: 1, is: a}]\nquantiles: {n: 2}",
        ("quantiles",),
        "“tiers” and “quantiles” exclude each other",
    ),
    "else first": (
        "cases: [{is: a, else: true}, {is: b, when: x > 1}]",
        ("cases", 0),
        "“else” is followed by others, which nobody could reach",
    ),
    "when and else": (
        "cases: [{is: a, else: true, when: x > 1}]",
        (),
        "a case has one of “when” and “else: true”",
    ),
    "mixed values": (
        "cases: [{is: a, when: x > 2}, {is: 1, when: x > 1}]",
        ("cases",),
        "the values are of different types",
    ),
    "ascending tiers": (
        "value: x\ntiers: [{at: 1, is: a}, {at: 2, is: b}]",
        ("tiers", 1, "at"),
        "the tier at 2 stands below the one at 1",
    ),
    "equal labels": ("value: x\nquantiles: {labels: [a, a]}", ("labels",), "two groups have one label"),
    "n and labels": (
        "value: x\nquantiles: {labels: [a, b], n: 2}",
        (),
        "quantiles have one of “n” and “labels”",
    ),
    "no value": ("cases: [{is: [a], when: x > 1}]", (), "a value is a text, a number, true or false"),
    "both thresholds": (
        "rfm: {event: order, amount: amount, recency: {at: 30, percentile: 50}}",
        (),
        "a threshold is one of “at” and “percentile”",
    ),
    "no window": ("rfm: {event: order, amount: amount, window: ever}", (), "“ever” is no window"),
    "a rule for a window": (
        "rfm: {event: order, amount: amount, window: 'where a = 1) + count(x'}",
        (),
        "“where a = 1) + count(x” is no window",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_shapes(name: str) -> None:
    text, field, what = WRONG[name]
    with pytest.raises(ValidationError) as raised:
        build_tag(text)
    contexts: list[dict[str, Any]] = [finding.get("ctx", {}) for finding in raised.value.errors()]
    refused = [(context["error"], context["field"]) for context in contexts if "error" in context]
    assert len(refused) == 1
    error, path = refused[0]
    assert isinstance(error, TagmaError)
    assert (error.what.en, path) == (what, field)
    assert error.next_step is not None
    assert error.what.zh
    assert error.next_step.zh


def test_rfm_has_eight_exclusive_groups() -> None:
    tag = build_tag(
        "rfm: {event: order, amount: amount, recency: {at: 30}, frequency: {at: 5}, monetary: {at: 2000}}"
    )
    cases = list_cases(tag)
    window = "order in last 365 days"
    r, f, m = (
        f"days_since(last({window})) <= 30",
        f"count({window}) >= 5",
        "sum(order.amount in last 365 days) >= 2000",
    )
    some = f"count({window}) > 0"
    assert cases == {
        "重要价值": f"{some} and {r} and {f} and {m}",
        "重要发展": f"{some} and {r} and not {f} and {m}",
        "重要保持": f"{some} and not {r} and {f} and {m}",
        "重要挽留": f"{some} and not {r} and not {f} and {m}",
        "一般价值": f"{some} and {r} and {f} and not {m}",
        "一般发展": f"{some} and {r} and not {f} and not {m}",
        "一般保持": f"{some} and not {r} and {f} and not {m}",
        "一般挽留": f"{some} and not {r} and not {f} and not {m}",
    }
    assert tag.list_values() == tuple(cases)
    assert tag.list_value_labels()["一般保持"].en == "fading"


def test_rfm_percentiles_count_from_the_worst() -> None:
    tag = build_tag(
        "rfm: {event: order, amount: amount, window: since 2017-01-01, recency: {percentile: 70}}"
    )
    first = list_cases(tag)["重要价值"]
    assert (
        "days_since(last(order since 2017-01-01)) <= percentile(days_since(last(order since 2017-01-01)), 30)"
        in first
    )
    assert ", 50)" in first


def test_numbers_stay_exact() -> None:
    tag = build_tag("value: x\ntiers: [{at: 0.1, is: 0.3}]")
    assert tag.tiers is not None
    assert (tag.tiers[0].at, tag.tiers[0].value) == (Decimal("0.1"), Decimal("0.3"))
    dumped = tag.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert dumped["tiers"] == [{"at": 0.1, "is": 0.3}]
