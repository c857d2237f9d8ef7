"""Values that depend on the whole population."""

from __future__ import annotations

from tests.oracle.case import Case
from tests.oracle.clocks import END, MORNING

TOTALS = "(select h, customer, coalesce((select sum(amount) from o where o.h = pop.h), 0) v from pop)"
RECENT = "(select h, customer, (select count(*) from o where o.h = pop.h and ts > {T} - interval 30 days) v from pop)"
AVERAGES = (
    "(select h, sig9(sum(amount)::double / count(*)) v from o where ts > {T} - interval 90 days group by h)"
)
# A monthly tag of those who were customers when the month began.
SPENDS = (
    "(select h, coalesce((select sum(amount) from o where o.h = b.h and ts > {this_month} - interval 90 days and ts <= {this_month}), 0) v "
    "from (select h from o where ts <= {this_month} union select h from r where ts <= {this_month} union select h from c where ts <= {this_month} "
    "union select h from d union select h from x) b)"
)

CASES = (
    Case(
        "percentile-of-sum",
        "sum(order.amount) >= percentile(sum(order.amount), 90)",
        f"select h from {TOTALS} where v >= (select quantile_disc(v, 0.9) from {TOTALS})",
    ),
    Case(
        "percentile-of-known",
        "avg(order.amount in last 90 days) < percentile(avg(order.amount in last 90 days), 25)",
        f"select h from {AVERAGES} where v < (select quantile_disc(v, 0.25) from {AVERAGES})",
    ),
    Case(
        "percentile-of-counts",
        "count(order in last 30 days) > percentile(count(order in last 30 days), 75)",
        f"select h from {RECENT} where v > (select quantile_disc(v, 0.75) from {RECENT})",
    ),
    Case(
        "percentile-of-trait",
        "points <= percentile(points, 33.3)",
        "select h from x where points <= (select quantile_disc(points, 0.333) from x)",
    ),
    Case(
        "percentile-of-something-else",
        "max(order.amount) > percentile(sum(order.amount in last 30 days), 60)",
        "select h from o group by h having max(amount) > (select quantile_disc(v, 0.6) from (select coalesce((select sum(amount) from o where o.h = pop.h and ts > {T} - interval 30 days), 0) v from pop))",
    ),
    Case(
        "percentile-of-recency",
        "days_since(last(order)) > percentile(days_since(last(order)), 95)",
        "select h from o group by h having micros(max(ts), {T}) > (select quantile_disc(v, 0.95) from (select micros(max(ts), {T}) v from o group by h))",
        (MORNING, END),
    ),
    Case(
        "percentile-band",
        "sum(order.amount) between percentile(sum(order.amount), 40) and percentile(sum(order.amount), 60)",
        f"select h from {TOTALS} where v between (select quantile_disc(v, 0.4) from {TOTALS}) and (select quantile_disc(v, 0.6) from {TOTALS})",
    ),
    Case(
        "percentile-of-tag",
        "oracle_spend >= percentile(oracle_spend, 80)",
        f"select h from {SPENDS} where v >= (select quantile_disc(v, 0.8) from {SPENDS})",
        (MORNING, END),
    ),
    Case(
        "rank",
        "rank(sum(order.amount)) <= 100",
        f"select h from (select h, row_number() over (order by v desc, customer) n from {TOTALS}) where n <= 100",
    ),
    Case(
        "rank-ties-by-customer",
        "rank(count(order in last 30 days)) <= 500",
        f"select h from (select h, row_number() over (order by v desc, customer) n from {RECENT}) where n <= 500",
    ),
    Case(
        "rank-of-known-only",
        "rank(points) > 300",
        "select h from (select h, row_number() over (order by points desc, customer) n from x join pop using (h) where points is not null) where n > 300",
    ),
    Case(
        "not-rank",
        "not rank(points) <= 300",
        "select h from pop where h not in (select h from (select h, row_number() over (order by points desc, customer) n from x join pop using (h) where points is not null) where n <= 300)",
    ),
    Case(
        "rank-between",
        "rank(days_since(first(order))) between 10 and 20",
        "select h from (select o.h, row_number() over (order by min(ts), customer) n from o join pop on pop.h = o.h group by o.h, customer) where n between 10 and 20",
    ),
)
