"""The SDKs for browsers on pages of another origin, in a real Chromium: preflight, start-up documents, every mode."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.sdks.conftest import PACKAGES, Source
from tests.sdks.strangers import serve_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

SEGMENT_TYPES = ["alias", "group", "identify", "page", "screen", "track", "track"]
RUDDER_TYPES = ["alias", "group", "identify", "page", "track", "track"]
SENSORS_TYPES = [
    "item_delete", "item_set", "profile_append", "profile_delete", "profile_increment", "profile_set",
    "profile_set_once", "profile_unset", "track", "track", "track_id_bind", "track_id_unbind", "track_signup",
]  # fmt: skip


@dataclass
class Visit:
    """A page of a stranger's shop that sends to a source."""

    page: Page
    told: dict[str, Any]
    answers: list[tuple[str, str, int]]


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    if not PACKAGES.is_dir():
        pytest.skip("the SDKs for browsers are not here: make sdks")
    with serve_pages() as address:
        yield address


def visit(browser: Browser, shop: str, source: Source, kind: str, mode: str) -> Visit:
    """Opens a page and lets it send; it stays open."""
    page = browser.new_context(timezone_id="America/New_York").new_page()
    page.set_default_timeout(30_000)
    answers: list[tuple[str, str, int]] = []
    page.on(
        "response",
        lambda each: (
            answers.append(
                (each.request.method, each.url.removeprefix(source.url).partition("?")[0], each.status)
            )
            if each.url.startswith(source.url)
            else None
        ),
    )
    page.goto(f"{shop}/{kind}.html?key={source.key}&host={source.url}&mode={mode}")
    return Visit(page, page.evaluate("run()"), answers)


def wait_for(source: Source, count: int) -> None:
    """Waits until so many events are stored, and looks that no more come."""
    until = time.monotonic() + 30
    while len(source.records()) < count and time.monotonic() < until:
        time.sleep(0.05)
    assert len(source.records()) == count


def read_traits(source: Source) -> dict[str, Any]:
    operations = [each for event in source.events() for each in event.operations]
    return {each.trait: each.value for each in operations if each.action == "set"}


def find(source: Source, name: str) -> Any:
    (found,) = [each for each in source.events() if each.event == name]
    return found


@pytest.mark.parametrize(("mode", "route"), [("single", "/v1/t"), ("batch", "/v1/b"), ("leave", "/v1/b")])
def test_segment(browser: Browser, shop: str, source: Source, mode: str, route: str) -> None:
    visited = visit(browser, shop, source, "segment", mode)
    if mode == "leave":
        assert source.records() == []
        visited.page.goto("about:blank")
    wait_for(source, len(SEGMENT_TYPES))
    visited.page.context.close()
    assert source.types() == SEGMENT_TYPES
    assert sorted(each.message_id for each in source.events()) == sorted(visited.told["ids"])
    assert find(source, "Order Completed").properties == {"total": 129.5, "bad": None}
    assert find(source, "Order Completed").user == "u1"
    assert find(source, "Viewed").user == f"anonymous:{visited.told['device']}"
    assert read_traits(source) == {"city": "上海", "age": 30}
    assert ("GET", f"/v1/projects/{source.key}/settings", 200) in visited.answers
    if mode != "leave":
        assert ("POST", route, 200) in visited.answers


@pytest.mark.parametrize(("mode", "route"), [("single", "/v1/track"), ("batch", "/v1/batch"), ("leave", "")])
def test_rudder(browser: Browser, shop: str, source: Source, mode: str, route: str) -> None:
    visited = visit(browser, shop, source, "rudder", mode)
    if mode == "leave":
        visited.page.goto("about:blank")
    wait_for(source, len(RUDDER_TYPES))
    visited.page.context.close()
    assert source.types() == RUDDER_TYPES
    assert find(source, "Order Completed").user == "u1"
    assert find(source, "Order Completed").properties["total"] == 129.5
    assert find(source, "Viewed").user == f"anonymous:{visited.told['device']}"
    assert read_traits(source) == {"city": "上海", "age": 30}
    assert ("GET", "/sourceConfig/", 200) in visited.answers
    if route:
        assert ("POST", route, 200) in visited.answers


@pytest.mark.parametrize("mode", ["image", "ajax", "beacon", "batch"])
def test_sensors(browser: Browser, shop: str, source: Source, mode: str) -> None:
    visited = visit(browser, shop, source, "sensors", mode)
    wait_for(source, len(SENSORS_TYPES))
    visited.page.context.close()
    assert source.types() == SENSORS_TYPES
    view = find(source, "View")
    assert view.user == f"anonymous:{visited.told['device']}"
    assert (view.properties["n"], view.properties["tags"]) == (1, ["a", "b"])
    assert view.properties["at"] == datetime(2024, 1, 1, 7, 3, 4, 5_000)  # said in the time of the page
    assert (find(source, "Order").user, find(source, "Order").properties["city"]) == ("u1", "上海")
    actions = [operation.action for each in source.events() for operation in each.operations]
    assert sorted(actions) == ["append", "append", "delete", "increment", "set", "set_once", "unset"]


ASK = """
async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return [answer.type, answer.status];
  } catch (error) {
    return [error.name, 0];
  }
}
"""


def test_the_pages_of_a_stranger_cannot_ask_the_api(browser: Browser, shop: str, source: Source) -> None:
    """Even where the person is logged in, and though another port of a host counts as the same site."""
    page = browser.new_context().new_page()
    found = re.search(r'"token": ?"([^"]+)"', (source.server.folder.parent / "server.log").read_text())
    assert found is not None
    page.goto(f"{source.url}/#token={found[1]}")
    assert page.wait_for_function("fetch('/api/v1/session').then((each) => each.status === 200)").json_value()
    page.goto(f"{shop}/sensors.html?key={source.key}&host={source.url}&mode=image")
    statuses: list[int] = []  # what the server says, be it shown to the page or not
    wire = page.context.new_cdp_session(page)
    wire.on("Network.responseReceivedExtraInfo", lambda each: statuses.append(each["statusCode"]))
    wire.send("Network.enable")
    body = json.dumps({"name": "x"})
    for path, options in (
        ("/api/v1/session", {"credentials": "include"}),
        ("/api/v1/tags", {}),
        ("/api/v1/definitions/plan", {"method": "POST", "credentials": "include", "body": body}),
        (
            "/api/v1/definitions/plan",
            {"method": "POST", "body": body, "headers": {"content-type": "application/json"}},
        ),
    ):
        assert page.evaluate(ASK, [source.url + path, options]) == ["TypeError", 0], path
    blind = {"method": "POST", "mode": "no-cors", "credentials": "include", "body": body}
    statuses.clear()
    assert page.evaluate(ASK, [f"{source.url}/api/v1/definitions/plan", blind]) == ["TypeError", 0]
    assert statuses
    assert min(statuses) >= 400
    page.context.close()
