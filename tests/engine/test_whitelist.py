"""Generated SQL may use what the whitelist names, and nothing that transpiles silently wrong."""

from __future__ import annotations

import pytest

from tagma.engine import check_functions
from tagma.engine.duckdb import DuckDBEngine
from tagma.engine.whitelist import ALLOWED
from tagma.errors import EngineError

from .sql import parse_query, parse_statement

FORBIDDEN = {
    # design, section 6: transpiles silently wrong
    "isodow(t)": "isodow",
    "extract(isodow FROM t)": "extract",
    "date_part('isodow', t)": "date_part",
    "date_diff('day', t, t)": "date_diff",
    "arg_max(x, t)": "arg_max by a bare value",
    "arg_min(x, t)": "arg_min by a bare value",
    "max_by(x, t)": "arg_max by a bare value",
    "list(DISTINCT x ORDER BY x)": "distinct",
    "list(x)": "without an order",
    "cast(1.5 AS BIGINT)": "fraction to an integer",
    "cast(x / 2 AS INTEGER)": "fraction to an integer",
    "try_cast((x / 2 + 1) AS BIGINT)": "fraction to an integer",
    "x::DOUBLE::BIGINT": "fraction to an integer",
    "cast(median(x) AS BIGINT)": "fraction to an integer",
    "hash(x)": "hash",
    "avg(x)": "avg",
    "avg(x) OVER (PARTITION BY t)": "avg",
    "quantile_cont(x, 0.5)": "quantile_cont",
    "t AT TIME ZONE 'UTC'": "AT TIME ZONE",
    "cast(x AS ENUM ('a'))": "enum",
    # the clock, chance, files, settings
    "now()": "now",
    "current_timestamp": "current_timestamp",
    "today()": "current_date",
    "random()": "random",
    "uuid()": "uuid",
    "getvariable('x')": "getvariable",
    "current_setting('threads')": "current_setting",
    "nextval('s')": "nextval",
    "(SELECT a FROM read_csv('/etc/passwd') AS f)": "read_csv",
    "(SELECT a FROM glob('/*') AS f)": "glob",
    "(SELECT a FROM query('SELECT 1') AS f)": "query",
    "to_timestamp(x)": "to_timestamp",
    "epoch_ms(x)": "epoch_ms",
    "log2(x)": "another base",
    "ln(x)": "ln",
    "?": "placeholder",
    "$1": "placeholder",
}


@pytest.mark.parametrize(("form", "word"), FORBIDDEN.items())
def test_forbidden_forms_are_named(form: str, word: str) -> None:
    with pytest.raises(EngineError, match="may not use") as caught:
        check_functions(parse_query(f"SELECT {form} AS y FROM e"), step="s")
    assert word in caught.value.what.en
    assert caught.value.next_step is not None
    assert caught.value.step == "s"


def test_qualify_with_a_star() -> None:
    text = "FROM e QUALIFY row_number() OVER (PARTITION BY c ORDER BY t) = 1"
    check_functions(parse_query(f"SELECT c, t {text}"))
    with pytest.raises(EngineError, match="QUALIFY"):
        check_functions(parse_query(f"SELECT * {text}"))


def test_forms_deep_inside_are_found() -> None:
    for text in (
        "WITH a AS (SELECT now() AS n) SELECT n FROM a",
        "SELECT 1 AS a UNION ALL (SELECT CASE WHEN true THEN random() END)",
        "CREATE TABLE t AS SELECT hash(1) AS h",
        "DELETE FROM t WHERE a IN (SELECT isodow(b) FROM u)",
        "WITH a AS (INSERT INTO t SELECT now() RETURNING *) SELECT * FROM a",
        "SELECT 1 FROM e LIMIT (SELECT random())",
        "SELECT a FROM e JOIN unnest([1]) AS u ON true",
    ):
        with pytest.raises(EngineError, match="may not use"):
            check_functions(parse_statement(text))


ALLOWED_FORMS = [
    "count(*), count(DISTINCT x), sum(x), min(x), max(x), median(x), quantile_disc(x, 0.5)",
    "arg_max(x, struct_pack(ts := t, id := x)), arg_min(x, {'ts': t, 'id': x}), arg_max(x, row(t, x))",
    "bool_or(x > 1), bool_and(x > 1), list_slice(list(x ORDER BY x DESC), 1, 2), list_contains([1, 2], 1)",
    "cast(sum(x) AS DOUBLE) / nullif(count(x), 0), coalesce(max(x), 0), round(abs(sum(x)), 2)",
    "cast(floor(log10(max(x))) AS BIGINT), cast(sum(x) AS BIGINT), cast('3' AS BIGINT), try_cast('a' AS INTEGER)",
    "greatest(min(x), 1), least(max(x), 1), count(*) FILTER (WHERE x > 1)",
]
ROW_FORMS = [
    "lag(x) OVER (ORDER BY t), lead(x) OVER (ORDER BY t), row_number() OVER (ORDER BY t), rank() OVER (ORDER BY t)",
    "max(x) OVER (PARTITION BY x ORDER BY epoch_us(t) RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)",
    "epoch_us(t), make_timestamp(epoch_us(t)), year(t), month(t), day(t), hour(t), make_date(2020, 1, 1)",
    "md5(s), substr(s, 1, 2), concat(s, s), lower(s), len(s), starts_with(s, 'a'), ends_with(s, 'a'), contains(s, 'a')",
    "regexp_matches(s, '^a'), s LIKE 'a%', s IN ('a', 'b'), s BETWEEN 'a' AND 'b', s IS NULL, NOT (s = 'a' OR x > 1)",
    "CASE WHEN x > 1 THEN 'a' ELSE 'b' END, t + INTERVAL 3 DAY, DATE '2020-01-01' + 1, x % 2, x // 2, -x, s || 'b'",
    "EXISTS (SELECT 1 FROM e AS f WHERE f.x = e.x)",
]


@pytest.mark.parametrize("form", ALLOWED_FORMS + ROW_FORMS)
def test_allowed_forms_run(engine: DuckDBEngine, form: str) -> None:
    text = f"WITH e AS (SELECT 1 AS x, TIMESTAMP '2020-01-01' AS t, 'ab' AS s UNION ALL SELECT 2, TIMESTAMP '2020-01-02', 'b') SELECT {form} FROM e"
    assert engine.query(parse_query(text), step="allowed").num_rows >= 1


def test_every_row_has_a_reason_and_one_meaning() -> None:
    assert all(row.reason for row in ALLOWED)
    assert len({row.name for row in ALLOWED}) == len(ALLOWED)


def test_the_engine_checks_every_statement(engine: DuckDBEngine) -> None:
    with pytest.raises(EngineError, match="function avg"):
        engine.query(parse_query("SELECT avg(x) AS a FROM (SELECT 1 AS x) AS t"), step="s")
    with pytest.raises(EngineError, match="function now"):
        engine.execute(parse_statement("CREATE TABLE t AS SELECT now() AS n"), step="s")
