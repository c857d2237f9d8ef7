"""``profile explain``: one customer."""

from __future__ import annotations

from tests.cli.conftest import Run


def test_profile_is_one_page(run: Run) -> None:
    said = run("profile", "1")
    assert said.code == 0
    for part in (
        "Customer 1",
        "Traits",
        "City",
        "上海",
        "Active buyer",
        "champions",
        "Regulars",
        "Newest events",
    ):
        assert part in said.out


def test_profile_in_chinese(run: Run) -> None:
    said = run("profile", "1", "--lang", "zh")
    for part in ("客户 1", "属性", "城市", "活跃买家", "重要价值", "老客户", "最近事件"):
        assert part in said.out
    assert "Customer" not in said.out


def test_profile_as_json(run: Run) -> None:
    data = run("profile", "1", "--json").data
    assert data["as_of"] == "2024-06-30T04:00:00Z"
    assert data["traits"] == {"city": "上海", "birthday": "1990-07-03"}
    assert data["tags"]["spend"]["value"] == 500.5
    assert data["tags"]["channels"]["value"] == ["app", "web"]
    assert set(data["segments"]) == {"regulars", "vip"}
    assert data["events"]["order"]["count"] == 3
    assert data["timeline"][0] == {"event": "page_view", "ts": "2024-06-30T00:00:00Z", "page": "home"}


def test_profile_of_another_day(run: Run) -> None:
    data = run("profile", "1", "--as-of", "2024-06-10", "--json", "--events", "1").data
    assert data["events"]["order"]["count"] == 1
    assert "active" not in data["tags"]


def test_explain_shows_value_threshold_hint_and_events(run: Run) -> None:
    said = run("explain", "1", "active")
    assert "✓ Active buyer (active)" in said.out
    assert "✓ did “Order” at least 2 times in the last 30 days" in said.out
    assert "value 3, against 2" in said.out
    assert "(2024-07-20 10:00)" in said.out  # local time
    assert "2024-06-28 10:00      300   app" in said.out


def test_explain_what_is_lacking(run: Run) -> None:
    said = run("explain", "2", "regulars")
    assert "✗ Regulars (regulars)" in said.out
    assert "because ✗ Active buyer" in said.out
    assert "1 more “Order” would make it true" in said.out


def test_explain_cases_marks_the_one_chosen(run: Run) -> None:
    chosen = run("explain", "1", "phase", "--lang", "zh").out
    assert "阶段 (phase) = 核心" in chosen
    assert "✓ 核心  ←" in chosen
    assert "· 沉睡  未再判断：先满足者生效" in chosen
    assert "✓ Normal  everybody else  ←" in run("explain", "4", "phase").out


def test_explain_shows_the_same_events_once(run: Run) -> None:
    assert run("explain", "3", "rfm_group").out.count("2023-12-31 23:30      900") == 1


def test_explain_says_how_values_and_lists_come_about(run: Run) -> None:
    assert "the total Amount of “Order”" in run("explain", "1", "spend").out
    assert "on the imported list" in run("explain", "1", "level").out


def test_explain_a_rule_of_the_moment(run: Run) -> None:
    said = run("explain", "1", "sum(order.amount) > 100 and not city = '上海'")
    assert "✗ the rule" in said.out
    assert "✗ not this" in said.out


def test_explain_as_json(run: Run) -> None:
    data = run("explain", "1", "active", "--json").data
    assert (data["customer"], data["name"], data["value"], data["known"]) == ("1", "active", True, True)
    assert data["rule"]["words"] == "did “Order” at least 2 times in the last 30 days"
    assert data["rule"]["until"] == "2024-07-20T02:00:00Z"
    assert data["rule"]["events"][0]["rows"][0]["amount"] == 300
