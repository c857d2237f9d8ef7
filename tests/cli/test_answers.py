"""``count customers sql words reference``."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pa_parquet
import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run


def test_count_says_how_many_of_how_many(run: Run) -> None:
    said = run("count", "active or city = '上海'")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("2 of 5 customers (40.0%)  as of 2024-06-30 12:00, ")


def test_count_as_json_has_four_fields(run: Run) -> None:
    data = run("count", "count(order) >= 1", "--as-of", "2024-06-20", "--json").data
    assert list(data) == ["count", "total", "as_of", "ms"]
    assert (data["count"], data["total"], data["as_of"]) == (3, 4, "2024-06-19T16:00:00.000000Z")
    assert data["ms"] > 0


def test_count_takes_the_name_of_a_segment(run: Run) -> None:
    assert run("count", "regulars", "--json").data["count"] == 2


def test_count_in_chinese(run: Run) -> None:
    assert run("count", "regulars", "--lang", "zh").out.startswith("2 位客户，共 5 位（40.0%）")


def test_customers_are_listed_with_columns(run: Run) -> None:
    said = run("customers", "count(order) >= 0", "--columns", "city，phase, spend,regulars", "--limit", "3")
    lines = said.out.splitlines()
    assert lines[0].split() == ["customer", "city", "phase", "spend", "regulars"]
    assert [line.split() for line in lines[2:]] == [
        ["1", "上海", "Core", "500.5", "yes"],
        ["2", "杭州", "Normal", "60", "no"],
        ["3", "上海", "Sleeping", "900", "yes"],
        ["3", "customers"],
    ]


def test_customers_as_json_are_rows(run: Run) -> None:
    rows = run("customers", "regulars", "--columns", "city,spend,birthday,channels", "--json").data
    assert rows == [
        {
            "customer": "1",
            "city": "上海",
            "spend": 500.5,
            "birthday": "1990-07-03",
            "channels": ["app", "web"],
        },
        {"customer": "3", "city": "上海", "spend": 900, "birthday": None, "channels": ["app"]},
    ]


def test_json_is_not_ascii_escaped(run: Run) -> None:
    assert "上海" in run("customers", "regulars", "--columns", "city", "--json").out


def test_nobody_is_no_error(run: Run) -> None:
    said = run("customers", "count(order) > 99")
    assert (said.code, said.out) == (0, "0 customers\n")


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet", "xlsx"])
def test_customers_are_written_to_files(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out.{suffix}"
    said = run("customers", "regulars", "--columns", "city", "-o", str(path), "--json")
    assert said.data == {"file": str(path), "customers": 2}
    match suffix:
        case "csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
        case "json":
            rows = [
                ["customer", "city"],
                *(list(row.values()) for row in json.loads(path.read_text("utf-8"))),
            ]
        case "parquet":
            rows = [
                ["customer", "city"],
                *(list(row.values()) for row in pa_parquet.read_table(path).to_pylist()),
            ]
        case _:
            rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows == [["customer", "city"], ["1", "上海"], ["3", "上海"]]


def test_sql_is_plain_in_a_pipe(run: Run) -> None:
    said = run("sql", "active")
    assert said.out.startswith("WITH ")
    assert "\x1b" not in said.out
    assert run("sql", "active", "--json").data["sql"] == said.out.rstrip("\n")


def test_words_in_both_languages(run: Run) -> None:
    rule = "count(order in last 30 days) >= 2"
    assert run("words", rule, "--lang", "en").out == "did “Order” at least 2 times in the last 30 days\n"
    assert run("words", rule, "--lang", "zh").out == "最近 30 天内「下单」至少 2 次\n"
    assert run("words", "active", "--json").data["rule"] == rule


def test_words_of_a_tag_by_cases_say_each_case(run: Run) -> None:
    lines = run("words", "phase", "--lang", "zh").out.splitlines()
    assert [line.split("：")[0] for line in lines] == ["核心", "沉睡", "一般"]
    cases = run("words", "phase", "--json").data["cases"]
    assert [case["value"] for case in cases] == ["core", "sleeping", "normal"]


def test_reference_needs_no_workspace(run: Run) -> None:
    page = run("reference").out
    assert page.startswith("# ")
    assert "days_since" in page
    listed = run("reference", "--json", "--lang", "zh").data
    assert {"count", "did", "percentile"} <= {each["name"] for each in listed}
    assert all(each["meaning"] and each["example_words"] for each in listed)


def test_reference_of_one_operator(run: Run) -> None:
    said = run("reference", "count")
    assert "count(EVENT [where RULE] [window])" in said.out
    assert "did “order” at least 5 times" in said.out
    assert run("reference", "starts with", "--json").data["name"] == "starts with"
