"""PostgreSQL and MariaDB as sources: real servers, whole and incremental, read-only, no password anywhere."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tagma.collect.sources.databases import extract as extracting
from tagma.collect.sources.databases.extract import extract_rows, find_extract
from tests.cli.conftest import run_in
from tests.collect.conftest import define
from tests.own.servers import PASSWORD, open_when_ready, run_mariadb, run_postgresql

BEGIN = datetime(2024, 3, 1, 9)
SQL = "select customer as user_id, paid_at as ts, order_no as message_id, amount, note from raw"


class Shop:
    """A table of orders on a server."""

    def __init__(self, address: str, connection: Any) -> None:
        self.address, self.connection = address, connection
        kind = "TIMESTAMPTZ" if address.startswith("postgresql") else "TIMESTAMP(6) NULL"
        self.run("DROP TABLE IF EXISTS orders")
        self.run(
            "CREATE TABLE orders (order_no VARCHAR(20) PRIMARY KEY, customer INTEGER, paid_at TIMESTAMP NULL, "
            f"amount NUMERIC(12, 2), note VARCHAR(200), updated_at {kind})"
        )

    def run(self, sql: str, *rows: tuple[Any, ...]) -> None:
        with self.connection.cursor() as cursor:
            if rows:
                cursor.executemany(sql, rows)
            else:
                cursor.execute(sql)
        self.connection.commit()

    def add(self, first: int, count: int, minute: int | None = None, day: str = "2024-04-01") -> None:
        rows = [
            (f"o{number}", number % 7, BEGIN + timedelta(hours=number), f"{number}.25", "上海 100%",
             f"{day} 10:{minute if minute is not None else number % 60:02d}:00")
            for number in range(first, first + count)
        ]  # fmt: skip
        self.run("INSERT INTO orders VALUES (%s, %s, %s, %s, %s, %s)", *rows)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Any]]:
    os.environ["SHOP_PASSWORD"] = PASSWORD
    try:
        if request.param == "postgresql":
            psycopg = pytest.importorskip("psycopg")
            with run_postgresql() as address:
                place = address.split("host=")[1]
                connection = open_when_ready(
                    lambda: psycopg.connect(
                        host=place,
                        user="shop",
                        password=PASSWORD,
                        dbname="postgres",
                        options="-c TimeZone=UTC",
                    ),
                    Path(place) / ".s.PGSQL.5432",
                )
                with connection:
                    yield address, connection
        else:
            pymysql = pytest.importorskip("pymysql")
            with run_mariadb() as address:
                place = address.split("unix_socket=")[1]
                connection = open_when_ready(
                    lambda: pymysql.connect(
                        unix_socket=place, user="shop", password=PASSWORD, database="shop", charset="utf8mb4",
                        init_command="SET SESSION time_zone = '+00:00'",
                    ),
                    Path(place),
                )  # fmt: skip
                yield address, connection
                connection.close()
    finally:
        del os.environ["SHOP_PASSWORD"]


@pytest.fixture
def shop(server: tuple[str, Any]) -> Shop:
    return Shop(*server)


def write_workspace(folder: Path, address: str, **fields: Any) -> Path:
    body = {"kind": "source", "name": "shop", "read": address, "events": {"order": SQL}, **fields}
    (folder / "sources").mkdir(parents=True)
    (folder / "tagma.yaml").write_text("name: shop\nclock: data\n", encoding="utf-8")
    (folder / "sources" / "shop.yaml").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return folder


def refresh(folder: Path, *words: str) -> dict[str, Any]:
    said = run_in(folder, *(words or ("refresh",)), "--json")
    assert said.code == 0, said.err
    return dict(said.data)


def count(folder: Path, rule: str) -> int:
    return int(refresh(folder, "count", rule)["count"])


def test_a_table_becomes_orders(shop: Shop, tmp_path: Path) -> None:
    shop.add(0, 50)
    folder = write_workspace(tmp_path / "w", shop.address, table="orders")
    refresh(folder, "apply", "--refresh")
    assert count(folder, "count(order) > 0") == 7
    assert count(folder, f"sum(order.amount) = {sum(n + 0.25 for n in range(0, 50, 7))}") == 1
    assert count(folder, "count(order where note = '上海 100%') > 0") == 7
    shop.add(50, 10)
    refresh(folder)
    assert count(folder, "count(order) >= 9") == 4
    shop.run("DELETE FROM orders WHERE order_no <> 'o1'")
    refresh(folder)
    assert count(folder, "count(order) > 0") == 1


def test_a_query_in_the_words_of_the_database(shop: Shop, tmp_path: Path) -> None:
    shop.add(0, 20)
    query = "SELECT *, CONCAT(order_no, '!') AS shout FROM orders WHERE note LIKE '%100%' AND customer < 3"
    folder = write_workspace(tmp_path / "w", shop.address, query=query)
    refresh(folder, "apply", "--refresh")
    assert count(folder, "count(order) > 0") == 3


def test_only_new_rows_come_with_a_cursor_and_equal_what_a_whole_read_gives(
    shop: Shop, tmp_path: Path
) -> None:
    shop.add(0, 30)
    define_ = {
        "read": shop.address,
        "table": "orders",
        "cursor": "updated_at",
        "key": "order_no",
        "events": {"order": SQL},
    }
    definition = define(**define_)
    assert extract_rows(definition, tmp_path) == 30
    assert extract_rows(definition, tmp_path) == 0
    shop.add(30, 5, minute=29)  # with the very value that was read last
    assert extract_rows(definition, tmp_path) == 5
    shop.run("UPDATE orders SET amount = 999, updated_at = '2024-05-01 00:00:00' WHERE order_no = 'o3'")
    assert extract_rows(definition, tmp_path) == 1

    folder = write_workspace(
        tmp_path / "w", shop.address, table="orders", cursor="updated_at", key="order_no"
    )
    refresh(folder, "apply", "--refresh")
    shop.run("UPDATE orders SET amount = 1000, updated_at = '2024-06-01 00:00:00' WHERE order_no = 'o3'")
    shop.add(35, 5, day="2024-06-02")
    refresh(folder)
    whole = write_workspace(tmp_path / "x", shop.address, table="orders")
    refresh(whole, "apply", "--refresh")
    for rule in (
        "sum(order.amount) = 1000 + 10.25 + 17.25 + 24.25 + 31.25 + 38.25",
        "count(order) = 6",
        "count(order) = 5",
    ):
        assert count(folder, rule) == count(whole, rule)
    assert count(folder, "max(order.amount) = 1000") == 1


def test_a_transfer_that_broke_off_goes_on(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.add(0, 59)
    definition = define(read=shop.address, table="orders", cursor="updated_at", events={"order": SQL})
    monkeypatch.setattr(extracting, "_PART_ROWS", 10)
    monkeypatch.setattr("tagma.collect.sources.databases.drivers.BATCH_ROWS", 5)
    seen: list[int] = []

    def stop(_: str, done: int, __: int | None) -> None:
        seen.append(done)
        if done >= 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract_rows(definition, tmp_path, stop)
    assert seen == [10, 20, 30]
    assert extract_rows(definition, tmp_path) == 29
    import pyarrow.parquet as pq

    rows = [
        row
        for path in sorted(find_extract(definition, tmp_path).glob("part-*"))
        for row in pq.read_table(path).to_pylist()
    ]
    assert sorted(row["order_no"] for row in rows) == sorted(f"o{n}" for n in range(59))


def test_nothing_is_written_to_the_database(shop: Shop, tmp_path: Path) -> None:
    shop.add(0, 3)
    for query in (
        "DELETE FROM orders",
        "SELECT 1; DROP TABLE orders",
        "WITH x AS (SELECT 1) UPDATE orders SET customer = 1",
    ):
        folder = write_workspace(tmp_path / str(len(query)), shop.address, query=query)
        said = run_in(folder, "apply", "--refresh", "--json")
        assert said.code != 0
        assert "one single SELECT" in said.err
    shop.add(3, 1)


def test_no_password_is_kept_or_said(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.add(0, 3)
    folder = write_workspace(tmp_path / "w", shop.address, table="orders")
    refresh(folder, "apply", "--refresh")
    for path in folder.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path
    monkeypatch.setenv("SHOP_PASSWORD", "another " + PASSWORD)
    said = run_in(folder, "refresh", "--json")
    assert (said.code, said.error["code"]) == (3, "source")
    assert PASSWORD not in said.err
    monkeypatch.delenv("SHOP_PASSWORD")
    assert "SHOP_PASSWORD is not set" in run_in(folder, "refresh").err


def test_a_column_that_is_not_there(shop: Shop, tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "w", shop.address, table="orders", cursor="updated")
    said = run_in(folder, "apply", "--json")
    assert "updated_at" in said.err


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"read": "postgresql://shop:secret@host/shop", "table": "t"}, "does not belong into a definition"),
        ({"read": "oracle://shop@host/shop", "table": "t"}, "postgresql and mysql"),
        ({"read": "mysql://shop@host/shop"}, "either “table” or “query”"),
        ({"read": "mysql://shop@host/shop", "table": "t", "key": "id"}, "needs “cursor”"),
        ({"read": "data/a.csv", "cursor": "id"}, "is of databases"),
    ],
)
def test_what_a_definition_must_not_say(tmp_path: Path, fields: dict[str, str], part: str) -> None:
    folder = write_workspace(tmp_path / "w", "", **fields)
    said = run_in(folder, "plan", "--json", "--lang", "en")
    assert part in said.out + said.err
    assert "secret" not in said.out + said.err


def test_a_driver_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "psycopg", None)
    folder = write_workspace(tmp_path / "w", "postgresql://shop@host/shop", table="orders")
    assert "tagma[postgresql]" in run_in(folder, "apply").err


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    folder = write_workspace(tmp_path / "w", f"postgresql://shop@/shop?host={tmp_path}", table="orders")
    said = run_in(folder, "apply", "--json")
    assert said.code != 0
    assert "the database says" in said.err
