"""Changing and making tags on the screen: the count of each value, the plan with the customers moved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_builder import Words, add, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.conftest import Screen


@pytest.fixture
def words(screen: Screen) -> Words:
    return Words(screen.language)


def see_known(page: Page) -> str:
    """Waits until what is said of the tag is that of the tag in sight; how many have it."""
    page.locator(".tag-panel[data-seen=true]").wait_for()
    return page.get_by_test_id("known").inner_text()


def read_counts(page: Page) -> list[int]:
    """The customers of each value, in the order of the values."""
    see_known(page)
    cells = page.get_by_test_id("values").locator("tbody tr td:nth-child(2)").all_inner_texts()
    return [int(re.sub(r"\D", "", cell)) for cell in cells]


def test_the_order_of_cases_counts(screen: Screen, words: Words) -> None:
    page = screen.page
    screen.go("/tags/visit_rhythm/edit")
    before = read_counts(page)
    assert len(before) == 6
    handle = words("tag-editor", "cases.move").replace("{{number}}", "1")
    page.get_by_role("button", name=handle).focus()
    page.keyboard.press("Alt+ArrowDown")
    wait_until(page, lambda: read_counts(page)[1] == 0)  # who comes weekly or more often is weekly now
    assert sum(read_counts(page)) == sum(before)
    page.get_by_role("button", name=words("tag-editor", "save")).click()
    plan = page.get_by_test_id("plan")
    plan.locator(".tg-plan-moved").wait_for()
    assert f"{before[0]:,}" in plan.locator(".tg-plan-moved").inner_text()
    plan.get_by_role("button", name=words("ui", "plan.back")).click()
    page.get_by_role("button", name=words("tag-editor", "undo")).click()
    wait_until(page, lambda: read_counts(page) == before)


def test_a_tag_is_made_each_way(screen: Screen, words: Words) -> None:
    page = screen.page
    screen.go("/tags/new")
    save = page.get_by_role("button", name=words("tag-editor", "save"))
    condition = page.get_by_role("button", name=words("rule-editor", "addCondition"), exact=True).first
    add(page, condition, words, "segment", "vip")
    assert see_known(page)
    for way, values in (("rfm", 8), ("value", 0), ("top", 0)):
        page.get_by_text(words("tag-editor", f"way.{way}"), exact=True).click()
        see_known(page)
        assert page.get_by_test_id("values").locator("tbody tr").count() == values
    assert save.is_disabled()
    label = words("rule-editor", "save.labelEn" if screen.language == "en" else "save.labelZh")
    page.get_by_label(label, exact=True).fill("Likes" if screen.language == "en" else "偏好商品")
    page.reload()
    page.locator(".tag-note").wait_for()
    see_known(page)
    save.click()
    page.get_by_test_id("plan").locator(".tg-plan-moved").wait_for()
