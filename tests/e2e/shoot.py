"""Takes pictures of every screen for people to look at: ``python -m tests.e2e.shoot SHOP OUT [STATE ...]``.

Languages zh and en, light and dark, 1440x900; states full, loading (answers are held back), error (answers fail) and
empty (a workspace without data). SHOP is a built demo shop; it is copied, not changed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chromium import FLAGS, find_browser
from tests.e2e.addresses import ADDRESSES
from tests.e2e.conftest import Served, open_page, start_server, stop_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, Route

STATES = ("full", "loading", "error", "empty")
HELD = ("/api/v1/session", "/api/v1/workspace")


def hold_answers(route: Route) -> None:
    """Lets the frame have its answers and keeps the page's own waiting."""
    if route.request.url.split("?")[0].endswith(HELD):
        route.continue_()


def fail_answers(route: Route) -> None:
    """Lets the frame have its answers and the page's own never arrive."""
    if route.request.url.split("?")[0].endswith(HELD):
        route.continue_()
    else:
        route.abort()


def shoot(browser: Browser, served: Served, out: Path, state: str) -> None:
    """Takes all pictures of one state."""
    ways: dict[str, Callable[[Route], None]] = {"loading": hold_answers, "error": fail_answers}
    for language in ("zh", "en"):
        for dark in (False, True):
            page, watch, close = open_page(browser, served, language, dark=dark)
            watch.expected += ["Failed to load resource"]
            if state in ways:
                page.route("**/api/v1/**", ways[state])
            for address in ADDRESSES:
                if state == "empty" and not address.empty:
                    continue
                page.goto(f"{served.url}{address.path}")
                if state == "error":
                    page.locator(".tg-failure").first.wait_for()
                elif state != "loading":
                    page.wait_for_function("() => !document.querySelector('[data-state=loading]')")
                picture(page, out / f"{address.name}-{state}-{language}-{'dark' if dark else 'light'}.png")
            page.unroute_all(behavior="ignoreErrors")
            try:
                close()
            except AssertionError as error:
                print(f"{state} {language}: {watch.faults} {error}", file=sys.stderr)


def picture(page: Page, path: Path) -> None:
    """One picture, once the page has come to rest."""
    page.wait_for_timeout(1200)
    page.screenshot(path=str(path))


def main(shop: Path, out: Path, states: tuple[str, ...]) -> None:
    """Serves a copy of the shop, and an empty workspace, and takes the pictures."""
    from playwright.sync_api import sync_playwright

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as above:
        copied, bare = Path(above) / "shop", Path(above) / "empty"
        shutil.copytree(shop, copied)
        bare.mkdir()
        (bare / "tagma.yaml").write_text(
            "name: 新店\nlanguage: zh\ntime_zone: Asia/Shanghai\n", encoding="utf-8"
        )
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
            for state in states:
                served = start_server(bare if state == "empty" else copied, Path(above) / f"{state}.log")
                try:
                    shoot(browser, served, out, state)
                finally:
                    stop_server(served)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:]) or STATES)
