"""Files in every format to rows and shapes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from tagma.collect.sources import SourceShape, fingerprint_source, merge_types
from tagma.rules.vocabulary import Type
from tests.collect.conftest import define

ORDERS = "id,day,amount,city\n1,2024-01-01 08:00:00,1.5,上海\n007,2024-01-02 08:00:00,20,\n"
SELECT = "select id as user_id, day as ts, amount, city from raw"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_any_encoding(write: Callable[..., Path], read: Callable[..., Any], encoding: str) -> None:
    write("orders.csv", ORDERS, encoding)
    rows = read(read="orders.csv", events={"order": SELECT})
    assert rows[0] == {"user_id": "1", "ts": datetime(2024, 1, 1, 8), "amount": 1.5, "city": "上海"}
    assert rows[1]["user_id"] == "007"
    assert rows[1]["city"] is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_any_delimiter(write: Callable[..., Path], read: Callable[..., Any], delimiter: str) -> None:
    write("orders.csv", ORDERS.replace(",", delimiter))
    assert read(read="orders.csv", events={"order": SELECT})[0]["amount"] == 1.5


def test_a_delimiter_may_be_given(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("orders.csv", "id^day\n1^2024-01-01\n")
    rows = read(
        read="orders.csv",
        options={"delimiter": "^"},
        events={"order": "select id as user_id, day as ts from raw"},
    )
    assert rows == [{"user_id": 1, "ts": date(2024, 1, 1)}]


def test_csv_without_header(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("orders.csv", "1,2024-01-01\n2,2024-01-02\n")
    rows = read(
        read="orders.csv",
        options={"header": False},
        events={"order": "select column0 as user_id, column1 as ts from raw"},
    )
    assert [row["user_id"] for row in rows] == [1, 2]


def test_quoted_fields_may_hold_lines_and_delimiters(
    write: Callable[..., Path], read: Callable[..., Any]
) -> None:
    write("orders.csv", 'id,day,note\n1,2024-01-01,"a, ""b""\nc"\n')
    rows = read(read="orders.csv", events={"order": "select id as user_id, day as ts, note from raw"})
    assert rows[0]["note"] == 'a, "b"\nc'


def test_a_glob_reads_files_of_two_encodings_by_name(
    write: Callable[..., Path], read: Callable[..., Any]
) -> None:
    write("data/2023.csv", "id,day\n1,2023-01-01\n")
    write("data/2024.csv", "day,id,城市\n2024-01-01,2,上海\n", "gb18030")
    rows = read(
        read="data/*.csv", events={"order": 'select id as user_id, day as ts, "城市" from raw order by day'}
    )
    assert rows == [
        {"user_id": 1, "ts": date(2023, 1, 1), "城市": None},
        {"user_id": 2, "ts": date(2024, 1, 1), "城市": "上海"},
    ]


def test_named_inputs_join(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("orders.csv", "id,day,sku\n1,2024-01-01,a\n")
    write("products.json", '[{"sku": "a", "category": "生鲜"}]')
    rows = read(
        read={"orders": "orders.csv", "products": "products.json"},
        events={"order": "select id as user_id, day as ts, category from orders join products using (sku)"},
    )
    assert rows == [{"user_id": 1, "ts": date(2024, 1, 1), "category": "生鲜"}]


def test_ndjson_with_lists_and_objects(write: Callable[..., Path], read: Callable[..., Any]) -> None:
    write("e.ndjson", '{"u": "a", "t": "2024-01-01T00:00:00Z", "l": [1, 2], "o": {"x": 1}}\n')
    rows = read(read="e.ndjson", events={"seen": "select u as user_id, t as ts, l, o from raw"})
    assert rows[0]["l"] == ["1", "2"]
    assert rows[0]["o"] == '{"x":1}'
    assert rows[0]["ts"].isoformat() == "2024-01-01T00:00:00+00:00"


def test_parquet_keeps_its_types(tmp_path: Path, describe: Callable[..., Any]) -> None:
    table = pa.table(
        {
            "u": [1],
            "t": pa.array([datetime(2024, 1, 1)], pa.timestamp("us")),
            "b": [True],
            "m": pa.array([Decimal("1.25")], pa.decimal128(10, 2)),
            "d": [date(2024, 1, 1)],
            "f": [1.5],
            "s": ["x"],
            "l": [["x"]],
        }
    )
    pq.write_table(table, tmp_path / "e.parquet")
    shape = describe(
        read="e.parquet",
        events={
            "seen": "select u as user_id, t as ts, t as seen_at, b, m, d, f, s, l, sum(u) over () as n from raw"
        },
    )
    assert shape.events["seen"] == {
        "seen_at": Type.INSTANT,
        "b": Type.BOOL,
        "m": Type.DECIMAL,
        "d": Type.DATE,
        "f": Type.DECIMAL,
        "s": Type.TEXT,
        "l": Type.LIST,
        "n": Type.INTEGER,
    }


def _write_workbook(path: Path) -> None:
    workbook = xlsxwriter.Workbook(str(path))
    workbook.add_worksheet("说明").write(0, 0, "nothing here")
    sheet = workbook.add_worksheet("订单")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, title in enumerate(["编号", "时间", "日期", "金额", "件数", "备注", "新客", ""]):
        sheet.write(0, column, title)
    for row, (number, note, fresh) in enumerate([(1, "a", True), (2, 3, False)], start=1):
        sheet.write(row, 0, number)
        sheet.write_datetime(row, 1, datetime(2024, 1, row, 8, 30), minute)
        sheet.write_datetime(row, 2, datetime(2024, 1, row), day)
        sheet.write(row, 3, number + 0.5)
        sheet.write(row, 4, number)
        sheet.write(row, 5, note)
        sheet.write_boolean(row, 6, fresh)
    sheet.write(4, 0, 3)
    workbook.close()


def test_excel_sheet_by_name(tmp_path: Path, read: Callable[..., Any], describe: Callable[..., Any]) -> None:
    _write_workbook(tmp_path / "订单.xlsx")
    source: dict[str, Any] = {
        "read": "订单.xlsx",
        "options": {"sheet": "订单"},
        "events": {"order": "select 编号 as user_id, 时间 as ts, 日期, 金额, 件数, 备注, 新客 from raw"},
    }
    rows = read(**source)
    assert rows[0] == {
        "user_id": 1,
        "ts": datetime(2024, 1, 1, 8, 30),
        "日期": date(2024, 1, 1),
        "金额": 1.5,
        "件数": 1,
        "备注": "a",
        "新客": True,
    }
    assert rows[1]["备注"] == "3"
    assert rows[2] == {
        "user_id": 3,
        "ts": None,
        "日期": None,
        "金额": None,
        "件数": None,
        "备注": None,
        "新客": None,
    }
    assert describe(**source).events["order"]["件数"] is Type.INTEGER


def test_shape_of_traits_takes_declared_types(
    write: Callable[..., Path], describe: Callable[..., Any]
) -> None:
    write("people.csv", "id,age,score\n1,30,1.5\n")
    shape = describe(
        read="people.csv",
        traits={"sql": "select id as user_id, age, score from raw", "fields": {"Score": {"type": "float"}}},
    )
    assert shape == SourceShape(events={}, traits={"age": Type.INTEGER, "score": Type.FLOAT})


def test_fingerprint_sees_files_and_meaning_but_not_words(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("orders.csv", ORDERS)
    fields: dict[str, Any] = {"read": "*.csv", "events": {"order": SELECT}}
    first = fingerprint_source(define(**fields), tmp_path)
    assert fingerprint_source(define(**fields, label="Orders", owner="me"), tmp_path) == first
    assert fingerprint_source(define(**fields, time_zone="UTC"), tmp_path) != first
    write("more.csv", ORDERS)
    second = fingerprint_source(define(**fields), tmp_path)
    assert second != first
    write("more.csv", ORDERS.replace("20", "21"))
    assert fingerprint_source(define(**fields), tmp_path) != second


@pytest.mark.parametrize(
    ("kinds", "merged"),
    [
        ([Type.INTEGER, Type.DECIMAL], Type.DECIMAL),
        ([Type.BOOL, Type.INTEGER], Type.TEXT),
        ([Type.DATE, Type.INSTANT], Type.INSTANT),
        ([Type.FLOAT, Type.INTEGER], Type.FLOAT),
        ([Type.TEXT, Type.LIST], Type.LIST),
        ([Type.DECIMAL, Type.TEXT], Type.TEXT),
        ([Type.BOOL], Type.BOOL),
    ],
)
def test_types_merge_up_the_ladder(kinds: list[Type], merged: Type) -> None:
    assert merge_types(kinds) is merged
