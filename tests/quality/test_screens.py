"""What is set aside: checks, declared properties, noise, bots, double clicks; and how it comes back."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagma.collect.intake import accept_sensors
from tagma.collect.intake.envelope import Envelope
from tagma.engine.duckdb import open_memory
from tagma.flows.collecting.quarantine import list_quarantine
from tagma.flows.definitions import read_applied
from tagma.flows.quality.screens import build_screens
from tagma.flows.refresh import rebuild
from tagma.identity.collected import load_entries
from tagma.identity.quality.aside import count_aside
from tagma.identity.quality.screen import EventScreens
from tagma.identity.quality.seen import read_seen
from tagma.rules.vocabulary import Type
from tests.identity.collected.conftest import ZONE, Pipe
from tests.quality.conftest import Shop, open_shop, track

CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"

ORDER = """\
kind: event
name: order
properties:
  amount: {type: decimal, required: true}
  channel: {type: text, values: [web, app, store]}
  coupon: text
---
kind: check
name: positive
label: {en: Orders are positive, zh: 订单金额为正}
event: order
when: amount > 0
---
kind: noise
name: test orders
label: {en: Test orders, zh: 测试订单}
event: order
when: channel = 'web' and coupon = 'TEST'
"""


def test_orders_go_where_the_rules_say(shop: Shop) -> None:
    shop.apply(ORDER)
    shop.send(
        track("order", "good", amount=5, channel="web"),
        track("order", "missing", channel="web"),
        track("order", "text", amount="abc"),
        track("order", "odd channel", amount=5, channel="fax"),
        track("order", "negative", amount=-1, user="bad"),
        track("order", "test", amount=9, channel="web", coupon="TEST", user="tester"),
        track("order", "none", amount=5),
    )
    assert shop.ids("order") == ["good", "none"]
    assert shop.reasons("order") == {
        "missing": "missing",
        "text": "missing",
        "odd channel": "not allowed",
        "negative": "check:positive",
        "test": "noise:test orders",
    }
    told = {(group.field, group.reason): group.rows for group in list_quarantine(shop.ws)}
    assert told == {
        ("amount", "missing"): 2,
        ("amount", "not decimal"): 1,
        ("channel", "not allowed"): 1,
        ("", "check:positive"): 1,
    }
    words = {group.words.zh for group in list_quarantine(shop.ws) if group.reason.startswith("check")}
    assert words == {"违反校验“positive”"}
    customers = {row["customer"] for row in shop.look('SELECT "customer" FROM "people"."customers"')}
    assert customers == {"u1"}, "who only sent what does not count is no customer"


def test_a_changed_rule_is_put_to_what_was_loaded(shop: Shop) -> None:
    shop.apply(ORDER)
    shop.send(
        track("order", "good", amount=5),
        track("order", "negative", amount=-1),
        track("order", "test", amount=9, channel="web", coupon="TEST", user="tester"),
    )
    shop.apply(ORDER.replace("amount > 0", "amount > -5 and amount < 9").replace("'TEST'", "'NEVER'"))
    shop.send(track("order", "later", amount=1))
    assert shop.ids("order") == ["good", "later", "negative"]
    assert shop.reasons("order") == {"test": "check:positive"}
    assert {(g.reason, g.rows) for g in list_quarantine(shop.ws)} == {("check:positive", 1)}
    rows = shop.look('SELECT * FROM "events"."order" ORDER BY "_message_id"')
    assert [float(row["amount"]) for row in rows] == [5, 1, -1]
    shop.apply("kind: event\nname: order\n")
    shop.send(track("order", "last", amount=1))
    assert shop.ids("order") == ["good", "last", "later", "negative", "test"]
    assert shop.ids("order", "aside") == []
    assert list_quarantine(shop.ws) == []
    customers = {row["customer"] for row in shop.look('SELECT "customer" FROM "people"."customers"')}
    assert customers == {"tester", "u1"}


def test_a_rebuild_gives_what_was_there(shop: Shop) -> None:
    shop.apply(ORDER + "---\nkind: event\nname: tap\nrepeat_within: 500\n")
    shop.send(track("order", "a", amount=5), track("order", "b", amount=-5), track("tap", "1", 1, on="x"))
    shop.send(track("tap", "2", 1.4, on="x"), track("tap", "0", 0.8, on="x"), track("tap", "3", 3, on="x"))
    before = [shop.look(f'SELECT * FROM "{s}"."{e}" ORDER BY "_message_id"') for s, e in _TABLES]
    assert shop.reasons("tap") == {"1": "double_click", "2": "double_click"}
    rebuild(shop.ws)
    assert [shop.look(f'SELECT * FROM "{s}"."{e}" ORDER BY "_message_id"') for s, e in _TABLES] == before


_TABLES = (("events", "order"), ("aside", "order"), ("events", "tap"), ("aside", "tap"))


def test_bots_are_known_by_their_agent(shop: Shop) -> None:
    shop.send(
        track("page", "human", agent=BROWSER, user="h"),
        track("page", "bot", agent=CRAWLER, user="b"),
        track("page", "server", user="s"),
    )
    assert shop.ids("page") == ["human", "server"]
    assert shop.reasons("page") == {"bot": "bot"}
    shop.write("tagma.yaml", "name: tiny\ntime_zone: Asia/Shanghai\nbots: false\n")
    object.__setattr__(shop.ws, "settings", shop.ws.settings.model_copy(update={"bots": False}))
    shop.send(track("page", "again", agent=CRAWLER, user="b"))
    assert shop.ids("page") == ["again", "bot", "human", "server"]


def test_double_clicks(shop: Shop) -> None:
    shop.send(
        track("button_click", "1", 0, button="buy"),
        track("button_click", "2", 0.4, button="buy"),
        track("button_click", "3", 1.3, button="buy"),
        track("button_click", "other button", 0.5, button="back"),
        track("button_click", "other person", 0.5, button="buy", user="u2"),
        track("button_click", "4", 2.4, button="buy"),
        track("view", "5", 0, page="a"),
        track("view", "6", 0.1, page="a"),
    )
    assert shop.reasons("button_click") == {"2": "double_click", "3": "double_click"}
    assert shop.ids("view") == ["5", "6"]
    shop.send(track("button_click", "before", -0.5, button="buy"))
    assert shop.reasons("button_click") == {"1": "double_click", "2": "double_click", "3": "double_click"}
    assert shop.ids("button_click") == ["4", "before", "other button", "other person"]


def test_the_browser_of_a_page_counts_and_the_program_of_a_server_does_not(shop: Shop) -> None:
    """The Sensors SDK for pages does not say which browser it runs in: the request does."""
    event = {
        "type": "track",
        "event": "view",
        "distinct_id": "d",
        "time": 1_717_200_000_000,
        "properties": {},
    }
    for number, (library, agent) in enumerate(
        (("js", CRAWLER), ("js", BROWSER), ("python", "Python-urllib/3.11"))
    ):
        sent = {**event, "lib": {"$lib": library}, "_track_id": number}
        arrival = shop.point.arrive("app", "/sa", "", agent)
        shop.point.submit(accept_sensors(Envelope("sensors", [sent]), arrival)).result()
    shop.load()
    assert len(shop.ids("view")) == 2
    assert list(shop.reasons("view").values()) == ["bot"]


names = st.sampled_from(["order", "tap"])
sent = st.lists(
    st.tuples(
        names,
        st.integers(0, 40),  # tenths of a second
        st.sampled_from(["u1", "u2"]),
        st.sampled_from([1, 2, -1, "x", None]),
        st.sampled_from(["", "", CRAWLER]),
    ),
    max_size=14,
)
RULES = (
    ORDER.replace("channel = 'web' and coupon = 'TEST'", "amount = 2")
    + "---\nkind: event\nname: tap\nrepeat_within: 500\n"
)


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EventScreens]:
    """What the rules set aside."""
    with open_shop(tmp_path_factory.mktemp("shop")) as shop:
        shop.apply(RULES)
        return build_screens(shop.ws, read_applied(shop.ws))


@settings(max_examples=10, deadline=None)
@given(sent=sent, cuts=st.lists(st.integers(0, 14), max_size=3), shuffle=st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_does_not_matter(
    screens: dict[str, EventScreens],
    sent: list[tuple[str, int, str, Any, str]],
    cuts: list[int],
    shuffle: random.Random,
) -> None:
    """Rows in = rows that count + noise + quarantine, and each is where it would be had all come at once."""
    events = [
        track(name, f"m{number}", tenths / 10, user=user, agent=agent, amount=amount)
        for number, (name, tenths, user, amount, agent) in enumerate(sent)
    ]
    orders = [events, shuffle.sample(events, len(events))]
    parts = ([], sorted({min(cut, len(events)) for cut in cuts}))
    found = [load_in_parts(order, edges, screens) for order, edges in zip(orders, parts, strict=True)]
    assert found[0] == found[1]


def load_in_parts(
    order: list[dict[str, Any]], edges: list[int], screens: dict[str, EventScreens]
) -> dict[tuple[str, str], str]:
    """Where each event is after loading: what counts, or why not."""
    engine = open_memory()
    pipe = Pipe(engine, declared={"order": {"amount": Type.DECIMAL}})
    stored = noise = broken = 0
    for start, end in pairwise([0, *edges, len(order)]):
        if order[start:end]:
            pipe.segment(*order[start:end])
            before = len(pipe.entries) - (end - start)
            report = load_entries(
                engine, pipe.entries[before:], ZONE, declared=pipe.declared, traits={}, screens=screens
            )
            stored += report.events
            noise += report.noise
            broken += report.quarantined.get("missing", 0) + report.quarantined.get("check:positive", 0)
    places = {
        (event, row["id"]): row["reason"]
        for event in engine.tables("events")
        for row in pipe.look(f'SELECT "_message_id" AS id, \'counts\' AS reason FROM "events"."{event}"')
    }
    kept = len(places)
    for event in engine.tables("aside"):
        for row in pipe.look(f'SELECT "_message_id" AS id, "_reason" AS reason FROM "aside"."{event}"'):
            assert (event, row["id"]) not in places, "an event is in one place"
            places[event, row["id"]] = row["reason"]
    moved = stored - kept  # counted at first, and noise once the one before it had come
    assert moved >= 0
    assert len(order) == len(places) == kept + noise + broken
    assert sum(each.rows for each in read_seen(engine) if not each.name) == len(order)
    assert sum(count_aside(engine).values()) == noise + broken
    engine.close()
    return places
