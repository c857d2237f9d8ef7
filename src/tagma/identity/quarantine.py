"""Rows and values that were not loaded, with the reason, as JSON of the row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import column, table
from tagma.engine.protocol import Engine
from tagma.identity.rows import Fault
from tagma.identity.stage import FILE_ROW, ROW, TS, TS_TEXT, USER, Staged
from tagma.identity.tables import QUARANTINE
from tagma.identity.values import write_json

MOST_ROWS = 10_000


def quarantine_rows(
    engine: Engine, staged: Staged, faults: Sequence[Fault], counts: Sequence[int], source: str, at: datetime
) -> None:
    """Writes the rows with a fault to ``collect.quarantine``, at most 10,000 for each field and reason."""
    raw = {item.raw: item.source for item in staged.columns}
    columns = [column(name) for name in (ROW, FILE_ROW, USER, TS, TS_TEXT, *raw)]
    for fault, count in zip(faults, counts, strict=True):
        if not count:
            continue
        query = exp.select(*columns).from_(table(staged.table.name, staged.table.schema))
        query = query.where(fault.condition).order_by(column(ROW)).limit(MOST_ROWS)
        rows = engine.query(query, step="read faulty rows").to_pylist()
        written = [
            write_json(
                ({"file_row": row[FILE_ROW]} if row[FILE_ROW] is not None else {})
                | {"user_id": row[USER], "ts": row[TS] or row[TS_TEXT]}
                | {name: row[key] for key, name in raw.items() if row[key] is not None}
            )
            for row in rows
        ]
        size = len(rows)
        engine.load(
            QUARANTINE,
            pa.table(
                {
                    "_source": [source] * size,
                    "event": pa.array([staged.output.event or staged.output.kind] * size, pa.string()),
                    "reason": [fault.reason] * size,
                    "field": [fault.field] * size,
                    "row": written,
                    "_ts": pa.array([row[TS] for row in rows], pa.timestamp("us")),
                    "loaded_at": pa.array([at] * size, pa.timestamp("us")),
                }
            ),
            step="quarantine rows",
        )
