"""A served copy of the demo shop and pages of a real Chromium, which may only talk to it."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.conftest import DemoShop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "src" / "tagma" / "server" / "static" / "index.html"
SIZE = {"width": 1440, "height": 900}

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Served:
    """A server process over a workspace."""

    folder: Path
    url: str
    token: str
    process: subprocess.Popen[str]


def start_server(folder: Path, log: Path) -> Served:
    """Starts ``tagma serve`` and waits until it says where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tagma", "-w", str(folder), "serve", "--port", str(port), "--no-open"]
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, text=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        found = re.search(r"(http://127\.0\.0\.1:\d+)/?\S*#token=(\S+)", log.read_text())
        if found:
            return Served(folder, found[1], found[2], process)
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the server did not start: {log.read_text()}")


def stop_server(served: Served) -> int:
    """Asks the server to end, as Ctrl-C does; returns its exit code."""
    served.process.send_signal(signal.SIGINT)
    try:
        return served.process.wait(30)
    except subprocess.TimeoutExpired:
        served.process.kill()
        raise


@contextmanager
def serve_copy(shop: DemoShop, above: Path) -> Iterator[Served]:
    """The demo shop, copied and served."""
    if not STATIC.is_file():
        pytest.skip("the screens are not built: make web")
    folder = above / "demo-shop"
    shutil.copytree(shop.folder, folder)
    started = start_server(folder, above / "server.log")
    yield started
    stop_server(started)


@pytest.fixture(scope="session")
def served(demo_shop: DemoShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo shop, in which tests do what people do."""
    with serve_copy(demo_shop, tmp_path_factory.mktemp("served")) as started:
        yield started


@pytest.fixture(scope="module")
def untouched(demo_shop: DemoShop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demo shop as it was made: no words but its own, which both languages have."""
    with serve_copy(demo_shop, tmp_path_factory.mktemp("untouched")) as started:
        yield started


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace with settings and nothing else, served."""
    if not STATIC.is_file():
        pytest.skip("the screens are not built: make web")
    folder = tmp_path_factory.mktemp("empty")
    (folder / "tagma.yaml").write_text(
        "name: 新店\nlanguage: zh\ntime_zone: Asia/Shanghai\n", encoding="utf-8"
    )
    started = start_server(folder, folder / "server.log")
    yield started
    stop_server(started)


@dataclass
class Watch:
    """What a page did that it must not do: errors on its console, requests to other hosts, server faults.

    Attributes:
        expected: what a test provokes on purpose: texts that console messages may contain.
    """

    home: str
    expected: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        text = message.text
        if message.type in ("error", "warning") and not any(part in text for part in self.expected):
            self.faults.append(f"console {message.type}: {text}")

    def crash(self, error: object) -> None:
        self.faults.append(f"page error: {error}")

    def ask(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"request to another host: {request.url}")

    def answer(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.url}")


def open_page(
    browser: Browser, served: Served, language: Language, *, dark: bool = False
) -> tuple[Page, Watch, Callable[[], None]]:
    """A logged-in page in a language; the last part closes it and tells what it did that it must not."""
    context = browser.new_context(
        viewport=SIZE,
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai" if language == "zh" else "America/New_York",
        color_scheme="dark" if dark else "light",
        accept_downloads=True,
    )
    page, watch = context.new_page(), Watch(served.url)
    page.set_default_timeout(30_000)
    page.on("console", watch.hear)
    page.on("pageerror", watch.crash)
    page.on("request", watch.ask)
    page.on("response", watch.answer)
    page.goto(f"{served.url}/#token={served.token}")
    page.locator("[data-page]").first.wait_for()

    def close() -> None:
        context.close()
        assert watch.faults == []

    return page, watch, close


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


@dataclass(frozen=True)
class Screen:
    """A logged-in page in one language."""

    page: Page
    watch: Watch
    language: Language
    served: Served

    def go(self, path: str) -> None:
        """Opens an address and waits until it shows what it is for."""
        self.page.goto(f"{self.served.url}{path}")
        self.page.locator("[data-page]").first.wait_for()


@pytest.fixture
def screen(browser: Browser, served: Served, language: Language) -> Iterator[Screen]:
    page, watch, close = open_page(browser, served, language)
    yield Screen(page, watch, language, served)
    close()
