"""What could not be loaded, on its way to quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from tagma.engine.protocol import Engine
from tagma.identity.tables import QUARANTINE


@dataclass(frozen=True, slots=True)
class Reject:
    """An event, or one property of it, that was not loaded.

    Attributes:
        row: as JSON.
    """

    source: str
    event: str
    reason: str
    field: str
    row: str
    ts: datetime | None
    received_at: datetime


def quarantine_rejects(engine: Engine, rejects: Sequence[Reject]) -> None:
    """Writes them to the quarantine."""
    if not rejects:
        return
    columns = {
        "_source": pa.array([each.source for each in rejects], pa.string()),
        "event": pa.array([each.event for each in rejects], pa.string()),
        "reason": pa.array([each.reason for each in rejects], pa.string()),
        "field": pa.array([each.field for each in rejects], pa.string()),
        "row": pa.array([each.row for each in rejects], pa.string()),
        "_ts": pa.array([each.ts for each in rejects], pa.timestamp("us")),
        "loaded_at": pa.array([each.received_at for each in rejects], pa.timestamp("us")),
    }
    engine.load(QUARANTINE, pa.table(columns), step="quarantine collected")
