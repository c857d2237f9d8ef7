"""The gate for SQL that people write: one single SELECT, nothing that writes."""

from __future__ import annotations

import re
from contextlib import closing
from functools import lru_cache

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagma.engine.duckdb.connection import connect
from tagma.errors import Place, SourceError, Text

_WRITING = (exp.DML, exp.DDL, exp.Into, exp.Command, exp.Copy, exp.Placeholder, exp.Parameter)


def check_select(sql_text: str, *, where: Place | None = None) -> exp.Query:
    """Refuses any text that is not one single query that only reads.

    DuckDB's own parser looks first, because it is what runs the text; SQLGlot then looks inside.

    Raises:
        SourceError: the text does not parse, is several statements, or would write.
    """
    try:
        kinds = list(_list_kinds(sql_text))
    except duckdb.Error as error:
        raise SourceError(_describe_syntax(error), where=where) from error
    if kinds == [duckdb.StatementType.SELECT]:
        query = _parse(sql_text, where)
        if query is not None:
            return query
    raise SourceError(
        Text("a source's SQL is one single SELECT", "来源的 SQL 只能是一条 SELECT"),
        where=where,
        next_step=Text("keep the SELECT and remove the rest", "请只保留 SELECT，删除其余部分"),
    )


@lru_cache(maxsize=1024)
def _list_kinds(sql_text: str) -> tuple[duckdb.StatementType, ...]:
    """What kinds of statements a text holds; opening a database to ask costs more than all else here."""
    with closing(connect(":memory:")) as connection:
        return tuple(statement.type for statement in connection.extract_statements(sql_text))


def _parse(sql_text: str, where: Place | None) -> exp.Query | None:
    try:
        parsed = [tree for tree in sqlglot.parse(sql_text, dialect="duckdb") if tree is not None]
    except SqlglotError as error:
        what = Text("the SQL uses a form that cannot be checked", "SQL 使用了无法检查的写法")
        raise SourceError(
            what, where=where, next_step=Text("write it in plainer SQL", "请改用更普通的 SQL 写法")
        ) from error
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
        return None
    writes = (
        node for node in parsed[0].walk() if isinstance(node, _WRITING) and not isinstance(node, exp.Query)
    )
    return parsed[0] if next(writes, None) is None else None


def _describe_syntax(error: duckdb.Error) -> Text:
    message = str(error)
    near = re.search(r'at or near (".*?"|end of input)', message)
    line = re.search(r"^LINE (\d+):", message, re.MULTILINE)
    at = f" at its line {line[1]}" if line else ""
    at_zh = f"第 {line[1]} 行" if line else ""
    if near is None:
        return Text(f"the SQL cannot be read{at}", f"SQL {at_zh}无法解析")
    return Text(f"the SQL cannot be read{at}, near {near[1]}", f"SQL {at_zh} {near[1]} 附近无法解析")
