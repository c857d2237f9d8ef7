"""What is wrong with a file is said with its rows, and nothing is left half written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import run_in
from tests.own.files import HEADS, make_shop_rows, write_csv, write_shop_csv


def refuse(folder: Path, path: Path, *words: str) -> dict[str, Any]:
    said = run_in(None, "init", str(folder), "--from", str(path), *words, "--json", "--lang", "en")
    assert said.code != 0
    assert said.error["code"] in ("source", "workspace"), said.err
    assert not folder.exists()
    return said.error


def test_ragged_rows(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [["customer", "date", "amount"], ["a", "2024-01-01", 1], ["b", "2024-01-02"]]
    )
    error = refuse(tmp_path / "shop", path)
    assert error["where"]["line"] == 3
    assert "2 fields where the first row has 3" in error["message"]


def test_ragged_rows_far_down(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["customer", "date", "amount"],
        *(["a", "2024-01-01", 1] for _ in range(90_000)),
        ["b"],
    ]
    error = refuse(tmp_path / "shop", write_csv(tmp_path / "a.csv", rows))
    assert error["where"]["line"] == 90_002


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert "empty" in refuse(tmp_path / "shop", tmp_path / "a.csv")["message"]


def test_a_header_and_no_rows(tmp_path: Path) -> None:
    assert "no rows" in refuse(tmp_path / "shop", write_csv(tmp_path / "a.csv", [HEADS]))["message"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"customer,date,amount\n\xff\xfe\x00\x81,2024-01-01,1\n" * 3)
    assert "is not text" in refuse(tmp_path / "shop", tmp_path / "a.csv")["message"]


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 nothing of the kind")
    assert "cannot be read" in refuse(tmp_path / "shop", tmp_path / "a.xlsx")["message"]


def test_no_such_file(tmp_path: Path) -> None:
    write_shop_csv(tmp_path / "orders.csv")
    error = refuse(tmp_path / "shop", tmp_path / "order.csv")
    assert any("orders.csv" in name for name in error["nearest"])


def test_a_wrong_flag_names_the_nearest_column(tmp_path: Path) -> None:
    error = refuse(tmp_path / "shop", write_shop_csv(tmp_path / "a.csv"), "--customer", "买家会员")
    assert error["nearest"][0] == "买家会员名"
    assert error["where"]["field"] == "customer"


def test_a_flag_of_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    from tests.own.files import write_workbook

    error = refuse(tmp_path / "shop", write_workbook(tmp_path / "a.xlsx"), "--sheet", "销售明")
    assert error["nearest"] == ["销售明细"]


def test_no_column_looks_like_a_time(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [["customer", "amount"], *([f"c{n % 9}", n * 1.5] for n in range(50))]
    )
    error = refuse(tmp_path / "shop", path)
    assert "--time" in error["next"]


def test_a_column_that_is_half_text(tmp_path: Path) -> None:
    rows = make_shop_rows(100)
    for row in rows[::2]:
        row[3] = "见备注"
    said = run_in(None, "init", str(tmp_path / "shop"), "--from", str(write_shop_csv(tmp_path / "a.csv", rows)),
                  "--amount", "实付金额", "--json")  # fmt: skip
    assert said.code == 0, said.err
    left_out = {(each["event"], each["field"]): each for each in said.data["left_out"]}
    kept = [
        number
        for number, row in enumerate(rows)
        if row[3] == "见备注" and row[7] in ("交易成功", "卖家已发货") and row[1] and row[4] != "待确认"
    ]
    assert left_out["order", "amount"]["count"] == len(kept)
    assert left_out["order", "amount"]["rows"][0] == str(kept[0] + 2)


def test_two_columns_of_one_name(tmp_path: Path) -> None:
    rows = [
        ["customer", "date", "amount", "amount", "Date"],
        *([f"c{n % 9}", f"2024-01-0{1 + n % 9}", n, n * 2, ""] for n in range(40)),
    ]
    said = run_in(
        None, "init", str(tmp_path / "shop"), "--from", str(write_csv(tmp_path / "a.csv", rows)), "--json"
    )
    assert said.code == 0, said.err
    assert said.data["revenue"] == sum(range(40))


def test_three_hundred_columns_and_a_cell_of_a_million_characters(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["customer", "date", "amount", *(f"field {n}" for n in range(297))]]
    rows += [[f"c{n % 9}", "2024-01-02", n, *("x" for _ in range(297))] for n in range(60)]
    rows[30][50] = "y" * 1_000_000
    said = run_in(
        None, "init", str(tmp_path / "shop"), "--from", str(write_csv(tmp_path / "a.csv", rows)), "--json"
    )
    assert said.code == 0, said.err
    assert said.data["orders"] == 60


def test_a_folder_that_is_in_the_way(tmp_path: Path) -> None:
    path = write_shop_csv(tmp_path / "a.csv")
    (tmp_path / "shop" / "tags").mkdir(parents=True)
    said = run_in(None, "init", str(tmp_path / "shop"), "--from", str(path), "--json")
    assert (said.code, said.error["code"]) == (3, "workspace")
    assert [entry.name for entry in (tmp_path / "shop").iterdir()] == ["tags"]


def test_rows_that_fail_after_the_guess_leave_nothing(tmp_path: Path) -> None:
    path = write_shop_csv(tmp_path / "a.csv", [[*row[:4], "昨天", *row[5:]] for row in make_shop_rows(50)])
    error = refuse(tmp_path / "shop", path, "--time", "付款时间")
    assert "time" in error["message"]
