"""Customers, one customer, tags, segments, in a real Chromium and both languages."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.words import read_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Screen

CUSTOMER = "2203"
"""Somebody of the demo shop who is in segments and lacks others."""

LABELS = {
    "en": {"spend": "Spend of 12 months", "vip": "VIP", "win_back": "Win back", "tier": "Value tier", "order": "Order",
           "whale": "Whale", "value": "Value", "coupons": "Coupon lovers"},
    "zh": {"spend": "近 12 个月消费", "vip": "贵宾", "win_back": "值得召回", "tier": "价值等级", "order": "订单",
           "whale": "鲸鱼客户", "value": "价值", "coupons": "爱用券"},
}  # fmt: skip
SAID = {"en": "Value tier is “Whale”", "zh": "价值等级是「鲸鱼客户」"}


class Say:
    """The words of the screens in one language: ``say("portraits.export.open")``."""

    def __init__(self, language: str) -> None:
        self.words = read_words(language)

    def __call__(self, key: str, **holes: object) -> str:
        text = self.words.get(key) or self.words[f"{key}_other"]
        for name, value in holes.items():
            text = text.replace("{{" + name + "}}", str(value))
        return text


@pytest.fixture
def say(screen: Screen) -> Say:
    return Say(screen.language)


@pytest.fixture
def label(screen: Screen) -> dict[str, str]:
    return LABELS[screen.language]


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def see_total(page: Page) -> int:
    """How many customers the list says it has."""
    page.get_by_test_id("total").wait_for()
    return int(re.sub(r"\D", "", page.locator(".customers-total").inner_text()))


def settle(page: Page) -> None:
    wait_until(page, lambda: page.locator("[data-state=loading], .people-wait").count() == 0)


def column(page: Page, place: int) -> list[str]:
    """The cells in sight of one column, from the top."""
    settle(page)
    rows = page.locator(".people-row").all()
    found = [(int(row.get_attribute("aria-rowindex") or 0), row) for row in rows]
    return [
        row.get_by_role("gridcell").nth(place).inner_text()
        for _, row in sorted(found, key=lambda one: one[0])
    ]


def asked(page: Page) -> dict[str, str]:
    """What the address says."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def type_rule(page: Page, say: Say, rule: str) -> None:
    field = page.get_by_role("textbox", name=say("portraits.rule.label"), exact=True)
    field.fill(rule)
    page.get_by_role("button", name=say("portraits.rule.apply")).click()


def test_customers_are_filtered_sorted_and_exported(screen: Screen, say: Say, label: dict[str, str]) -> None:
    page = screen.page
    screen.go("/customers")
    everybody = see_total(page)
    assert everybody > 2000

    type_rule(page, say, "value_tier = 'whale'")
    page.get_by_text(SAID[screen.language]).wait_for()
    wait_until(page, lambda: see_total(page) < everybody)
    whales = see_total(page)
    assert asked(page)["rule"] == "value_tier = 'whale'"

    page.get_by_role("button", name=say("portraits.picker.columns")).click()
    page.get_by_role("textbox", name=say("portraits.picker.search")).fill("spend_12m")
    page.get_by_role("checkbox", name=label["spend"]).click()
    head = page.get_by_role("columnheader", name=label["spend"])
    head.wait_for()
    page.keyboard.press("Escape")
    place = page.get_by_role("columnheader").count() - 1
    for way in ("ascending", "descending"):
        head.get_by_role("button").click()
        page.locator(f"[role=columnheader][aria-sort={way}]").wait_for()
        money = [float(re.sub(r"[^\d.]", "", cell)) for cell in column(page, place)]
        assert money == sorted(money, reverse=way == "descending")
    page.go_back()
    page.locator("[role=columnheader][aria-sort=ascending]").wait_for()

    page.get_by_role("button", name=say("portraits.export.open")).click()
    page.get_by_text(say("portraits.export.csv")).click()
    box = page.get_by_test_id("export")
    box.get_by_role("button", name=say("portraits.export.start")).click()
    with page.expect_download() as download:
        box.get_by_role("link", name=say("portraits.export.download")).click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == whales + 1
    assert len(rows[0]) == place + 1


def test_a_wrong_rule_is_marked_and_mended(screen: Screen, say: Say) -> None:
    page = screen.page
    screen.go("/customers")
    everybody = see_total(page)
    field = page.get_by_role("textbox", name=say("portraits.rule.label"), exact=True)
    field.fill("count(ordr in last 30 days) >= 5")
    nearest = page.locator(".rule-wrong").get_by_role("button", name="order", exact=True)
    nearest.wait_for()
    assert page.get_by_role("button", name=say("portraits.rule.apply")).is_disabled()
    nearest.click()
    wait_until(page, lambda: field.input_value() == "count(order in last 30 days) >= 5")
    wait_until(page, lambda: page.get_by_role("button", name=say("portraits.rule.apply")).is_enabled())
    field.press("Enter")
    wait_until(page, lambda: see_total(page) < everybody)


def test_the_list_scrolls_to_its_end(screen: Screen) -> None:
    page = screen.page
    screen.go("/customers")
    total = see_total(page)
    settle(page)
    page.get_by_role("grid").focus()
    page.keyboard.press("End")
    wait_until(page, lambda: page.locator(f".people-row[aria-rowindex='{total + 1}'] a").count() == 1)
    assert len(set(column(page, 0))) == len(column(page, 0))


def test_a_view_is_saved_shown_and_deleted(screen: Screen, say: Say) -> None:
    page = screen.page
    screen.go("/customers?q=22")
    some = see_total(page)
    page.get_by_role("button", name=say("customers.views.open")).click()
    name = f"22 {screen.language}"
    page.get_by_role("textbox", name=say("customers.views.name")).fill(name)
    page.get_by_role("button", name=say("customers.views.save"), exact=True).click()
    view = page.locator(".customers-view").get_by_role("button", name=name, exact=True)
    view.wait_for()
    screen.go("/customers")
    wait_until(page, lambda: see_total(page) > some)
    page.get_by_role("button", name=say("customers.views.open")).click()
    view.click()
    wait_until(page, lambda: see_total(page) == some)
    assert asked(page) == {"q": "22"}
    page.get_by_role("button", name=say("customers.views.delete", name=name)).click()
    page.get_by_role("button", name=say("customers.views.deleteYes")).last.click()
    view.wait_for(state="detached")


def see_told(page: Page) -> Locator:
    told = page.locator(".why")
    told.locator(".why-verdict").wait_for()
    return told


def test_why_and_why_not(screen: Screen, say: Say, label: dict[str, str]) -> None:
    page = screen.page
    screen.go(f"/customers?q={CUSTOMER}")
    page.get_by_role("link", name=CUSTOMER, exact=True).click()
    page.get_by_role("heading", name=say("customers.one.title", id=CUSTOMER)).wait_for()
    page.get_by_role("button", name=say("customers.one.whyOf", label=label["tier"])).click()
    told = see_told(page)
    assert told.locator(".why-chosen").count() == 1
    assert told.get_by_text(say("portraits.why.threshold")).count() > 0

    choice = page.get_by_role("combobox", name=say("portraits.why.ask"))
    choice.fill(label["vip"])
    page.locator(".ant-select-item-option").get_by_text(label["vip"], exact=True).click()
    page.get_by_text(say("portraits.why.hasNot", name=label["vip"])).wait_for()
    assert told.get_by_label(say("portraits.why.fails")).count() > 0

    choice.fill("count(order in last 30 days) >= 1")
    page.locator(".ant-select-item-option").last.click()
    wait_until(page, lambda: asked(page).get("whyrule") == "count(order in last 30 days) >= 1")
    see_told(page)
    told.locator(".why-events summary, .why-node").first.wait_for()
    # While the list of choices is open, Escape closes only that.
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.ant-select-dropdown')].some((one) => one.checkVisibility())"
    )
    page.keyboard.press("Escape")
    page.locator(".why").wait_for(state="detached")
    assert "whyrule" not in asked(page)


def test_the_timeline_goes_on_and_is_filtered(screen: Screen, say: Say, label: dict[str, str]) -> None:
    page = screen.page
    screen.go(f"/customers/{CUSTOMER}?tab=did")
    page.locator(".customer-day").first.wait_for()
    days = page.locator(".customer-day").count()
    page.locator(".customer-end").scroll_into_view_if_needed()
    wait_until(page, lambda: page.locator(".customer-day").count() > days)

    page.get_by_role("combobox", name=say("customers.timeline.filter")).click()
    page.locator(".ant-select-item-option", has_text=label["order"]).first.click()
    wait_until(page, lambda: asked(page).get("events") == "order")
    wait_until(page, lambda: set(page.locator(".customer-moment > b").all_inner_texts()) == {label["order"]})


def test_a_tag_is_found_and_told(screen: Screen, say: Say, label: dict[str, str]) -> None:
    page = screen.page
    screen.go("/tags")
    rows = page.locator(".ant-table-row")
    rows.first.wait_for()
    every = rows.count()
    page.locator(".tags-tree").get_by_role("button", name=re.compile(f"^{label['value']}")).first.click()
    wait_until(page, lambda: 0 < rows.count() < every)
    page.get_by_role("link", name=label["tier"], exact=True).click()
    page.get_by_role("heading", name=label["tier"], level=1).wait_for()
    page.locator(".tg-chart canvas").first.wait_for()
    page.get_by_text(say("portraits.meaning.sql")).click()
    page.get_by_text(re.compile("SELECT")).first.wait_for()
    page.get_by_text(say("tags.one.mece")).wait_for()
    assert page.locator(".lineage-focus").count() == 1

    canvas = page.locator(".tg-chart canvas").first
    box = canvas.bounding_box()
    assert box is not None
    # The third of three bars is the longest.
    canvas.click(position={"x": box["width"] / 2, "y": 8 + (box["height"] - 40) * 5 / 6})
    wait_until(page, lambda: "minnow" in asked(page).get("rule", ""))
    assert see_total(page) > 1000


def test_a_segment_has_a_portrait(screen: Screen, say: Say, label: dict[str, str]) -> None:
    page = screen.page
    screen.go("/segments")
    page.get_by_role("link", name=label["vip"], exact=True).click()
    page.get_by_role("tab", name=say("segments.one.portrait")).click()
    row = page.locator(".ant-table-row", has_text=label["tier"])
    row.wait_for()
    assert say("segments.portrait.defining") in row.inner_text()
    row.locator(".ant-table-row-expand-icon").click()
    # Everybody in it is a whale: the index is the inverse of the whales' share.
    whales = page.locator(".segments-distribution tr", has_text=label["whale"])
    whales.get_by_role("link").click()
    wait_until(page, lambda: "whale" in asked(page).get("rule", ""))
    inside = see_total(page)
    page.go_back()

    page.get_by_role("combobox", name=say("segments.portrait.against")).click()
    page.locator(".ant-select-item-option", has_text=label["coupons"]).click()
    wait_until(page, lambda: asked(page).get("against") == "coupon_lovers")
    page.get_by_role("tab", name=say("segments.one.members")).click()
    title = say("segments.members.first", count=min(50, inside), total=inside)
    page.get_by_role("heading", name=title).wait_for()
    page.get_by_role("tab", name=say("segments.one.moves")).click()
    page.get_by_text(say("segments.moves.enteredLately")).wait_for()


def test_deleting_shows_first_what_it_breaks(screen: Screen, say: Say, label: dict[str, str]) -> None:
    page = screen.page
    screen.go("/segments/at_risk")
    page.get_by_role("button", name=say("portraits.actions.more")).click()
    page.get_by_role("menuitem", name=say("portraits.actions.delete")).click()
    plan = page.get_by_test_id("plan")
    plan.get_by_text("win_back").or_(plan.get_by_text(label["win_back"])).first.wait_for()
    assert plan.get_by_role("button", name=say("ui.plan.apply")).is_disabled()
    page.get_by_role("button", name=say("ui.plan.back")).click()
    plan.wait_for(state="detached")
