"""No name and no value leaves its identifier or literal."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from tagma.engine import Table
from tagma.engine.duckdb import DuckDBEngine, open_reader
from tagma.errors import EngineError

NASTY = [
    '"',
    "'",
    '";DROP TABLE x;--',
    "a;b",
    "--",
    "/*",
    "at",
    "SELECT",
    "read_csv('/etc/passwd')",
    "\\",
    "?",
    "$1",
    ":a",
    "生鲜",
    "%",
    "{}",
    "a.b",
    "\n",
    "\u202e",
]
TEXTS = st.sampled_from(NASTY) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=20
)
SETTINGS = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SETTINGS
@given(name=TEXTS, column=TEXTS, value=TEXTS)
@example(name='"', column="at", value="'")
def test_names_and_values_stay_what_they_are(
    engine: DuckDBEngine, name: str, column: str, value: str
) -> None:
    table = Table("events", name)
    engine.define(table, {column: "VARCHAR"}, step="define")
    engine.load(table, pa.table({column: [value, "other"]}), step="load")
    is_value = exp.column(column, quoted=True).eq(exp.Literal.string(value))
    query = (
        exp.select(exp.column(column, quoted=True))
        .from_(exp.table_(name, db="events", quoted=True))
        .where(is_value)
    )
    rows = engine.query(query, step="query").column(0).to_pylist()
    assert set(rows) == {value}
    assert column in engine.tables("events")[name]
    assert set(engine.tables("events")) == {name}
    engine.swap(table, Table("portrait", name), step="swap")
    engine.drop(Table("portrait", name), step="drop")


@SETTINGS
@given(value=TEXTS)
def test_views_take_any_file_name_and_any_name(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    folder = tmp_path_factory.mktemp("f")
    name = value.replace("/", "").replace("\x00", "").strip(".") or "x"
    file = folder / f"{name}.csv"
    if len(file.name.encode()) > 200 or any(sign in name for sign in "*?[]"):
        return
    file.write_text("a\n1\n", encoding="utf-8")
    with open_reader([file.name], folder) as reader:
        reader.view(value, file.name, "csv")
        quoted = '"' + value.replace('"', '""') + '"'
        assert reader.query(f"SELECT a FROM {quoted}").read_all().num_rows == 1


def test_a_name_with_nul_is_refused(engine: DuckDBEngine) -> None:
    with pytest.raises(EngineError, match="NUL"):
        engine.define(Table("events", "e"), {"a\x00b": "VARCHAR"}, step="define")


def test_nul_cuts_nothing(engine: DuckDBEngine) -> None:
    value = "a\x00' OR 1=1"
    rows = engine.query(exp.select(exp.Literal.string(value).as_("x")), step="q")
    assert rows.to_pylist() == [{"x": value}]
