"""DuckDB: one file, one owner, everything in one process."""

from tagma.engine.duckdb.connection import open_memory, open_warehouse
from tagma.engine.duckdb.engine import DuckDBEngine
from tagma.engine.duckdb.reader import Reader, open_reader

__all__ = ["DuckDBEngine", "Reader", "open_memory", "open_reader", "open_warehouse"]
