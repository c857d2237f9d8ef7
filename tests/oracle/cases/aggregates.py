"""Every aggregate over events."""

from __future__ import annotations

from tests.oracle.case import Case

CASES = (
    Case("count-ever", "count(order) >= 100", "select h from o group by h having count(*) >= 100"),
    Case("count-none", "count(coupon_redeem) = 0", "select h from pop where h not in (select h from r)"),
    Case(
        "count-recent",
        "count(order in last 30 days) >= 5",
        "select h from o where ts > {T} - interval 30 days group by h having count(*) >= 5",
    ),
    Case(
        "count-large",
        "count(order where amount > 100 in last 90 days) >= 3",
        "select h from o where amount > 100 and ts > {T} - interval 90 days group by h having count(*) >= 3",
    ),
    Case(
        "sum-year",
        "sum(order.amount in last 365 days) > 3000",
        "select h from o where ts > {T} - interval 365 days group by h having sum(amount) > 3000",
    ),
    Case(
        "sum-of-nothing-is-zero",
        "sum(order.amount in last 7 days) <= 0",
        "select h from pop where coalesce((select sum(amount) from o where o.h = pop.h and ts > {T} - interval 7 days), 0) <= 0",
    ),
    Case("sum-integers", "sum(order.items) > 5000", "select h from o group by h having sum(items) > 5000"),
    Case(
        "sum-cents-are-exact",
        "sum(order.amount in last 60 days) = 120.5 or sum(order.amount in last 60 days) between 99.99 and 101.01",
        "select h from o where ts > {T} - interval 60 days group by h having sum(amount) = 120.50 or sum(amount) >= 99.99 and sum(amount) <= 101.01",
    ),
    Case(
        "sum-discount",
        "sum(order.discount) > sum(order.amount) / 4",
        "select h from o group by h having sum(discount)::double > sig9(sum(amount)::double / 4)",
    ),
    Case(
        "avg",
        "avg(order.amount in last 90 days) >= 40",
        "select h from o where ts > {T} - interval 90 days group by h having sig9(sum(amount)::double / count(*)) >= 40",
    ),
    Case(
        "avg-of-nothing-is-missing",
        "not avg(order.amount in last 30 days) >= 40",
        "select h from pop where h not in (select h from o where ts > {T} - interval 30 days group by h having sum(amount) / count(*) >= 40)",
    ),
    Case(
        "avg-integer-tie",
        "avg(order.lines) = 7.5",
        "select h from o group by h having sum(lines) * 2 = 15 * count(*)",
    ),
    Case(
        "avg-repeating",
        "avg(item.quantity where department = 'SALAD BAR') = 1.33333333",
        "select h from i where department = 'SALAD BAR' group by h having sig9(avg(quantity)) = 1.33333333",
    ),
    Case("min-zero", "min(order.amount) = 0", "select h from o group by h having min(amount) = 0"),
    Case(
        "max",
        "max(order.amount in last 180 days) > 200",
        "select h from o where ts > {T} - interval 180 days group by h having max(amount) > 200",
    ),
    Case(
        "max-below-is-no-when-missing",
        "max(order.amount in last 14 days) < 20",
        "select h from o where ts > {T} - interval 14 days group by h having max(amount) < 20",
    ),
    Case(
        "max-integer",
        "max(order.items in last 120 days) between 40 and 60",
        "select h from o where ts > {T} - interval 120 days group by h having max(items) between 40 and 60",
    ),
    Case(
        "min-is-max",
        "min(order.lines) = max(order.lines)",
        "select h from o group by h having min(lines) = max(lines)",
    ),
    Case(
        "median",
        "median(order.amount in last 180 days) > 30",
        "select h from o where ts > {T} - interval 180 days group by h having sig9(quantile_cont(amount::double, 0.5)) > 30",
    ),
    Case(
        "median-between-two",
        "median(order.lines) = 7.5",
        "select h from o group by h having quantile_cont(lines::double, 0.5) = 7.5",
    ),
    Case(
        "distinct-stores",
        "distinct(order.store) >= 6",
        "select h from o group by h having count(distinct store) >= 6",
    ),
    Case(
        "distinct-none",
        "distinct(coupon_redeem.coupon in last 60 days) = 0",
        "select h from pop where h not in (select h from r where ts > {T} - interval 60 days)",
    ),
    Case(
        "distinct-departments",
        "distinct(item.department in last 60 days) >= 10",
        "select h from i where ts > {T} - interval 60 days group by h having count(distinct department) >= 10",
    ),
    Case(
        "distinct-money",
        "distinct(order.amount) < count(order) - 5",
        "select h from o group by h having count(distinct amount) < count(*) - 5",
    ),
    Case(
        "days",
        "days(order in last 30 days) >= 8",
        "select h from o where ts > {T} - interval 30 days group by h having count(distinct local(ts)::date) >= 8",
    ),
    Case(
        "days-local",
        "days(order) = count(order)",
        "select h from pop where (select count(distinct local(ts)::date) = count(*) from o where o.h = pop.h)",
    ),
    Case(
        "days-where",
        "days(item where department = 'PRODUCE' in last 90 days) >= 12",
        "select h from i where department = 'PRODUCE' and ts > {T} - interval 90 days group by h having count(distinct local(ts)::date) >= 12",
    ),
    Case(
        "first-instant",
        "first(order) < 2017-01-15",
        "select h from o group by h having min(ts) < timestamp '2017-01-15 05:00:00'",
    ),
    Case(
        "last-instant",
        "last(order) >= 2017-06-20",
        "select h from o group by h having max(ts) >= timestamp '2017-06-20 04:00:00'",
    ),
    Case(
        "first-in-window",
        "first(order in last 90 days) > last(coupon_redeem)",
        "select h from (select h, min(ts) t from o where ts > {T} - interval 90 days group by h) join (select h, max(ts) u from r group by h) using (h) where t > u",
    ),
    Case(
        "first-value",
        "first(order.store) = '367'",
        "select h from (select h, store, row_number() over (partition by h order by ts, id) n from o) where n = 1 and store = '367'",
    ),
    Case(
        "first-value-where",
        "first(order.amount where store = '367') < 5",
        "select h from (select h, amount, row_number() over (partition by h order by ts, id) n from o where store = '367') where n = 1 and amount < 5",
    ),
    Case(
        "last-value",
        "last(order.store) in ('367', '406', '356')",
        "select h from (select h, store, row_number() over (partition by h order by ts desc, id desc) n from o) where n = 1 and store in ('367', '406', '356')",
    ),
    Case(
        "last-money",
        "last(order.amount in last 60 days) > 75.5",
        "select h from (select h, amount, row_number() over (partition by h order by ts desc, id desc) n from o where ts > {T} - interval 60 days) where n = 1 and amount > 75.5",
    ),
    Case(
        "last-ties-by-message",
        "last(order.lines) != first(order.lines)",
        "select h from pop where h not in (select h from (select h, list(lines order by ts, id) l from o group by h) where l[1] = l[-1])",
    ),
    Case(
        "top",
        "top(item.department in last 90 days) = 'PRODUCE'",
        "select h from (select h, department, row_number() over (partition by h order by count(*) desc, department) n from i where ts > {T} - interval 90 days and department is not null group by h, department) where n = 1 and department = 'PRODUCE'",
    ),
    Case(
        "top-list",
        "top(item.department, 3) contains 'DRUG GM'",
        "select h from (select h, department, row_number() over (partition by h order by count(*) desc, department) n from i where department is not null group by h, department) where n <= 3 and department = 'DRUG GM'",
    ),
    Case(
        "top-list-lacks",
        "top(order.store in last 60 days, 2) not contains '367'",
        "select h from pop where h not in (select h from (select h, store, row_number() over (partition by h order by count(*) desc, store) n from o where ts > {T} - interval 60 days group by h, store) where n <= 2 and store = '367')",
    ),
    Case(
        "top-ties",
        "top(order.store in last 180 days) = last(order.store)",
        "select h from (select h, store, row_number() over (partition by h order by count(*) desc, store) n from o where ts > {T} - interval 180 days group by h, store) a "
        "join (select h, store, row_number() over (partition by h order by ts desc, id desc) n from o) b using (h) where a.n = 1 and b.n = 1 and a.store = b.store",
    ),
    Case(
        "gap",
        "gap(order) > 14",
        "select h from (select h, micros(lag(ts) over (partition by h order by ts, id), ts) / 86400e6 gap from o) where gap is not null group by h having sig9(median(gap)) > 14",
    ),
    Case(
        "gap-window",
        "gap(order where amount >= 50 in last 365 days) between 6 and 8",
        "select h from (select h, micros(lag(ts) over (partition by h order by ts, id), ts) / 86400e6 gap from o where amount >= 50 and ts > {T} - interval 365 days) where gap is not null group by h having sig9(median(gap)) between 6 and 8",
    ),
    Case(
        "gap-whole-days",
        "gap(coupon_redeem) = 7",
        "select h from (select h, micros(lag(ts) over (partition by h order by ts), ts) / 86400e6 gap from r) where gap is not null group by h having sig9(median(gap)) = 7",
    ),
    Case(
        "gap-then",
        "gap(campaign_received then coupon_redeem in last 180 days) <= 20",
        "select h from (select c.h, c.ts, micros(c.ts, (select min(r.ts) from r where r.h = c.h and r.ts > c.ts and r.ts > {T} - interval 180 days)) / 86400e6 gap from c where c.ts > {T} - interval 180 days) "
        "where gap is not null group by h having sig9(median(gap)) <= 20",
    ),
    Case(
        "gap-then-where",
        "gap(order where amount > 80 then order where amount < 10) < 2",
        "select h from (select a.h, micros(a.ts, (select min(b.ts) from o b where b.h = a.h and b.ts > a.ts and b.amount < 10)) / 86400e6 gap from o a where a.amount > 80) "
        "where gap is not null group by h having sig9(median(gap)) < 2",
    ),
    Case(
        "gap-missing",
        "gap(order in last 10 days) is missing",
        "select h from pop where (select count(*) from o where o.h = pop.h and ts > {T} - interval 10 days) < 2",
    ),
)
