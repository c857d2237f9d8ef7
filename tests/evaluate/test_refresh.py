"""Publishing a portrait: what is stored, what is recorded as moved, and what a failure leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tagma.engine import dialect
from tagma.evaluate import Case, Cases, Computed, build_portrait, plan_portrait, publish_portrait
from tagma.evaluate.refresh import Published
from tagma.rules import parse_rule
from tagma.rules.vocabulary import Type
from tests.evaluate.conftest import AS_OF, Shop


def publish(shop: Shop, run: str, as_of: datetime = AS_OF) -> Published:
    outputs = list(shop.definitions.values())
    plan = plan_portrait(shop.world(as_of), outputs)
    build_portrait(shop.engine, plan)
    return publish_portrait(shop.engine, plan, outputs, run)


def rows(shop: Shop, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.engine.query(dialect.query(text), step="test").to_pylist()
    return found


@pytest.fixture
def portrait(shop: Shop) -> Shop:
    shop.define("orders", "count(order in last 5 days)")
    shop.define("big", "sum(order.amount) >= percentile(sum(order.amount), 90)")
    shop.define("place", "rank(sum(order.amount))")
    shop.define("recent", "days_since(last(order)) < 3", kind="segment")
    return shop


def test_the_profile_has_a_column_for_every_trait_tag_and_segment(portrait: Shop) -> None:
    published = publish(portrait, "r1")
    assert published == Published(4, 0, 0)
    found = rows(portrait, "SELECT * FROM portrait.profile ORDER BY customer")
    assert list(found[0]) == [
        "_customer_id", "customer", "age", "city", "birthday", "hobbies", "orders", "big", "place", "segment:recent",
    ]  # fmt: skip
    assert [row["orders"] for row in found] == [2, 1, 0, 0]
    assert [row["segment:recent"] for row in found] == [True, False, False, False]
    assert [row["place"] for row in found] == [2, 3, 1, 4]


def test_population_values_are_stored_with_their_instant(portrait: Shop) -> None:
    publish(portrait, "r1")
    cut = rows(portrait, "SELECT * FROM portrait.cuts")
    assert [(row["p"], Decimal(row["value"]), row["population"], row["instant"]) for row in cut] == [
        (Decimal(90), Decimal(100), 4, AS_OF)
    ]
    assert rows(portrait, "SELECT COUNT(*) AS n FROM portrait.ranks") == [{"n": 4}]


def test_changes_are_the_difference_of_two_portraits(portrait: Shop) -> None:
    publish(portrait, "r1")
    later = AS_OF + timedelta(days=3)
    published = publish(portrait, "r2", later)
    tags = rows(
        portrait,
        'SELECT customer, name, old, new, "at", run FROM portrait.tag_changes ORDER BY customer, name',
    )
    # Customer 5 came on 7 March; customer 2 lost the order of 2 March from the last five days.
    assert [(row["customer"], row["name"], row["old"], row["new"]) for row in tags] == [
        ("2", "orders", "1", "0"),
        ("2", "place", "3", "4"),
        ("4", "place", "4", "5"),
        ("5", "orders", None, "1"),
        ("5", "place", None, "3"),
    ]
    assert {(row["at"], row["run"]) for row in tags} == {(later, "r2")}
    segments = rows(
        portrait, "SELECT customer, name, entered FROM portrait.segment_changes ORDER BY customer"
    )
    assert [(row["customer"], row["entered"]) for row in segments] == [("1", False), ("5", True)]
    assert published == Published(5, 5, 2)


def test_a_new_tag_has_no_changes_yet(portrait: Shop) -> None:
    publish(portrait, "r1")
    portrait.define("later", "count(order) > 0")
    assert publish(portrait, "r2") == Published(4, 0, 0)
    assert publish(portrait, "r3") == Published(4, 0, 0)


def test_cases_take_the_first_match(shop: Shop) -> None:
    cases = Cases(
        (
            Case("many", parse_rule("count(order) >= 3")),
            Case("some", parse_rule("count(order) >= 1")),
        ),
        "none",
    )
    shop.add(Computed("buyer", "tag", cases, Type.TEXT, "realtime", "f"))
    assert shop.answers("buyer") == {"1": "many", "2": "some", "3": "some", "4": "none"}
    assert shop.holders("buyer != 'many'") == ["2", "3", "4"]


def test_a_failing_publication_leaves_the_last_portrait(portrait: Shop) -> None:
    publish(portrait, "r1")
    before = rows(portrait, "SELECT * FROM portrait.profile ORDER BY customer")
    outputs = list(portrait.definitions.values())
    plan = plan_portrait(portrait.world(AS_OF + timedelta(days=3)), outputs)
    build_portrait(portrait.engine, plan)
    portrait.engine.execute(dialect.from_template("DROP TABLE portrait.ranks"), step="break it")
    with pytest.raises(Exception, match="ranks"):
        publish_portrait(portrait.engine, plan, outputs, "r2")
    assert rows(portrait, "SELECT * FROM portrait.profile ORDER BY customer") == before
    assert rows(portrait, "SELECT COUNT(*) AS n FROM portrait.tag_changes") == [{"n": 0}]
    assert {row["run"] for row in rows(portrait, "SELECT run FROM portrait.columns")} == {"r1"}
