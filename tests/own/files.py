"""Files of orders as shops export them, written by tests."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

HEADS = ("订单编号", "买家会员名", "联系手机", "实付金额", "付款时间", "商品标题", "购买数量", "订单状态")
BEGIN = datetime(2024, 1, 1, 9)


def write_csv(
    path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def make_shop_rows(count: int = 600, seed: int = 7) -> list[list[Any]]:
    """Rows of a shop's back end: money with separators, some refunds, one customer and one time missing."""
    chance = random.Random(seed)
    rows: list[list[Any]] = []
    for number in range(count):
        at = BEGIN + timedelta(minutes=chance.randrange(360 * 24 * 60))
        status = chance.choices(("交易成功", "卖家已发货", "退款成功", "交易关闭"), (80, 10, 6, 4))[0]
        rows.append(
            [
                f"31{number:016d}", f"买家{chance.randrange(120):03d}", f"138{chance.randrange(10**8):08d}",
                f"¥{chance.uniform(5, 3000):,.2f}", at.strftime("%Y/%m/%d %H:%M:%S"),
                chance.choice(("龙井茶", "铁观音", "白瓷茶杯")), chance.randrange(1, 4), status,
            ]
        )  # fmt: skip
    rows[3][1], rows[5][4] = "", "待确认"
    rows[3][7] = rows[5][7] = "交易成功"
    return rows


def write_shop_csv(path: Path, rows: Sequence[Sequence[Any]] | None = None) -> Path:
    return write_csv(path, [HEADS, *(rows if rows is not None else make_shop_rows())], "gb18030")


def write_workbook(path: Path) -> Path:
    """A workbook with a cover sheet, a title, a header of two merged rows, dates as serial numbers, empty columns."""
    chance = random.Random(3)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write_row(0, 0, ["本表由系统导出"])
        sheet = book.add_worksheet("销售明细")
        sheet.merge_range("A1:H1", "2024 年门店销售明细表", None)
        sheet.merge_range("A2:A3", "会员卡号", None)
        sheet.merge_range("B2:D2", "交易", None)
        sheet.write_row("B3", ["小票号", "销售日期", "实收金额"])
        sheet.merge_range("F2:G2", "商品", None)
        sheet.write_row("F3", ["商品名称", "品类"])
        sheet.write("H3", "门店")
        for number in range(300):
            row = 3 + number
            category, product = chance.choice((("饮料", "乌龙茶"), ("饮料", "咖啡"), ("糕点", "蛋黄酥")))
            sheet.write_row(
                row, 0,
                [f"{chance.randrange(60):05d}", f"T{number // 2:05d}", 45292 + number // 2, f"{chance.randrange(8, 90)}.50元"],
            )  # fmt: skip
            sheet.write_row(row, 5, [product, category, chance.choice(("人民路店", "中山路店"))])
        for number in range(0, 300, 2):  # both lines of a ticket are of one customer
            sheet.write(3 + number + 1, 0, f"{number % 60:05d}")
            sheet.write(3 + number, 0, f"{number % 60:05d}")
        sheet.write_row(303, 2, ["合计", "12,345.00元"])
    return path


def write_parquet(path: Path) -> Path:
    chance = random.Random(5)
    size = 400
    pq.write_table(
        pa.table(
            {
                "OrderID": [f"o{number}" for number in range(size)],
                "CustomerID": [chance.randrange(80) for _ in range(size)],
                "order_placed_at": pa.array(
                    [
                        datetime(2024, 3, 1, tzinfo=UTC) + timedelta(hours=number * 3)
                        for number in range(size)
                    ],
                    pa.timestamp("us", tz="UTC"),
                ),
                "total": [round(chance.uniform(-5, 100), 2) for _ in range(size)],
                "Country": [chance.choice(("France", "Japan")) for _ in range(size)],
            }
        ),
        path,
    )
    return path


def write_json_lines(path: Path) -> Path:
    chance = random.Random(9)
    lines = []
    for number in range(300):
        status = "refunded" if number % 20 == 0 else "paid"
        lines.append(
            json.dumps(
                {
                    "invoice": f"I{number}", "email": f"user{chance.randrange(50)}@example.com",
                    "created_at": (BEGIN + timedelta(hours=number * 7)).isoformat() + "Z",
                    "amount": f"${chance.uniform(1, 2000):,.2f}", "channel": chance.choice(("web", "app")),
                    "status": status,
                }
            )
        )  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
