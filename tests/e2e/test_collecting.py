"""From the first write key to a discarded row, as people do it: events arrive, are refused, tried again."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import STATIC, Served, open_page, start_server, stop_server
from tests.e2e.test_screens import AXE, find_faults
from tests.e2e.words import find_untranslated, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WORDS = read_words("zh")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace of these tests' own, with nothing in it."""
    if not STATIC.is_file():
        pytest.skip("the screens are not built: make web")
    folder: Path = tmp_path_factory.mktemp("collecting")
    settings = "name: 新店\nlanguage: zh\ntime_zone: Asia/Shanghai\n"
    (folder / "tagma.yaml").write_text(settings, encoding="utf-8")
    started = start_server(folder, folder / "server.log")
    yield started
    stop_server(started)


def send(served: Served, key: str, *events: dict[str, Any]) -> int:
    """What an SDK does."""
    body = json.dumps({"writeKey": key, "batch": events}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{served.url}/v1/batch", body)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def track(number: int, **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": f"浏览{number}", "userId": "u1", "messageId": f"m{number}", **more}


def look_over(page: Page, language: str) -> None:
    """Nothing untranslated, no serious fault of accessibility."""
    page.wait_for_function("() => !document.querySelector('[data-state=loading]')")
    assert find_untranslated(page, language) == []
    if AXE.is_file():
        assert find_faults(page) == []


def read_keys(page: Page, served: Served) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.request.get(f"{served.url}/api/v1/write-keys").json()["items"]
    return found


def test_from_the_first_key_to_a_discarded_row(browser: Browser, bare: Served) -> None:
    page, _, close = open_page(browser, bare, "zh")
    page.goto(f"{bare.url}/live")
    page.get_by_role("button", name=WORDS["live.first.make"]).click()
    key = read_keys_when_made(page, bare)
    assert key in (page.locator(".tg-code code").first.text_content() or "")
    look_over(page, "zh")

    # events appear by themselves
    lost = {"type": "track", "event": "走失", "properties": {"step": 1}}
    assert send(bare, key, track(1, properties={"price": 29.5, "city": "上海"}), lost) == 200
    page.get_by_role("button", name="浏览1").click()
    drawer = page.locator(".ant-drawer")
    drawer.locator(".tg-json-key", has_text="price").wait_for()
    drawer.get_by_role("link", name="u1").wait_for()  # once it is loaded
    look_over(page, "zh")
    page.keyboard.press("Escape")

    # paused, nothing moves
    page.get_by_role("button", name=WORDS["live.pause"]).click()
    assert send(bare, key, track(2)) == 200
    page.wait_for_timeout(2500)
    assert page.get_by_role("button", name="浏览2").count() == 0
    page.get_by_role("button", name=WORDS["live.resume"]).click()
    page.get_by_role("button", name="浏览2").wait_for()

    # what was refused leads to the quarantine
    page.get_by_text(WORDS["live.of.quarantined"], exact=True).first.click()
    page.get_by_role("button", name="走失").click()
    page.get_by_role("link", name=WORDS["live.toQuarantine"]).click()
    page.locator("[data-page='quarantine']").wait_for()
    page.locator(".tg-quarantine-open").click()
    page.locator(".ant-drawer .tg-json-text", has_text="走失").wait_for()
    look_over(page, "zh")
    page.locator(".ant-drawer-close").click()
    page.get_by_role("checkbox", name=re.compile("选择：")).check()
    page.get_by_role("button", name=re.compile("重放 1 条")).last.click()
    page.get_by_text("重放 1 条，接收 0 条").wait_for()
    page.get_by_role("checkbox", name=re.compile("选择：")).check()
    page.get_by_role("button", name=WORDS["quarantine.discard"], exact=True).click()
    page.locator(".ant-popconfirm .ant-btn-dangerous").click()
    page.get_by_text(WORDS["quarantine.noMatch"]).wait_for()
    page.goto(f"{bare.url}/runs")
    page.get_by_text("丢弃隔离数据").first.wait_for()
    close()


def read_keys_when_made(page: Page, served: Served) -> str:
    page.locator(".tg-code").first.wait_for()
    keys = read_keys(page, served)
    assert [each["source"] for each in keys] == ["web"]
    return str(keys[0]["key"])


def test_a_key_is_replaced_and_refused(browser: Browser, bare: Served) -> None:
    page, _, close = open_page(browser, bare, "en", dark=True)
    english = read_words("en")
    page.goto(f"{bare.url}/settings?tab=write-keys")
    page.get_by_role("button", name=english["collecting.keys.add"]).click()
    page.get_by_role("dialog").get_by_role("textbox").fill("till")
    page.get_by_role("dialog").get_by_role("button", name=english["collecting.keys.add"]).click()
    page.get_by_role("dialog").locator(".tg-code").first.wait_for()
    look_over(page, "en")
    page.keyboard.press("Escape")
    row = page.get_by_role("row", name=re.compile("till"))
    old = next(each["key"] for each in read_keys(page, bare) if each["source"] == "till")
    row.get_by_role("button", name=english["collecting.keys.rotate"]).click()
    page.get_by_role("dialog").get_by_role("button", name=english["collecting.keys.rotate"]).click()
    row.get_by_text(english["collecting.keys.overlap"]).wait_for()
    new = next(each["key"] for each in read_keys(page, bare) if each["source"] == "till")
    assert new != old
    page.wait_for_timeout(2100)  # a server looks at its keys every two seconds
    assert [send(bare, each, track(number)) for number, each in enumerate((old, new), start=10)] == [200, 200]
    row.get_by_role("button", name=english["collecting.keys.disable"]).click()
    page.locator(".ant-popconfirm .ant-btn-dangerous").click()
    row.get_by_text(english["collecting.keys.disabled"]).wait_for()
    page.wait_for_timeout(2100)
    assert send(bare, new, track(12)) == 403
    look_over(page, "en")
    page.goto(f"{bare.url}/")
    page.locator("[data-health='green']").wait_for()
    look_over(page, "en")
    close()
