"""Building a segment by clicking: rows, text, count, sentence, sample, plan, a conflict; in both languages."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.e2e.conftest import Screen

WORDS = Path(__file__).parents[2] / "web" / "src" / "i18n"
ORDER = {"en": "Order", "zh": "订单"}
SAID = {
    "en": ["did “Order” at least 3 times in the last 30 days", "the total Amount of “Order”", "first “Order”, then"],
    "zh": ["最近 30 天内「订单」至少 3 次", "「订单」的金额合计", "先「订单」"],
}  # fmt: skip


class Words:
    """The words of the screens in one language: ``words("builder", "save.open")``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, room: str, key: str) -> str:
        found: Any = json.loads((WORDS / self.language / f"{room}.json").read_text(encoding="utf-8"))
        for step in key.split("."):
            found = found[step]
        assert isinstance(found, str)
        return found


@pytest.fixture
def words(screen: Screen) -> Words:
    return Words(screen.language)


def see_count(page: Page) -> int:
    """Waits until the count in sight is that of the rule in sight."""
    page.locator(".builder-count[data-seen=true]").wait_for()
    return int(re.sub(r"\D", "", page.get_by_test_id("count").inner_text()))


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    """Waits until something holds; the policy of the pages forbids to ask them by a script."""
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def area(page: Page, words: Words, side: str) -> Locator:
    return page.get_by_role("region", name=words("rule-editor", side))


def add(page: Page, button: Locator, words: Words, kind: str, name: str | None = None) -> None:
    """Adds a condition by its kind and, where the kind is about something, by name."""
    button.click()
    menu = page.get_by_role("dialog", name=words("rule-editor", "add"))
    menu.get_by_role("button", name=words("rule-editor", f"kinds.{kind}"), exact=True).click()
    if name is not None:
        menu.get_by_role("combobox").fill(name)
        menu.get_by_role("option").first.click()
    menu.wait_for(state="hidden")


def build(page: Page, words: Words) -> None:
    """Rows for an event, a figure, a sequence, a group of two, and an exclusion."""
    order = ORDER[words.language]
    include, exclude = area(page, words, "include"), area(page, words, "exclude")
    more = include.get_by_role("button", name=words("rule-editor", "addCondition"), exact=True).last
    add(page, more, words, "did", order)
    first = see_count(page)
    include.get_by_label(words("rule-editor", "times.number")).fill("3")
    wait_until(page, lambda: see_count(page) < first)
    add(page, more, words, "figure", order)
    add(page, more, words, "sequence")
    include.get_by_role("button", name=words("rule-editor", "addGroup"), exact=True).last.click()
    group = include.get_by_role("group", name=words("rule-editor", "group"), exact=True).last
    inside = group.get_by_role("button", name=words("rule-editor", "addCondition"), exact=True).last
    add(page, inside, words, "tag", "value_tier")
    add(page, inside, words, "trait", "age_band")
    exclusion = exclude.get_by_role("button", name=words("rule-editor", "addExclusion"), exact=True)
    add(page, exclusion, words, "segment", "at_risk")


def test_a_segment_is_built_saved_changed_and_survives_a_conflict(screen: Screen, words: Words) -> None:
    page = screen.page
    screen.go("/segments/new")
    save = page.get_by_role("button", name=words("builder", "save.open"))
    assert save.is_disabled()
    build(page, words)
    count = see_count(page)
    assert count > 0
    sentence = page.locator(".builder-panel .tg-sentence").inner_text()
    for said in SAID[screen.language]:
        assert said in sentence
    assert page.get_by_test_id("sample").locator("tbody tr").count() == min(10, count)

    # Text and rows are one rule: what is typed shows as rows, and back.
    page.get_by_role("tab", name=words("builder", "face.text")).click()
    text = page.get_by_role("textbox", name=words("builder", "face.text"))
    written = text.input_value()
    assert "did(order then order within 7 days in last 90 days)" in written
    assert written.endswith("and not segment(at_risk)")
    text.fill(written.replace(">= 3", ">= 2"))
    times = page.get_by_label(words("rule-editor", "times.number")).first
    wait_until(page, lambda: times.input_value() == "2")

    # A reload loses nothing.
    see_count(page)
    page.reload()
    page.locator(".builder-note").wait_for()
    assert times.input_value() == "2"
    before = see_count(page)

    save.click()
    label = words("rule-editor", "save.labelEn" if screen.language == "en" else "save.labelZh")
    page.get_by_label(label).fill("Built by hand" if screen.language == "en" else "手工搭建")
    name = page.get_by_label(words("rule-editor", "save.name")).input_value()
    assert name == ("built_by_hand" if screen.language == "en" else "手工搭建")
    page.get_by_role("button", name=words("builder", "save.plan")).click()
    plan = page.get_by_test_id("plan")
    plan.locator(".tg-plan-moved").wait_for()
    assert f"{before:,}" in plan.inner_text()
    plan.get_by_role("button", name=words("ui", "plan.apply")).click()
    done = page.get_by_test_id("applied")
    done.get_by_text(words("ui", "run.done")).wait_for(timeout=240_000)
    done.get_by_role("button", name=words("ui", "plan.close")).click()
    page.wait_for_url(lambda url: not url.endswith("/new"))

    # Somebody else changes it while it is being changed here.
    screen.go(f"/segments/{name}/edit")
    times.fill("4")
    wait_until(page, lambda: see_count(page) < before)
    change_elsewhere(page, name)
    screen.watch.expected.append("409")
    save.click()
    page.get_by_role("button", name=words("builder", "save.plan")).click()
    page.get_by_test_id("conflict").get_by_role("button", name=words("ui", "conflict.keep")).click()
    plan.get_by_role("button", name=words("ui", "plan.apply")).click()
    done.wait_for()
    stored = page.evaluate(
        "async name => (await fetch('/api/v1/definitions/segment/' + encodeURIComponent(name))).json()", name
    )
    assert stored["version"] == 3
    assert stored["body"]["when"].startswith("count(order in last 30 days) >= 4")


def change_elsewhere(page: Page, name: str) -> None:
    """Another person's change of the same segment, straight over the API."""
    answer = page.evaluate(
        """async name => {
          const { csrf } = await (await fetch('/api/v1/session')).json()
          const path = '/api/v1/definitions/segment/' + encodeURIComponent(name)
          const { body, version } = await (await fetch(path)).json()
          const other = { ...body, owner: 'somebody else ' + version }
          const changes = [{ kind: 'segment', name, body: other, base_version: version }]
          const answer = await fetch('/api/v1/definitions/apply', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
            body: JSON.stringify({ changes, reason: 'meanwhile', refresh: false }),
          })
          return answer.status
        }""",
        name,
    )
    assert answer == 200


def test_nobody_is_explained_and_a_mistake_is_mended(screen: Screen, words: Words) -> None:
    page = screen.page
    screen.go("/segments/new?rule=count(order) > 0 and count(order) > 999999")
    assert see_count(page) == 0
    dead = page.get_by_test_id("zero").locator(".builder-dead")
    dead.wait_for()
    assert dead.count() == 1
    page.get_by_role("tab", name=words("builder", "face.text")).click()
    text = page.get_by_role("textbox", name=words("builder", "face.text"))
    text.fill("count(ordr in last 30 days) >= 5")
    page.get_by_role("button", name=words("builder", "useName").replace("{{name}}", "order")).click()
    page.locator(".builder-mistake").wait_for(state="hidden")
    assert see_count(page) > 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name=words("builder", "undo")).click()
    page.locator(".builder-zero").wait_for()
