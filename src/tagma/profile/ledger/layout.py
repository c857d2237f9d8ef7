"""How the columns of a table lie in a packed record: fixed-width fields, text codes, lengths of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import pyarrow as pa

from tagma.engine.protocol import Table
from tagma.errors import RunError, Text

_FIXED: dict[str, tuple[str, pa.DataType]] = {
    "BOOLEAN": ("u1", pa.bool_()),
    "TINYINT": ("i1", pa.int8()),
    "SMALLINT": ("<i2", pa.int16()),
    "INTEGER": ("<i4", pa.int32()),
    "BIGINT": ("<i8", pa.int64()),
    "UTINYINT": ("u1", pa.uint8()),
    "USMALLINT": ("<u2", pa.uint16()),
    "UINTEGER": ("<u4", pa.uint32()),
    "UBIGINT": ("<u8", pa.uint64()),
    "FLOAT": ("<f4", pa.float32()),
    "DOUBLE": ("<f8", pa.float64()),
    "DATE": ("<i4", pa.date32()),
    "TIMESTAMP": ("<i8", pa.timestamp("us")),
}
_DECIMAL = re.compile(r"DECIMAL\((\d+), ?(\d+)\)")
PLAIN_NAMES = frozenset({"_message_id", "_extra", "value"})


class Coding(StrEnum):
    """How a column's values are written."""

    FIXED = "fixed"
    CODE = "code"
    """Text by its number in the column's dictionary, -1 for null."""
    PLAIN = "plain"
    """Text by its length in bytes, -1 for null; the bytes follow the records."""
    LIST = "list"
    """A list of texts by its length, -1 for null; the codes follow the records."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a packed table.

    Attributes:
        type: the DuckDB type name.
        dictionary: which dictionary its codes point into, 0 for none.
    """

    name: str
    type: str
    coding: Coding
    dictionary: int = 0

    @property
    def arrow_type(self) -> pa.DataType:
        return arrow_type(self.type)


@dataclass(frozen=True)
class Layout:
    """The columns of one packed table and the record that holds a row of it.

    Attributes:
        relation: number of the table within the ledger.
        keyed: whether rows belong to customers; otherwise the table is kept whole under customer 0.
    """

    relation: int
    table: Table
    columns: tuple[Column, ...]
    keyed: bool = True
    masked: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        fixed = (column for column in self.columns if column.coding is Coding.FIXED)
        object.__setattr__(self, "masked", tuple(fixed))

    @cached_property
    def record(self) -> np.dtype[np.void]:
        """A bit per fixed-width column (1 = null), then each column's field, named by its position."""
        fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = [
            ("mask", "u1", (-(-len(self.masked) // 8),))
        ]
        fields += [(str(index), _field_type(column)) for index, column in enumerate(self.columns)]
        return np.dtype(fields)

    @cached_property
    def sections(self) -> tuple[tuple[int, int], ...]:
        """Position and bytes per item of the columns whose items follow the records."""
        items = {Coding.PLAIN: 1, Coding.LIST: 4}
        return tuple(
            (index, items[column.coding])
            for index, column in enumerate(self.columns)
            if column.coding in items
        )

    @cached_property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.arrow_type) for column in self.columns])


def arrow_type(name: str) -> pa.DataType:
    """The Arrow type of a DuckDB type name.

    Raises:
        RunError: a type that the ledger cannot hold.
    """
    if name in _FIXED:
        return _FIXED[name][1]
    if name == "VARCHAR":
        return pa.string()
    if name == "VARCHAR[]":
        return pa.list_(pa.string())
    decimal = _DECIMAL.fullmatch(name)
    if decimal and int(decimal[1]) <= 18:
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    raise RunError(
        Text(f"the ledger cannot hold a column of type {name}", f"账本无法存放类型为 {name} 的列"),
        next_step=Text(
            "declare the column as one of the types of a property", "请把该列声明为属性支持的类型之一"
        ),
    )


def _field_type(column: Column) -> str:
    if column.coding is not Coding.FIXED:
        return "<i4"
    return _FIXED[column.type][0] if column.type in _FIXED else "<i8"


def choose_coding(name: str, type_name: str, sample: pa.ChunkedArray | None) -> Coding:
    """Fixed width for all but texts; texts by code unless most of a sample's values are different."""
    if type_name == "VARCHAR[]":
        return Coding.LIST
    if type_name != "VARCHAR":
        return Coding.FIXED
    if name in PLAIN_NAMES or sample is None:
        return Coding.PLAIN
    distinct = len(sample.unique())
    return Coding.PLAIN if distinct > 1_000 and distinct > 0.5 * len(sample) else Coding.CODE
