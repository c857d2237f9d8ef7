"""How fast the screens are: the first one, the builder, pages of a long list; and how large they are.

``python -m benchmarks.screens SHOP --runs 5 --customers 1000000`` serves a copy of a built demo shop to a
Chromium with an empty cache. *First screen* is from the start of the navigation until the home page shows
its figures; *largest paint* is the browser's own figure. *Builder* is from its code until its rows can be
used. Then it makes a shop of that many customers (two events each), and asks for pages of its list at
several depths, by id and by a column.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from playwright.sync_api import sync_playwright
from tests.chromium import FLAGS, find_browser
from tests.e2e.conftest import SIZE, STATIC, Served, start_server, stop_server

from benchmarks.generate import generate_shop
from benchmarks.measure import describe_machine, print_table, write_result
from tagma.flows.apply import apply_definitions
from tagma.flows.refresh import refresh
from tagma.workspace import open_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAINT = """() => new Promise((done) => new PerformanceObserver(
  (list) => done(list.getEntries().at(-1).startTime)
).observe({type: 'largest-contentful-paint', buffered: true}))"""
TAGS = """
kind: tag
name: orders_year
value: count(order in last 365 days)
---
kind: tag
name: spend_year
value: sum(order.amount in last 365 days)
---
kind: tag
name: active
when: count(page_view in last 90 days) > 0
"""
DEPTHS = (0, 1_000, 100_000, 500_000, 999_900)


def measure_sizes() -> dict[str, Any]:
    """What is built, and what the first screen takes over the network."""
    files = [path for path in STATIC.parent.rglob("*") if path.is_file() and path.suffix != ".gz"]
    texts = [path for path in files if path.suffix in (".js", ".css")]
    return {
        "files": len(files),
        "kib": round(sum(path.stat().st_size for path in files) / 1024),
        "gzip_kib": round(sum(len(gzip.compress(path.read_bytes(), 9)) for path in texts) / 1024),
    }


def visit(browser: Browser, served: Served) -> dict[str, float]:
    """One visit with an empty cache, in milliseconds; ``kib`` went over the network until home was there."""
    context = browser.new_context(viewport=SIZE, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{served.url}/#token={served.token}")
    page.locator(".tg-kpi-value").first.wait_for()
    page.evaluate("() => performance.clearResourceTimings()")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(f"{served.url}/")
    page.locator(".tg-kpi-value").first.wait_for()
    first = page.evaluate("() => performance.now()")
    paint = page.evaluate(PAINT)
    size = page.evaluate(
        "() => performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
    )
    page.goto(f"{served.url}/segments")
    page.locator("[data-page=segments]").wait_for()
    page.wait_for_load_state("networkidle")
    session.send("Network.setCacheDisabled", {"cacheDisabled": False})
    page.locator("a[href='/segments/new']").first.click()
    page.wait_for_function("() => performance.getEntriesByName('builder-open').length > 0")
    opened = page.evaluate("() => performance.getEntriesByName('builder-open').at(-1).duration")
    context.close()
    return {"first_ms": first, "paint_ms": paint, "kib": size / 1024, "builder_ms": opened}


def page_list(folder: Path, customers: int, runs: int) -> list[dict[str, Any]]:
    """Pages of a long list over HTTP: median and worst time of each depth and order."""
    generate_shop(folder, customers, customers * 2)
    (folder / "tags.yaml").write_text(TAGS, encoding="utf-8")
    with open_workspace(folder, purpose="benchmark") as ws:
        apply_definitions(ws, "benchmark", "")
        refresh(ws)
    served = start_server(folder, folder / "server.log")
    found = []
    try:
        with httpx.Client(base_url=served.url, headers={"Origin": served.url}, timeout=60) as client:
            csrf = client.post("/api/v1/session", json={"token": served.token}).json()["csrf"]
            for sort in ("customer", "spend_year"):
                for depth in [depth for depth in DEPTHS if depth < customers]:
                    asked = {
                        "columns": ["orders_year", "spend_year", "active"],
                        "sort": sort,
                        "offset": depth,
                        "limit": 100,
                    }
                    times = []
                    for _ in range(runs):
                        began = time.perf_counter()
                        answer = client.post(
                            "/api/v1/customers/query", json=asked, headers={"X-CSRF-Token": csrf}
                        )
                        times.append((time.perf_counter() - began) * 1000)
                        assert answer.json().get("total") == customers, answer.text
                    found.append(
                        {
                            "sort": sort,
                            "offset": depth,
                            "median_ms": round(statistics.median(times)),
                            "worst_ms": round(max(times)),
                        }
                    )
    finally:
        stop_server(served)
    return found


def run_benchmark(shop: Path, customers: int, runs: int) -> dict[str, Any]:
    """Everything, on a copy of the shop."""
    machine = describe_machine()
    with tempfile.TemporaryDirectory() as above:
        copied = Path(above) / "shop"
        shutil.copytree(shop, copied)
        served = start_server(copied, Path(above) / "server.log")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
                visits = [visit(browser, served) for _ in range(runs + 1)][1:]
                browser.close()
        finally:
            stop_server(served)
        pages = page_list(Path(above) / "large", customers, runs) if customers else []
    screens = {
        name: {
            "median": round(statistics.median(one[name] for one in visits)),
            "worst": round(max(one[name] for one in visits)),
        }
        for name in visits[0]
    }
    return {
        "benchmark": "screens",
        "machine": machine,
        "runs": runs,
        "sizes": measure_sizes(),
        "screens": screens,
        "customers": customers,
        "pages": pages,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shop", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    result = run_benchmark(options.shop, options.customers, options.runs)
    print(result["machine"])
    print(f"built: {result['sizes']}")
    print_table(
        ["what", "median", "worst"],
        [[name, f"{one['median']:,}", f"{one['worst']:,}"] for name, one in result["screens"].items()],
    )
    if result["pages"]:
        print_table(
            ["page by", "offset", "median ms", "worst ms"],
            [
                [one["sort"], *(f"{one[name]:,}" for name in ("offset", "median_ms", "worst_ms"))]
                for one in result["pages"]
            ],
        )
    write_result("screens", result)


if __name__ == "__main__":
    main()
