# ruff: noqa: E501  (SQL and tables read better whole)
"""The hundred tags in hand-written DuckDB SQL: one scan per event table, and tag by tag."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.mix import (
    AnyGroup,
    Cases,
    Chain,
    Feature,
    Formula,
    Number,
    Percentile,
    Tag,
    Term,
    Tiers,
    Trait,
    When,
    features,
)
from benchmarks.sessions import AS_OF

NOW = f"TIMESTAMP '{AS_OF}'"
PEOPLE = "shop.people.customers"


def connect(folder: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory database with the shop attached, read only."""
    connection = duckdb.connect(config={"memory_limit": memory_limit})
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"ATTACH '{folder / '.tagma' / 'warehouse.duckdb'}' AS shop (READ_ONLY)")
    return connection


def run_scan(connection: duckdb.DuckDBPyConnection, tags: tuple[Tag, ...]) -> None:
    """One scan per event table computes all plain aggregates; makes the table ``result``."""
    wanted = dict.fromkeys(feature for tag in tags for feature in features(tag.formula))
    names = {feature: f"f{number}" for number, feature in enumerate(wanted)}
    scans = []
    for event in dict.fromkeys(feature.event for feature in wanted):
        columns = [f"{_aggregate(f, _condition(f))} AS {names[f]}" for f in wanted if f.event == event]
        scans.append(
            f'{event}_ AS (SELECT _customer_id, {", ".join(columns)} FROM shop.events."{event}" WHERE _ts <= {NOW} GROUP BY _customer_id)'
        )
    joins = "".join(
        f" LEFT JOIN {event}_ USING (_customer_id)" for event in dict.fromkeys(f.event for f in wanted)
    )
    values = [f"{_formula(tag.formula, lambda f: _filled(f, names[f]))} AS {tag.name}" for tag in tags]
    connection.execute(
        f"CREATE TABLE result AS WITH {', '.join(scans)} SELECT _customer_id, {', '.join(values)} "
        f"FROM {PEOPLE} JOIN shop.people.traits USING (_customer_id){joins}"
    )


def run_one_by_one(connection: duckdb.DuckDBPyConnection, tags: tuple[Tag, ...]) -> None:
    """One statement per tag, each a table of customer and value."""
    for tag in tags:
        connection.execute(f"CREATE TABLE {tag.name} AS {_tag_query(tag)}")


def gather(connection: duckdb.DuckDBPyConnection, tags: tuple[Tag, ...]) -> None:
    """Puts the tables of ``run_one_by_one`` side by side as ``result``; takes no part in the timing."""
    joins = "".join(f" JOIN {tag.name} USING (_customer_id)" for tag in tags)
    connection.execute(f"CREATE TABLE result AS SELECT * FROM (SELECT _customer_id FROM {PEOPLE}){joins}")


def _tag_query(tag: Tag) -> str:
    match tag.formula:
        case Chain() as chain:
            return _members(tag.name, f"SELECT _customer_id FROM ({_chain(chain)})")
        case AnyGroup(column, feature, least):
            groups = (
                f'SELECT _customer_id FROM shop.events."{feature.event}" WHERE {_condition(feature)} AND "{column}" IS NOT NULL '
                f'GROUP BY _customer_id, "{column}" HAVING {_aggregate(feature)} >= {least}'
            )
            return _members(tag.name, groups)
        case Percentile(feature, p):
            values = f"SELECT _customer_id, {_filled(feature, 'v')} AS v FROM {PEOPLE} LEFT JOIN ({_one(feature)}) USING (_customer_id)"
            return f"WITH a AS ({values}) SELECT _customer_id, coalesce(v >= (SELECT quantile_disc(v, {p / 100}) FROM a), false) AS {tag.name} FROM a"
    wanted = list(dict.fromkeys(features(tag.formula)))
    names = {feature: f"f{number}.v" for number, feature in enumerate(wanted)}
    joins = "".join(
        f" LEFT JOIN ({_one(f)}) f{number} USING (_customer_id)" for number, f in enumerate(wanted)
    )
    value = _formula(tag.formula, lambda f: _filled(f, names[f]))
    return f"SELECT _customer_id, {value} AS {tag.name} FROM {PEOPLE} JOIN shop.people.traits USING (_customer_id){joins}"


def _members(name: str, query: str) -> str:
    return f"SELECT _customer_id, m.c IS NOT NULL AS {name} FROM {PEOPLE} LEFT JOIN (SELECT DISTINCT _customer_id AS c FROM ({query})) m ON m.c = _customer_id"


def _one(feature: Feature) -> str:
    """One feature alone: customers and ``v``."""
    source = f'FROM shop.events."{feature.event}" WHERE {_condition(feature)}'
    if feature.function == "top":
        return (
            f"SELECT _customer_id, g AS v FROM (SELECT _customer_id, g, row_number() OVER (PARTITION BY _customer_id ORDER BY n DESC, g) AS place "
            f'FROM (SELECT _customer_id, "{feature.column}" AS g, count(*) AS n {source} GROUP BY ALL)) WHERE place = 1'
        )
    return f"SELECT _customer_id, {_aggregate(feature)} AS v {source} GROUP BY _customer_id"


def _condition(feature: Feature) -> str:
    parts = [f"_ts <= {NOW} - INTERVAL {feature.newer} DAY" if feature.newer else f"_ts <= {NOW}"]
    if feature.older:
        parts.append(f"_ts > {NOW} - INTERVAL {feature.older} DAY")
    if feature.where:
        column, op, value = feature.where
        parts.append(f'"{column}" {op} {value!r}')
    return " AND ".join(parts)


def _aggregate(feature: Feature, condition: str | None = None) -> str:
    only = f" FILTER (WHERE {condition})" if condition else ""
    column = f'"{feature.column}"'
    match feature.function:
        case "count":
            return f"count(*){only}"
        case "avg":
            return f"CAST(sum({column}){only} AS DOUBLE) / count({column}){only}"
        case "distinct":
            return f"count(DISTINCT {column}){only}"
        case "days":
            return f"count(DISTINCT CAST(_ts + INTERVAL 8 HOUR AS DATE)){only}"
        case "median":
            return f"median(CAST({column} AS DOUBLE)){only}"
        case "recency":
            return f"(epoch_us({NOW}) - epoch_us(max(_ts){only})) / 86400e6"
    return f"{feature.function}({column}){only}"


def _filled(feature: Feature, name: str) -> str:
    """No events: counts and sums are 0, the rest is missing."""
    return f"coalesce({name}, 0)" if feature.function in ("count", "sum", "distinct", "days") else name


def _formula(formula: Formula, column: object) -> str:
    match formula:
        case When(terms):
            return f"coalesce({' AND '.join(_term(term, column) for term in terms)}, false)"
        case Number(feature):
            return column(feature)  # type: ignore[operator]
        case Tiers(feature, tiers):
            value = column(feature)  # type: ignore[operator]
            return f"CASE {' '.join(f'WHEN {value} >= {at} THEN {label!r}' for at, label in tiers)} END"
        case Cases(cases, otherwise):
            whens = " ".join(f"WHEN {_formula(when, column)} THEN {label!r}" for label, when in cases)
            return f"CASE {whens} ELSE {otherwise!r} END"
    raise TypeError(formula)


def _term(term: Term, column: object) -> str:
    left = f'"{term.left.name}"' if isinstance(term.left, Trait) else column(term.left)  # type: ignore[operator]
    if isinstance(term.right, Feature):
        right = column(term.right)  # type: ignore[operator]
    elif isinstance(term.right, tuple):
        right = f"({', '.join(map(repr, term.right))})"
    else:
        right = repr(term.right)
    op = "IS DISTINCT FROM" if term.op == "!=" else term.op
    return f"coalesce({left} {op} {right}, false)"


def _chain(chain: Chain) -> str:
    """Reached events step by step, each by the latest reached event before it."""
    low = f" AND _ts > {NOW} - INTERVAL {chain.older} DAY" if chain.older else ""

    def events(event: str) -> str:
        return f'(SELECT _customer_id, _ts FROM shop.events."{event}" WHERE _ts <= {NOW}{low})'

    reached = events(chain.steps[0][0])
    for event, days in chain.steps[1:]:
        reached = (
            f"(SELECT DISTINCT b._customer_id, b._ts FROM {events(event)} b ASOF JOIN {reached} a ON a._customer_id = b._customer_id AND a._ts < b._ts "
            f"WHERE b._ts <= a._ts + INTERVAL {round(days * 24)} HOUR)"
        )
    if chain.forbidden is None:
        return f"SELECT _customer_id FROM {reached}"
    event, days = chain.forbidden
    hours = f"INTERVAL {round(days * 24)} HOUR"
    return (
        f'SELECT a._customer_id FROM {reached} a ASOF LEFT JOIN (SELECT _customer_id, _ts FROM shop.events."{event}" WHERE _ts <= {NOW}) c '
        f"ON c._customer_id = a._customer_id AND c._ts > a._ts "
        f"WHERE a._ts + {hours} <= {NOW} AND (c._ts IS NULL OR c._ts > a._ts + {hours})"
    )
