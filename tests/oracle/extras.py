"""What the shop lacks and the rule language has: dated and typed traits, consents, imported lists, tags and segments."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DEFINITIONS = """
kind: source
name: oracle_loyalty
read: data/oracle_loyalty.csv
time_zone: UTC
traits:
  sql: |
    select household as user_id, at_instant as ts, level, points::bigint as points, birthday::date as birthday,
           ratio::double as ratio, staff::boolean as staff
    from raw
  fields:
    level: {type: text}
    points: {type: integer}
    birthday: {type: date}
    ratio: {type: float}
    staff: {type: bool}
---
kind: source
name: oracle_consents
read: data/oracle_consents.csv
time_zone: UTC
consents: |
  select household as user_id, purpose, granted::boolean as granted, at_instant as ts from raw
---
kind: tag
name: oracle_invited
label: {en: Invited, zh: 受邀}
path: [测试, 名单]
class: base
refresh: realtime
members: {file: data/oracle_invited.csv, column: household, since_column: since, until_column: until}
---
kind: tag
name: oracle_voucher
label: {en: Voucher, zh: 代金券}
path: [测试, 名单]
class: base
refresh: realtime
members: {file: data/oracle_vouchers.csv, column: household, value_column: voucher}
---
kind: tag
name: oracle_spend
label: {en: Spend of 90 days, zh: 90 天消费}
path: [测试, 数值]
class: value
value: sum(order.amount in last 90 days)
refresh: monthly
---
kind: tag
name: oracle_tempo
label: {en: Tempo, zh: 节奏}
path: [测试, 分档]
class: behaviour
refresh: realtime
cases:
  - {is: fast, when: gap(order) < 3}
  - {is: steady, when: gap(order) < 8 and count(order in last 30 days) > 0}
  - {is: slow, when: count(order) >= 2}
  - {is: fresh, else: true}
---
kind: tag
name: oracle_favourites
label: {en: Favourites, zh: 偏好}
path: [测试, 列表]
class: behaviour
refresh: realtime
value: top(item.department in last 90 days, 3)
---
kind: tag
name: oracle_grade
label: {en: Grade, zh: 等级}
path: [测试, 分级]
class: value
refresh: realtime
value: oracle_spend + 0
tiers: [{at: 1000, is: high}, {at: 300, is: middle}, {at: 50, is: low}]
---
kind: segment
name: oracle_regulars
label: {en: Regulars, zh: 常客}
when: count(order in last 30 days) >= 5
---
kind: segment
name: oracle_families
label: {en: Regular families, zh: 常客家庭}
when: segment(oracle_regulars) and kids_count != '0' and kids_count is known
"""


def write_extras(folder: Path, households: list[int]) -> None:
    """Adds the oracle's definitions and files, about the given households, to a workspace."""
    (folder / "oracle.yaml").write_text(DEFINITIONS, encoding="utf-8")
    data = folder / "data"
    data.mkdir(exist_ok=True)
    _write(
        data / "oracle_loyalty.csv",
        ("household", "at_instant", "level", "points", "birthday", "ratio", "staff"),
        _loyalty(households),
    )
    _write(
        data / "oracle_consents.csv", ("household", "purpose", "granted", "at_instant"), _consents(households)
    )
    _write(data / "oracle_invited.csv", ("household", "since", "until"), _invited(households))
    _write(data / "oracle_vouchers.csv", ("household", "voucher"), _vouchers(households))


def _loyalty(households: list[int]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for h in households:
        if h % 3 == 0:
            birthday = "1988-02-29" if h % 33 == 0 else f"{1950 + h % 50}-{h % 11 + 1:02}-{h % 28 + 1:02}"
            rows.append((h, "2017-02-01 00:00:00", "silver", h % 500 - 100, birthday, h / 7, h % 30 == 0))
        if h % 6 == 0:
            rows.append((h, "2017-07-01 00:00:00", "gold", h % 500 + 40, "", "", ""))
        if h % 12 == 0:
            rows.append((h, "2017-09-15 13:37:11", "platinum", "", "", h / 3, ""))
    return rows


def _consents(households: list[int]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for h in households:
        if h % 2 == 0:
            rows.append((h, "marketing", True, "2017-01-05 12:00:00"))
        if h % 4 == 0:
            rows.append((h, "marketing", False, "2017-08-01 12:00:00"))
        if h % 8 == 0:
            rows.append((h, "marketing", True, "2017-11-05 06:15:00"))
        if h % 5 == 0:
            rows.append((h, "sms", h % 10 == 0, "2017-03-01 12:00:00"))
    return rows


def _invited(households: list[int]) -> list[tuple[object, ...]]:
    spans = ("", ""), ("2017-07-01", ""), ("2017-01-01", "2017-09-01"), ("", "2017-10-01")
    return [(h, *spans[h % 4]) for h in households if h % 7 == 0]


def _vouchers(households: list[int]) -> list[tuple[object, ...]]:
    return [(h, ("ten", "twenty", "fifty")[h % 3]) for h in households if h % 9 == 0]


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
