"""Spark: a lake of Parquet with generations, a cluster for heavy statements, DuckDB for light ones."""

from tagma.engine.spark.connection import open_lake
from tagma.engine.spark.engine import SparkEngine
from tagma.engine.spark.options import SparkOptions, read_options

__all__ = ["SparkEngine", "SparkOptions", "open_lake", "read_options"]
