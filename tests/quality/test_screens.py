"""What is set aside: checks, declared properties, noise, bots, double clicks; and how it comes back."""

from __future__ import annotations

from tagma.flows.collecting.quarantine import list_quarantine
from tagma.flows.refresh import rebuild
from tests.quality.conftest import Shop, track

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
