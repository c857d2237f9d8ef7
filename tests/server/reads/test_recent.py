from __future__ import annotations

from datetime import datetime

from fastapi.testclient import TestClient

from tagma.flows.portraits.recent import list_sizes
from tagma.workspace import Workspace
from tests.server.reads.answers import get, select

MONDAY, TUESDAY, WEDNESDAY = (datetime(2024, 1, day) for day in (1, 2, 3))


def test_sizes_are_counted_back_from_the_last_refresh() -> None:
    """100 now; since Tuesday 5 more entered than left, on Tuesday 2 more left than entered."""
    assert list_sizes(100, {TUESDAY: -2, WEDNESDAY: 5}, [MONDAY, TUESDAY, WEDNESDAY]) == (
        (MONDAY, 97),
        (TUESDAY, 95),
        (WEDNESDAY, 100),
    )


def test_a_refresh_that_moved_nobody_keeps_the_size() -> None:
    assert list_sizes(7, {}, [MONDAY, TUESDAY]) == ((MONDAY, 7), (TUESDAY, 7))
    assert list_sizes(7, {MONDAY: 3}, []) == ()


def test_lists_say_what_reads_each(demo_client: TestClient) -> None:
    tags = {tag["name"]: tag for tag in get(demo_client, "/tags")["items"]}
    assert {use["name"] for use in tags["value_tier"]["used_by"]} == {"vip", "win_back"}
    segments = {each["name"]: each for each in get(demo_client, "/segments", language="zh")["items"]}
    assert segments["at_risk"]["used_by"] == [{"kind": "segment", "name": "win_back", "label": "值得召回"}]
    assert segments["win_back"]["used_by"] == []


def test_lists_say_how_each_moved(demo_client: TestClient, demo_ws: Workspace) -> None:
    """A tag's changes per day, a segment's size at each refresh, as the warehouse has them."""
    tags = {tag["name"]: tag for tag in get(demo_client, "/tags")["items"]}
    [(changed,)] = select(
        demo_ws, "SELECT COUNT(DISTINCT _customer_id) FROM portrait.tag_changes WHERE name = 'recency'"
    )
    assert [day["customers"] for day in tags["recency"]["changes"]] == [changed]
    segments = {each["name"]: each for each in get(demo_client, "/segments")["items"]}
    [(net,)] = select(
        demo_ws,
        "SELECT SUM(CASE WHEN entered THEN 1 ELSE -1 END) FROM portrait.segment_changes WHERE name = 'coupon_lovers'",
    )
    sizes = [point["customers"] for point in segments["coupon_lovers"]["sizes"]]
    assert sizes == [segments["coupon_lovers"]["customers"] - net, segments["coupon_lovers"]["customers"]]


def test_thresholds_have_words(demo_client: TestClient) -> None:
    """What a leaf is set against is named as its value is, one or several."""
    rule = "value_tier = 'minnow' and recency in ('active', 'warm')"
    found = get(demo_client, "/customers/1/explain", rule=rule, language="zh")["explained"]["rule"]
    one, several = found["children"]
    assert one["threshold_label"] == "小鱼客户"
    assert several["threshold_label"] == "活跃、温热"
