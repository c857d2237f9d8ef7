"""The main flow on a workspace of three files: steps, going back, failing and going on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tagma.engine import dialect
from tagma.errors import NotFoundError, RuleError, RunError
from tagma.flows.apply import apply_definitions
from tagma.flows.changes import list_changes
from tagma.flows.count import count_customers
from tagma.flows.customers import export_customers, list_customers
from tagma.flows.daily import DAY
from tagma.flows.explain import explain_customer
from tagma.flows.instants import parse_as_of
from tagma.flows.profile import read_profile
from tagma.flows.refresh import refresh, resume
from tagma.flows.show import rule_sql, rule_words
from tagma.workspace import Workspace, open_workspace

ORDERS = """id,who,when,amount
1,ann,2024-01-05 10:00:00,10.50
2,ann,2024-02-05 10:00:00,20.00
3,bob,2024-01-20 10:00:00,5.00
4,cat,2024-02-28 10:00:00,99.99
5,ann,2024-03-01 10:00:00,1.00
"""
DEFINITIONS = """
kind: source
name: orders
read: data/orders.csv
events:
  order: select who as user_id, id as message_id, "when" as ts, amount from raw
---
kind: source
name: people
read: data/people.csv
traits: select who as user_id, city from raw
---
kind: tag
name: spend
value: sum(order.amount)
refresh: realtime
---
kind: tag
name: top_third
when: sum(order.amount) >= percentile(sum(order.amount), 67)
refresh: realtime
---
kind: tag
name: asked
value: count(order)
refresh: on demand
---
kind: segment
name: recent
when: count(order in last 30 days) > 0 and city is known
"""


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (tmp_path / "data" / "people.csv").write_text("who,city\nann,上海\nbob,杭州\ncat,\n", encoding="utf-8")
    (tmp_path / "tagma.yaml").write_text("time_zone: Asia/Shanghai\nclock: data\n", encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(DEFINITIONS, encoding="utf-8")
    with open_workspace(tmp_path, purpose="test") as ws:
        apply_definitions(ws, "tester", "first")
        yield ws


def test_a_refresh_runs_and_records_the_steps_of_the_day(ws: Workspace) -> None:
    report = refresh(ws, author="tester")
    assert [step.name for step in report.run.steps] == [name for name, _ in DAY]
    assert {step.status for step in report.run.steps} == {"done"}
    assert report.run.as_of == datetime(2024, 3, 1, 2)  # 10:00 in Shanghai
    assert report.published is not None
    assert report.published.customers == 3
    table = list_customers(ws, "count(order) > 0", ["city", "spend", "recent"])
    assert table.to_pylist() == [
        {"customer": "ann", "city": "上海", "spend": table.to_pylist()[0]["spend"], "segment:recent": True},
        {"customer": "bob", "city": "杭州", "spend": table.to_pylist()[1]["spend"], "segment:recent": False},
        {"customer": "cat", "city": None, "spend": table.to_pylist()[2]["spend"], "segment:recent": False},
    ]
    assert [float(row["spend"]) for row in table.to_pylist()] == [31.5, 5.0, 99.99]


def test_as_of_shows_the_past_without_publishing_it(ws: Workspace) -> None:
    refresh(ws)
    past = parse_as_of(ws, "2024-02-01")
    assert count_customers(ws, "recent", past).to_dict()["count"] == 2
    assert count_customers(ws, "recent", past).total == 3  # undated traits count from the beginning
    profile = read_profile(ws, "ann", past)
    assert {tag.name: float(tag.value) for tag in profile.tags if tag.name == "spend"} == {"spend": 10.5}
    assert [event.count for event in profile.events] == [1]
    with pytest.raises(RunError, match="newer"):
        refresh(ws, as_of=past)
    assert refresh(ws, as_of=past, force=True).run.as_of == past


def test_a_portrait_of_the_past_equals_one_of_the_data_of_then(ws: Workspace) -> None:
    refresh(ws)
    past = parse_as_of(ws, "2024-02-10")
    columns = ["city", "spend", "top_third", "recent"]
    seen = list_customers(ws, "count(order) >= 0", columns, past).to_pylist()
    lines = ORDERS.splitlines(keepends=True)
    (ws.folder / "data" / "orders.csv").write_text("".join(lines[:4]), encoding="utf-8")
    refresh(ws, as_of=past, force=True)
    assert list_customers(ws, "count(order) >= 0", columns, past).to_pylist() == seen


def test_what_moved_between_two_days_is_recorded(ws: Workspace) -> None:
    refresh(ws, as_of=parse_as_of(ws, "2024-02-25"))
    refresh(ws)
    moved = {(change.customer, change.name, change.old, change.new) for change in list_changes(ws)}
    # Cat was known by her undated traits before she bought anything.
    assert moved == {
        ("ann", "spend", "30.5000", "31.5000"),
        ("ann", "top_third", "true", "false"),
        ("cat", "spend", "0.0000", "99.9900"),
        ("cat", "top_third", "false", "true"),
    }


def test_tags_on_demand_keep_the_instant_of_their_run(ws: Workspace) -> None:
    refresh(ws, as_of=parse_as_of(ws, "2024-02-10"))
    refresh(ws)
    before = list_customers(ws, "count(order) > 0", ["asked"]).to_pylist()
    assert [row["asked"] for row in before] == [2, 1, 0]
    refresh(ws, demanded=["asked"])
    after = list_customers(ws, "count(order) > 0", ["asked"]).to_pylist()
    assert [row["asked"] for row in after] == [3, 1, 1]


def test_a_failed_run_leaves_the_portrait_and_is_resumed(ws: Workspace) -> None:
    refresh(ws)
    with (ws.folder / "data" / "orders.csv").open("a", encoding="utf-8") as file:
        file.write("6,bob,2024-03-02 10:00:00,50\n")
    (ws.runtime / "ledger.sqlite.new").mkdir()  # in the way of the last step
    with pytest.raises(Exception):  # noqa: B017, PT011
        refresh(ws)
    failed = ws.state.runs.list()[0]
    assert failed.status == "failed"
    assert [step.status for step in failed.steps][-1] == "failed"
    (ws.runtime / "ledger.sqlite.new").rmdir()
    report = resume(ws, failed.id)
    assert [step.name for step in report.run.steps] == ["pack ledger"]
    assert report.run.as_of == failed.as_of
    with pytest.raises(RunError, match="nothing to resume"):
        resume(ws, report.run.id)


def test_explanations_and_profiles_come_from_the_customers_own_rows(ws: Workspace) -> None:
    refresh(ws)
    told = explain_customer(ws, "cat", "top_third").to_dict("zh")
    assert told["value"] is True
    assert told["rule"]["holds"] is True
    assert [float(told["rule"][side]) for side in ("value", "threshold")] == [99.99, 99.99]
    moment = explain_customer(ws, "cat", "sum(order.amount) >= percentile(sum(order.amount), 30)").to_dict()
    assert moment["value"] is True
    profile = read_profile(ws, "cat").to_dict("zh")
    assert set(profile["tags"]) == {"spend", "top_third", "asked"}
    assert profile["timeline"][0]["event"] == "order"


def test_faces_of_one_rule(ws: Workspace) -> None:
    refresh(ws)
    assert "FILTER" in rule_sql(ws, "count(order in last 30 days) > 1 and sum(order.amount) > 3")
    assert "30" in (rule_words(ws, "recent", "zh").words or "")
    assert export_customers(ws, "recent", ["city"], None, ws.folder / "out.csv") == 1
    assert (ws.folder / "out.csv").read_text(encoding="utf-8-sig").splitlines()[1] == '"ann","上海"'


def test_wrong_names_are_worded(ws: Workspace) -> None:
    refresh(ws)
    with pytest.raises(NotFoundError, match="no customer"):
        explain_customer(ws, "dave", "recent")
    with pytest.raises(RuleError) as caught:
        count_customers(ws, "count(ordr) > 1")
    assert caught.value.nearest == ("order",)
    with pytest.raises(NotFoundError) as missing:
        list_customers(ws, "recent", ["spned"])
    assert missing.value.nearest[0] == "spend"
    before = dialect.query("SELECT COUNT(*) AS n FROM people.customers")
    assert ws.engine.query(before, step="test").to_pylist() == [{"n": 3}]


def test_traits_have_a_history(ws: Workspace) -> None:
    people = ws.folder / "data" / "people.csv"
    people.write_text(
        "who,city,since\nann,北京,2024-01-01\nann,上海,2024-02-15\nbob,杭州,2024-01-01\n", encoding="utf-8"
    )
    shop = ws.folder / "shop.yaml"
    dated = "traits: select who as user_id, since as ts, city from raw"
    shop.write_text(
        DEFINITIONS.replace("traits: select who as user_id, city from raw", dated), encoding="utf-8"
    )
    apply_definitions(ws, "tester", "dated traits")
    refresh(ws)
    past = parse_as_of(ws, "2024-02-10")
    assert [row["customer"] for row in list_customers(ws, "city = '北京'", (), past).to_pylist()] == ["ann"]
    assert count_customers(ws, "city = '北京'").count == 0
    in_peking = "count(order where customer.city = '北京') > 0"
    assert (count_customers(ws, in_peking, past).count, count_customers(ws, in_peking).count) == (1, 0)
    told = explain_customer(ws, "ann", in_peking, past).to_dict()
    assert (told["rule"]["value"], told["rule"]["events"][0]["count"]) == (2, 2)
    assert explain_customer(ws, "ann", in_peking).to_dict()["rule"]["events"][0]["count"] == 0
    assert read_profile(ws, "ann", past).traits == {"city": "北京"}
