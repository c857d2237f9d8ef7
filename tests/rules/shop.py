"""The vocabulary of a small shop, with labels and without."""

from __future__ import annotations

from types import MappingProxyType

from tagma.clock import Calendar
from tagma.errors import Text
from tagma.rules.vocabulary import EventType, Field, Names, Property, Segment, Type, Vocabulary


def _event(name: str, label: Text | None, *properties: Property) -> EventType:
    return EventType(name, Names({each.name: each for each in properties}), label)


def _named(*fields: Field) -> Names[Field]:
    return Names({field.name: field for field in fields})


AMOUNT = Property("amount", Type.DECIMAL, "CNY", Text("Amount", "金额"))
CHANNEL = Property("channel", Type.TEXT, None, Text("Channel", "渠道"))
CATEGORY = Property("category", Type.TEXT, None, Text("Category", "类目"))
PRODUCT = Property("product", Type.TEXT, None, Text("Product", "商品"))
PAID = Property("paid", Type.BOOL, None, Text("Paid", "已支付"))
DUE = Property("due", Type.DATE, None, Text("Due date", "到期日"))
STORE = Property("store", Type.TEXT, None, Text("Store", "门店"))
SECONDS = Property("seconds", Type.INTEGER, "second", Text("Dwell time", "停留时长"))
LINES = Property("lines", Type.INTEGER)

SHOP = Vocabulary(
    events=Names(
        {
            event.name: event
            for event in (
                _event(
                    "order",
                    Text("Order", "下单"),
                    AMOUNT,
                    CHANNEL,
                    CATEGORY,
                    PRODUCT,
                    PAID,
                    DUE,
                    STORE,
                    LINES,
                ),
                _event("page_view", Text("Page view", "浏览"), PRODUCT, SECONDS),
                _event("add_to_cart", Text("Add to cart", "加购"), PRODUCT),
                _event("login", None),
            )
        }
    ),
    fields=_named(
        Field("age", Type.INTEGER, label=Text("Age", "年龄")),
        Field("city", Type.TEXT, label=Text("City", "城市")),
        Field("birthday", Type.DATE, label=Text("Birthday", "生日")),
        Field("joined", Type.INSTANT, label=Text("Joined at", "入会时间")),
        Field("subscribed", Type.BOOL, label=Text("Subscribed", "订阅")),
        Field("home_store", Type.TEXT, label=Text("Home store", "常去门店")),
        Field("interests", Type.LIST, label=Text("Interests", "兴趣")),
        Field("plan_code", Type.TEXT),
        Field("clv_12m", Type.DECIMAL, "score", "CNY", Text("CLV 12m", "CLV 12m")),
        Field("churn_score", Type.FLOAT, "score", None, Text("Churn score", "流失评分")),
        Field("高净值", Type.BOOL, "tag", label=Text("High net worth", "高净值")),
        Field("vip_list", Type.BOOL, "tag", label=Text("VIP list", "贵宾名单")),
        Field(
            "rfm_group",
            Type.TEXT,
            "tag",
            label=Text("RFM group", "RFM 分组"),
            values=("重要价值", "重要挽留"),
            value_labels=MappingProxyType(
                {"重要价值": Text("Champions", "重要价值"), "重要挽留": Text("At risk, valuable", "重要挽留")}
            ),
        ),
    ),
    segments=Names({"vip": Segment("vip", Text("VIP", "贵宾")), "new_in_7": Segment("new_in_7")}),
    lists=Names({"vip_list": "vip_list"}),
    purposes=Names({"marketing": "marketing"}),
    calendar=Calendar("Asia/Shanghai"),
)
