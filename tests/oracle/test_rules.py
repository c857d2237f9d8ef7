"""Every rule names the same customers as its independent answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tagma.flows.customers import list_customers
from tests.oracle.cases import CASES

if TYPE_CHECKING:
    from tagma.workspace import Workspace
    from tests.oracle.case import Case
    from tests.oracle.clocks import Clock
    from tests.oracle.raw import Raw

ASKED = [(case, clock) for case in CASES for clock in case.clocks]


@pytest.mark.parametrize(("case", "clock"), ASKED, ids=[f"{case.name}-{clock.name}" for case, clock in ASKED])
def test_rule_names_the_same_customers(case: Case, clock: Clock, shop: Workspace, raw: Raw) -> None:
    expected = case.expected(raw, clock)
    found = set(list_customers(shop, case.rule, as_of=clock.as_of).column("customer").to_pylist())
    extra, lacking = found - expected, expected - found
    assert found == expected, (
        f"{case.rule}\nas of {clock.as_of} UTC: {len(found)} customers, {len(expected)} expected; "
        f"not expected {sorted(extra, key=int)[:8]}, lacking {sorted(lacking, key=int)[:8]}"
    )
