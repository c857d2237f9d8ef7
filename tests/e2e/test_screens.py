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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("chosen", ["zh", "en"])
def test_every_screen_is_whole(browser: Browser, untouched: Served, chosen: Language, dark: bool) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make web")
    page, _, close = open_page(browser, untouched, chosen, dark=dark)
    wrong: dict[str, list[str]] = {}
    for address in ADDRESSES:
        page.goto(f"{untouched.url}{address.path}")
        settle(page, address.name)
        faults = [*find_untranslated(page, chosen), *find_faults(page)]
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
