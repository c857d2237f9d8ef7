"""What people are told when a file or a SELECT is wrong."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tagma.collect.sources import open_source
from tagma.errors import SourceError
from tests.collect.conftest import SHANGHAI, define

GOOD = "id,day,amount\n1,2024-01-01,1\n"
SELECT = "select id as user_id, day as ts, amount from raw"
Read = Callable[..., Any]
Write = Callable[..., Path]


def _fail(read: Read, /, **fields: Any) -> SourceError:
    fields.setdefault("events", {"order": SELECT})
    with pytest.raises(SourceError) as caught:
        read(**fields)
    error = caught.value
    assert error.what.en.startswith("source shop: ")
    assert error.what.zh.startswith("来源 shop：")
    assert error.where is not None
    assert error.next_step is not None
    return error


def test_missing_file_names_the_nearest(write: Write, read: Read) -> None:
    write("data/orders_2024.csv", GOOD)
    error = _fail(read, read="data/order_2024.csv")
    assert error.nearest == ("data/orders_2024.csv",)
    assert "data/order_2024.csv" in error.what.en


def test_empty_file(write: Write, read: Read) -> None:
    write("orders.csv", "\ufeff \n")
    assert "is empty" in _fail(read, read="orders.csv").what.en


def test_unreadable_file(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tagma-test-"))
    folder.chmod(0o755)
    (folder / "orders.csv").write_text(GOOD, encoding="utf-8")
    (folder / "orders.csv").chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)  # root reads everything, so the test is somebody else
    try:
        error = _fail(
            lambda **fields: open_source(define(**fields), folder, SHANGHAI).__enter__(), read="orders.csv"
        )
    finally:
        if is_root:
            os.seteuid(0)
        shutil.rmtree(folder)
    assert "cannot be read" in error.what.en


def test_renamed_workbook(tmp_path: Path, read: Read) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "real.xlsx"))
    workbook.add_worksheet().write(0, 0, "id")
    workbook.close()
    (tmp_path / "real.xlsx").rename(tmp_path / "orders.csv")
    error = _fail(read, read="orders.csv")
    assert "an Excel workbook" in error.what.en
    assert error.next_step is not None
    assert error.next_step.en == "set “format: xlsx”"


def test_text_named_workbook_or_parquet(write: Write, read: Read) -> None:
    write("orders.xlsx", GOOD)
    write("orders.parquet", GOOD)
    assert "plain text" in _fail(read, read="orders.xlsx").what.en
    assert "plain text" in _fail(read, read="orders.parquet").what.en


def test_damaged_workbook(write: Write, read: Read) -> None:
    write("orders.xlsx", b"PK\x03\x04" + b"junk" * 30)
    assert "cannot be read" in _fail(read, read="orders.xlsx").what.en


def test_damaged_parquet(write: Write, read: Read) -> None:
    write("orders.parquet", b"PAR1" + b"junk" * 30)
    _fail(read, read="orders.parquet")


def test_unknown_format(write: Write, read: Read) -> None:
    write("orders.dat", GOOD)
    assert "format" in _fail(read, read="orders.dat").what.en
    assert read(read="orders.dat", format="csv", events={"order": SELECT})


@pytest.mark.parametrize(
    ("rows", "line", "found"),
    [
        ("1,2024-01-01\n", 2, 2),
        ("1,2024-01-01,1\n1,2024-01-01,1,9\n", 3, 4),
        ("1,2024-01-01,1\n" * 3000 + "1\n", 3002, 1),
        ('1,2024-01-01,"a\nb"\n1,2\n', 4, 2),
    ],
)
def test_uneven_rows_are_told_by_number(write: Write, read: Read, rows: str, line: int, found: int) -> None:
    write("orders.csv", "id,day,amount\n" + rows)
    error = _fail(read, read="orders.csv")
    assert f"row {line} of “orders.csv” has {found} field" in error.what.en
    assert error.where is not None
    assert error.where.line == line


def test_a_title_above_the_header_is_not_skipped_silently(write: Write, read: Read) -> None:
    write("orders.csv", "销售报表\n" + GOOD)
    assert "row 2" in _fail(read, read="orders.csv").what.en


def test_open_quotation_mark(write: Write, read: Read) -> None:
    write("orders.csv", 'id,day,amount\n1,2024-01-01,"1\n2,2024-01-01,2\n')
    assert "quotation mark" in _fail(read, read="orders.csv").what.en


def test_bytes_that_are_no_text(write: Write, read: Read) -> None:
    write("orders.csv", b"id,day,amount\n\xff\xff\xff\x00,1,1\n")
    assert "is not text" in _fail(read, read="orders.csv").what.en


def test_wrong_and_unknown_encoding(write: Write, read: Read) -> None:
    write("orders.csv", "id,day,amount\n上海,2024-01-01,1\n")
    assert "is not text in ascii" in _fail(read, read="orders.csv", options={"encoding": "ascii"}).what.en
    assert "no encoding" in _fail(read, read="orders.csv", options={"encoding": "utf-9"}).what.en


def test_broken_json_is_told_by_line(write: Write, read: Read) -> None:
    write("e.ndjson", '{"id": 1, "day": "2024-01-01", "amount": 1}\n{"id": \n')
    error = _fail(read, read="e.ndjson")
    assert error.where is not None
    assert error.where.line == 2


def test_missing_sheet(tmp_path: Path, read: Read) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "o.xlsx"))
    workbook.add_worksheet("订单").write(0, 0, "id")
    workbook.close()
    error = _fail(read, read="o.xlsx", options={"sheet": "订"})
    assert error.nearest == ("订单",)


def test_empty_sheet(tmp_path: Path, read: Read) -> None:
    workbook = xlsxwriter.Workbook(str(tmp_path / "o.xlsx"))
    workbook.add_worksheet("a")
    workbook.close()
    assert "is empty" in _fail(read, read="o.xlsx").what.en


@pytest.mark.parametrize(
    ("sql", "what", "nearest", "place"),
    [
        ("select id as user_id,\n day as ts, amout from raw", "amout", ("amount",), (2, 13)),
        ("select id as usr_id, day as ts from raw", "no column “user_id”", ("usr_id",), None),
        ("select id as user_id, day as tz from raw", "no column “ts”", ("tz",), None),
        ("select id as user_id, amount as ts from raw", "neither a timestamp", (), None),
        ("select id as user_id, day as ts from rwa", "rwa", ("raw",), None),
        ("select id as user_id,\n day as ts fro raw where", "cannot be read at its line 2", (), (2, None)),
        ("delete from raw", "one single SELECT", (), None),
        ("select id as user_id, day as ts from raw; select 1", "one single SELECT", (), None),
        ("select id as user_id, day as ts, amount as _x from raw", "reserved", (), None),
        ("select id as user_id, day as ts, amount as Customer from raw", "reserved", (), None),
        ("select id as user_id, day as ts, amount, id as Amount from raw", "have one name", (), None),
        ("select id as user_id, day as ts, id as Ａ, id as a from raw", "have one name", (), None),
    ],
)
def test_wrong_selects(
    write: Write,
    read: Read,
    sql: str,
    what: str,
    nearest: tuple[str, ...],
    place: tuple[int, int | None] | None,
) -> None:
    write("orders.csv", GOOD)
    error = _fail(read, read="orders.csv", events={"order": sql})
    assert what in error.what.en
    assert error.nearest[: len(nearest)] == nearest
    assert error.where is not None
    assert error.where.field == "events.order"
    if place is not None:
        assert error.where.line == place[0]
        assert place[1] in (None, error.where.column)


def test_traits_need_a_trait(write: Write, read: Read) -> None:
    write("orders.csv", GOOD)
    assert (
        "no traits"
        in _fail(read, read="orders.csv", events={}, traits="select id as user_id from raw").what.en
    )


def test_values_are_not_shown(write: Write, read: Read) -> None:
    write("orders.csv", "id,day,amount\nsecret,2024-01-01,1\n")
    error = _fail(
        read, read="orders.csv", events={"order": "select id::integer as user_id, day as ts from raw"}
    )
    assert "secret" not in error.what.en + error.what.zh
    assert error.next_step is not None
    assert "TRY_CAST" in error.next_step.en


def test_a_select_reads_no_other_file(tmp_path: Path, write: Write, read: Read) -> None:
    write("orders.csv", GOOD)
    other = write("other.csv", GOOD)
    sql = f"select id as user_id, day as ts from read_csv('{other}')"
    _fail(read, read="orders.csv", events={"order": sql})
