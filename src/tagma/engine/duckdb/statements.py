"""The engine's own statements as SQLGlot trees, and the one way in which a tree becomes DuckDB text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import ErrorLevel, exp
from sqlglot.errors import SqlglotError

from tagma.engine.pipeline import Pipeline
from tagma.errors import EngineError, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tagma.engine.protocol import Table

TEMPORARY = "temp"


def render_sql(statement: exp.Expr, *, step: str = "", pretty: bool = False) -> str:
    """The statement as DuckDB reads it, every identifier quoted.

    Raises:
        EngineError: SQLGlot cannot say it in DuckDB's dialect.
    """
    try:
        return statement.sql(
            dialect="duckdb", identify=True, pretty=pretty, unsupported_level=ErrorLevel.RAISE
        )
    except SqlglotError as error:
        raise EngineError(
            Text(f"step “{step}” cannot be written as SQL: {error}", f"步骤“{step}”无法写成 SQL：{error}"),
            step=step,
            sql=repr(statement),
        ) from error


def as_statement(query: exp.Expr | Pipeline) -> exp.Expr:
    """One statement, whether it came alone or as steps."""
    return query.statement() if isinstance(query, Pipeline) else query


def name_table(table: Table) -> exp.Table:
    """The table as an expression to read from or write to."""
    return exp.table_(table.name, db=table.schema, quoted=True)


def create_schema(schema: str) -> exp.Create:
    named = exp.Table(db=exp.to_identifier(schema, quoted=True))
    return exp.Create(this=named, kind="SCHEMA", exists=True)


def create_table_as(table: Table, query: exp.Expr, *, replace: bool) -> exp.Create:
    return exp.Create(
        this=_new_name(table), kind="TABLE", replace=replace, expression=query, properties=_properties(table)
    )


def create_view(table: Table, source: str) -> exp.Create:
    """A view of that name over everything that is registered as ``source``."""
    every = exp.select("*").from_(exp.table_(source, quoted=True))
    return exp.Create(this=name_table(table), kind="VIEW", replace=True, expression=every)


def create_empty_table(table: Table, columns: Mapping[str, str]) -> exp.Create:
    definitions = [_column_definition(name, kind) for name, kind in columns.items()]
    schema = exp.Schema(this=_new_name(table), expressions=definitions)
    return exp.Create(this=schema, kind="TABLE", exists=True, properties=_properties(table))


def add_column(table: Table, name: str, kind: str) -> exp.Alter:
    return exp.Alter(this=name_table(table), kind="TABLE", actions=[_column_definition(name, kind)])


def rename_table(table: Table, name: str) -> exp.Alter:
    rename = exp.AlterRename(this=exp.table_(name, quoted=True))
    return exp.Alter(this=name_table(table), kind="TABLE", actions=[rename])


def drop_table(table: Table) -> exp.Drop:
    return exp.Drop(tables=[name_table(table)], kind="TABLE", exists=True)


def insert_rows(table: Table, columns: Iterable[tuple[str, str]], source: str) -> exp.Insert:
    """Appends the named columns of ``source``, each cast to its type.

    Args:
        columns: pairs (name, DuckDB type name).
        source: the name under which the rows are registered.
    """
    pairs = list(columns)
    values = [
        exp.cast(exp.column(name, quoted=True), parse_type(kind)).as_(name, quoted=True)
        for name, kind in pairs
    ]
    return exp.insert(
        exp.select(*values).from_(exp.table_(source, quoted=True)),
        name_table(table),
        columns=[exp.to_identifier(name, quoted=True) for name, _ in pairs],
    )


def parse_type(kind: str) -> exp.DataType:
    """A DuckDB type by its name.

    Raises:
        EngineError: there is no such type.
    """
    try:
        return exp.DataType.build(kind, dialect="duckdb")
    except SqlglotError:
        raise EngineError(
            Text(f"there is no column type “{kind}”", f"没有列类型“{kind}”"), step="define", sql=kind
        ) from None


def _new_name(table: Table) -> exp.Table:
    # DuckDB takes the catalog name `temp` only after CREATE TEMPORARY, where it may also be left out
    return exp.table_(table.name, quoted=True) if table.schema == TEMPORARY else name_table(table)


def _properties(table: Table) -> exp.Properties | None:
    return exp.Properties(expressions=[exp.TemporaryProperty()]) if table.schema == TEMPORARY else None


def _column_definition(name: str, kind: str) -> exp.ColumnDef:
    if "\x00" in name:  # Arrow would cut the name there
        raise EngineError(
            Text("a column name holds a NUL character", "列名含有 NUL 字符"), step="define", sql=repr(name)
        )
    return exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=parse_type(kind))
