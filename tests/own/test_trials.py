"""Trying a database: its tables and columns, a user that could write, worded refusals; a look that finds nothing new."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tagma.collect.sources import has_changed
from tagma.collect.sources.databases.extract import extract_rows, find_extract
from tagma.errors import SourceError
from tagma.flows.sources.trying import try_source
from tests.collect.conftest import define
from tests.own.test_databases import SQL, Shop, server, shop  # noqa: F401
from tests.sources.conftest import open_shop, write_shop


def test_a_try_says_what_is_there(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    shop.add(0, 3)
    write_shop(tmp_path)

    def attempt(address: str = shop.address, **fields: str) -> dict[str, Any]:
        made = define(read=address, events={"order": SQL}, **({"table": "orders"} | fields))
        return try_source(ws, made).to_dict()

    with open_shop(tmp_path) as ws:
        good = attempt()
        assert (good["ok"], good["rows_seen"]) == (True, 3), good
        assert any("orders" in table["name"] for table in good["tables"])
        assert {column["name"] for column in good["columns"]} >= {"order_no", "customer", "paid_at"}
        assert "may write" in good["warnings"][0]
        missing = attempt(table="order")
        assert not missing["ok"]
        assert any("orders" in name for name in missing["error"]["nearest"])
        assert "no column" in attempt(cursor="updated")["error"]["message"]
        monkeypatch.setenv("SHOP_PASSWORD", "wrong")
        refused = attempt()["error"]["message"]
        assert "does not know this user" in refused or "not for this user" in refused
        assert "wrong" not in refused
        scheme = shop.address.split("://")[0]
        unknown = attempt(f"{scheme}://u:${{SHOP_PASSWORD}}@no-such-host.invalid/shop")["error"]["message"]
        assert "no host" in unknown or "no database answers" in unknown
        assert "no database answers" in attempt(f"{scheme}://u@127.0.0.1:1/shop")["error"]["message"]


def test_a_look_finds_nothing_new(shop: Shop, tmp_path: Path) -> None:  # noqa: F811
    shop.add(0, 5)
    definition = define(read=shop.address, table="orders", cursor="updated_at", events={"order": SQL})
    assert has_changed(definition, tmp_path, None)[0]
    extract_rows(definition, tmp_path)
    files = {path: path.stat().st_mtime_ns for path in find_extract(definition, tmp_path).glob("part-*")}
    assert not has_changed(definition, tmp_path, True)[0]
    assert extract_rows(definition, tmp_path) == 0
    assert files == {
        path: path.stat().st_mtime_ns for path in find_extract(definition, tmp_path).glob("part-*")
    }
    shop.add(5, 1, minute=4)  # with the very value that was read last
    assert has_changed(definition, tmp_path, True)[0]
    shop.run("DROP TABLE orders")
    with pytest.raises(SourceError, match="no such table"):
        has_changed(definition, tmp_path, True)
