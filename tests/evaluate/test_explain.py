"""Explanations: each leaf with its value and threshold, what would change it, the events behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tagma.evaluate import Case, Cases, Computed, ask
from tagma.evaluate.why import ExplainedFormula, Explainer, formula_to_dict
from tagma.rules import check_rule, parse_rule
from tagma.rules.vocabulary import Type
from tests.evaluate.conftest import AS_OF, Shop


def explain(shop: Shop, rule: str, customer: int = 1, as_of: datetime = AS_OF) -> ExplainedFormula:
    node = parse_rule(rule)
    asked = ask(node, check_rule(node, shop.vocabulary, text=rule))
    return Explainer(shop.engine, shop.world(as_of), customer).explain(asked)


def leaf(shop: Shop, rule: str, **more: Any) -> dict[str, Any]:
    told = formula_to_dict(explain(shop, rule, **more), shop.vocabulary, "en")
    found: dict[str, Any] = told["rule"]
    return found


def test_every_leaf_has_its_answer_value_and_threshold(shop: Shop) -> None:
    told = explain(
        shop, "count(order in last 5 days) >= 3 and (age > 25 or city = 'b') and not list(invited)"
    )
    assert told.value is False
    assert told.rule is not None
    first, either, negated = told.rule.children
    assert (first.holds, first.value, first.threshold) == (False, 2, 3)
    assert (either.kind, either.holds) == ("any", True)
    assert [(child.holds, child.value, child.threshold) for child in either.children] == [
        (True, 30, 25),
        (False, "上海", "b"),
    ]
    assert (negated.kind, negated.holds, negated.children[0].holds) == ("not", True, False)


def test_a_count_says_how_many_more_and_when_it_ends(shop: Shop) -> None:
    assert leaf(shop, "count(order in last 5 days) >= 3")["hint"] == "1 more “order” would make it true"
    holding = leaf(shop, "count(order in last 30 days) >= 3")
    # The oldest of the three leaves the window 30 days after 1 March.
    assert holding["until"] == datetime(2017, 3, 31)
    assert shop.holders(
        "count(order in last 30 days) >= 3", holding["until"] - timedelta(microseconds=1)
    ) == ["1"]
    assert shop.holders("count(order in last 30 days) >= 3", holding["until"]) == []
    assert leaf(shop, "count(order) <= 4")["hint"] == "2 more “order” would end it"


def test_recency_says_the_very_instant(shop: Shop) -> None:
    waiting = leaf(shop, "days_since(last(order)) > 3")
    turns = waiting["until"]
    assert turns == datetime(2017, 3, 9) + timedelta(microseconds=1)
    assert "1" not in shop.holders("days_since(last(order)) > 3", turns - timedelta(microseconds=1))
    assert "1" in shop.holders("days_since(last(order)) > 3", turns)
    assert leaf(shop, "days_since(last(order)) > 0.2")["hint"] == "the next “order” would end it"
    assert leaf(shop, "days_since(last(order)) < 3", customer=4)["hint"] == "there is no “order” yet"


def test_the_events_behind_a_leaf_are_those_it_counts(shop: Shop) -> None:
    told = leaf(shop, "sum(order.amount where store = 'x' in last 5 days) > 100")
    (piece,) = told["events"]
    assert piece["count"] == 1
    assert [row["ts"] for row in piece["rows"]] == [datetime(2017, 3, 6)]
    assert told["hint"] == "more than 70 more would make it true"


def test_cases_say_which_one_was_chosen(shop: Shop) -> None:
    cases = Cases(
        (
            Case("many", parse_rule("count(order) >= 5")),
            Case("some", parse_rule("count(order) >= 2")),
            Case("one", parse_rule("count(order) >= 1")),
        ),
        "none",
    )
    computed = Computed("buyer", "tag", cases, Type.TEXT, "realtime", "f")
    told = Explainer(shop.engine, shop.world(), 1).explain(computed)
    assert told.value == "some"
    assert [(case.value, case.holds, case.chosen) for case in told.cases] == [
        ("many", False, False),
        ("some", True, True),
        ("one", True, False),
    ]
    assert Explainer(shop.engine, shop.world(), 4).explain(computed).value == "none"


def test_formulas_below_are_explained_at_their_own_instant(shop: Shop) -> None:
    shop.define("buyer", "count(order) >= 2", "monthly")
    told = explain(shop, "buyer")
    assert told.rule is not None
    (because,) = told.rule.because
    assert (because.name, because.value) == ("buyer", False)
    assert because.instant == datetime(2017, 3, 1, 5)
    assert because.rule is not None
    assert because.rule.value == 1


def test_recency_below_the_asked_formula_is_hinted_by_its_value(shop: Shop) -> None:
    shop.define("gone", "days_since(last(order)) > 0.2", "realtime")
    told = formula_to_dict(explain(shop, "gone and age > 25"), shop.vocabulary, "en")
    (because,) = told["rule"]["children"][0]["because"]
    assert because["rule"]["hint"] == "the next “order” would end it"


def test_a_customer_who_was_not_there_yet(shop: Shop) -> None:
    shop.define("quiet", "count(page_view) = 0", "monthly")
    told = explain(shop, "quiet", customer=5, as_of=datetime(2017, 3, 10))
    assert told.rule is not None
    (because,) = told.rule.because
    assert (because.known, because.value, told.value) == (False, False, False)


def test_the_explanation_agrees_with_the_answer(shop: Shop) -> None:
    rules = [
        "did(order then page_view within 1 day)",
        "any(page_view.product: sum(page_view.seconds) > 200) and age < 35",
        "gap(order) < 3 or days_until(anniversary(birthday)) < 5",
        "city not in ('b') and not (count(order) = 0)",
        "rank(age) = 1",
        "sum(order.amount) >= percentile(sum(order.amount), 50)",
    ]
    for rule in rules:
        holders = shop.holders(rule)
        for customer in (1, 2, 3, 4):
            assert explain(shop, rule, customer).value is (str(customer) in holders), (rule, customer)
