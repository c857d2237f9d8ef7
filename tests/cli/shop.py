"""A tiny shop as literal files: two events, traits, a tag of every kind, two segments."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "tagma.yaml": "name: tiny shop\nclock: data\ntime_zone: Asia/Shanghai\ncurrency: CNY\n",
    "data/orders.csv": """\
customer,order_no,paid_at,amount,channel
1,o1,2024-06-01 10:00:00,120.50,app
1,o2,2024-06-20 10:00:00,80,web
1,o3,2024-06-28 10:00:00,300,app
2,o4,2024-03-05 09:00:00,45,web
2,o5,2024-06-25 09:00:00,15,web
3,o6,2023-12-31 23:30:00,900,app
3,o6,2023-12-31 23:30:00,900,app
4,o7,2024-06-30 12:00:00,oops,app
""",
    "data/views.csv": """\
customer,viewed_at,page
1,2024-06-30 08:00:00,home
2,2024-06-29 08:00:00,sale
5,2024-06-30 12:00:00,home
""",
    "data/members.csv": """\
id,city,birthday
1,上海,1990-07-03
2,杭州,1985-01-15
3,上海,
4,,1999-12-31
""",
    "data/vip.csv": "customer,level\n1,gold\n3,silver\n",
    "sources/shop.yaml": """\
kind: source
name: shop
label: {en: Shop system, zh: 商城系统}
owner: data team
read:
  orders: data/orders.csv
  views: data/views.csv
  members: data/members.csv
events:
  order: select customer as user_id, order_no as message_id, paid_at as ts, amount, channel from orders
  page_view: select customer as user_id, viewed_at as ts, page from views
traits:
  sql: select id as user_id, city, birthday from members
  fields:
    city: {label: {en: City, zh: 城市}}
    birthday: {type: date, label: {en: Birthday, zh: 生日}}
---
kind: event
name: order
label: {en: Order, zh: 下单}
properties:
  amount: {type: decimal, unit: CNY, label: {en: Amount, zh: 金额}}
  channel: text
""",
    "tags/tags.yaml": """\
kind: tag
name: active
label: {en: Active buyer, zh: 活跃买家}
description: {en: At least two orders in 30 days., zh: 近30天至少下单两次。}
path: [行为, 消费, 活跃]
class: behaviour
when: count(order in last 30 days) >= 2
---
kind: tag
name: viewer
label: {en: Viewer, zh: 浏览者}
path: [行为, 消费, 浏览]
class: behaviour
when: did(page_view in last 7 days)
---
kind: tag
name: phase
label: {en: Phase, zh: 阶段}
path: [行为, 阶段]
class: behaviour
cases:
  - {is: core, label: {en: Core, zh: 核心}, when: active and sum(order.amount in last 90 days) > 200}
  - {is: sleeping, label: {en: Sleeping, zh: 沉睡}, when: days_since(last(order)) > 90}
  - {is: normal, label: {en: Normal, zh: 一般}, else: true}
---
kind: tag
name: spend
label: {en: Spend, zh: 消费额}
path: [价值, 消费]
class: value
refresh: daily
unit: CNY
value: sum(order.amount)
---
kind: tag
name: 消费层级
label: {en: Spending tier, zh: 消费层级}
path: [价值, 消费, 层级]
class: value
refresh: realtime
value: sum(order.amount)
tiers: [{at: 500, is: 高}, {at: 100, is: 中}, {else: true, is: 低}]
---
kind: tag
name: rfm_group
label: {en: RFM group, zh: RFM 客户群}
path: [价值, RFM]
class: value
refresh: realtime
rfm:
  event: order
  amount: amount
  window: in last 365 days
  recency: {at: 30}
  frequency: {at: 2}
  monetary: {at: 100}
---
kind: tag
name: channels
label: {en: Channels, zh: 渠道偏好}
path: [行为, 渠道]
class: behaviour
value: top(order.channel, 2)
---
kind: tag
name: level
label: {en: Member level, zh: 会员等级}
path: [基础, 会员]
class: base
refresh: realtime
members: {file: data/vip.csv, column: customer, value_column: level}
---
kind: tag
name: wish
label: {en: Wish, zh: 愿望}
path: [需求, 意向]
class: need
when: count(order where channel = 'app') > 0
""",
    "segments/segments.yaml": """\
kind: segment
name: regulars
label: {en: Regulars, zh: 老客户}
description: {en: Active or in Shanghai., zh: 活跃或在上海。}
when: active or city = '上海'
---
kind: segment
name: vip
label: {en: VIP, zh: 贵宾}
members: {file: data/vip.csv, column: customer}
""",
}


def write_shop(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
