"""The taxonomy as a tree, and overlaps and gaps counted over a tiny table."""

from __future__ import annotations

import pyarrow as pa

from tagma.engine import Table, dialect
from tagma.engine.duckdb import open_memory
from tagma.tags.mece import Overlap, count_memberships, read_memberships
from tagma.tags.taxonomy import build_taxonomy, list_siblings

from .conftest import build_tag


def test_tree_and_siblings() -> None:
    paths = {"a": "[行为, 意向, 商品]", "b": "[行为, 意向, 内容]", "c": "[行为, 渠道]", "d": "[]"}
    tags = [
        build_tag(f"when: count(order) > 1\npath: {path}").model_copy(update={"name": name})
        for name, path in paths.items()
    ]
    root = build_taxonomy(tags)
    assert root.tags == ("d",)
    assert root.count == 4
    (behaviour,) = root.branches
    assert [branch.path for branch in behaviour.branches] == [("行为", "意向"), ("行为", "渠道")]
    assert behaviour.to_dict()["branches"][0]["branches"][1] == {
        "path": ["行为", "意向", "内容"],
        "tags": ["b"],
        "count": 1,
        "branches": [],
    }
    assert list_siblings(tags) == {("行为", "意向"): ("a", "b")}


def test_overlaps_and_gaps() -> None:
    engine = open_memory()
    rows = {
        "a": [True, True, False, None],
        "b": [True, False, False, None],
        "c 'x": [True, False, True, False],
    }
    engine.define(Table("t", "x"), dict.fromkeys(rows, "BOOLEAN"), step="define")
    engine.load(Table("t", "x"), pa.table(rows), step="load")
    row = engine.query(count_memberships(list(rows), dialect.table("x", "t")), step="count").to_pylist()[0]
    report = read_memberships(row, "g", "siblings", list(rows))
    assert report.counts == {"a": 2, "b": 1, "c 'x": 2}
    assert (report.total, report.several, report.none) == (4, 1, 1)
    assert report.overlaps == (Overlap("a", "b", 1), Overlap("a", "c 'x", 1), Overlap("b", "c 'x", 1))
    assert not report.exclusive
    assert not report.exhaustive
    assert report.to_dict()["overlaps"][0] == {"first": "a", "second": "b", "customers": 1}
    engine.close()
