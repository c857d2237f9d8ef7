"""``tracking checks quality items``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import run_in
from tests.quality.conftest import open_shop, track
from tests.quality.test_checks import DEFINITIONS, identify
from tests.quality.test_registry import item


def test_commands(tmp_path: Path) -> None:
    with open_shop(tmp_path) as shop:
        shop.send(identify("child", 12), track("order", "1", amount=5000, user="child"))
        shop.send(track("order", "2", amount=-3, user="adult"), track("order", "3", amount=1, user="adult"))
        shop.send_sensors(item("set", 1, name="Shoe", price=5))
    assert run_in(tmp_path, "refresh").code == 0
    shop.write("definitions.yaml", DEFINITIONS)
    assert run_in(tmp_path, "apply", "--author", "ada", "--reason", "x", "--refresh").code == 0

    found = {each["event"]: each for each in run_in(tmp_path, "tracking", "events", "--json").data}
    assert (found["order"]["rows"], found["order"]["declared"]) == (1, True)
    assert "5000, -3, 1" in run_in(tmp_path, "tracking", "show", "order").out
    drafted = run_in(tmp_path, "tracking", "draft", "order").out
    assert drafted.startswith("kind: event\nname: order\n")
    plan = run_in(tmp_path, "tracking", "plan", "--json").data
    assert (plan["coverage"]["total"], plan["coverage"]["collected"]) == (28, 2)
    told = run_in(tmp_path, "tracking", "plan", "--missing", "--lang", "zh").out
    assert "28 项指标中已采集 2 项" in told
    assert "线下门店（线下）" in told

    assert "+ events/complaint.yaml" in run_in(tmp_path, "tracking", "adopt", "service").out
    assert (tmp_path / "events" / "survey_answered.yaml").exists()
    assert run_in(tmp_path, "tracking", "adopt", "nothing").code != 0

    rules = {each["name"]: each["broken"] for each in run_in(tmp_path, "checks", "--json").data}
    assert rules == {"grown up": 1, "positive": 1, "tests": 1}
    assert "未成年人不能是高净值客户" in run_in(tmp_path, "checks", "--lang", "zh").out
    assert run_in(tmp_path, "checks", "grown up", "--columns", "age", "--json").data == [
        {"customer": "child", "age": 12}
    ]
    quality = run_in(tmp_path, "quality", "--json").data
    web = next(each for each in quality["sources"] if each["source"] == "push:web")
    assert (web["rows"], web["tests"], web["quarantined"]) == (1, 1, 1)
    assert "most often missing" in run_in(tmp_path, "quality").out
    assert run_in(tmp_path, "items", "--json").data == [
        {"type": "product", "count": 1, "properties": ["name", "price"]}
    ]
    assert "Shoe" in run_in(tmp_path, "items", "product").out
