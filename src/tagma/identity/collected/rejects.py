"""What could not be loaded, on its way to quarantine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import from_template, literal, table
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


def write_refused(position: int, told: Mapping[str, str]) -> str:
    """The row of an entry that was refused at the door; begins with its place in the journal."""
    return json.dumps({"position": position, **told})


def release_replayed(engine: Engine, positions: Sequence[int]) -> None:
    """Takes entries out of quarantine that have been accepted since."""
    for position in positions:
        begins = write_refused(position, {})[:-1] + ","
        mine = from_template('STARTS_WITH("row", :begins)', begins=literal(begins))
        statement = exp.delete(table(QUARANTINE.name, QUARANTINE.schema), where=mine)
        engine.execute(statement, step="release replayed")
