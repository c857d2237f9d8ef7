"""Overlaps and gaps of cases and siblings, with counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tagma.engine import Table
from tagma.errors import NotFoundError
from tagma.flows.apply import apply_definitions
from tagma.flows.mece import check_tag, check_taxonomy
from tagma.workspace import Workspace

from .conftest import put, write

TAGS = """
    kind: tag
    name: tier
    refresh: realtime
    cases:
      - {is: big, when: sum(order.amount) >= 200}
      - {is: often, when: count(order) >= 2}
      - {is: fresh, when: count(order in last 30 days) >= 1}
    ---
    kind: tag
    name: open_end
    refresh: realtime
    cases:
      - {is: big, when: sum(order.amount) >= 200}
      - {is: big, when: count(order) >= 3}
      - {is: small, else: true}
    ---
    kind: tag
    name: rfm
    refresh: realtime
    rfm: {event: order, amount: amount}
    ---
    kind: tag
    name: a
    path: [x, y, z1]
    when: count(order) >= 1
    ---
    kind: tag
    name: b
    path: [x, y, z2]
    when: count(order) >= 2
"""


@pytest.fixture
def shop(loaded: Workspace, folder: Path) -> Workspace:
    write(folder, "tags.yaml", TAGS)
    apply_definitions(loaded, "ann", "first")
    return loaded


def test_cases_that_overlap_and_leave_a_gap(shop: Workspace) -> None:
    report = check_tag(shop, "Tier")
    assert report.counts == {"big": 2, "often": 2, "fresh": 2}
    assert [(each.first, each.second, each.customers) for each in report.overlaps] == [
        ("big", "often", 2),
        ("big", "fresh", 1),
        ("often", "fresh", 1),
    ]
    assert (report.total, report.several, report.none) == (5, 2, 2)
    assert (report.exclusive, report.exhaustive) == (False, False)


def test_else_leaves_no_gap_and_one_value_is_one_member(shop: Workspace) -> None:
    report = check_tag(shop, "open_end")
    assert report.members == ("big",)
    assert (report.exhaustive_by, report.exclusive, report.exhaustive) == ("small", True, True)


def test_rfm_groups_exclude_each_other(shop: Workspace) -> None:
    report = check_tag(shop, "rfm")
    assert report.exclusive
    assert report.none == 1
    # The medians of those who ordered are 1 day, 1 order and 10: customers 1 and 2, then 3, then 4.
    held = {group: count for group, count in (report.counts or {}).items() if count}
    assert held == {"重要价值": 2, "重要保持": 1, "一般保持": 1}


def test_siblings_are_read_from_the_portrait(shop: Workspace) -> None:
    siblings = [report for report in check_taxonomy(shop) if report.kind == "siblings"]
    assert [report.computed for report in siblings] == [False]
    rows: list[dict[str, Any]] = [
        {"_customer_id": 1, "a": True, "b": True},
        {"_customer_id": 2, "a": False, "b": None},
    ]
    put(
        shop.engine,
        Table("portrait", "profile"),
        {"_customer_id": "BIGINT", "a": "BOOLEAN", "b": "BOOLEAN"},
        rows,
    )
    (report,) = [report for report in check_taxonomy(shop) if report.kind == "siblings"]
    assert (report.group, report.members) == ("x / y", ("a", "b"))
    assert (report.several, report.none, report.total) == (1, 1, 2)


def test_tag_without_cases(shop: Workspace) -> None:
    with pytest.raises(NotFoundError) as raised:
        check_tag(shop, "rfn")
    assert raised.value.nearest[0] == "rfm"
