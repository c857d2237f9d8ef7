"""Files of orders go from file to portraits with one command and no flags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
import yaml

from tagma.flows.demo.folder import find_data
from tests.cli.conftest import run_in
from tests.own.files import (
    make_shop_rows,
    write_csv,
    write_json_lines,
    write_parquet,
    write_shop_csv,
    write_workbook,
)


def begin(folder: Path, *files: Path, words: tuple[str, ...] = ()) -> dict[str, Any]:
    named = [word for file in files for word in ("--from", str(file))]
    said = run_in(None, "init", str(folder), *named, *words, "--json")
    assert said.code == 0, said.err
    return dict(said.data)


def roles(made: dict[str, Any]) -> dict[str, str]:
    return {
        column["role"]: column["name"] for column in made["guess"]["files"][0]["columns"] if column["role"]
    }


def count(folder: Path, rule: str) -> int:
    said = run_in(folder, "count", rule, "--json")
    assert said.code == 0, said.err
    return int(said.data["count"])


def test_a_gbk_export_of_a_shop(tmp_path: Path) -> None:
    rows = make_shop_rows()
    folder = tmp_path / "shop"
    made = begin(folder, write_shop_csv(tmp_path / "订单.csv", rows))
    assert roles(made) == {
        "order": "订单编号", "customer": "买家会员名", "phone": "联系手机", "amount": "实付金额", "time": "付款时间",
        "product": "商品标题", "quantity": "购买数量", "status": "订单状态",
    }  # fmt: skip
    kept = [row for row in rows if row[7] not in ("退款成功", "交易关闭")]
    assert made["orders"] == len(kept) - 2
    assert made["customers"] == len({row[1] for row in rows if row[1] and row[4] != "待确认"})
    total = sum(float(row[3][1:].replace(",", "")) for row in kept if row[1] and row[4] != "待确认")
    assert made["revenue"] == pytest.approx(total)
    assert made["currency"] == "CNY"
    assert {(each["field"], each["reason"], each["count"], tuple(each["rows"])) for each in made["left_out"]} == {
        ("user_id", "missing", 1, ("5",)), ("ts", "not a time", 1, ("7",)),
    }  # fmt: skip
    assert len(made["rfm"]) == 8
    assert len(made["tags"]) >= 12
    assert len(made["segments"]) >= 5
    settings = yaml.safe_load((folder / "tagma.yaml").read_text("utf-8"))
    assert (settings["language"], settings["time_zone"], settings["clock"]) == ("zh", "Asia/Shanghai", "data")
    assert count(folder, "count(refund) > 0") == len(
        {row[1] for row in rows if row[7] in ("退款成功", "交易关闭")}
    )
    assert run_in(folder, "plan").out.startswith("没有改动")


def test_what_is_written_is_what_people_read(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    begin(folder, write_shop_csv(tmp_path / "orders.csv"))
    text = (folder / "sources" / "orders.yaml").read_text("utf-8")
    assert "买家会员名 as user_id,\n" in text
    assert "columns: {" in text
    for name in ("tags/value.yaml", "tags/behaviour.yaml", "segments/segments.yaml"):
        for body in yaml.safe_load_all((folder / name).read_text("utf-8")):
            assert set(body["label"]) == {"en", "zh"}
    assert (folder / "data" / "orders.csv").read_bytes() == (tmp_path / "orders.csv").read_bytes()


def test_a_workbook_with_a_title_and_merged_header(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    made = begin(folder, write_workbook(tmp_path / "sales.xlsx"))
    file = made["guess"]["files"][0]
    assert (file["sheet"], file["header_row"]) == ("销售明细", 3)
    found = roles(made)
    assert {role: found[role] for role in ("customer", "order", "time", "amount", "product", "category", "store")} == {
        "customer": "会员卡号", "order": "小票号", "time": "销售日期", "amount": "实收金额", "product": "商品名称",
        "category": "品类", "store": "门店",
    }  # fmt: skip
    assert made["orders"] == 150
    assert {event["name"]: event["rows"] for event in made["events"]}["item"] == 300
    assert count(folder, "count(order) > 0") == made["customers"] == 30
    assert run_in(folder, "profile", "00002").code == 0
    assert {(each["event"], each["rows"][0]) for each in made["left_out"]} == {
        ("order", "304"),
        ("item", "304"),
    }


def test_parquet_with_utc_timestamps(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "orders.parquet")
    made = begin(tmp_path / "shop", path)
    rows = pq.read_table(path).to_pylist()
    assert roles(made)["time"] == "order_placed_at"
    assert made["orders"] == sum(row["total"] >= 0 for row in rows)
    assert {event["name"]: event["rows"] for event in made["events"]}["refund"] == sum(
        row["total"] < 0 for row in rows
    )
    assert made["as_of"] == max(row["order_placed_at"] for row in rows if True).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_json_lines(tmp_path: Path) -> None:
    made = begin(tmp_path / "shop", write_json_lines(tmp_path / "orders.jsonl"))
    assert roles(made)["customer"] == "email"
    assert (made["orders"], made["currency"]) == (285, "USD")
    assert {event["name"]: event["rows"] for event in made["events"]}["refund"] == 15
    assert "usual_channel" in {tag["name"] for tag in made["tags"]}


def test_the_complete_journey_as_csv(tmp_path: Path) -> None:
    lines = pq.read_table(find_data() / "transactions.parquet").slice(0, 60_000)
    pa_csv.write_csv(lines, tmp_path / "transactions.csv")
    made = begin(tmp_path / "shop", tmp_path / "transactions.csv")
    found = roles(made)
    assert (found["customer"], found["order"], found["amount"], found["time"]) == (
        "household_id", "basket_id", "sales_value", "transaction_timestamp",
    )  # fmt: skip
    baskets = {
        (row["household_id"], row["basket_id"])
        for row in lines.select(["household_id", "basket_id"]).to_pylist()
    }
    assert made["orders"] == len(baskets)
    assert made["customers"] == len({household for household, _ in baskets})
    total = sum(round(value * 10_000) for value in lines.column("sales_value").to_pylist()) / 10_000
    assert made["revenue"] == pytest.approx(total)


def test_a_file_without_header_is_guessed_by_its_values(tmp_path: Path) -> None:
    rows = [[f"c{n % 40}", f"2024-0{1 + n % 9}-1{n % 10} 10:00", f"{n}.50"] for n in range(200)]
    made = begin(tmp_path / "shop", write_csv(tmp_path / "a.csv", rows))
    assert (made["orders"], made["customers"]) == (200, 40)


def test_line_totals_that_repeat_the_order(tmp_path: Path) -> None:
    rows = [["order id", "customer", "date", "total amount", "product"]]
    rows += [
        [f"o{n // 2}", f"c{n // 2 % 9}", f"2024-05-{1 + n // 2 % 28:02d}", str(10 + n // 2), f"p{n % 2}"]
        for n in range(80)
    ]
    made = begin(tmp_path / "shop", write_csv(tmp_path / "a.csv", rows))
    assert made["orders"] == 40
    assert made["revenue"] == sum(10 + n for n in range(40))


def test_quantity_times_price_with_cancellations(tmp_path: Path) -> None:
    rows = [
        [
            "InvoiceNo",
            "StockCode",
            "Description",
            "Quantity",
            "InvoiceDate",
            "UnitPrice",
            "CustomerID",
            "Country",
        ]
    ]
    for n in range(300):
        sign, prefix = ("-", "C") if n % 25 == 0 else ("", "")
        rows.append([f"{prefix}{5000 + n // 3}", f"S{n % 7}", f"MUG {n % 7}", f"{sign}2", f"{1 + n // 30}/{13 + n % 9}/2011 8:2{n % 10}",
                     "1.5", "" if n == 7 else str(12340 + n // 3 % 20), "France"])  # fmt: skip
    made = begin(tmp_path / "shop", write_csv(tmp_path / "retail.csv", rows))
    assert roles(made)["time"] == "InvoiceDate"
    kept = sum(1 for row in rows[1:] if not row[0].startswith("C") and row[6])
    assert made["revenue"] == 3 * kept
    assert {event["name"]: event["rows"] for event in made["events"]}["refund"] == 12


def test_decimal_commas_and_days_first(tmp_path: Path) -> None:
    rows = [["Kunde", "Bestellung", "Datum", "Betrag"]]
    rows += [[f"K{n % 12}", f"B{n}", f"{1 + n % 28:02d}.03.2024", f"1.0{n % 10}0,50 €"] for n in range(60)]
    path = write_csv(tmp_path / "a.csv", rows, delimiter=";")
    made = begin(
        tmp_path / "shop",
        path,
        words=("--customer", "Kunde", "--time", "Datum", "--amount", "Betrag", "--order", "Bestellung"),
    )
    assert made["currency"] == "EUR"
    assert made["revenue"] == sum(1000 + n % 10 * 10 for n in range(60)) + 30
    assert made["as_of"].startswith("2024-03-28")


def test_several_files_are_one_source(tmp_path: Path) -> None:
    rows = make_shop_rows(200)
    first = write_shop_csv(tmp_path / "orders-1.csv", rows[:100])
    second = write_shop_csv(tmp_path / "orders-2.csv", rows[100:])
    made = begin(tmp_path / "shop", first, second)
    assert [file["source"] for file in made["guess"]["files"]] == ["orders", "orders"]
    assert made["left_out"][0]["rows"][0].startswith("orders-1.csv:")
    together = begin(tmp_path / "one", write_shop_csv(tmp_path / "all.csv", rows))
    for figure in ("orders", "revenue", "customers"):
        assert made[figure] == together[figure]


def test_a_file_of_customers_gives_traits(tmp_path: Path) -> None:
    rows = [["会员编号", "城市", "生日", "等级"]] + [
        [f"买家{n:03d}", "上海", "1990-01-01", "金卡"] for n in range(120)
    ]
    members = write_csv(tmp_path / "会员.csv", rows)
    folder = tmp_path / "shop"
    made = begin(folder, write_shop_csv(tmp_path / "订单.csv"), members)
    assert [file["kind"] for file in made["guess"]["files"]] == ["orders", "customers"]
    assert count(folder, "city = '上海'") == 120
    assert count(folder, "等级 = '金卡' and count(order) > 0") > 50
