"""A workspace's sources loaded, lists imported, traits folded, ledger packed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tagma.catalog import Definition, read_definitions
from tagma.engine.dialect import query
from tagma.errors import SourceError
from tagma.flows.load import import_lists, load_sources, pack_ledger, refold_traits
from tagma.kinds import KINDS
from tagma.profile.ledger import open_ledger
from tagma.workspace import Workspace, open_workspace

ORDERS = """
    kind: source
    name: orders
    read: data/orders.csv
    events:
      order: |
        select id as user_id, day as ts, amount
        from raw
    """
PEOPLE = """
    kind: source
    name: people
    read: data/people.csv
    traits: select id as user_id, age, city from raw
    """


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "tagma.yaml").write_text("name: Shop\ntime_zone: Asia/Shanghai\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    _data(tmp_path, "orders", "id,day,amount\na,2024-01-01,1\nb,2024-01-02,2\n")
    _data(tmp_path, "people", "id,age,city\na,30,上海\nc,,北京\n")
    with open_workspace(tmp_path) as opened:
        yield opened


def _data(folder: Path, name: str, text: str) -> None:
    (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")


def _define(ws: Workspace, **documents: str) -> tuple[Definition, ...]:
    for name, text in documents.items():
        (ws.folder / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    found = read_definitions(ws.folder, KINDS, skip=("data", "tagma.yaml"))
    assert not found.errors
    return tuple(found.definitions)


def _look(ws: Workspace, sql: str) -> list[dict[str, Any]]:
    return ws.engine.query(query(sql), step="look").to_pylist()


def test_unchanged_sources_are_skipped(ws: Workspace) -> None:
    definitions = _define(ws, orders=ORDERS, people=PEOPLE)
    steps: list[str] = []
    first = load_sources(ws, definitions, progress=lambda step, done, total: steps.append(step))
    assert [(report.source, report.loaded, report.skipped) for report in first] == [
        ("orders", 2, False), ("people", 2, False),
    ]  # fmt: skip
    assert "load orders" in steps
    assert all(report.skipped for report in load_sources(ws, definitions))
    assert all(not report.skipped for report in load_sources(ws, definitions, force=True))
    _data(ws.folder, "orders", "id,day,amount\na,2024-01-01,1\n")
    assert [report.skipped for report in load_sources(ws, definitions)] == [False, True]
    assert [row["customer"] for row in _look(ws, "SELECT customer FROM people.customers ORDER BY 1")] == [
        "a",
        "c",
    ]
    assert {load.source: load.rows for load in ws.state.loads.list()} == {"orders": 1, "people": 2}


def test_a_declared_event_loads_its_sources_again(ws: Workspace) -> None:
    load_sources(ws, _define(ws, orders=ORDERS))
    event = "kind: event\nname: order\nproperties: {amount: decimal, coupon: text}\n"
    definitions = _define(ws, event=event, empty="kind: event\nname: refund\nproperties: {amount: decimal}\n")
    assert [report.skipped for report in load_sources(ws, definitions)] == [False]
    tables = ws.engine.tables("events")
    assert (tables["order"]["amount"], tables["order"]["coupon"]) == ("DECIMAL(18,4)", "VARCHAR")
    assert "refund" in tables


def test_types_are_agreed_over_the_sources_of_an_event(ws: Workspace) -> None:
    _data(ws.folder, "web", "id,day,amount\nz,2024-01-03,2.5\n")
    web = ORDERS.replace("name: orders", "name: web").replace("orders.csv", "web.csv")
    load_sources(ws, _define(ws, orders=ORDERS, web=web))
    assert ws.engine.tables("events")["order"]["amount"] == "DECIMAL(18,4)"
    assert [float(row["amount"]) for row in _look(ws, 'SELECT amount FROM events."order" ORDER BY _ts')] == [
        1,
        2,
        2.5,
    ]


def test_a_removed_source_takes_its_rows_along(ws: Workspace) -> None:
    load_sources(ws, _define(ws, orders=ORDERS, people=PEOPLE))
    (ws.folder / "orders.yaml").unlink()
    load_sources(ws, _define(ws))
    assert ws.engine.tables("events") == {}
    assert [row["customer"] for row in _look(ws, "SELECT customer FROM people.customers ORDER BY 1")] == [
        "a",
        "c",
    ]
    assert [load.source for load in ws.state.loads.list()] == ["people"]


def test_mistakes_are_placed_in_the_definition(ws: Workspace) -> None:
    definitions = _define(ws, orders=ORDERS.replace("amount\n        from", "amuont\n        from"))
    with pytest.raises(SourceError) as caught:
        load_sources(ws, definitions)
    where = caught.value.where
    assert where is not None
    assert (Path(where.file or "").name, where.line) == ("orders.yaml", 7)
    assert caught.value.nearest == ("amount",)


def test_lists_traits_and_ledger(ws: Workspace) -> None:
    tag = "kind: tag\nname: 会员\npath: [基础]\nclass: base\nmembers: {file: data/vip.csv, column: id, value_column: level}\n"
    _data(ws.folder, "vip", "id,level\na,gold\nnobody,gold\n")
    definitions = _define(ws, orders=ORDERS, people=PEOPLE, tag=tag)
    load_sources(ws, definitions)
    assert import_lists(ws, definitions) == 1
    assert _look(ws, "SELECT list, value FROM people.list_members") == [{"list": "会员", "value": "gold"}]
    assert refold_traits(ws, definitions) == 2
    assert ws.engine.tables("people")["traits"] == {
        "_customer_id": "BIGINT",
        "age": "BIGINT",
        "city": "VARCHAR",
    }
    assert pack_ledger(ws, "run 1") == 3
    with open_ledger(ws.runtime / "ledger.sqlite") as ledger:
        assert ledger.built_from == "run 1"
        assert ledger.events() == ("order",)
