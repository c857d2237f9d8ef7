from __future__ import annotations

from statistics import median
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tagma.workspace import Workspace
from tests.server.reads.answers import get, select


def fields_of(client: TestClient, segment: str, **params: Any) -> dict[str, Any]:
    found = get(client, f"/segments/{segment}/portrait", **params)
    return {each["field"]["name"]: each for each in found["fields"]} | {"": found}


def test_shares_and_index_of_a_tag(demo_client: TestClient, demo_ws: Workspace) -> None:
    """A tag's shares are of all customers; the index is 100 x share / share of the base."""
    rows = select(
        demo_ws,
        'SELECT recency, COUNT(*) FILTER (WHERE "segment:families"), COUNT(*) FROM portrait.profile GROUP BY 1',
    )
    group, base = (sum(row[place] for row in rows) for place in (1, 2))
    found = fields_of(demo_client, "families")
    assert (found[""]["customers"], found[""]["base"], found[""]["both"]) == (group, base, group)
    values = {each["value"]: each for each in found["recency"]["values"]}
    assert len(values) == len(rows)
    for value, inside, all_ in rows:
        told = values[value]
        assert (told["group"], told["base"]) == (inside, all_)
        assert told["group_share"] == pytest.approx(inside / group)
        assert told["base_share"] == pytest.approx(all_ / base)
        assert told["tgi"] == pytest.approx(100 * (inside / group) / (all_ / base))


def test_shares_of_a_trait_are_among_those_of_whom_it_is_known(
    demo_client: TestClient, demo_ws: Workspace
) -> None:
    rows = select(
        demo_ws,
        'SELECT age_band, COUNT(*) FILTER (WHERE "segment:vip"), COUNT(*) FROM portrait.profile '
        "WHERE age_band IS NOT NULL GROUP BY 1",
    )
    group, base = (sum(row[place] for row in rows) for place in (1, 2))
    told = fields_of(demo_client, "vip")["age_band"]
    assert (told["group_known"], told["base_known"]) == (group, base)
    assert {each["value"]: each["tgi"] for each in told["values"]} == {
        value: pytest.approx(100 * (inside / group) / (all_ / base)) for value, inside, all_ in rows
    }


def test_numbers_have_medians_and_a_difference(demo_client: TestClient, demo_ws: Workspace) -> None:
    rows = select(
        demo_ws, 'SELECT "segment:at_risk", spend_12m FROM portrait.profile WHERE spend_12m IS NOT NULL'
    )
    everybody = sorted(float(row[1]) for row in rows)
    inside = sorted(float(row[1]) for row in rows if row[0])
    told = fields_of(demo_client, "at_risk")["spend_12m"]
    for side, numbers in (("group", inside), ("base", everybody)):
        assert told[side]["known"] == len(numbers)
        assert told[side]["mean"] == pytest.approx(sum(numbers) / len(numbers))
        assert told[side]["median"] == pytest.approx(median(numbers), rel=0.02)
        assert told[side]["median"] in numbers
    mean = sum(everybody) / len(everybody)
    deviation = (sum((number - mean) ** 2 for number in everybody) / len(everybody)) ** 0.5
    assert told["difference"] == pytest.approx((sum(inside) / len(inside) - mean) / deviation)


def test_what_defines_a_segment_distinguishes_it_most(demo_client: TestClient) -> None:
    found = get(demo_client, "/segments/vip/portrait", language="zh")
    first = found["fields"][0]
    assert (first["field"]["name"], first["defining"]) == ("value_tier", True)
    assert first["strength"] == pytest.approx(1, abs=0.01)
    assert first["values"][0]["label"] == "鲸鱼客户"
    strengths = [each["strength"] for each in found["fields"]]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 <= each <= 1 for each in strengths)
    assert not next(each for each in found["fields"] if each["field"]["name"] == "fuel_customer")["defining"]
    assert "segment:vip" not in {each["field"]["name"] for each in found["fields"]}


def test_against_another_segment_or_a_rule(demo_client: TestClient, demo_ws: Workspace) -> None:
    counted = select(
        demo_ws,
        'SELECT COUNT(*) FILTER (WHERE "segment:vip"), COUNT(*) FILTER (WHERE "segment:families"), '
        'COUNT(*) FILTER (WHERE "segment:vip" AND "segment:families"), '
        "COUNT(*) FILTER (WHERE recency = 'active') FROM portrait.profile",
    )[0]
    found = get(demo_client, "/segments/vip/portrait", against="families")
    assert (found["customers"], found["base"], found["both"]) == counted[:3]
    by_rule = get(demo_client, "/segments/vip/portrait", against="recency = 'active'")
    assert by_rule["base"] == counted[3]
    error = get(demo_client, "/segments/vip/portrait", against="recancy = 'active'", status=422)["error"]
    assert error["nearest"][0] == "recency"
    assert get(demo_client, "/segments/vipp/portrait", status=404)["error"]["nearest"] == ["vip"]


def test_who_came_and_went(demo_client: TestClient, demo_ws: Workspace) -> None:
    counted = select(
        demo_ws,
        "SELECT COUNT(*) FILTER (WHERE entered), COUNT(*) FILTER (WHERE NOT entered), "
        "(SELECT COUNT(*) FROM portrait.profile WHERE \"segment:at_risk\") FROM portrait.segment_changes WHERE name = 'at_risk'",
    )[0]
    found = get(demo_client, "/segments/at_risk/moves", limit=500)
    assert found["series"] == [
        {
            "day": "2017-12-31",
            "at": "2018-01-01T04:01:20Z",
            "entered": counted[0],
            "left": counted[1],
            "size": counted[2],
        }
    ]
    assert (len(found["entered"]), len(found["left"])) == counted[:2]
    assert len(get(demo_client, "/segments/at_risk/moves", limit=3)["entered"]) == 3


def test_the_page_of_a_segment(client: TestClient) -> None:
    page = get(client, "/segments/regulars", language="zh")
    assert page["segment"]["label"] == "老客户"
    assert page["formula"]["rule"] == "active or city = '上海'"
    assert page["formula"]["words"] == "有标签「活跃买家」，或城市是「上海」"
    assert {(each["kind"], each["name"], each["label"]) for each in page["reads"]} == {
        ("tag", "active", "活跃买家"),
        ("trait", "city", "城市"),
    }
    imported = get(client, "/segments/vip", language="zh")
    assert imported["formula"] == {"rule": None, "words": "在导入的名单中", "cases": []}
    assert imported["segment"]["customers"] == 2


def test_the_page_of_a_tag_by_cases(client: TestClient) -> None:
    page = get(client, "/tags/phase", language="zh")
    assert [(case["value"], case["label"]) for case in page["formula"]["cases"]] == [
        ("core", "核心"),
        ("sleeping", "沉睡"),
        ("normal", "一般"),
    ]
    assert page["formula"]["cases"][2]["rule"] is None
    assert page["tag"]["path_labels"] == ["行为", "阶段"]
    assert sum(each["customers"] for each in page["tag"]["values"]) == page["tag"]["coverage"]["customers"]
    assert {each["name"] for each in page["reads"]} >= {"active", "order"}
    assert page["spread"] is None
    assert {each["name"] for each in get(client, "/tags/active")["used_by"]} == {"phase", "regulars"}
    assert get(client, "/tags/phas", status=404)["error"]["nearest"][0] == "phase"


def test_the_spread_of_a_number_counts_everybody_once(demo_client: TestClient, demo_ws: Workspace) -> None:
    spread = get(demo_client, "/tags/spend_12m")["spread"]
    numbers = sorted(
        float(row[0])
        for row in select(demo_ws, "SELECT spend_12m FROM portrait.profile WHERE spend_12m IS NOT NULL")
    )
    assert sum(each["customers"] for each in spread["bins"]) == spread["customers"] == len(numbers)
    assert (spread["least"], spread["most"]) == (numbers[0], numbers[-1])
    assert len(spread["bins"]) <= 20
    for each in spread["bins"][:-1]:
        assert each["customers"] == sum(each["low"] <= number < each["high"] for number in numbers)


def test_lists_are_labelled_in_both_languages(client: TestClient) -> None:
    for language, tag, segment, trait in (("en", "Phase", "VIP", "City"), ("zh", "阶段", "贵宾", "城市")):
        assert tag in {each["label"] for each in get(client, "/tags", language=language)["items"]}
        assert segment in {each["label"] for each in get(client, "/segments", language=language)["items"]}
        assert trait in {each["label"] for each in get(client, "/traits", language=language)["items"]}
    events = {each["name"]: each for each in get(client, "/events", language="zh")["items"]}
    assert (events["order"]["rows"], events["order"]["customers"]) == (7, 4)
    assert events["order"]["properties"][0]["label"] == "金额"
    assert get(client, "/sources")["items"][0]["rows"] > 0


def test_overlaps_have_labels(client: TestClient) -> None:
    found = get(client, "/mece", name="phase", language="zh")["items"][0]
    assert found["member_labels"] == {"core": "核心", "sleeping": "沉睡"}
    assert found["total"] == 5
    groups = {each["group"] for each in get(client, "/mece")["items"]}
    assert {"phase", "行为 / 消费"} == groups
    assert get(client, "/mece", name="phas", status=404)["error"]["nearest"] == ["phase"]


def test_changes_by_name_and_customer(demo_client: TestClient, demo_ws: Workspace) -> None:
    counted = select(demo_ws, "SELECT COUNT(*) FROM portrait.tag_changes WHERE name = 'visit_rhythm'")[0][0]
    items = get(demo_client, "/changes", name="visit_rhythm", limit=1000, language="zh")["items"]
    assert len(items) == counted
    assert {each["label"] for each in items} == {"到店节奏"}
    assert all(each["new_label"] for each in items if each["new"] is not None)
    assert get(demo_client, "/changes", name="visit_rhythm", since="2030-01-01")["items"] == []
    error = get(demo_client, "/changes", name="visit_rythm", status=404)["error"]
    assert error["nearest"][0] == "visit_rhythm"


def test_kept_answers_follow_what_is_applied_and_published(client: TestClient, ws: Workspace) -> None:
    from tagma.flows.apply import apply_definitions
    from tagma.flows.refresh import refresh

    before = get(client, "/tags")["items"]
    file = ws.folder / "tags" / "more.yaml"
    file.write_text(
        "kind: tag\nname: big\nclass: behaviour\nwhen: sum(order.amount) > 100\n", encoding="utf-8"
    )
    apply_definitions(ws, "ada", "one more")
    applied = {each["name"]: each for each in get(client, "/tags")["items"]}
    assert len(applied) == len(before) + 1
    assert applied["big"]["coverage"] is None
    assert get(client, "/tags/big")["tag"]["coverage"] is None
    refresh(ws)
    assert get(client, "/tags/big")["tag"]["coverage"]["customers"] == 2
