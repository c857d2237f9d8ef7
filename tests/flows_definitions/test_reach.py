"""A proposal reads data of the workspace only."""

from __future__ import annotations

import pytest

from tagma.flows.apply import apply_definitions
from tagma.flows.defining.reach import is_inside
from tagma.flows.propose import Proposed, plan_proposal
from tagma.workspace import Workspace


@pytest.mark.parametrize(
    ("pattern", "inside"),
    [
        ("data/orders.csv", True), ("data/2024/*.csv", True), ("data/**/*.csv", True), ("orders.csv", True),
        ("*.csv", True), ("lists/名单.csv", True), ("/etc/passwd", False), ("../other/data.csv", False),
        ("data/../../x.csv", False), (".tagma/state.sqlite", False), ("data/.hidden.csv", False),
        ("*/server.json", False), ("**/*.json", False), ("~/x.csv", False), ("C:\\x.csv", False),
        ("C:x.csv", False), ("\\\\host\\share\\x.csv", False), ("data\\..\\..\\x.csv", False), ("", False),
        ("[.]tagma/server.json", False), ("data/x\0.csv", False),
        ("postgresql://u:${SECRET}@host/db", False), ("sqlite:////etc/x.csv", False),
    ],
)  # fmt: skip
def test_what_is_inside(pattern: str, inside: bool) -> None:
    assert is_inside(pattern) is inside


def test_a_proposal_reaches_no_other_file(ws: Workspace) -> None:
    apply_definitions(ws, "ann", "")
    source = {
        "read": "/etc/passwd",
        "format": "csv",
        "events": {"x": "select 1 as user_id, 1 as ts from raw"},
    }
    members = {"members": {"file": "../secret.csv", "column": "id"}}
    plan = plan_proposal(ws, [Proposed("source", "s", source), Proposed("segment", "m", members)])
    assert [(error.what.en, error.where.field) for error in plan.errors if error.where] == [
        ("“/etc/passwd” is no data file of the workspace", "read.raw"),
        ("“../secret.csv” is no data file of the workspace", "members.file"),
    ]


def test_what_stands_in_the_files_already_stays(ws: Workspace) -> None:
    shop = ws.folder / "sources/shop.yaml"
    text = shop.read_text(encoding="utf-8")
    shop.write_text(
        text.replace("read: data/orders.csv", f"read: {ws.folder}/data/orders.csv"), encoding="utf-8"
    )
    apply_definitions(ws, "ann", "")
    (stored,) = ws.state.definitions.current()
    change = Proposed("source", "shop", {**(stored.body or {}), "owner": "crm"}, 1)
    plan = plan_proposal(ws, [change])
    assert plan.errors == ()
    assert [each.path for each in plan.changes[0].fields] == ["owner"]
