"""Shorthand for statements in tests."""

from __future__ import annotations

from typing import cast

import sqlglot
from sqlglot import exp


def parse_query(text: str) -> exp.Query:
    return cast("exp.Query", sqlglot.parse_one(text, dialect="duckdb"))


def parse_statement(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, dialect="duckdb")
