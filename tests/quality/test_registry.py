"""The schema registry, the tracking plan against what is collected, drafts and items."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tagma.collect.plan import read_plan
from tagma.errors import NotFoundError
from tagma.flows.apply import apply_definitions
from tagma.flows.collecting.quarantine import list_quarantine
from tagma.flows.count import count_customers
from tagma.flows.quality.items import list_item_types, list_items
from tagma.flows.quality.registry import find_entry, find_weights, list_registry
from tagma.flows.quality.tracking import adopt_class, compare_plan, draft_class, draft_event
from tagma.flows.refresh import rebuild, refresh
from tagma.identity.quality.seen import read_seen
from tagma.rules import check_rule, parse_rule
from tagma.rules.vocabulary import EventType, Names, Property, Type, Vocabulary
from tests.quality.conftest import Shop, track


def test_what_is_seen(shop: Shop) -> None:
    shop.send(
        track("Order Completed", "1", total=5, Email="ann@example.com", note="a"),
        track("Order Completed", "2", 60, total="7.5", Email="bob@example.com"),
    )
    shop.send(track("order completed", "3", -60, total=True, note="b", user="u2"), source="app")
    entry = find_entry(shop.ws, "ORDER COMPLETED")
    assert (entry.event, entry.class_, entry.weight, entry.declared) == (
        "Order Completed",
        "purchase",
        5,
        False,
    )
    assert (entry.rows, entry.customers, entry.sources) == (3, 2, ("push:app", "push:web"))
    assert entry.first_at is not None
    assert entry.last_at is not None
    assert (entry.last_at - entry.first_at).total_seconds() == 120
    found = {each.name: each for each in entry.properties}
    assert found["total"].types == (("bool", 1), ("integer", 1), ("text", 1))
    assert found["Email"].examples == ("a***@***", "b***@***")
    assert found["note"].examples == ("b", "a")
    assert found["Email"].filled_share == pytest.approx(2 / 3)
    assert [each.en for each in entry.problems] == [
        "“total” has values of several types: bool 1, integer 1, text 1"
    ]
    before = read_seen(shop.ws.engine)
    rebuild(shop.ws)
    assert read_seen(shop.ws.engine) == before
    with pytest.raises(NotFoundError):
        find_entry(shop.ws, "nothing")


def test_a_draft_declares_what_was_seen(shop: Shop) -> None:
    shop.send(track("lead", "1", score=5, phone="13812345678"), track("lead", "2", score=1.5, ok=True))
    change = draft_event(shop.ws, "lead")
    assert change["body"] == {
        "kind": "event",
        "name": "lead",
        "properties": {
            "score": {"type": "decimal"},
            "phone": {"type": "text", "personal": True},
            "ok": {"type": "bool"},
        },
    }
    assert change["base_version"] is None
    shop.apply(
        "kind: event\nname: lead\nowner: sales\nclass: service\nweight: 2.5\nproperties: {score: decimal, age: integer}\n"
    )
    assert draft_event(shop.ws, "lead")["base_version"] == 1
    entry = find_entry(shop.ws, "lead")
    assert (entry.owner, entry.class_, entry.weight, entry.declared) == (
        "sales",
        "service",
        Decimal("2.5"),
        True,
    )
    assert [each.zh for each in entry.problems] == ["“age”已声明，但从未出现"]
    assert find_weights(shop.ws) == {"lead": Decimal("2.5")}


def test_the_plan_is_whole() -> None:
    plan = read_plan()
    metrics = [metric for each in plan.classes for metric in each.metrics]
    assert (len(plan.classes), len(metrics), len({metric.name for metric in metrics})) == (8, 28, 28)
    assert {event.class_ for event in plan.events.values()} == {each.name for each in plan.classes}
    assert {event.scene for event in plan.events.values()} == {each.name for each in plan.scenes}
    assert {slot[0] for metric in metrics for slot in metric.slots} == set(plan.events)
    names = [name.casefold() for event in plan.events.values() for name in event.names]
    assert len(names) == len(set(names)), "a name stands for one event"
    events = {
        event.name: EventType(
            event.name, Names({each.name: Property(each.name, Type(each.type)) for each in event.properties})
        )
        for event in plan.events.values()
    }
    nothing = Names[object]({})
    vocabulary = Vocabulary(Names(events), nothing, nothing, nothing, nothing)  # type: ignore[arg-type]
    for metric in metrics:
        check_rule(parse_rule(metric.write_rule({})), vocabulary, expects="value")
        assert metric.label.zh != metric.label.en
        assert metric.description.zh.endswith("。")


def test_the_plan_speaks_the_names_of_the_workspace(shop: Shop) -> None:
    shop.send(
        track("Products Searched", "1", query="shoes", result_count=0),
        track("Order Completed", "2", revenue=12.5),
        track("Store Visited", "3", shop="north"),
    )
    state = compare_plan(shop.ws)
    found = {each.metric.name: each for each in state.metrics}
    assert (
        found["searches_without_result"].rule
        == 'count("Products Searched" where result_count = 0 in last 30 days)'
    )
    assert found["spend"].rule == 'sum("Order Completed".revenue in last 365 days)'
    assert {name for name, each in found.items() if each.collected} == {
        "searches", "search_keywords", "searches_without_result", "orders", "spend", "store_visits",
    }  # fmt: skip
    assert found["page_dwell"].missing == ("page_view.seconds",)
    coverage = state.to_dict("zh")["coverage"]
    assert (coverage["collected"], coverage["total"]) == (6, 28)
    scenes = {
        each["name"]: (each["collected"], each["total"], each["offline"]) for each in coverage["scenes"]
    }
    assert scenes["store"] == (1, 1, True)
    assert scenes["social"][0] == 0
    refresh(shop.ws)
    for each in found.values():
        if each.collected and each.metric.name in ("searches", "orders", "store_visits"):
            assert (
                count_customers(
                    shop.ws,
                    f"{each.rule.replace(' in last 30 days', '').replace(' in last 365 days', '').replace(' in last 90 days', '')} > 0",
                ).count
                == 1
            )


def test_a_class_of_the_plan_is_adopted(shop: Shop) -> None:
    shop.write("mine.yaml", "kind: event\nname: Coupon Issued\n")
    apply_definitions(shop.ws, author="tests", reason="")
    assert [each["name"] for each in draft_class(shop.ws, "promotion")] == [
        "coupon_redeemed", "message_opened", "campaign_click",
    ]  # fmt: skip
    report = adopt_class(shop.ws, "优惠与营销")
    assert [path.name for path in report.written] == [
        "coupon_redeemed.yaml", "message_opened.yaml", "campaign_click.yaml",
    ]  # fmt: skip
    assert report.kept == ("coupon_issued",)
    apply_definitions(shop.ws, author="tests", reason="")
    assert adopt_class(shop.ws, "promotion").written == ()
    entry = find_entry(shop.ws, "coupon_redeemed")
    assert (entry.declared, entry.weight, entry.label.zh) == (True, 4, "核销优惠券")
    with pytest.raises(NotFoundError) as caught:
        adopt_class(shop.ws, "promotions")
    assert caught.value.nearest == ("promotion",)
    assert {each.event for each in list_registry(shop.ws)} >= {"coupon_redeemed", "Coupon Issued"}


def item(action: str, number: int, item_id: str = "p1", **properties: object) -> dict[str, object]:
    return {
        "type": f"item_{action}",
        "item_type": "product",
        "item_id": item_id,
        "time": 1_717_200_000_000 + number * 1000,
        "_track_id": number,
        "properties": {**properties, "$is_valid": True},
    }


def test_items_are_the_same_in_any_order(shop: Shop) -> None:
    steps = [
        item("set", 1, name="Shoe", price=5, tags=["a", "b"]),
        item("set", 3, price=7.5),
        item("set", 2, "p2", name="Hat", launched="2024-05-01 10:00:00"),
        item("delete", 4, "p2"),
        item("set", 5, "p3", name="Cap"),
        item("delete", 6, "p3"),
        item("set", 7, "p3", price=2),
    ]
    for each in reversed(steps):
        shop.send_sensors(each)
    assert [(each.name, each.count) for each in list_item_types(shop.ws)] == [("product", 2)]
    rows = {row["item_id"]: row for row in list_items(shop.ws, "Product").to_pylist()}
    assert (rows["p1"]["name"], rows["p1"]["price"], rows["p1"]["tags"]) == (
        "Shoe",
        Decimal("7.5"),
        ["a", "b"],
    )
    assert (rows["p3"]["name"], rows["p3"]["price"]) == (None, 2)
    before = list_items(shop.ws, "product").to_pylist()
    rebuild(shop.ws)
    assert [{k: row[k] for k in sorted(row)} for row in list_items(shop.ws, "product").to_pylist()] == [
        {k: row[k] for k in sorted(row)} for row in before
    ]
    shop.send_sensors(item("set", 9, "p1", price="cheap"))
    assert {(group.event, group.field, group.reason) for group in list_quarantine(shop.ws)} == {
        ("item:product", "price", "not decimal")
    }
    assert list_items(shop.ws, "product", 1).num_rows == 1
    with pytest.raises(NotFoundError):
        list_items(shop.ws, "shop")
