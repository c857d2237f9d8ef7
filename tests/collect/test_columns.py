"""Columns that people write in many ways, titles above the header, rows that know their place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tagma.errors import SourceError

WRITTEN = {
    "number": {
        "¥1,234.50": "1234.50", "￥１，２３４．５": "1234.5", "(5.00)": "-5.00", "12%": "0.12000000", "12元": "12",
        "RMB 8": "8", "$ 1 000": "1000", "abc": "abc", "": None,
    },
    "number with decimal comma": {"1.234,56": "1234.56", "12,5": "12.5", "€ 3,00": "3.00"},
    "instant": {
        "2024/3/5 下午 8:30": "2024-03-05 20:30:00", "2024年3月5日": "2024年3月5日", "20240305": "2024-03-05",
        "45356.354166666664": "2024-03-05 08:30:00", "1709627400": "2024-03-05 08:30:00Z",
        "1709627400000": "2024-03-05 08:30:00Z", "5-Mar-24": "2024-03-05 00:00:00", "nope": "nope",
        "2024-03-05T08:30:00+08:00": "2024-03-05T08:30:00+08:00",
    },
    "instant day first": {"05/03/2024": "2024-03-05", "5.3.24 08:30": "2024-3-5 08:30"},
    "instant month first": {"3/5/2024 8:30 PM": "2024-03-05 20:30:00"},
    "text": {"007": "007", "12345678901234567890": "12345678901234567890"},
}  # fmt: skip


@pytest.mark.parametrize("reading", WRITTEN)
def test_readings(write: Callable[..., Path], read: Callable[..., Any], reading: str) -> None:
    lines = ['"' + value + '"' for value in WRITTEN[reading]]
    write("a.csv", "\n".join(["n,x", *(f"{n},{line}" for n, line in enumerate(lines))]) + "\n")
    rows = read(
        read="a.csv",
        columns={"x": reading},
        events={"e": "select n as user_id, date '2024-01-01' as ts, x from raw order by n"},
    )
    found = [row["x"] for row in rows]
    expected = list(WRITTEN[reading].values())
    if reading == "number":
        assert [text and text.rstrip("0") for text in found] == [
            text and text.rstrip("0") for text in expected
        ]
    else:
        assert found == expected


def test_titles_above_the_header_and_row_numbers(
    write: Callable[..., Path], read: Callable[..., Any]
) -> None:
    write("a.csv", "门店日报\n导出时间 2024-03-01\nid,day\n1,2024-01-01\n2,2024-01-02\n", "gb18030")
    rows = read(
        read="a.csv",
        options={"header_row": 3, "number_rows": True},
        events={"e": "select id as user_id, day as ts, file_row from raw"},
    )
    assert [(row["user_id"], row["file_row"]) for row in rows] == [(1, 4), (2, 5)]


def test_rows_of_several_files_name_their_file(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("a-1.csv", "id,day\n007,2024-01-01\n")
    write("a-2.csv", "id,day\n8,2024-01-01\n", "utf-16")
    rows = read(
        read="a-*.csv",
        columns={"id": "text"},
        options={"number_rows": True},
        events={"e": "select id as user_id, day as ts, file_row from raw"},
    )
    assert sorted((row["user_id"], row["file_row"]) for row in rows) == [
        ("007", "a-1.csv:2"),
        ("8", "a-2.csv:2"),
    ]


def test_a_workbook_with_a_title_and_merged_cells(tmp_path: Path, read: Callable[..., Any]) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "销售明细", None)
        sheet.merge_range("A2:A3", "会员", None)
        sheet.merge_range("C2:D2", "订单", None)
        sheet.write_row("C3", ["日期", "金额"])
        sheet.merge_range("A4:A5", "u1", None)
        sheet.write_row("C4", [45356, "1,200"])
        sheet.write_row("C5", [45357, "3"])
    rows = read(
        read="a.xlsx",
        options={"header_row": 3, "number_rows": True},
        columns={"日期": "instant", "金额": "number"},
        events={"e": "select 会员 as user_id, 日期 as ts, 金额, file_row from raw"},
    )
    assert rows == [
        {"user_id": "u1", "ts": "2024-03-05 00:00:00", "金额": "1200", "file_row": 4},
        {"user_id": "u1", "ts": "2024-03-06 00:00:00", "金额": "3", "file_row": 5},
    ]
    assert datetime.fromisoformat(rows[0]["ts"])


def test_a_reading_of_no_column(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("a.csv", "id,day\n1,2024-01-01\n")
    with pytest.raises(SourceError) as caught:
        read(
            read="a.csv",
            columns={"days": "instant"},
            events={"e": "select id as user_id, day as ts from raw"},
        )
    assert caught.value.nearest == ("day",)


def test_a_cell_of_a_million_characters(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("a.csv", f"id,day,note\n1,2024-01-01,{'x' * 1_000_000}\n")
    rows = read(read="a.csv", events={"e": "select id as user_id, day as ts, note from raw"})
    assert len(rows[0]["note"]) == 1_000_000
