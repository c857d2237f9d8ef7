"""Traits with a history, tags, segments, lists, consents and random shares."""

from __future__ import annotations

from tests.oracle.case import Case
from tests.oracle.clocks import CLOCKS

SPEND = "(select h, sum(amount) v from o where ts > {this_month} - interval 90 days and ts <= {this_month} group by h)"
GAPS = "(select h, sig9(median(g)) g, count(*) n from (select h, micros(lag(ts) over (partition by h order by ts, id), ts) / 86400e6 g from o) where g is not null group by h)"
RECENT = "(select h from o where ts > {T} - interval 30 days)"
REGULARS = "(select h from o where ts > {T} - interval 30 days group by h having count(*) >= 5)"

CASES = (
    Case("trait-of-the-day", "level = 'gold'", "select h from x where level = 'gold'", CLOCKS),
    Case(
        "trait-at-its-very-instant",
        "level in ('platinum', 'silver') and ratio > 200",
        "select h from x where level in ('platinum', 'silver') and ratio > 200",
        CLOCKS,
    ),
    Case("trait-number", "points >= 100", "select h from x where points >= 100"),
    Case(
        "consent",
        "consent(marketing)",
        "select h from k join pop using (h) where purpose = 'marketing' and granted",
        CLOCKS,
    ),
    Case(
        "no-consent",
        "not consent(marketing)",
        "select h from pop where h not in (select h from k where purpose = 'marketing' and granted)",
        CLOCKS,
    ),
    Case(
        "consents-differ",
        "consent(sms) and not consent(marketing)",
        "select h from pop where h in (select h from k where purpose = 'sms' and granted) and h not in (select h from k where purpose = 'marketing' and granted)",
    ),
    Case(
        "list",
        "list(oracle_invited)",
        "select h from m join pop using (h) where list = 'oracle_invited'",
        CLOCKS,
    ),
    Case(
        "not-on-list",
        "not list(oracle_invited)",
        "select h from pop where h not in (select h from m where list = 'oracle_invited')",
        CLOCKS,
    ),
    Case(
        "list-tag",
        "oracle_invited and count(order) > 50",
        "select o.h from o join m using (h) where list = 'oracle_invited' group by o.h having count(*) > 50",
    ),
    Case(
        "list-value",
        "oracle_voucher in ('ten', 'fifty')",
        "select h from m join pop using (h) where list = 'oracle_voucher' and voucher in ('ten', 'fifty')",
    ),
    Case(
        "list-value-missing",
        "oracle_voucher is missing",
        "select h from pop where h not in (select h from m where list = 'oracle_voucher')",
    ),
    Case("segment", "segment(oracle_regulars)", f"from {REGULARS}", CLOCKS),
    Case("not-segment", "not segment(oracle_regulars)", f"select h from pop where h not in {REGULARS}"),
    Case(
        "segment-of-segment",
        "segment(oracle_families)",
        f"select h from d where h in {REGULARS} and kids_count <> '0'",
    ),
    Case(
        "segment-and-rule",
        "segment(oracle_regulars) and not count(coupon_redeem) > 0",
        f"select h from pop where h in {REGULARS} and h not in (select h from r)",
    ),
    Case("tag-number-of-the-month", "oracle_spend > 500", f"select h from {SPEND} where v > 500", CLOCKS),
    Case(
        "tag-number-against-today",
        "sum(order.amount in last 30 days) > oracle_spend and oracle_spend > 0",
        f"select h from {SPEND} join (select h, sum(amount) n from o where ts > {{T}} - interval 30 days group by h) using (h) where v > 0 and n > v",
    ),
    Case("tag-tiers", "oracle_grade = 'middle'", f"select h from {SPEND} where v >= 300 and v < 1000"),
    Case(
        "tag-tiers-high",
        "oracle_grade in ('high', 'low')",
        f"select h from {SPEND} where v >= 1000 or (v >= 50 and v < 300)",
    ),
    Case("tag-cases-first", "oracle_tempo = 'fast'", f"select h from {GAPS} where g < 3"),
    Case(
        "tag-cases-second",
        "oracle_tempo = 'steady'",
        f"select h from {GAPS} where g >= 3 and g < 8 and h in {RECENT}",
    ),
    Case(
        "tag-cases-third",
        "oracle_tempo = 'slow'",
        f"select h from {GAPS} where not (g < 3 or g < 8 and h in {RECENT})",
    ),
    Case(
        "tag-cases-else", "oracle_tempo = 'fresh'", f"select h from pop where h not in (select h from {GAPS})"
    ),
    Case(
        "tag-list",
        "oracle_favourites contains 'PRODUCE'",
        "select h from (select h, department, row_number() over (partition by h order by count(*) desc, department) n from i where ts > {T} - interval 90 days and department is not null group by h, department) where n <= 3 and department = 'PRODUCE'",
    ),
    Case(
        "share",
        "share(0.2, 'spring')",
        "select h from pop where ('0x' || md5('spring:' || customer)[1:8])::bigint / 4294967296.0 < 0.2",
    ),
    Case(
        "other-share",
        "share(0.05, 'spring') or share(0.5, '秋')",
        "select h from pop where ('0x' || md5('spring:' || customer)[1:8])::bigint / 4294967296.0 < 0.05 or ('0x' || md5('秋:' || customer)[1:8])::bigint / 4294967296.0 < 0.5",
    ),
    Case("share-all-and-none", "share(1, 'all') and not share(0, 'none')", "select h from pop"),
)
