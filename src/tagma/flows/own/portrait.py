"""The first tags and segments of a shop, with thresholds that fit how often its customers buy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]

TAXONOMY = {
    "Value": "价值", "Lifecycle": "生命周期", "Spend": "消费", "Total": "总额", "Tier": "等级",
    "Basket": "客单", "Average": "平均", "Trend": "趋势", "Behaviour": "行为", "Purchases": "购买",
    "Recency": "近度", "Frequency": "频次", "Activity": "活跃度", "Repeat": "复购", "Time": "时段",
    "Taste": "偏好", "Product": "商品", "Category": "品类", "Store": "门店", "Channel": "渠道",
    "Service": "售后", "Refunds": "退款", "Base": "基础", "Membership": "客龄", "First order": "首单",
    "Newcomer": "新客",
}  # fmt: skip
_STEPS = (7, 14, 30, 60, 90, 180)
_SLEEPING = {7: 30, 14: 60, 30: 90, 60: 180, 90: 270, 180: 365}
_YEAR = "in last 365 days"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the portrait is made for.

    Attributes:
        events: properties of each event that the sources give.
        gap: days within which three quarters of returning customers come back.
        daily: whether orders have a day without a time.
        span: days from the first order to the last.
    """

    events: Mapping[str, Mapping[str, Any]]
    gap: float
    daily: bool
    span: int
    currency: str

    @property
    def active(self) -> int:
        """Days within which a customer counts as active."""
        return next((days for days in _STEPS if days >= self.gap), _STEPS[-1])

    @property
    def sleeping(self) -> int:
        """Days after which a customer sleeps."""
        return _SLEEPING[self.active]

    @property
    def new(self) -> int:
        return max(self.active, 30)

    @property
    def has_amount(self) -> bool:
        return "amount" in self.events.get("order", {})


def build_tags(facts: Facts) -> dict[str, list[Body]]:
    """The tags by the name of their file."""
    value = _build_value(facts) if facts.has_amount else []
    return {
        "value": value,
        "behaviour": _build_behaviour(facts),
        "taste": _build_taste(facts),
        "base": [
            _tag(
                "first_order", ("First order", "首次下单"), ("Base", "Membership", "First order"),
                value="first(order)",
            ),
            _tag(
                "new_customer", ("New customer", "新客户"), ("Base", "Membership", "Newcomer"),
                when=f"days_since(first(order)) <= {facts.new}",
            ),
        ],
    }  # fmt: skip


def build_segments(facts: Facts) -> list[Body]:
    found = [
        _segment(
            "new_customers", ("New customers", "新客户"), "new_customer",
            (f"First order in the last {facts.new} days.", f"首单在近 {facts.new} 天内。"),
        ),
        _segment(
            "one_time_buyers", ("Bought once", "只买过一次"), "days(order) = 1 and not new_customer",
            ("One day of buying, and not new.", "只在一天购买过，且不是新客户。"),
        ),
        _segment(
            "at_risk", ("Drifting away", "即将流失"), "repeat_customer and not active and not sleeping",
            (
                f"Used to come back, not seen for {facts.active} days, not asleep yet.",
                f"曾复购，已 {facts.active} 天未购买，尚未沉睡。",
            ),
        ),
    ]  # fmt: skip
    if facts.has_amount:
        found += [
            _segment(
                "best_customers", ("Best customers", "高价值客户"), "value_tier = 'top' and not sleeping",
                ("The top 5 % by spend who still buy.", "消费最高的 5%，且仍在购买。"),
            ),
            _segment(
                "win_back", ("Worth winning back", "值得召回"), "sleeping and value_tier in ('top', 'high')",
                ("Spent much, and sleep now.", "消费较高，现已沉睡。"),
            ),
        ]  # fmt: skip
    else:
        found.append(
            _segment(
                "win_back", ("Worth winning back", "值得召回"), "sleeping and days(order) >= 3",
                ("Bought on three days or more, and sleep now.", "曾在三天及以上购买，现已沉睡。"),
            )
        )  # fmt: skip
    if "refund" in facts.events:
        found.append(
            _segment(
                "often_refunded", ("Often refunded", "频繁退款"), f"count(refund {_YEAR}) >= 2",
                ("Two refunds or more in a year.", "一年内退款两次及以上。"),
            )
        )  # fmt: skip
    return found


def _build_value(facts: Facts) -> list[Body]:
    unit = {"unit": facts.currency} if facts.currency else {}
    return [
        _tag("rfm_group", ("RFM group", "RFM 客户群"), ("Value", "Lifecycle", "RFM"),
             rfm={"event": "order", "amount": "amount", "window": _YEAR, "recency": {"at": facts.active}}),
        _tag("total_spend", ("Spend of a year", "近一年消费"), ("Value", "Spend", "Total"),
             value=f"sum(order.amount {_YEAR})", **unit),
        _tag("value_tier", ("Value tier", "价值等级"), ("Value", "Spend", "Tier"), cases=[
            _case("top", ("Top 5 %", "前 5%"),
                  "total_spend > 0 and total_spend >= percentile(total_spend, 95)"),
            _case("high", ("Next 25 %", "其后 25%"),
                  "total_spend > 0 and total_spend >= percentile(total_spend, 70)"),
            {"is": "regular", "else": True, "label": _label("Regular", "普通")},
        ]),
        _tag("average_order", ("Average order", "平均客单价"), ("Value", "Basket", "Average"),
             value=f"avg(order.amount {_YEAR})", **unit),
    ]  # fmt: skip


def _build_behaviour(facts: Facts) -> list[Body]:
    active, sleeping = facts.active, facts.sleeping
    found = [
        _tag("recency", ("Last order", "最近购买"), ("Behaviour", "Purchases", "Recency"),
             value="days_since(last(order))", unit="day", tiers=[
                _tier(sleeping, "sleeping", ("Sleeping", "沉睡")),
                _tier(active, "cooling", ("Cooling", "转冷")),
                {"else": True, "is": "active", "label": _label("Active", "活跃")},
             ]),
        _tag("order_frequency", ("Orders in a year", "近一年订单数"), ("Behaviour", "Purchases", "Frequency"),
             value=f"count(order {_YEAR})", tiers=[
                _tier(6, "often", ("Six and more", "6 次及以上")),
                _tier(2, "several", ("Two to five", "2 至 5 次")),
                _tier(1, "once", ("One", "1 次")),
                {"else": True, "is": "none", "label": _label("None", "无")},
             ]),
        _tag("active", ("Active", "活跃客户"), ("Behaviour", "Purchases", "Activity"),
             when=f"count(order in last {active} days) > 0"),
        _tag("sleeping", ("Sleeping", "沉睡客户"), ("Behaviour", "Purchases", "Activity"),
             when=f"days_since(last(order)) > {sleeping}"),
        _tag("repeat_customer", ("Came back", "复购客户"), ("Behaviour", "Purchases", "Repeat"),
             when="days(order) >= 2"),
    ]  # fmt: skip
    if facts.span >= 2 * facts.sleeping:
        before = f"{2 * sleeping} to {sleeping} days ago"
        found.append(
            _tag("order_trend", ("Order trend", "购买趋势"), ("Behaviour", "Purchases", "Trend"), cases=[
                _case("none", ("No orders", "无订单"), f"count(order in last {2 * sleeping} days) = 0"),
                _case("rising", ("Rising", "上升"),
                      f"count(order in last {sleeping} days) > 1.25 * count(order in {before})"),
                _case("falling", ("Falling", "下降"),
                      f"count(order in last {sleeping} days) < 0.75 * count(order in {before})"),
                {"is": "steady", "else": True, "label": _label("Steady", "平稳")},
            ])
        )  # fmt: skip
    found.append(
        _tag("weekend_shopper", ("Buys at weekends", "周末购买"), ("Behaviour", "Purchases", "Time"),
             when=f"days(order {_YEAR}) >= 2 and "
                  f"days(order where weekday_of(ts) in (6, 7) {_YEAR}) * 2 >= days(order {_YEAR})")
    )  # fmt: skip
    if not facts.daily:
        found.append(
            _tag("evening_shopper", ("Buys in the evening", "晚间购买"), ("Behaviour", "Purchases", "Time"),
                 when=f"count(order {_YEAR}) >= 2 and "
                      f"count(order where hour_of(ts) >= 19 {_YEAR}) * 2 >= count(order {_YEAR})")
        )  # fmt: skip
    if "refund" in facts.events:
        found.append(
            _tag("had_refund", ("Had a refund", "有退款"), ("Behaviour", "Service", "Refunds"),
                 when=f"count(refund {_YEAR}) > 0")
        )  # fmt: skip
    return found


def _build_taste(facts: Facts) -> list[Body]:
    """The most frequent product, category, store and channel, where the orders tell them."""
    found = []
    wanted = (
        (
            "product",
            "favourite_product",
            ("Favourite product", "最常购买的商品"),
            ("Behaviour", "Taste", "Product"),
        ),
        (
            "category",
            "favourite_category",
            ("Favourite category", "偏好品类"),
            ("Behaviour", "Taste", "Category"),
        ),
        ("store", "usual_store", ("Usual store", "常去门店"), ("Behaviour", "Taste", "Store")),
        ("channel", "usual_channel", ("Usual channel", "常用渠道"), ("Behaviour", "Taste", "Channel")),
    )
    for property_, name, title, path in wanted:
        event = next((event for event in ("item", "order") if property_ in facts.events.get(event, {})), None)
        if event is not None:
            path = ("Behaviour", "Taste", property_.capitalize())
            found.append(_tag(name, title, path, value=f"top({event}.{property_} {_YEAR})"))
    return found


def _label(en: str, zh: str) -> Body:
    return {"en": en, "zh": zh}


def _tag(name: str, title: tuple[str, str], path: tuple[str, ...], **way: Any) -> Body:
    classes = {"Value": "value", "Behaviour": "behaviour", "Base": "base"}
    body: Body = {"kind": "tag", "name": name, "label": _label(*title), "path": list(path)}
    return body | {"class": classes[path[0]], "refresh": "realtime"} | way


def _segment(name: str, title: tuple[str, str], when: str, words: tuple[str, str]) -> Body:
    return {
        "kind": "segment",
        "name": name,
        "label": _label(*title),
        "description": _label(*words),
        "when": when,
    }


def _case(value: str, words: tuple[str, str], when: str) -> Body:
    return {"is": value, "when": when, "label": _label(*words)}


def _tier(at: int, value: str, words: tuple[str, str]) -> Body:
    return {"at": at, "is": value, "label": _label(*words)}
