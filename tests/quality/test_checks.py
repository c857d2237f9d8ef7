"""Checks of customers, the figures of quality, and definitions that make no sense."""

from __future__ import annotations

import pytest

from tagma.errors import DefinitionErrors, NotFoundError
from tagma.flows.customers import list_customers
from tagma.flows.quality.checks import list_breakers, list_checks
from tagma.flows.quality.figures import measure_quality
from tagma.flows.refresh import refresh
from tests.quality.conftest import Shop, track

DEFINITIONS = """\
kind: event
name: order
properties:
  amount: {type: decimal, required: true}
  phone: {type: text, personal: true}
---
kind: segment
name: rich
label: {en: Rich, zh: 高净值}
when: sum(order.amount) > 1000
---
kind: check
name: grown up
label: {en: No rich children, zh: 未成年人不能是高净值客户}
when: not (age < 18 and segment(rich))
---
kind: check
name: positive
event: order
when: amount > 0
---
kind: noise
name: tests
event: [order]
when: amount = 1
"""


def identify(user: str, age: int) -> dict[str, object]:
    return {"type": "identify", "userId": user, "messageId": f"i{user}", "traits": {"age": age}}


def test_customers_who_break_a_check_are_listed(shop: Shop) -> None:
    shop.send(*(identify(user, age) for user, age in (("child", 12), ("adult", 40), ("poor child", 9))))
    refresh(shop.ws)
    shop.apply(DEFINITIONS)
    shop.send(
        track("order", "1", amount=5000, user="child", phone="13812345678"),
        track("order", "2", 0, amount=5000, user="adult"),
        track("order", "3", amount=3, user="poor child"),
        track("order", "4", amount=-3, user="poor child"),
        track("order", "5", amount=1, user="poor child"),
        track("order", "6", user="poor child"),
    )
    refresh(shop.ws)
    states = {each.name: each for each in list_checks(shop.ws)}
    assert (states["grown up"].broken, states["grown up"].total, states["grown up"].scope) == (
        1,
        3,
        "customer",
    )
    assert (states["positive"].broken, states["positive"].total) == (1, 6)
    assert (states["tests"].broken, states["tests"].kind) == (1, "noise")
    assert "高净值" in states["grown up"].words.zh
    assert "amount" in states["positive"].words.zh
    assert states["grown up"].to_dict("zh")["sample_reason"].startswith("不满足")
    assert list_breakers(shop.ws, "Grown Up", ["age"]).to_pylist() == [{"customer": "child", "age": 12}]
    assert list_customers(shop.ws, "segment(rich)").num_rows == 2
    with pytest.raises(NotFoundError) as caught:
        list_breakers(shop.ws, "grownup")
    assert caught.value.nearest == ("grown up",)

    source = next(each for each in measure_quality(shop.ws).sources if each.source == "push:web")
    assert (source.rows, source.quarantined, source.tests, source.bots, source.double_clicks) == (
        3,
        2,
        1,
        0,
        0,
    )
    fields = {(each.event, each.name): each for each in measure_quality(shop.ws).fields}
    assert fields["order", "amount"].missing_share == pytest.approx(1 / 6)
    assert fields["order", "amount"].rows == 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kind: check\nname: a\nscope: event\nwhen: amount > 0\n", "a check of events names them"),
        ("kind: check\nname: a\nevent: order\nscope: customer\nwhen: amount > 0\n", "names no event"),
        ("kind: check\nname: a\nevent: order\nwhen: customer.age > 0\n", "cannot read the customer"),
        ("kind: noise\nname: a\nevent: order\nwhen: days_since(ts) > 3\n", "changes with time"),
        ("kind: noise\nname: a\nwhen: amount > 0\n", "event"),
        ("kind: check\nname: a\nevent: ordr\nwhen: amount > 0\n", "ordr"),
        ("kind: check\nname: a\nevent: order\nwhen: amont > 0\n", "amont"),
        ("kind: check\nname: a\nevent: order\nwhen: count(order) > 0\n", "looks at one event"),
        ("kind: check\nname: a\nwhen: 1 + 1\n", "condition"),
        ("kind: event\nname: b\nproperties: {p: {type: decimal, values: [1]}}\n", "values"),
    ],
)
def test_definitions_that_make_no_sense(shop: Shop, text: str, told: str) -> None:
    with pytest.raises(DefinitionErrors) as caught:
        shop.apply("kind: event\nname: order\nproperties: {amount: decimal}\n---\n" + text)
    assert len(caught.value.errors) == 1, caught.value.errors
    error = caught.value.errors[0]
    assert told in f"{error.what.en} {error.where}"
    assert error.where is not None
    assert error.where.line is not None
