"""Rows on their way into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator


class Incoming:
    """Rows as they come; keeps the error of the one who makes them, which DuckDB would turn into text."""

    def __init__(self, rows: pa.Table | pa.RecordBatchReader) -> None:
        self.failure: Exception | None = None
        self.rows = rows
        if isinstance(rows, pa.RecordBatchReader):
            self.rows = pa.RecordBatchReader.from_batches(rows.schema, self._pass_on(rows))

    def _pass_on(self, rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        try:
            yield from rows
        except Exception as error:
            self.failure = error
            raise
