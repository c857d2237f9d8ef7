"""A look at a database: its tables, the first rows of the one that is read, whether its user could write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from tagma.collect.address import read_address
from tagma.collect.sources.databases.drivers import connect
from tagma.collect.sources.databases.extract import check_columns, write_query
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.collect.sources.databases.drivers import Connection

ROWS = 20
SECONDS = 8
_MOST_TABLES = 500
_TABLES = {
    "postgresql": "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables "
    "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 500",
    "mysql": "SELECT table_name AS name FROM information_schema.tables "
    "WHERE table_schema = DATABASE() ORDER BY 1 LIMIT 500",
}
_WRITES = {
    "postgresql": "SELECT CASE WHEN bool_or(has_table_privilege(c.oid, 'INSERT') OR "
    "has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')) THEN 'yes' ELSE 'no' END "
    "AS writes FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')",
    "mysql": "SELECT IF(COUNT(*) > 0, 'yes', 'no') AS writes FROM ("
    "SELECT privilege_type FROM information_schema.user_privileges "
    "UNION ALL SELECT privilege_type FROM information_schema.schema_privileges "
    "WHERE table_schema = DATABASE() "
    "UNION ALL SELECT privilege_type FROM information_schema.table_privileges "
    "WHERE table_schema = DATABASE()) AS p "
    "WHERE privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'CREATE')",
}
_MAY_WRITE = Text(
    "this user may write: give Tagma one that may only read", "该用户拥有写权限：请为 Tagma 提供只读用户"
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What was seen.

    Attributes:
        tables: those that the user may see.
        rows: the first of the table or query.
    """

    tables: tuple[str, ...]
    rows: pa.Table
    warnings: tuple[Text, ...] = ()


def probe_database(definition: SourceDefinition) -> Probe:
    """Looks at the database of a source; reads a few rows, and writes nothing.

    Raises:
        SourceError: it cannot be reached, lets us not in, has no such table or column.
    """
    address = read_address(next(iter(definition.read.values())))
    with connect(address, limit=SECONDS) as connection:
        tables = tuple(_read(connection, _TABLES[address.system]).column(0).to_pylist())
        if definition.table is not None:
            _check_table(definition.table, tables)
        query = write_query(definition, connection)
        rows = _read(connection, f"SELECT * FROM ({query}) AS probe LIMIT {ROWS}")
        check_columns(definition, rows.schema)
        writes = _read(connection, _WRITES[address.system]).column(0).to_pylist() == ["yes"]
    return Probe(tables, rows, (_MAY_WRITE,) if writes else ())


def _read(connection: Connection, sql: str) -> pa.Table:
    with connection.run(sql) as found:
        return pa.Table.from_batches([*found.batches()], found.schema)


def _check_table(table: str, tables: tuple[str, ...]) -> None:
    """Refuses a table that is not there; a name without schema is looked up in all of them."""
    known = {name.casefold() for name in tables} | {name.split(".")[-1].casefold() for name in tables}
    wanted = {table.casefold(), table.split(".")[-1].casefold()}
    if wanted & known or len(tables) >= _MOST_TABLES:
        return  # the database itself says the rest
    short = [name.split(".")[-1] for name in tables]
    shown = ", ".join(tables[:12])
    raise SourceError(
        Text(f"the database has no table “{table}”", f"数据库中没有表“{table}”"),
        where=Place(field="table"),
        nearest=nearest_names(table, [*tables, *short]),
        next_step=Text(
            f"the tables are: {shown}" if shown else "this user can see no table at all",
            f"现有的表：{shown}" if shown else "该用户看不到任何表",
        ),
    )
