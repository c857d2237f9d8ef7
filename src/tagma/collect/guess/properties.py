"""The properties and traits that columns become: their names, types and labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tagma.catalog import fold_name
from tagma.collect.guess.facts import ColumnFacts

Body = dict[str, Any]
MOST_EXTRA = 20
_OWN_NAMES = frozenset(
    """
    user_id ts message_id file_row customer segment amount quantity price discount product category store
    channel status order_no lines refund name phone email city country
    """.split()  # noqa: SIM905
)
_LABELS = {
    "amount": ("Amount", "金额"), "quantity": ("Quantity", "数量"), "price": ("Unit price", "单价"),
    "discount": ("Discount", "优惠"), "product": ("Product", "商品"), "category": ("Category", "品类"),
    "store": ("Store", "门店"), "channel": ("Channel", "渠道"), "status": ("Status", "状态"),
    "order_no": ("Order number", "订单号"), "lines": ("Lines", "商品行数"),
}  # fmt: skip
TRAITS = {
    "name": ("Name", "姓名"), "phone": ("Phone", "手机"), "email": ("E-mail", "邮箱"),
    "city": ("City", "城市"), "country": ("Country", "国家"),
}  # fmt: skip
_MONEY = ("amount", "price", "discount")
_PRIVATE = re.compile(
    "地址|身份证|证件|护照|银行|卡号|留言|备注|address|passport|card|remark|note|message|zip|postcode|street|ip$",
    re.IGNORECASE,
)


def label(en: str, zh: str) -> Body:
    return {"en": en, "zh": zh}


def spec_properties(names: Sequence[str], currency: str) -> Body:
    found: Body = {}
    for name in names:
        kind = "integer" if name == "lines" else "decimal" if name in (*_MONEY, "quantity") else "text"
        found[name] = {"type": kind}
        if name in _MONEY and currency:
            found[name]["unit"] = currency
        found[name]["label"] = label(*_LABELS[name])
    return found


def spec_extra(extra: Mapping[str, ColumnFacts]) -> Body:
    return {
        alias: {"type": find_type(column), "label": label(column.name, column.name)}
        for alias, column in extra.items()
    }


def find_type(column: ColumnFacts) -> str:
    if column.times > 0.9 and column.time_form not in ("serial", "digits"):
        return (
            "date"
            if column.time_form == "iso" and all(len(text) == 10 for text in column.examples)
            else "instant"
        )
    return (
        "decimal"
        if column.numbers > 0.9 and (column.typed == "number" or column.plain < 1 or not _has_zeros(column))
        else "text"
    )


def _has_zeros(column: ColumnFacts) -> bool:
    """Whether its numbers are codes: a leading zero, or as long as a card number."""
    return any(
        (text.startswith("0") and len(text) > 1 and "." not in text) or len(text) > 14
        for text in column.examples
    )


def name_extra(
    columns: Sequence[ColumnFacts], *, most: int = MOST_EXTRA, private: bool = False
) -> dict[str, ColumnFacts]:
    """Columns without a role that are worth keeping, by the name of the property."""
    found: dict[str, ColumnFacts] = {}
    for column in columns:
        few = (
            column.distinct <= 200
            or column.distinct_share < 0.2
            or column.numbers > 0.9
            or column.times > 0.9
        )
        person = column.phones > 0.5 or column.emails > 0.5 or bool(_PRIVATE.search(column.name))
        if (
            len(found) >= most
            or column.filled < 0.02
            or (not private and (person or not few or column.distinct < 2))
        ):
            continue
        alias = re.sub(r"\s+", "_", column.name.strip().strip("_"))
        if not alias or len(alias) > 60 or not re.search(r"[^\W_]", alias):
            continue
        while fold_name(alias) in _OWN_NAMES or fold_name(alias) in {fold_name(each) for each in found}:
            alias = f"{alias}_2" if not alias.endswith("_2") else f"{alias}2"
        found[alias] = column
    return found
