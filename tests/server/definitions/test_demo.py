"""In the demo shop a proposal is planned as the same edit of the files is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.catalog import read_definitions
from tagma.flows.definitions import read_applied
from tagma.flows.plan_definitions import plan_wanted
from tagma.kinds import KINDS

from .asking import plan, propose, read

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tagma.workspace import Workspace

ROOMS = ("sources", "events", "tags", "segments")


def test_the_same_customers_move(demo_client: TestClient, demo_ws: Workspace, tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(demo_ws.folder / room, tmp_path / room)
    cases = read(demo_client, "tag", "value_tier")["body"]["cases"]
    cases[0]["when"] = cases[0]["when"].replace("95", "90")
    changes = [
        propose(demo_client, "tag", "value_tier", cases=cases),
        propose(demo_client, "segment", "sleeping_90_days", when="days_since(last(order)) > 60"),
        {"kind": "segment", "name": "families", "body": None, "base_version": 1},
    ]
    values = tmp_path / "tags/value.yaml"
    values.write_text(values.read_text(encoding="utf-8").replace("95)", "90)"), encoding="utf-8")
    segments = tmp_path / "segments/segments.yaml"
    pages = segments.read_text(encoding="utf-8").split("---\n")
    kept = [page.replace("> 90", "> 60") for page in pages if "name: families" not in page]
    segments.write_text("---\n".join(kept), encoding="utf-8")

    written = plan_wanted(demo_ws, read_applied(demo_ws), read_definitions(tmp_path, KINDS)).to_dict()
    proposed = plan(demo_client, *changes)
    assert proposed["errors"] == written["errors"] == []
    assert [(each["action"], each["name"], each["customers"]) for each in proposed["changes"]] == [
        (each["action"], each["name"], each["customers"]) for each in written["changes"]
    ]
    assert all(
        sum(each["customers"][key] for key in ("gained", "lost", "changed")) > 0
        for each in proposed["changes"]
    )
    assert proposed["unchanged"] == written["unchanged"]
