"""Every screen in both languages and themes: nothing untranslated, no serious fault of accessibility, no error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.addresses import ADDRESSES, Address
from tests.e2e.conftest import Language, Served, open_page
from tests.e2e.words import find_untranslated

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
# Resolves once nothing on the page moves any more, but what turns for ever; the end of one move may begin another.
STILL = """async () => {
  for (let still = 0; still < 3; still += 1) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    const moving = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
    if (moving.length) still = -1
    await Promise.all(moving.map((each) => each.finished.catch(() => undefined)))
  }
}"""


def find_faults(page: Page) -> list[str]:
    """What axe finds on a page that is serious or worse, by rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['target']} {node['html'][:160]}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def settle(page: Page, name: str) -> None:
    """Waits until a page is there with all that it shows."""
    page.locator(f"[data-page='{name}']").first.wait_for()
    page.wait_for_function("() => !document.querySelector('[data-state=loading]')")
    page.wait_for_load_state("networkidle")


def turn(page: Page, dark: bool) -> None:
    """Turns the system of the person dark or light, and waits until the page has followed."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.locator(f":root[data-theme={'dark' if dark else 'light'}]").wait_for()
    page.evaluate(STILL)


@pytest.mark.parametrize(("chosen", "dark"), [("zh", False), ("en", True)], ids=["zh", "en"])
def test_every_screen_is_whole(browser: Browser, untouched: Served, chosen: Language, dark: bool) -> None:
    """In light and dark: in one language opened light and turned dark, in the other the other way round."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make web")
    page, _, close = open_page(browser, untouched, chosen, dark=dark)
    wrong: dict[str, list[str]] = {}
    for address in ADDRESSES:
        turn(page, dark)
        page.goto(f"{untouched.url}{address.path}")
        settle(page, address.name)
        faults = [*find_untranslated(page, chosen), *find_faults(page)]
        turn(page, not dark)
        faults += [*find_untranslated(page, chosen), *find_faults(page)]
        if faults:
            wrong[address.name] = faults
    close()
    assert wrong == {}


@pytest.mark.parametrize("address", [one for one in ADDRESSES if one.empty], ids=lambda one: one.name)
def test_an_empty_workspace_has_first_steps(browser: Browser, empty: Served, address: Address) -> None:
    page, _, close = open_page(browser, empty, "zh")
    page.goto(f"{empty.url}{address.path}")
    settle(page, address.name)
    untranslated = find_untranslated(page, "zh")
    close()
    assert untranslated == []
