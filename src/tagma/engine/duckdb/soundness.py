"""Whether every block of a warehouse is as it was written: DuckDB checks one when it is read, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
from sqlglot import exp

from tagma.engine.duckdb.failures import describe_failure, is_damage, is_passing
from tagma.engine.duckdb.statements import render_sql
from tagma.errors import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
_BATCH_ROWS = 122_880

__all__ = ["is_damage", "is_passing", "list_unreadable"]


def list_unreadable(connection: duckdb.DuckDBPyConnection) -> Iterator[Text]:
    """Reads every row of every table; says which cannot be read."""
    for schema, name in connection.execute(_TABLES).fetchall():
        rows = exp.select("*").from_(
            exp.table_(exp.to_identifier(name, True), exp.to_identifier(schema, True))
        )
        try:
            for _ in connection.sql(render_sql(rows)).to_arrow_reader(_BATCH_ROWS):
                pass
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            detail = describe_failure(error)
            yield Text(
                f"table {schema}.{name} cannot be read: {detail}",
                f"表 {schema}.{name} 无法读取：{detail}",
            )
