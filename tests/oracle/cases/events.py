"""Conditions on the events themselves, and groups of them."""

from __future__ import annotations

from tests.oracle.case import Case
from tests.oracle.clocks import CLOCKS, MORNING

CASES = (
    Case(
        "where-contains",
        "count(item where category contains 'CHEESE' in last 90 days) >= 5",
        "select h from i where category like '%CHEESE%' and ts > {T} - interval 90 days group by h having count(*) >= 5",
    ),
    Case(
        "where-starts-or-ends",
        "count(item where type starts with 'YOGURT' or category ends with 'MILK' in last 60 days) >= 3",
        "select h from i where (\"type\" like 'YOGURT%' or category like '%MILK') and ts > {T} - interval 60 days group by h having count(*) >= 3",
    ),
    Case(
        "where-matches",
        "count(item where type matches '^(SOFT|SFT) DR.*[0-9]' in last 60 days) >= 8",
        "select h from i where regexp_matches(\"type\", '^(SOFT|SFT) DR.*[0-9]') and ts > {T} - interval 60 days group by h having count(*) >= 8",
    ),
    Case(
        "where-not-matches",
        "count(item where not (type matches '[A-Z]') in last 90 days) >= 1",
        'select distinct h from i where ("type" is null or not regexp_matches("type", \'[A-Z]\')) and ts > {T} - interval 90 days',
    ),
    Case(
        "where-not-starts",
        "count(item where department not starts with 'GROC' in last 14 days) > count(item where department starts with 'GROC' in last 14 days)",
        "select h from i where ts > {T} - interval 14 days group by h having count(*) filter (department is null or department not like 'GROC%') > count(*) filter (department like 'GROC%')",
    ),
    Case(
        "where-missing",
        "count(item where category is missing) >= 3",
        "select h from i where category is null group by h having count(*) >= 3",
    ),
    Case(
        "where-known",
        "count(item where department is known in last 30 days) >= 100",
        "select h from i where department is not null and ts > {T} - interval 30 days group by h having count(*) >= 100",
    ),
    Case(
        "where-not-in-holds-for-missing",
        "count(item where department not in ('GROCERY', 'PRODUCE') in last 30 days) >= 30",
        "select h from i where (department not in ('GROCERY', 'PRODUCE') or department is null) and ts > {T} - interval 30 days group by h having count(*) >= 30",
    ),
    Case(
        "where-unequal-holds-for-missing",
        "count(item where brand != 'National') > count(item where brand = 'National')",
        "select h from i group by h having count(*) filter (brand is distinct from 'National') > count(*) filter (brand = 'National')",
    ),
    Case(
        "where-between",
        "count(order where amount between 10 and 20 in last 30 days) >= 3",
        "select h from o where amount between 10 and 20 and ts > {T} - interval 30 days group by h having count(*) >= 3",
    ),
    Case(
        "where-not-between",
        "count(order where lines not between 2 and 60) >= 20",
        "select h from o where lines not between 2 and 60 group by h having count(*) >= 20",
    ),
    Case(
        "where-and-or-not",
        "count(order where (amount > 50 or lines > 20) and not store = '367' in last 90 days) >= 8",
        "select h from o where (amount > 50 or lines > 20) and store <> '367' and ts > {T} - interval 90 days group by h having count(*) >= 8",
    ),
    Case(
        "where-hour",
        "count(order where hour_of(ts) >= 21) > 10",
        "select h from o where hour(local(ts)) >= 21 group by h having count(*) > 10",
        CLOCKS,
    ),
    Case(
        "where-weekday",
        "count(order where weekday_of(ts) in (6, 7) in last 90 days) >= 10",
        "select h from o where isodow(local(ts)) in (6, 7) and ts > {T} - interval 90 days group by h having count(*) >= 10",
    ),
    Case(
        "where-month",
        "count(order where month_of(ts) = 3) >= 8",
        "select h from o where month(local(ts)) = 3 group by h having count(*) >= 8",
    ),
    Case(
        "where-ts",
        "count(order where ts < 2017-02-01 in last 200 days) >= 3",
        "select h from o where ts < timestamp '2017-02-01 05:00:00' and ts > {T} - interval 200 days group by h having count(*) >= 3",
    ),
    Case(
        "where-quotient",
        "count(order where amount / items < 1) >= 3",
        "select h from o where items <> 0 and sig9(amount::double / items) < 1 group by h having count(*) >= 3",
    ),
    Case(
        "where-no-division-by-zero",
        "count(order where not (amount / items >= 0)) > 0",
        "select distinct h from o where items = 0",
    ),
    Case(
        "where-arithmetic",
        "count(order where amount - discount * 2 + 1 > 40 in last 30 days) >= 2",
        "select h from o where amount - discount * 2 + 1 > 40 and ts > {T} - interval 30 days group by h having count(*) >= 2",
    ),
    Case(
        "where-coalesce",
        "sum(item.amount where coalesce(brand, 'none') = 'none') > 0",
        "select h from i where brand is null group by h having sum(amount) > 0",
    ),
    Case(
        "where-if",
        "sum(order.amount where if(lines > 10, amount, 0) > 30 in last 60 days) > 200",
        "select h from o where lines > 10 and amount > 30 and ts > {T} - interval 60 days group by h having sum(amount) > 200",
    ),
    Case(
        "where-customer-number",
        "count(order where amount > customer.points in last 90 days) >= 10",
        "select o.h from o join x on x.h = o.h where amount > points and ts > {T} - interval 90 days group by o.h having count(*) >= 10",
    ),
    Case(
        "where-customer-text",
        "count(order where customer.level = 'gold' and amount > 50 in last 90 days) >= 2",
        "select o.h from o join x on x.h = o.h where level = 'gold' and amount > 50 and ts > {T} - interval 90 days group by o.h having count(*) >= 2",
    ),
    Case(
        "where-customer-missing",
        "count(order where not (amount > customer.points) in last 7 days) >= 2",
        "select o.h from o left join x on x.h = o.h where not coalesce(amount > points, false) and ts > {T} - interval 7 days group by o.h having count(*) >= 2",
    ),
    Case(
        "where-customer-unequal",
        "count(coupon_redeem where customer.age_band != '45-54') > 4",
        "select r.h from r left join d on d.h = r.h where age_band is distinct from '45-54' group by r.h having count(*) > 4",
    ),
    Case(
        "any-sum",
        "any(item.department: sum(item.amount in last 30 days) > 150)",
        "select distinct h from (select h from i where ts > {T} - interval 30 days and department is not null group by h, department having sum(amount) > 150)",
    ),
    Case(
        "any-count-ever",
        "any(item.product: count(item) >= 40)",
        "select distinct h from (select h from i group by h, product having count(*) >= 40)",
    ),
    Case(
        "any-two-aggregates",
        "any(order.store: count(order in last 60 days) >= 8 and avg(order.amount in last 60 days) > 40)",
        "select distinct h from (select h from o where ts > {T} - interval 60 days group by h, store having count(*) >= 8 and sig9(sum(amount)::double / count(*)) > 40)",
    ),
    Case(
        "any-empty-in-window",
        "any(order.store: count(order in last 60 days) = 0 and count(order in 180 to 60 days ago) >= 10)",
        "select distinct h from (select h from o group by h, store having count(*) filter (ts > {T} - interval 60 days) = 0 and count(*) filter (ts > {T} - interval 180 days and ts <= {T} - interval 60 days) >= 10)",
    ),
    Case(
        "any-where",
        "any(item.category: sum(item.quantity where brand = 'Private' in last 60 days) >= 30)",
        "select distinct h from (select h from i where brand = 'Private' and ts > {T} - interval 60 days and category is not null group by h, category having sum(quantity) >= 30)",
    ),
    Case(
        "any-recency",
        "any(order.store: days_since(last(order)) > 120 and count(order) >= 20)",
        "select distinct h from (select h from o group by h, store having micros(max(ts), {T}) > 120 * 86400e6 and count(*) >= 20)",
    ),
    Case(
        "any-with-customer",
        "not any(order.store: count(order) >= 10) and age_band is known",
        "select h from d where h not in (select h from o group by h, store having count(*) >= 10)",
    ),
    Case(
        "any-days",
        "any(item.category: days(item in last 90 days) >= 25)",
        "select distinct h from (select h from i where category is not null and ts > {T} - interval 90 days group by h, category having count(distinct local(ts)::date) >= 25)",
        (MORNING,),
    ),
    Case(
        "any-distinct",
        "any(item.department: distinct(item.product in last 30 days) >= 60)",
        "select distinct h from (select h from i where department is not null and ts > {T} - interval 30 days group by h, department having count(distinct product) >= 60)",
    ),
)
