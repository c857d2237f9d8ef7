"""Imported lists of members."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tagma.clock import Calendar
from tagma.collect.definition import MembersSpec
from tagma.engine.dialect import query
from tagma.engine.duckdb import DuckDBEngine
from tagma.errors import SourceError
from tagma.profile.lists import ListReport, import_list

SHANGHAI = Calendar("Asia/Shanghai")


def _import(engine: DuckDBEngine, folder: Path, text: str, **spec: Any) -> ListReport:
    (folder / "vip.csv").write_text(text, encoding="utf-8")
    members = MembersSpec(**({"file": "vip.csv", "column": "会员号"} | spec))
    return import_list(engine, "vip", members, folder, SHANGHAI)


def _rows(engine: DuckDBEngine) -> list[dict[str, Any]]:
    return engine.query(
        query("SELECT * FROM people.list_members ORDER BY list, _customer_id"), step="look"
    ).to_pylist()


def test_members_by_customer(shop: DuckDBEngine, tmp_path: Path) -> None:
    report = _import(
        shop,
        tmp_path,
        "会员号,级别,自,至\n a ,金,2024-01-01,\nz,银,2024-01-01,\n,铜,,\nb,1.0,,2024/2/1 8:00\na,白金,,\n",
        value_column="级别",
        since_column="自",
        until_column="至",
    )
    assert report == ListReport("vip", read=5, members=2, unknown=1, empty=1, repeated=1)
    assert _rows(shop) == [
        {"list": "vip", "_customer_id": 1, "value": "白金", "since": None, "until": None},
        {"list": "vip", "_customer_id": 2, "value": "1.0", "since": None, "until": datetime(2024, 2, 1)},
    ]


def test_an_import_replaces_its_own_list_only(shop: DuckDBEngine, tmp_path: Path) -> None:
    _import(shop, tmp_path, "会员号\na\nb\n")
    import_list(shop, "other", MembersSpec(file="vip.csv", column="会员号"), tmp_path, SHANGHAI)
    _import(shop, tmp_path, "会员号\nb\n")
    assert [(row["list"], row["_customer_id"]) for row in _rows(shop)] == [
        ("other", 1),
        ("other", 2),
        ("vip", 2),
    ]


def test_excel_with_numbers_as_ids(engine: DuckDBEngine, tmp_path: Path) -> None:
    import pyarrow as pa

    from tagma.identity import load_events
    from tests.profile.conftest import NOW

    load_events(engine, "s", "visit", pa.table({"user_id": [7], "ts": [NOW]}), received_at=NOW)
    workbook = xlsxwriter.Workbook(str(tmp_path / "vip.xlsx"))
    sheet = workbook.add_worksheet()
    for row, value in enumerate(["id", 7, 8]):
        sheet.write(row, 0, value)
    workbook.close()
    report = import_list(engine, "vip", MembersSpec(file="vip.xlsx", column="ID"), tmp_path, SHANGHAI)
    assert (report.members, report.unknown) == (1, 1)


def test_wrong_files(shop: DuckDBEngine, tmp_path: Path) -> None:
    _import(shop, tmp_path, "会员号\na\n")
    with pytest.raises(SourceError) as caught:
        _import(shop, tmp_path, "会员号,级别\na,b\n", value_column="级")
    assert caught.value.nearest == ("级别",)
    with pytest.raises(SourceError, match="no dates"):
        _import(shop, tmp_path, "会员号,自\na,soon\n", since_column="自")
    with pytest.raises(SourceError, match="no file"):
        _import(shop, tmp_path, "会员号\na\n", file="vop.csv")
    assert len(_rows(shop)) == 1
