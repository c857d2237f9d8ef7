"""Rows on their way into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tagma.errors import EngineError, Text, nearest_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tagma.engine.protocol import Table


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


def match_columns(
    table: Table, present: Mapping[str, str] | None, names: Sequence[str], step: str
) -> list[tuple[str, str]]:
    """The columns of a table that rows have values for, as the table spells them, with their types.

    Raises:
        EngineError: no such table or column; names the nearest.
    """
    if present is None:
        raise EngineError(Text(f"there is no table {table}", f"没有表 {table}"), step=step, sql="")
    kinds = {name.casefold(): (name, kind) for name, kind in present.items()}
    for name in names:
        if name.casefold() not in kinds:
            near = nearest_names(name, present)
            hint = Text(f"nearest: {', '.join(near)}", f"相近的有：{'、'.join(near)}")
            raise EngineError(
                Text(f"table {table} has no column “{name}”", f"表 {table} 没有列“{name}”"),
                step=step,
                sql="",
                next_step=hint if near else None,
            )
    return [kinds[name.casefold()] for name in names]
