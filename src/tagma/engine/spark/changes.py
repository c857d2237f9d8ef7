"""What a DDL or DML statement does to a table, read from its tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from tagma.engine.protocol import Table
from tagma.errors import EngineError, Text

Kind = Literal["create", "drop", "rename", "add column", "drop column", "insert", "delete", "update"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        columns: with their types where the statement gives types.
        values: the new values of columns (UPDATE).
        name: the new name of a table, or the column that goes.
    """

    kind: Kind
    table: Table
    columns: Mapping[str, str] = field(default_factory=dict)
    query: exp.Query | None = None
    where: exp.Expr | None = None
    values: Mapping[str, exp.Expr] = field(default_factory=dict)
    name: str = ""
    replaces: bool = False
    unless_there: bool = False

    def source(self) -> exp.Table:
        """The table under its own name, as conditions name it."""
        alias = exp.TableAlias(this=exp.to_identifier(self.table.name, quoted=True))
        return exp.Table(
            this=exp.to_identifier(self.table.name, quoted=True),
            db=exp.to_identifier(self.table.schema, quoted=True),
            alias=alias,
        )

    def rows(self, columns: Mapping[str, str]) -> exp.Query:
        """The rows of the table after a DELETE or an UPDATE."""
        holds = exp.true() if self.where is None else self.where.copy()
        sure = exp.Coalesce(this=exp.Paren(this=holds), expressions=[exp.false()])
        if self.kind == "delete":
            named = [exp.column(name, quoted=True) for name in columns]
            return exp.select(*named).from_(self.source()).where(exp.Not(this=sure))
        new = {name.casefold(): value for name, value in self.values.items()}
        selected: list[exp.Expr] = []
        for name in columns:
            old = exp.column(name, quoted=True)
            value = new.get(name.casefold())
            if value is not None:
                case = exp.Case().when(sure.copy(), value.copy()).else_(old)
                selected.append(exp.alias_(case, name, quoted=True))
            else:
                selected.append(old)
        return exp.select(*selected).from_(self.source())


def read_change(statement: exp.Expr, step: str) -> Change:
    """The change that a statement makes.

    Raises:
        EngineError: a form that the lake does not have.
    """
    match statement:
        case exp.Create(kind="SCHEMA"):
            raise _refuse(statement, step)
        case exp.Create():
            return _read_create(statement)
        case exp.Drop():
            named = statement.find(exp.Table)
            if named is not None and str(statement.args.get("kind") or "TABLE") == "TABLE":
                return Change("drop", _name(named), unless_there=bool(statement.args.get("exists")))
        case exp.Alter():
            found = _read_alter(statement)
            if found is not None:
                return found
        case exp.Insert(expression=exp.Query() as query):
            target = statement.this
            columns = {part.name: "" for part in target.expressions} if isinstance(target, exp.Schema) else {}
            return Change("insert", _name(target.find(exp.Table)), columns=columns, query=query)
        case exp.Delete():
            return Change("delete", _name(statement.this), where=_condition(statement))
        case exp.Update():
            values = {each.this.name: each.expression for each in statement.expressions}
            return Change("update", _name(statement.this), where=_condition(statement), values=values)
    raise _refuse(statement, step)


def _read_create(statement: exp.Create) -> Change:
    target = statement.this
    columns: dict[str, str] = {}
    if isinstance(target, exp.Schema):
        columns = {each.name: each.args["kind"].sql(dialect="duckdb") for each in target.expressions}
    query = statement.expression
    return Change(
        "create",
        _name(target.find(exp.Table)),
        columns=columns,
        query=query if isinstance(query, exp.Query) else None,
        replaces=bool(statement.args.get("replace")),
        unless_there=bool(statement.args.get("exists")),
    )


def _read_alter(statement: exp.Alter) -> Change | None:
    table = _name(statement.this)
    match statement.args.get("actions"):
        case [exp.Drop() as action]:
            column = action.find(exp.Column)
            return None if column is None else Change("drop column", table, name=column.name)
        case [exp.ColumnDef() as action]:
            kind = action.args["kind"].sql(dialect="duckdb")
            return Change("add column", table, columns={action.name: kind})
        case [exp.AlterRename() as action]:
            return Change("rename", table, name=action.this.name)
    return None


def _condition(statement: exp.Expr) -> exp.Expr | None:
    where = statement.args.get("where")
    return None if where is None else where.this


def _name(node: exp.Expr | None) -> Table:
    assert isinstance(node, exp.Table)
    return Table(node.db or "main", node.name)


def _refuse(statement: exp.Expr, step: str) -> EngineError:
    kind = type(statement).__name__.upper()
    return EngineError(
        Text(f"the lake cannot do this {kind}", f"数据湖不支持此 {kind} 语句"),
        step=step,
        sql=statement.sql(dialect="duckdb"),
        next_step=Text("write it as a query that makes the table anew", "请改写为重建该表的查询"),
    )
