"""How many customers a rule holds for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tagma.evaluate import count_customers as count_known
from tagma.evaluate import count_matching
from tagma.flows.world import find_condition, open_world

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """How many of how many; ``ms`` is the time of the query and its planning."""

    count: int
    total: int
    as_of: datetime
    ms: float

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "count": self.count,
            "total": self.total,
            "as_of": self.as_of.isoformat(timespec="microseconds") + "Z",
            "ms": round(self.ms, 1),
        }


def count_customers(ws: Workspace, rule: str, as_of: datetime | None = None) -> CountAnswer:
    """Counts the customers that a rule holds for, among those known as of the instant.

    Raises:
        RuleError: the text is no rule of this workspace.
    """
    world = open_world(ws, as_of)
    start = time.perf_counter()
    asked = find_condition(world, rule)
    count = count_matching(ws.engine, world, asked)
    ms = (time.perf_counter() - start) * 1000
    return CountAnswer(count, count_known(ws.engine, world.as_of), world.as_of, ms)
