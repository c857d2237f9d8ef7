"""What a column of orders may be, and the words by which people call it, the likeliest first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from tagma.errors import Text


@dataclass(frozen=True, slots=True)
class Role:
    """What a column may be.

    Attributes:
        values: what its values must be: ``id``, ``time``, ``number``, ``count``, ``choice``, ``text``,
            ``phone`` or ``email``.
        headers: headers that name it, the likeliest first.
        never: parts of headers that speak against it.
    """

    name: str
    label: Text
    values: str
    headers: str
    never: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.headers.split())


ROLES: tuple[Role, ...] = (
    Role(
        "customer",
        Text("customer", "客户"),
        "id",
        """
        会员编号 客户编号 顾客编号 用户编号 会员号 客户号 会员卡号 会员id 客户id 顾客id 用户id 买家id
        买家会员名 会员名 买家昵称 买家账号 客户代码 用户名 会员 客户 顾客 买家 用户 openid unionid
        customer_id customer_number customer_no customer_code cust_id client_id member_id user_id buyer_id
        household_id account_id shopper_id customer client member buyer household shopper user account
        """,
        never="""
        name type 状态 等级 级别 类型 留言 备注 service 数
        """,
    ),
    Role(
        "time",
        Text("time", "时间"),
        "time",
        """
        订单付款时间 付款时间 支付时间 付款日期 支付日期 成交时间 交易时间 下单时间 购买时间 销售时间
        消费时间 订单时间 订单创建时间 订单日期 下单日期 成交日期 交易日期 销售日期 购买日期 消费日期
        创建时间 日期时间 日期 时间 paid_at payment_time payment_date order_date order_time ordered_at
        order_placed_at order_datetime purchase_date purchased_at invoice_date sale_date sold_at
        transaction_date transaction_timestamp transaction_time created_at date_time datetime timestamp
        date time created ts
        """,
        never="""
        退款 发货 收货 确认 生日 注册 refund ship deliver birth update due
        """,
    ),
    Role(
        "amount",
        Text("amount", "金额"),
        "number",
        """
        买家实际支付金额 实际支付金额 实付金额 实付款 实付 实收金额 实收 支付金额 付款金额 成交金额
        订单金额 订单总额 销售金额 交易金额 消费金额 总金额 总价 金额 销售额 合计 amount_paid paid_amount
        net_amount order_total total_amount grand_total order_amount order_value sales_value sale_amount
        total_price amount total revenue sales net_sales price_paid payment spend value
        """,
        never="""
        优惠 折扣 退款 运费 邮费 积分 成本 税 disc refund tax ship cost fee points
        """,
    ),
    Role(
        "order",
        Text("order number", "订单号"),
        "id",
        """
        订单编号 订单号 主订单编号 主订单号 交易号 交易单号 交易编号 流水号 小票号 小票编号 销售单号
        单据编号 单号 order_id order_no order_number invoice_no invoice_number invoice_id transaction_id
        basket_id receipt_no receipt_id receipt ticket_id bill_no invoice order basket
        """,
        never="""
        子订单 date time status total state type
        """,
    ),
    Role(
        "line",
        Text("line number", "明细编号"),
        "id",
        """
        子订单编号 子订单号 明细编号 行号 line_id order_item_id order_line_id line_no
        """,
    ),
    Role(
        "product",
        Text("product", "商品"),
        "text",
        """
        商品标题 宝贝标题 商品名称 宝贝名称 产品名称 货品名称 商品 品名 产品 宝贝 饮品 菜品 product_name
        product_title item_name lineitem_name product item description article title 商品编码 商品编号
        货号 stock_code sku product_id item_id
        """,
        never="""
        价 数 price qty quantity category 类
        """,
    ),
    Role(
        "category",
        Text("category", "品类"),
        "choice",
        """
        商品类目 商品分类 商品类别 产品类别 类目 品类 分类 类别 大类 部门 product_category category_name
        category department product_type product_line product_group
        """,
    ),
    Role(
        "quantity",
        Text("quantity", "数量"),
        "count",
        """
        购买数量 商品数量 宝贝总数量 宝贝数量 销售数量 数量 件数 杯数 份数 quantity qty lineitem_quantity
        units pieces item_count items
        """,
        never="""
        退款 refund
        """,
    ),
    Role(
        "price",
        Text("unit price", "单价"),
        "number",
        """
        商品单价 单价 商品价格 宝贝价格 售价 价格 unit_price item_price lineitem_price price
        """,
        never="""
        总 total paid
        """,
    ),
    Role(
        "status",
        Text("status", "状态"),
        "choice",
        """
        订单状态 交易状态 退款状态 售后状态 状态 order_status financial_status payment_status
        refund_status status state
        """,
        never="""
        会员 member country
        """,
    ),
    Role(
        "refund",
        Text("refunded amount", "退款金额"),
        "number",
        """
        退款金额 已退金额 退款总额 refunded_amount refund_amount amount_refunded
        """,
    ),
    Role(
        "discount",
        Text("discount", "优惠"),
        "number",
        """
        优惠金额 折扣金额 优惠 折扣 discount_amount discount retail_disc
        """,
        never="""
        率 rate code 券码
        """,
    ),
    Role(
        "store",
        Text("store", "门店"),
        "choice",
        """
        门店名称 店铺名称 门店 店铺 店名 网点 store_name store_id store shop branch outlet location
        """,
    ),
    Role(
        "channel",
        Text("channel", "渠道"),
        "choice",
        """
        销售渠道 订单来源 渠道 来源 平台 sales_channel channel order_source source platform
        """,
    ),
    Role(
        "phone",
        Text("phone", "手机"),
        "phone",
        """
        手机号码 手机号 联系手机 联系电话 收货人手机 手机 电话 mobile_phone phone_number mobile phone
        telephone tel
        """,
    ),
    Role(
        "email",
        Text("e-mail", "邮箱"),
        "email",
        """
        电子邮箱 邮箱 电子邮件 email_address email e_mail mail
        """,
    ),
    Role(
        "name",
        Text("name", "姓名"),
        "text",
        """
        收货人姓名 客户姓名 会员姓名 顾客姓名 客户名称 收货人 姓名 customer_name full_name buyer_name
        recipient_name recipient name
        """,
        never="""
        商品 product 店 store category lineitem 宝贝
        """,
    ),
    Role(
        "city",
        Text("city", "城市"),
        "choice",
        """
        收货城市 所在城市 城市 市 shipping_city billing_city city town
        """,
        never="""
        超市
        """,
    ),
    Role(
        "country",
        Text("country", "国家"),
        "choice",
        """
        国家 country country_name shipping_country
        """,
    ),
)
BY_NAME: Mapping[str, Role] = {role.name: role for role in ROLES}

REFUND_WORDS = {
    "zh": "退款|退货|退单|取消|撤销|作废|关闭",
    "en": "cancel|refund|return|void|chargeback|reversed",
}
NOT_REFUND_WORDS = {
    "zh": "未退|未取消|未申请|无退|无售后|没有|不退|拒绝|部分",
    "en": "not (refund|cancel|return)|no refund|no return|non-|partial|declin|reject",
}
UNPAID_WORDS = {
    "zh": "待付款|未付款|等待买家付款|待支付|未支付",
    "en": "unpaid|awaiting payment|payment pending",
}

_UNITS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_SPLIT = re.compile(r"[\s_\-./:#·*]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def fold_header(header: str) -> str:
    """A header in one form: NFKC, lower case, words joined by ``_``, no unit in brackets."""
    text = unicodedata.normalize("NFKC", header).strip()
    text = _UNITS.sub("", text) or text
    return _SPLIT.sub("_", _CAMEL.sub("_", text)).strip("_").casefold()


def match_header(role: Role, header: str) -> float:
    """From 1 (the likeliest word for it) down to 0 (nothing in common)."""
    folded = fold_header(header)
    bare = folded.replace("_", "")
    if not bare:
        return 0.0
    words = [word.replace("_", "") for word in role.words]
    if bare in words:
        return 1.0 - 0.25 * words.index(bare) / len(words)
    if any(part in bare for part in role.never.split()):
        return 0.0
    best = 0.0
    for place, word in enumerate(role.words):
        if _is_part(word, folded):
            size = len(word.replace("_", "")) / len(bare)
            best = max(best, (0.35 + 0.4 * size) * (1.0 - 0.2 * place / len(words)))
    return best


def _is_part(word: str, header: str) -> bool:
    """Whether a word is part of a header: whole words in English, two characters or more in Chinese."""
    if word.isascii():
        return len(word) > 2 and f"_{word}_" in f"_{header}_"
    return len(word) > 1 and word in header


def is_refund_word(text: str) -> bool:
    """Whether a status says that the order was given back or called off."""
    return _has_any(text, REFUND_WORDS) and not _has_any(text, NOT_REFUND_WORDS)


def is_unpaid_word(text: str) -> bool:
    """Whether a status says that nobody has paid yet."""
    return _has_any(text, UNPAID_WORDS)


def _has_any(text: str, words: Mapping[str, str]) -> bool:
    return any(re.search(part, text, re.IGNORECASE) for part in words.values())
