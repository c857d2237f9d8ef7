"""Reads rows of PostgreSQL and MySQL or MariaDB as Arrow batches, in a transaction that cannot write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import pyarrow as pa

from tagma.collect.address import Address
from tagma.collect.sources.databases.failures import word_failure
from tagma.errors import Place, SourceError, Text

BATCH_ROWS = 20_000
_SECONDS = 10
_MONEY = pa.decimal128(38, 9)
_UTC = pa.timestamp("us", tz="UTC")


class Rows(Protocol):
    """The rows of one query while they are read."""

    @property
    def schema(self) -> pa.Schema: ...

    def batches(self) -> Iterator[pa.RecordBatch]: ...


class Connection(Protocol):
    """A connection that only reads."""

    def quote(self, name: str) -> str: ...

    @contextmanager
    def run(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Rows]:
        """Runs one SELECT and streams its rows."""
        ...


@contextmanager
def connect(address: Address, *, limit: int | None = None) -> Iterator[Connection]:
    """A connection that only reads.

    Args:
        limit: seconds that a query may take.

    Raises:
        SourceError: the driver is not installed, the server does not answer or refuses; never the password.
    """
    opening = _open_postgresql if address.system == "postgresql" else _open_mysql
    opened = opening(address, limit)
    with opened as connection:
        yield connection


class _Fetched:
    """Rows of a driver's cursor, typed by a schema."""

    def __init__(self, cursor: Any, schema: pa.Schema, address: Address, errors: type[Exception]) -> None:
        self._cursor, self._schema, self._address, self._errors = cursor, schema, address, errors

    @property
    def schema(self) -> pa.Schema:
        return self._schema

    def batches(self) -> Iterator[pa.RecordBatch]:
        while True:
            try:
                rows = self._cursor.fetchmany(BATCH_ROWS)
            except self._errors as error:
                raise word_failure(error, self._address) from None
            if not rows:
                return
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array([_fit(value, field.type) for value in column], field.type)
                for column, field in zip(columns, self._schema, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=self._schema)


class _Postgresql:
    def __init__(self, connection: Any, address: Address, errors: type[Exception]) -> None:
        self._connection, self._address, self._errors = connection, address, errors

    def quote(self, name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    @contextmanager
    def run(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Rows]:
        try:
            with self._connection.cursor(name="tagma") as cursor:
                cursor.execute(sql.replace("%", "%%").replace("%%s", "%s") if values else sql, values or None)
                # a server-side cursor knows its columns before the first row
                yield _Fetched(cursor, _postgresql_schema(cursor.description), self._address, self._errors)
        except self._errors as error:
            raise word_failure(error, self._address) from None
        finally:
            self._connection.rollback()


class _Mysql:
    def __init__(self, connection: Any, cursor_class: Any, address: Address, errors: type[Exception]) -> None:
        self._connection, self._class, self._address, self._errors = connection, cursor_class, address, errors

    def quote(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    @contextmanager
    def run(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Rows]:
        cursor = self._connection.cursor(self._class)
        try:
            cursor.execute(sql.replace("%", "%%").replace("%%s", "%s") if values else sql, values or None)
            yield _Fetched(cursor, _mysql_schema(cursor.description), self._address, self._errors)
        except self._errors as error:
            raise word_failure(error, self._address) from None
        finally:
            cursor.close()
            self._connection.rollback()


@contextmanager
def _open_postgresql(address: Address, limit: int | None) -> Iterator[Connection]:
    try:
        import psycopg
    except ImportError:
        raise _no_driver("psycopg", "postgresql") from None
    where: dict[str, Any] = {
        "host": address.host, "port": address.port, "user": address.user or None,
        "password": address.password or None, "dbname": address.database, "connect_timeout": _SECONDS,
        "application_name": "tagma", **address.options,
    }  # fmt: skip
    if limit is not None:
        where["options"] = f"{where.get('options', '')} -c statement_timeout={limit * 1000}".strip()
    try:
        connection = psycopg.connect(**where)
    except psycopg.Error as error:
        raise word_failure(error, address) from None
    with connection:
        connection.read_only = True
        yield _Postgresql(connection, address, psycopg.Error)


@contextmanager
def _open_mysql(address: Address, limit: int | None) -> Iterator[Connection]:
    try:
        import pymysql
        import pymysql.cursors
    except ImportError:
        raise _no_driver("pymysql", "mysql") from None
    socket = address.options.get("unix_socket")
    where: dict[str, Any] = {
        "user": address.user or None, "password": address.password, "database": address.database,
        "charset": "utf8mb4", "connect_timeout": _SECONDS, **({"read_timeout": limit} if limit else {}),
        "init_command": "SET SESSION time_zone = '+00:00'",
    }  # fmt: skip
    where |= {"unix_socket": socket} if socket else {"host": address.host, "port": address.port}
    try:
        connection = pymysql.connect(**where)
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")
    except pymysql.MySQLError as error:
        raise word_failure(error, address) from None
    try:
        yield _Mysql(connection, pymysql.cursors.SSCursor, address, pymysql.MySQLError)
    finally:
        connection.close()


def _postgresql_schema(description: Sequence[Any]) -> pa.Schema:
    kinds = {
        16: pa.bool_(), 20: pa.int64(), 21: pa.int64(), 23: pa.int64(), 700: pa.float64(), 701: pa.float64(),
        1700: _MONEY, 1082: pa.date32(), 1114: pa.timestamp("us"), 1184: _UTC,
    }  # fmt: skip
    return pa.schema([(column.name, kinds.get(column.type_code, pa.string())) for column in description])


def _mysql_schema(description: Sequence[Any]) -> pa.Schema:
    from pymysql.constants import FIELD_TYPE as F

    kinds = {
        **dict.fromkeys((F.TINY, F.SHORT, F.LONG, F.INT24, F.YEAR), pa.int64()),
        **dict.fromkeys((F.LONGLONG, F.DECIMAL, F.NEWDECIMAL), _MONEY),
        **dict.fromkeys((F.FLOAT, F.DOUBLE), pa.float64()),
        **dict.fromkeys((F.DATE, F.NEWDATE), pa.date32()),
        F.DATETIME: pa.timestamp("us"), F.TIMESTAMP: _UTC,
    }  # fmt: skip
    return pa.schema([(column[0], kinds.get(column[1], pa.string())) for column in description])


def _fit(value: Any, kind: pa.DataType) -> Any:
    """The value as Arrow takes it; what does not fit its type is missing."""
    if value is None:
        return None
    if pa.types.is_string(kind):
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if pa.types.is_decimal(kind):
        number = Decimal(value)
        return round(number, 9) if number.is_finite() and abs(number) < Decimal(10) ** 28 else None
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return value if isinstance(value, date | datetime) else None
    return value


def _no_driver(module: str, extra: str) -> SourceError:
    return SourceError(
        Text(f"the driver {module} is not installed", f"尚未安装驱动 {module}"),
        where=Place(field="read"),
        next_step=Text(f"install it: pip install 'tagma[{extra}]'", f"请安装：pip install 'tagma[{extra}]'"),
    )
