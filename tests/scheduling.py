"""Which tests stay together when several workers run them: ``pytest -n 2``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest

MACHINE = ("tests/e2e/", "tests/faults/", "tests/sdks/")
LONG = ("tests/story/", "tests/own/", "tests/cli/")


class ByModule(LoadScopeScheduling):
    """A module stays in one worker, and what needs much of the machine is one unit.

    So browsers, servers in processes of their own and kill -9 never run beside each other, and share one shop,
    one server and one Chromium.
    """

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return "machine" if nodeid.startswith(MACHINE) else nodeid.partition("::")[0]


def rank_test(nodeid: str) -> int:
    """Puts first what is one long unit, then long modules, so that no worker is left alone with them."""
    return 0 if nodeid.startswith(MACHINE) else 1 if nodeid.startswith(LONG) else 2
