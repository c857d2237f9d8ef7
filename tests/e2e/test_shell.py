"""The frame in a real Chromium: log-in, search, roll-back through a plan, two people, an ended session, no server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.e2e.conftest import Screen, Served
from tests.e2e.words import read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

API = "/api/v1"


@pytest.fixture
def say(screen: Screen) -> dict[str, str]:
    """The words of the screens by ``room.key``."""
    return read_words(screen.language)


@pytest.fixture
def colleague(served: Served) -> Iterator[httpx.Client]:
    """Somebody else at the same workspace."""
    with httpx.Client(base_url=served.url, headers={"origin": served.url}, timeout=120) as client:
        me = client.post(f"{API}/session", json={"token": served.token}).json()
        client.headers["x-csrf-token"] = me["csrf"]
        yield client


def change(client: httpx.Client, name: str, **fields: Any) -> int:
    """Gives a segment other fields; answers its new version."""
    found = client.get(f"{API}/definitions/segment/{name}").json()
    body = {**found["body"], **fields}
    changes = [{"kind": "segment", "name": name, "body": body, "base_version": found["version"]}]
    answer = client.post(f"{API}/definitions/apply", json={"changes": changes, "reason": "a colleague's"})
    assert answer.status_code == 200, answer.text
    version: int = answer.json()["versions"][0]["version"]
    return version


def test_a_link_of_another_start_is_refused_in_words(browser: Browser, served: Served) -> None:
    page = browser.new_page(locale="en-GB")
    page.goto(f"{served.url}/#token=wrong")
    page.locator("[data-page='login']").wait_for()
    assert "not of the present start" in page.get_by_role("alert").inner_text()
    assert "token" not in page.url
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("do not match").wait_for()
    assert page.get_by_label("Name").input_value() == "nobody"
    page.context.close()


def test_the_search_leads_to_a_segment(screen: Screen) -> None:
    page = screen.page
    screen.go("/")
    page.keyboard.press("/")
    page.keyboard.type("at_risk")
    page.locator(".ant-select-item-option", has_text="at_risk").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-page='segment']").wait_for()
    assert page.url.endswith("/segments/at_risk")


def test_language_and_theme_change_without_a_reload(screen: Screen) -> None:
    page, other = screen.page, "zh" if screen.language == "en" else "en"
    screen.go("/runs")
    page.evaluate("() => { window.stays = true }")
    page.locator(".ant-segmented-item", has_text="中文" if other == "zh" else "EN").click()
    page.get_by_role("heading", name=read_words(other)["runs.title"], exact=True).wait_for()
    assert page.evaluate("() => window.stays") is True
    assert page.evaluate("() => document.documentElement.lang").startswith(other)


def test_a_change_is_rolled_back_through_its_plan(
    screen: Screen, say: dict[str, str], colleague: httpx.Client
) -> None:
    page = screen.page
    found = colleague.get(f"{API}/definitions/segment/at_risk").json()
    later = change(colleague, "at_risk", when=found["body"]["when"].replace("> 21", "> 60"))
    screen.go("/definitions/segment/at_risk")
    page.get_by_role("button", name=say["definitions.rollBack"], exact=True).first.click()
    plan = page.get_by_test_id("plan")
    plan.locator(".tg-plan-moved").wait_for()
    assert "> 60" in plan.locator(".tg-fields-before").last.inner_text()
    plan.get_by_role("checkbox").uncheck()
    plan.get_by_role("button", name=say["ui.plan.apply"], exact=True).click()
    page.get_by_test_id("applied").wait_for()
    now = colleague.get(f"{API}/definitions/segment/at_risk").json()
    assert (now["version"], now["body"]["when"]) == (later + 1, found["body"]["when"])


def test_two_people_at_one_definition(screen: Screen, say: dict[str, str], colleague: httpx.Client) -> None:
    page, watch = screen.page, screen.watch
    watch.expected.append("409")
    first, second, third = (f"{which} {screen.language}" for which in ("first", "second", "third"))
    change(colleague, "families", owner=first)
    change(colleague, "families", owner=second)
    screen.go("/definitions/segment/families")
    page.get_by_role("button", name=say["definitions.rollBack"], exact=True).first.click()
    plan = page.get_by_test_id("plan")
    plan.locator(".tg-fields").wait_for()
    plan.get_by_role("textbox").fill("my own words")
    plan.get_by_role("checkbox").uncheck()
    change(colleague, "families", owner=third)
    plan.get_by_role("button", name=say["ui.plan.apply"], exact=True).click()
    page.get_by_test_id("conflict").wait_for()
    page.get_by_role("button", name=say["ui.conflict.see"]).click()
    page.get_by_test_id("conflict").locator(".tg-fields-before", has_text=third).wait_for()
    page.get_by_role("button", name=say["ui.conflict.keep"]).click()
    plan.locator(".tg-fields-before", has_text=third).wait_for()
    assert plan.get_by_role("textbox").input_value() == "my own words"
    plan.get_by_role("button", name=say["ui.plan.apply"], exact=True).click()
    page.get_by_test_id("applied").wait_for()
    now = colleague.get(f"{API}/definitions/segment/families").json()
    assert (now["body"]["owner"], now["reason"]) == (first, "my own words")


def test_an_ended_session_loses_nothing_typed(
    screen: Screen, say: dict[str, str], colleague: httpx.Client
) -> None:
    page = screen.page
    ann = {"name": f"ann-{screen.language}", "role": "analyst", "password": "a long walk in the rain"}
    assert colleague.post(f"{API}/users", json=ann).status_code == 201
    screen.watch.expected.append("401")
    screen.go("/runs")
    page.get_by_role("checkbox", name=say["runs.force"]).check()
    page.context.clear_cookies()
    page.get_by_role("button", name=say["runs.start"]).click()
    page.get_by_role("heading", name=say["login.again"]).wait_for()
    assert page.url.endswith("/runs")
    page.get_by_label(say["login.name"]).fill(ann["name"])
    page.get_by_label(say["login.password"], exact=True).fill(ann["password"])
    page.get_by_role("button", name=say["login.enter"], exact=True).click()
    page.get_by_role("heading", name=say["runs.title"], exact=True).wait_for()
    assert page.get_by_role("checkbox", name=say["runs.force"]).is_checked()


def test_a_server_that_is_gone_is_told_and_tried_again(screen: Screen, say: dict[str, str]) -> None:
    page = screen.page
    screen.watch.expected += [
        "ProblemError",
        "ERR_INTERNET_DISCONNECTED",
        "Failed to load resource",
        "dynamically imported module",
    ]
    screen.go("/")
    page.context.set_offline(True)
    page.get_by_role("link", name=say["ui.nav.sources"], exact=True).click()
    page.get_by_text(say["ui.failure.unreachable"]).first.wait_for()
    page.wait_for_timeout(1100)
    page.context.set_offline(False)
    page.get_by_role("button", name=say["ui.failure.retry"]).click()
    page.locator("[data-page='sources']").wait_for()
