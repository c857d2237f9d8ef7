"""Makes the sample files of the templates anew: ``python -m tests.sources.samples``; the same every time."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from tagma.flows import templates

SHELF = Path(templates.__file__).parent / "shelf"
BEGIN, DAYS = datetime(2024, 1, 1, 9), 180
MEMBERS = [f"M{10001 + number}" for number in range(60)]
STORES = ["南京西路店", "徐家汇店", "西湖店", "天河店"]
GOODS = [("鲜牛奶 950ml", "乳品", 16.9), ("全麦吐司", "烘焙", 12.5), ("阿克苏苹果", "水果", 19.8), ("三文鱼", "生鲜", 58.0),
         ("挂耳咖啡", "饮料", 39.9), ("洗衣液 3L", "日化", 45.0), ("婴儿湿巾", "母婴", 26.0), ("抽纸 10 包", "日化", 29.9)]  # fmt: skip
CITIES = ["上海", "杭州", "广州", "成都", "南京"]
Rows = Iterator[list[object]]
random_ = random.Random(7)


def pick(values: list[str]) -> str:
    return random_.choice(values)


def member() -> str:
    """A few come often, most come rarely."""
    return MEMBERS[min(int(random_.expovariate(0.06)), len(MEMBERS) - 1)]


def moment(days: int = DAYS) -> datetime:
    return BEGIN + timedelta(days=random_.randrange(days), minutes=random_.randrange(720))


def moments(count: int) -> list[datetime]:
    return sorted(moment() for _ in range(count))


def receipts() -> Rows:
    yield ["小票号", "销售时间", "会员卡号", "门店", "商品名称", "品类", "数量", "实收金额", "支付方式"]
    for number, at in enumerate(moments(180)):
        who = "" if random_.random() < 0.1 else member()
        store, pay, back = (
            pick(STORES),
            pick(["微信支付", "支付宝", "银行卡", "现金"]),
            random_.random() < 0.06,
        )
        for _ in range(random_.randrange(1, 4)):
            name, kind, price = random_.choice(GOODS)
            count = random_.randrange(1, 3) * (-1 if back else 1)
            yield [f"XP{240000 + number}", at, who, store, name, kind, count, f"{price * count:.2f}", pay]


def orders() -> Rows:
    yield ["订单号", "买家ID", "付款时间", "订单状态", "订单实付金额", "退款金额", "优惠金额", "商品名称", "商品数量", "收货省份", "订单来源"]  # fmt: skip
    for number, at in enumerate(moments(240)):
        name, _, price = random_.choice(GOODS)
        count, less = random_.randrange(1, 4), random_.choice([0, 0, 5, 10])
        state = random_.choices(["交易完成", "已发货", "待付款", "交易关闭"], [80, 8, 6, 6])[0]
        paid = max(price * count - less, 1)
        back = paid if state == "交易完成" and random_.random() < 0.07 else 0
        yield [f"E2024{100000 + number}", member(), at, state, f"¥{paid:,.2f}", f"{back:.2f}", f"{less:.2f}", name, count,
               pick(["上海", "浙江省", "广东省", "四川省"]), pick(["微信小程序", "京东", "网页"])]  # fmt: skip


def records() -> Rows:
    yield [
        "客户编号",
        "注册时间",
        "姓名",
        "性别",
        "生日",
        "手机号",
        "城市",
        "会员等级",
        "来源渠道",
        "允许短信",
    ]
    for number, who in enumerate(MEMBERS):
        born = datetime(1960, 1, 1) + timedelta(days=random_.randrange(16000))
        since = BEGIN - timedelta(days=random_.randrange(900)) + timedelta(days=DAYS - 20)
        yield [who, f"{since:%Y/%m/%d %H:%M}", f"客户{number + 1}", pick(["男", "女"]), f"{born:%Y-%m-%d}",
               f"138{number:08d}", pick(CITIES), pick(["普通", "银卡", "金卡"]), pick(["门店", "小程序", "朋友推荐", "抖音"]),
               pick(["是", "是", "否"])]  # fmt: skip


def answers() -> Rows:
    yield ["答卷编号", "会员号", "提交时间", "推荐意愿", "满意度", "购买动机", "价值观", "建议"]
    for number, at in enumerate(moments(120)):
        likes = min(10, max(0, round(random_.gauss(7.6, 2.2))))
        yield [number + 1, member(), at, likes, max(1, min(5, round(likes / 2))), pick(["品质", "价格", "方便", "朋友推荐"]),
               pick(["健康", "环保", "性价比", "身份"]), pick(["", "", "希望多一些优惠", "配送再快一点", "很满意"])]  # fmt: skip


def conversations() -> Rows:
    yield [
        "会话编号",
        "客户编号",
        "开始时间",
        "渠道",
        "问题类型",
        "首次响应秒数",
        "消息数",
        "是否解决",
        "评价",
        "情绪",
    ]
    for number, at in enumerate(moments(150)):
        mood = random_.choices(["正面", "中性", "负面"], [3, 5, 2])[0]
        yield [f"C{number + 1:05d}", member(), at, pick(["微信", "网页", "电话"]), pick(["物流", "退换货", "商品咨询", "发票", "优惠券"]),
               random_.randrange(5, 240), random_.randrange(2, 30), "否" if mood == "负面" and random_.random() < 0.5 else "是",
               random_.choice(["", 5, 4, 2 if mood == "负面" else 5]), mood]  # fmt: skip


def partners() -> Rows:
    yield ["会员号", "更新日期", "年龄段", "职业", "收入段", "家庭阶段", "兴趣"]
    for who in MEMBERS[:45]:
        yield [who, f"{moment(150):%Y-%m-%d}", pick(["18-24", "25-34", "35-44", "45-54"]), pick(["职员", "教师", "自由职业", "工程师", ""]),
               pick(["10000以下", "10000-20000", "20000-30000", "30000以上"]), pick(["单身", "已婚无孩", "有孩家庭", "空巢"]),
               pick(["运动", "美食", "旅行", "亲子", "数码"])]  # fmt: skip


def deliveries() -> Rows:
    yield [
        "单据编号",
        "日期",
        "购货单位代码",
        "购货单位",
        "产品名称",
        "规格型号",
        "实发数量",
        "价税合计",
        "业务员",
        "单据状态",
    ]
    for number, at in enumerate(moments(130)):
        who = random_.randrange(20)
        state = random_.choices(["已审核", "未审核", "作废"], [94, 3, 3])[0]
        for _ in range(random_.randrange(1, 4)):
            name, _, price = random_.choice(GOODS)
            count = random_.randrange(10, 120) * (-1 if number % 29 == 28 else 1)
            yield [f"XOUT{1000 + number:06d}", f"{at:%Y-%m-%d}", f"01.{who + 1:03d}", f"华东商贸 {who + 1} 部", name, "箱", count,
                   f"{price * count:,.2f}", pick(["王敏", "李强", "陈晨"]), state]  # fmt: skip


def points() -> Rows:
    yield ["流水号", "会员号", "变动时间", "变动类型", "积分", "变动后余额", "来源"]
    balance = dict.fromkeys(MEMBERS, 0)
    for number, at in enumerate(moments(320)):
        who = member()
        kind = random_.choices(["获取", "消耗", "过期"], [7, 2, 1])[0]
        change = (
            random_.randrange(10, 300) if kind == "获取" else -min(balance[who], random_.randrange(50, 200))
        )
        if change:
            balance[who] += change
            yield [
                f"P{number + 1:06d}",
                who,
                at,
                kind,
                change,
                balance[who],
                pick(["购物", "签到", "活动"]) if change > 0 else "兑换",
            ]


def appointments() -> Rows:
    yield ["预约号", "客户编号", "预约时间", "就诊时间", "科室", "医生", "状态", "实收金额"]
    for number, at in enumerate(moments(200)):
        state = random_.choices(["已到诊", "爽约", "已取消"], [78, 14, 8])[0]
        seen = at + timedelta(days=random_.randrange(1, 10))
        yield [f"Y{number + 1:05d}", member(), at, seen, pick(["口腔科", "体检", "皮肤科", "中医科"]), pick(["张医生", "刘医生", "何医生"]), state,
               f"{random_.randrange(80, 900)}.00" if state == "已到诊" else ""]  # fmt: skip


def views() -> Rows:
    yield [
        "visitor_id",
        "user_id",
        "event_time",
        "page",
        "referrer",
        "utm_source",
        "utm_campaign",
        "seconds",
        "device",
    ]
    for at in moments(420):
        who = random_.randrange(60)
        source = pick(["", "", "baidu", "wechat", "douyin"])
        yield [f"v{who:04d}", MEMBERS[who] if who % 3 else "", f"{at.isoformat()}Z", pick(["/", "/milk", "/coffee", "/cart", "/about"]),
               pick(["", "https://www.baidu.com/"]), source, "618" if source else "", random_.randrange(3, 240),
               pick(["mobile", "desktop"])]  # fmt: skip


def spend() -> Rows:
    yield ["日期", "渠道", "计划", "花费", "展示", "点击", "新客数"]
    for day in range(DAYS):
        for channel, price in (("抖音", 90), ("百度搜索", 45), ("朋友圈广告", 28)):
            won = random_.randrange(1, 6)
            yield [f"{BEGIN + timedelta(days=day):%Y-%m-%d}", channel, "日常", f"{won * price * random_.uniform(0.8, 1.2):.2f}",
                   won * 4000, won * 90, won]  # fmt: skip


def origins() -> Rows:
    yield ["客户编号", "来源渠道", "获客日期"]
    for who in MEMBERS:
        yield [who, pick(["抖音", "百度搜索", "朋友圈广告", "自然到店"]), f"{moment():%Y-%m-%d}"]


def tickets() -> Rows:
    yield ["工单号", "客户编号", "创建时间", "解决时间", "分类", "优先级", "满意度"]
    for number, at in enumerate(moments(160)):
        solved = at + timedelta(minutes=random_.randrange(30, 5000)) if random_.random() < 0.88 else None
        yield [f"GD{number + 1:05d}", member(), at, solved or "", pick(["安装", "维修", "配送", "投诉"]), pick(["高", "中", "低"]),
               random_.choice(["", 5, 4, 3, 2]) if solved else ""]  # fmt: skip


def contacts() -> Rows:
    yield ["记录编号", "客户编号", "发生时间", "行为", "员工", "来源", "群名称"]
    number = 0
    for who in MEMBERS[:48]:
        joined = moment(120)
        happened = [(joined, "添加好友")]
        for _ in range(random_.randrange(0, 12)):
            at = joined + timedelta(
                minutes=random_.randrange(1, (BEGIN + timedelta(days=DAYS) - joined).days * 1440)
            )
            happened.append(
                (
                    at,
                    random_.choices(
                        ["发消息", "朋友圈点赞", "打开素材", "领取优惠券", "进群"], [5, 2, 2, 2, 1]
                    )[0],
                )
            )
        if random_.random() < 0.15:
            happened.append((BEGIN + timedelta(days=DAYS - 1), "删除好友"))
        for at, what in sorted(happened):
            number += 1
            yield [f"W{number:06d}", who, at, what, pick(["小美", "阿杰", "Lily"]), pick(["扫码", "群聊", "名片"]) if what == "添加好友" else "",
                   pick(["福利一群", "福利二群"]) if what == "进群" else ""]  # fmt: skip


FILES: dict[str, tuple[str, Callable[[], Rows]]] = {
    "pos": ("门店收银流水.csv", receipts),
    "ecommerce-orders": ("有赞订单导出.csv", orders),
    "crm": ("客户档案.csv", records),
    "questionnaire": ("问卷答卷.csv", answers),
    "support-conversations": ("客服会话.csv", conversations),
    "third-party": ("第三方画像.csv", partners),
    "erp": ("金蝶销售出库单.csv", deliveries),
    "loyalty-points": ("积分流水.csv", points),
    "appointments": ("预约就诊.csv", appointments),
    "web-analytics": ("page_views.csv", views),
    "service-desk": ("服务工单.csv", tickets),
    "wecom": ("企微客户互动.csv", contacts),
}


def write_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_messages(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, at in enumerate(moments(220)):
            message = {"member": member(), "seen_at": at.isoformat(" "), "visit": f"v{number + 1}", "store": pick(STORES),
                       "seconds": random_.randrange(60, 2400), "zone": pick(["入口", "生鲜区", "收银区"])}  # fmt: skip
            file.write(json.dumps(message, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    for folder, (name, make) in FILES.items():
        write_csv(SHELF / folder / name, make())
    write_messages(SHELF / "store-visits" / "到店消息.ndjson")
    write_csv(SHELF / "ad-spend" / "投放花费.csv", spend())
    write_csv(SHELF / "ad-spend" / "客户来源.csv", origins())
