"""Column types as DuckDB, Spark and Arrow name them; the lake's manifest speaks DuckDB."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
from sqlglot import exp

from tagma.engine.duckdb.statements import parse_type
from tagma.errors import EngineError, Text

Kind = exp.DataType.Type

_SPARK = {
    Kind.BOOLEAN: "BOOLEAN", Kind.TINYINT: "TINYINT", Kind.SMALLINT: "SMALLINT", Kind.INT: "INT",
    Kind.BIGINT: "BIGINT", Kind.UTINYINT: "SMALLINT", Kind.USMALLINT: "INT", Kind.UINT: "BIGINT",
    Kind.UBIGINT: "DECIMAL(20,0)", Kind.INT128: "DECIMAL(38,0)", Kind.UINT128: "DECIMAL(38,0)",
    Kind.FLOAT: "FLOAT", Kind.DOUBLE: "DOUBLE", Kind.TEXT: "STRING", Kind.VARCHAR: "STRING",
    Kind.DATE: "DATE", Kind.TIMESTAMP: "TIMESTAMP_NTZ", Kind.TIMESTAMPNTZ: "TIMESTAMP_NTZ",
    Kind.VARBINARY: "BINARY", Kind.BINARY: "BINARY",
}  # fmt: skip
_ARROW = {
    "BOOLEAN": pa.bool_(), "TINYINT": pa.int8(), "SMALLINT": pa.int16(), "INT": pa.int32(),
    "BIGINT": pa.int64(), "FLOAT": pa.float32(), "DOUBLE": pa.float64(), "STRING": pa.string(),
    "DATE": pa.date32(), "TIMESTAMP_NTZ": pa.timestamp("us"), "BINARY": pa.binary(),
}  # fmt: skip


def plain_kind(kind: str) -> str:
    """The type that a table gets from a query's column: a column of nothing but NULL is an INTEGER."""
    return "INTEGER" if kind.strip('"').upper() == "NULL" else kind


@lru_cache(maxsize=1024)
def to_spark(kind: str) -> str:
    """The type in Spark that holds all values of a DuckDB type.

    Raises:
        EngineError: there is none.
    """
    return _to_spark(parse_type(kind), kind)


@lru_cache(maxsize=1024)
def to_arrow(kind: str) -> pa.DataType:
    """The Arrow type in which values of a DuckDB type are written to Parquet.

    Raises:
        EngineError: there is none.
    """
    return _to_arrow(parse_type(kind), kind)


def _to_spark(parsed: exp.DataType, kind: str) -> str:
    match parsed.this:
        case Kind.DECIMAL:
            precision, scale = _digits(parsed)
            return f"DECIMAL({precision},{scale})"
        case Kind.LIST | Kind.ARRAY:
            return f"ARRAY<{_to_spark(_inner(parsed), kind)}>"
        case Kind.STRUCT:
            fields = ", ".join(
                f"`{part.name}`: {_to_spark(part.args['kind'], kind)}" for part in _fields(parsed)
            )
            return f"STRUCT<{fields}>"
    found = _SPARK.get(parsed.this)
    if found is None:
        raise EngineError(
            Text(f"the lake has no column type for “{kind}”", f"数据湖没有与“{kind}”对应的列类型"),
            step="define",
            sql=kind,
        )
    return found


def _to_arrow(parsed: exp.DataType, kind: str) -> pa.DataType:
    match parsed.this:
        case Kind.DECIMAL:
            return pa.decimal128(*_digits(parsed))
        case Kind.LIST | Kind.ARRAY:
            return pa.list_(_to_arrow(_inner(parsed), kind))
        case Kind.STRUCT:
            return pa.struct(
                [pa.field(part.name, _to_arrow(part.args["kind"], kind)) for part in _fields(parsed)]
            )
    spark = _to_spark(parsed, kind)
    if spark.startswith("DECIMAL"):
        return pa.decimal128(*(int(part) for part in spark[8:-1].split(",")))
    return _ARROW[spark]


def _digits(parsed: exp.DataType) -> tuple[int, int]:
    parts = [int(part.name) for part in parsed.expressions]
    return (parts[0], parts[1] if len(parts) > 1 else 0) if parts else (18, 3)


def _inner(parsed: exp.DataType) -> exp.DataType:
    inner = parsed.expressions[0]
    assert isinstance(inner, exp.DataType)
    return inner


def _fields(parsed: exp.DataType) -> list[exp.Expr]:
    return list(parsed.expressions)
