"""One's own file in the browser, from nothing to portraits; then its source, its schema, its quality."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import STATIC, Served, Watch, open_page, start_server, stop_server
from tests.e2e.words import read_words
from tests.own.files import make_shop_rows, write_csv, write_shop_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

API = "/api/v1"
FILE = "九月 订单.csv"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace with a name, a language and nothing else."""
    if not STATIC.is_file():
        pytest.skip("the screens are not built: make web")
    folder = tmp_path_factory.mktemp("own") / "shop"
    folder.mkdir()
    (folder / "tagma.yaml").write_text("name: 新店\nlanguage: zh\n", encoding="utf-8")
    started = start_server(folder, folder.parent / "server.log")
    yield started
    stop_server(started)


@pytest.fixture(scope="module")
def opened(browser: Browser, served: Served) -> Iterator[tuple[Page, Watch]]:
    page, watch, close = open_page(browser, served, "zh")
    yield page, watch
    close()


@pytest.fixture(scope="module")
def say() -> dict[str, str]:
    return read_words("zh")


def drop(page: Page, path: Path) -> None:
    """Gives the page a file, as choosing one does."""
    with page.expect_file_chooser() as chooser:
        page.locator(".ant-upload-drag").locator("[role=button]").first.press("Enter")
    chooser.value.set_files(path)


def test_a_wrong_file_is_told_with_its_row(
    opened: tuple[Page, Watch], served: Served, say: dict[str, str], tmp_path: Path
) -> None:
    page, watch = opened
    watch.expected.append("422")
    rows = make_shop_rows(40)
    rows[20] = rows[20][:4]
    page.goto(f"{served.url}/start")
    drop(page, write_shop_csv(tmp_path / "坏.csv", rows))
    told = page.get_by_role("alert")
    told.wait_for()
    assert re.search(r"第 22 行", told.inner_text()), told.inner_text()
    expect(page.get_by_text(say["start.drop"])).to_be_visible()


def test_a_column_that_is_not_found_is_chosen(
    opened: tuple[Page, Watch], served: Served, say: dict[str, str], tmp_path: Path
) -> None:
    page, _ = opened
    rows = [["一", f"2024-05-{1 + n % 28:02d}", "3.50"] for n in range(60)]
    page.goto(f"{served.url}/start")
    drop(page, write_csv(tmp_path / "少.csv", [["甲", "日期", "金额"], *rows], "gb18030"))
    page.get_by_label(say["start.columns.isOf"].replace("{{name}}", "甲")).wait_for()
    if page.locator(".ant-alert").count():
        expect(page.get_by_role("button", name=say["start.take"])).to_be_disabled()
        page.get_by_label(say["start.columns.isOf"].replace("{{name}}", "甲")).press("ArrowDown")
        page.locator(".ant-select-item-option", has_text="客户").first.click()
        page.get_by_text(say["start.sure.said"], exact=True).wait_for()
    expect(page.get_by_role("button", name=say["start.take"])).to_be_enabled()


def test_a_chinese_file_becomes_portraits(
    opened: tuple[Page, Watch], served: Served, say: dict[str, str], tmp_path: Path
) -> None:
    page, _ = opened
    rows = make_shop_rows(400)
    page.goto(f"{served.url}/")
    page.locator("[data-page='home'] a[href='/start']").first.click()
    page.locator("[data-page='start']").wait_for()
    drop(page, write_shop_csv(tmp_path / FILE, rows))
    facts = page.locator(".start-facts")
    facts.wait_for()
    assert "400" in facts.inner_text()
    page.get_by_label(say["start.reading.encoding"]).wait_for()
    assert page.locator(".start-reading").get_by_text("GB18030").is_visible()
    page.reload()
    facts.wait_for()
    page.get_by_role("button", name=say["start.take"]).click()
    result = page.get_by_test_id("result")
    result.wait_for(timeout=120_000)
    buyers = len({row[1] for row in rows if row[1]})
    expect(result).to_contain_text(f"{buyers} 位客户")
    expect(result).to_contain_text("第 5 行")
    result.get_by_role("button", name=say["start.result.home"]).or_(
        result.get_by_role("link", name=say["start.result.home"])
    ).first.click()
    page.locator("[data-page='home']").wait_for()
    page.get_by_text("重要价值").first.wait_for()
    settings = (served.folder / "tagma.yaml").read_text(encoding="utf-8")
    assert "clock: data" in settings
    assert "time_zone: Asia/Shanghai" in settings
    page.goto(f"{served.url}/segments")
    page.get_by_text("只买过一次").first.wait_for()


def test_a_source_is_tried_scheduled_and_loaded(
    opened: tuple[Page, Watch], served: Served, say: dict[str, str]
) -> None:
    page, _ = opened
    page.goto(f"{served.url}/sources")
    page.locator("tbody a[href='/sources/orders']").click()
    page.locator("[data-page='source']").wait_for()
    page.get_by_role("button", name=say["sources.test"], exact=True).click()
    trial = page.get_by_test_id("trial")
    trial.get_by_text("买家会员名").wait_for()
    page.get_by_role("button", name=say["sources.close"]).click()

    card = page.locator(".tg-card", has=page.get_by_role("heading", name=say["sources.schedule"]))
    card.get_by_role("button", name=say["sources.edit"]).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["sources.schedule"]).press("ArrowDown")
    page.locator(".ant-select-item-option", has_text=say["sources.form.daily"]).first.click()
    dialog.get_by_role("button", name=say["sources.toPlan"]).click()
    plan = page.get_by_test_id("plan")
    plan.locator(".tg-fields-after", has_text="daily at 03:00").wait_for()
    plan.get_by_role("button", name=say["ui.plan.apply"], exact=True).click()
    page.get_by_test_id("applied").wait_for()
    page.get_by_role("button", name=say["ui.plan.close"]).last.click()
    card.get_by_text("每天 03:00").wait_for()

    page.get_by_role("button", name=say["sources.load"], exact=True).click()
    page.locator(".ant-progress-status-success").wait_for(timeout=60_000)
    page.locator(".tg-card", has_text=say["sources.loads.title"]).locator("tr.ant-table-row").first.wait_for()


def test_a_template_is_taken_with_its_sample(
    opened: tuple[Page, Watch], served: Served, say: dict[str, str]
) -> None:
    page, _ = opened
    page.goto(f"{served.url}/sources/new")
    page.get_by_label(say["sources.new.search"]).fill("questionnaire")
    page.locator("a.source-choice").click()
    page.get_by_role("link", name=say["sources.new.sample"]).first.wait_for()
    page.get_by_role("button", name=say["sources.new.draft"]).click()
    plan = page.get_by_test_id("plan")
    plan.locator(".tg-plan-change").first.wait_for()
    plan.get_by_role("checkbox").uncheck()
    plan.get_by_role("button", name=say["ui.plan.apply"], exact=True).click()
    page.get_by_test_id("applied").wait_for()
    page.get_by_role("button", name=say["ui.plan.close"]).last.click()
    page.get_by_role("link", name=say["sources.new.open"]).click()
    page.locator("[data-page='source'] .source-mapping").first.wait_for()


def test_an_event_that_was_only_seen_is_declared(
    opened: tuple[Page, Watch], served: Served, say: dict[str, str]
) -> None:
    page, _ = opened
    with httpx.Client(base_url=served.url, headers={"origin": served.url}, timeout=60) as client:
        me = client.post(f"{API}/session", json={"token": served.token}).json()
        client.headers["x-csrf-token"] = me["csrf"]
        key = client.post(f"{API}/write-keys", json={"source": "web"}).json()["key"]
        event = {
            "type": "track",
            "event": "favourite",
            "userId": "买家001",
            "properties": {"product": "龙井茶"},
        }
        sent = client.post("/v1/batch", json={"batch": [event]}, auth=(key, ""))
        assert sent.status_code == 200, sent.text
    button = page.get_by_role("button", name=re.compile("favourite"))
    for _ in range(30):
        page.goto(f"{served.url}/schema")
        page.locator("tr.ant-table-row").first.wait_for()
        if button.count():
            break
        page.wait_for_timeout(1000)
    button.click()
    plan = page.get_by_test_id("plan")
    plan.get_by_text("favourite").first.wait_for()
    plan.get_by_role("button", name=say["ui.plan.apply"], exact=True).click()
    page.get_by_test_id("applied").wait_for()
    page.goto(f"{served.url}/quality?tab=fields")
    page.get_by_text("favourite.product").wait_for()
