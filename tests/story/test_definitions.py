"""The examples of the definitions guide are good definitions of the demo shop."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tagma.flows.demo import write_demo
from tagma.flows.plan_definitions import plan_definitions
from tagma.places import SETTINGS_FILE
from tagma.settings import Settings
from tagma.workspace import open_workspace
from tests.story.blocks import read_blocks

GUIDE = "docs/definitions.md"
PAGES = (GUIDE, "docs/definitions.zh.md")


@pytest.mark.parametrize("page", PAGES)
def test_the_settings_are_all_shown(page: str) -> None:
    shown, *_ = read_blocks(page, "yaml")
    settings = yaml.safe_load(shown.text)
    assert Settings.model_validate(settings)
    assert set(settings) == set(Settings.model_fields)


@pytest.mark.parametrize("page", PAGES)
def test_examples_are_valid(page: str, tmp_path: Path) -> None:
    write_demo(tmp_path)
    (tmp_path / "data" / "orders-1.csv").write_text("customer;paid_at;order_no;total\n1;2017-03-01;a;2.5\n")
    (tmp_path / "data" / "opt_ins.csv").write_text(
        "id,purpose,granted,at_time\n1,newsletter,true,2017-03-01\n"
    )
    (tmp_path / "data" / "till.csv").write_text("Card,Paid at,Paid\n007,5 Mar 2017,$1\n")
    _write_people(tmp_path / "data" / "people.xlsx")
    blocks = [block for block in read_blocks(page, "yaml") if "kind:" in block.text]
    for number, block in enumerate(blocks):
        (tmp_path / f"example_{number}.yaml").write_text(block.text, encoding="utf-8")
    with open_workspace(tmp_path, purpose="test") as ws:
        plan = plan_definitions(ws, counts=False)
    assert [str(error) for error in plan.errors] == []
    assert len(plan.changes) == _count(tmp_path)


def test_both_pages_show_the_same_examples() -> None:
    english, chinese = (
        [
            [document for document in yaml.safe_load_all(block.text) if "kind" in document]
            for block in read_blocks(page, "yaml")
        ]
        for page in PAGES
    )
    assert english == chinese


def _count(folder: Path) -> int:
    files = [path for path in folder.rglob("*.yaml") if path.name != SETTINGS_FILE]
    return sum(len([*yaml.safe_load_all(path.read_text(encoding="utf-8"))]) for path in files)


def _write_people(path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row, cells in enumerate(
        [("id", "updated_at", "city", "birthday"), (1, "2017-03-01", "Boston", "1980-05-06")]
    ):
        sheet.write_row(row, 0, cells)
    book.close()
