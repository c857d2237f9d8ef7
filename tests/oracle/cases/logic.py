"""Comparisons, texts, missing values and arithmetic over customers."""

from __future__ import annotations

from tests.oracle.case import Case
from tests.oracle.clocks import END, MORNING

ONCE = (MORNING,)  # what does not change with time


def _all_but(sql: str) -> str:
    return f"select h from pop where h not in ({sql})"


CASES = (
    Case("equal-text", "age_band = '45-54'", "select h from d where age_band = '45-54'", ONCE),
    Case(
        "unequal-holds-for-missing",
        "marital_status != 'Married'",
        _all_but("select h from d where marital_status = 'Married'"),
        ONCE,
    ),
    Case(
        "in",
        "income_band in ('100-124K', '125-149K', '150-174K', '175-199K', '200-249K', '250K+')",
        "select h from d where income_band in ('100-124K', '125-149K', '150-174K', '175-199K', '200-249K', '250K+')",
        ONCE,
    ),
    Case(
        "not-in-holds-for-missing",
        "home_ownership not in ('Homeowner', 'Probable Homeowner')",
        _all_but("select h from d where home_ownership like '%Homeowner'"),
        ONCE,
    ),
    Case(
        "in-numbers",
        "count(order in last 90 days) in (3, 5, 8)",
        "select h from o where ts > {T} - interval 90 days group by h having count(*) in (3, 5, 8)",
    ),
    Case(
        "in-zero",
        "count(order in last 30 days) in (0, 1)",
        "select h from pop where (select count(*) from o where o.h = pop.h and ts > {T} - interval 30 days) <= 1",
    ),
    Case(
        "between",
        "count(order in last 30 days) between 2 and 4",
        "select h from o where ts > {T} - interval 30 days group by h having count(*) between 2 and 4",
    ),
    Case(
        "not-between-holds-for-missing",
        "avg(order.amount in last 30 days) not between 10 and 50",
        _all_but(
            "select h from o where ts > {T} - interval 30 days group by h having sig9(sum(amount)::double / count(*)) between 10 and 50"
        ),
    ),
    Case(
        "between-values",
        "last(order.amount) between avg(order.amount) and max(order.amount) - 10",
        "select h from (select h, arg_max(amount, (ts, id)) l, sig9(sum(amount)::double / count(*)) a, max(amount) m from o group by h) where l >= a and l <= m - 10",
    ),
    Case("less-and-missing", "ratio < 100", "select h from x where ratio < 100", ONCE),
    Case("not-less-and-missing", "not ratio < 100", _all_but("select h from x where ratio < 100"), ONCE),
    Case("ratio-equal", "ratio = 12", "select h from x where sig9(ratio) = 12", ONCE),
    Case(
        "contains",
        "household_comp contains 'No Kids'",
        "select h from d where household_comp like '%No Kids%'",
        ONCE,
    ),
    Case(
        "not-contains",
        "household_comp not contains 'No Kids'",
        _all_but("select h from d where household_comp like '%No Kids%'"),
        ONCE,
    ),
    Case("starts", "income_band starts with '1'", "select h from d where income_band like '1%'", ONCE),
    Case(
        "not-starts",
        "income_band not starts with '1'",
        _all_but("select h from d where income_band like '1%'"),
        ONCE,
    ),
    Case(
        "ends",
        "kids_count ends with '+' or household_size ends with '+'",
        "select h from d where kids_count like '%+' or household_size like '%+'",
        ONCE,
    ),
    Case(
        "not-ends",
        "household_size not ends with '+'",
        _all_but("select h from d where household_size like '%+'"),
        ONCE,
    ),
    Case(
        "matches",
        "income_band matches '^1[0-9]{2}-'",
        "select h from d where regexp_matches(income_band, '^1[0-9][0-9]-')",
        ONCE,
    ),
    Case(
        "not-matches",
        "income_band not matches '^[0-9]+-'",
        _all_but("select h from d where regexp_matches(income_band, '^[0-9]+-')"),
        ONCE,
    ),
    Case(
        "matches-case",
        "home_ownership matches '(?i)probable'",
        "select h from d where home_ownership ilike '%probable%'",
        ONCE,
    ),
    Case("known", "home_ownership is known", "select h from d where home_ownership is not null", ONCE),
    Case(
        "missing",
        "home_ownership is missing",
        _all_but("select h from d where home_ownership is not null"),
        ONCE,
    ),
    Case(
        "missing-max",
        "max(order.amount in last 7 days) is missing",
        _all_but("select h from o where ts > {T} - interval 7 days"),
    ),
    Case(
        "and-or-precedence",
        "age_band = '45-54' or age_band = '35-44' and kids_count = '2'",
        "select h from d where age_band = '45-54' or (age_band = '35-44' and kids_count = '2')",
        ONCE,
    ),
    Case(
        "not-and",
        "not (age_band = '45-54' and count(order in last 30 days) > 5)",
        _all_but(
            "select d.h from d join o on o.h = d.h where age_band = '45-54' and ts > {T} - interval 30 days group by d.h having count(*) > 5"
        ),
    ),
    Case("not-not", "not not age_band = '65+'", "select h from d where age_band = '65+'", ONCE),
    Case(
        "plus",
        "sum(order.amount in last 30 days) + sum(order.discount in last 30 days) > 400",
        "select h from o where ts > {T} - interval 30 days group by h having sum(amount) + sum(discount) > 400",
    ),
    Case(
        "minus",
        "sum(order.amount in last 30 days) - sum(order.amount in 60 to 30 days ago) > 100",
        "select h from o group by h having coalesce(sum(amount) filter (ts > {T} - interval 30 days), 0) - coalesce(sum(amount) filter (ts > {T} - interval 60 days and ts <= {T} - interval 30 days), 0) > 100",
    ),
    Case(
        "times",
        "count(order in last 30 days) * 3 > count(order in last 120 days) * 2",
        "select h from o where ts > {T} - interval 120 days group by h having count(*) filter (ts > {T} - interval 30 days) * 3 > count(*) * 2",
    ),
    Case(
        "divide",
        "sum(order.amount in last 30 days) / count(order in last 30 days) > 50",
        "select h from o where ts > {T} - interval 30 days group by h having sig9(sum(amount)::double / count(*)) > 50",
    ),
    Case(
        "divide-by-zero-is-missing",
        "(count(order) / count(coupon_redeem)) is missing",
        "select h from pop where h not in (select h from r)",
    ),
    Case(
        "divide-by-zero-is-no",
        "not count(order) / count(coupon_redeem) > 20",
        _all_but(
            "select h from (select h, count(*) n from o group by h) join (select h, count(*) m from r group by h) using (h) where sig9(n / m) > 20"
        ),
    ),
    Case(
        "divide-rounds",
        "sum(order.lines in last 30 days) / days(order in last 30 days) = 3.33333333",
        "select h from o where ts > {T} - interval 30 days group by h having sum(lines) * 3 = 10 * count(distinct local(ts)::date)",
    ),
    Case(
        "unary-minus",
        "-points > 20 or points = -4",
        "select h from x where points < -20 or points = -4",
        ONCE,
    ),
    Case("precedence", "points + 2 * 3 - 4 / 2 = 104", "select h from x where points + 4 = 104", ONCE),
    Case(
        "coalesce",
        "coalesce(points, 60) between 50 and 70",
        "select h from pop left join x using (h) where coalesce(points, 60) between 50 and 70",
        ONCE,
    ),
    Case(
        "coalesce-text",
        "coalesce(home_ownership, marital_status, 'unknown') = 'unknown'",
        "select h from pop left join d using (h) where home_ownership is null and marital_status is null",
        ONCE,
    ),
    Case(
        "coalesce-three",
        "coalesce(first(coupon_redeem.campaign), last(campaign_received.campaign), '0') = '0'",
        "select h from pop where h not in (select h from c union select h from r)",
    ),
    Case(
        "if",
        "if(staff, 10, 20) = 20 and ratio is known",
        "select h from x where not coalesce(staff, false) and ratio is not null",
        ONCE,
    ),
    Case(
        "if-chain",
        "if(points > 200, 'many', if(points > 0, 'some', 'none')) = 'some'",
        "select h from x where points > 0 and points <= 200",
        ONCE,
    ),
    Case(
        "if-missing-condition",
        "if(points > 200, 'many', 'few') = 'few'",
        _all_but("select h from x where points > 200"),
        ONCE,
    ),
    Case("bool-trait", "staff", "select h from x where staff", ONCE),
    Case("not-bool-trait", "not staff", _all_but("select h from x where staff"), ONCE),
    Case("bool-equals", "staff = false", "select h from x where not staff", ONCE),
    Case(
        "float-trait",
        "ratio > 50.5 and ratio <= 300",
        "select h from x where ratio > 50.5 and ratio <= 300",
        ONCE,
    ),
    Case(
        "quoted-names",
        "\"age_band\" = '25-34' and count(`order` in last 60 days) > 3",
        "select d.h from d join o on o.h = d.h where age_band = '25-34' and ts > {T} - interval 60 days group by d.h having count(*) > 3",
        (MORNING,),
    ),
    Case(
        "full-width",
        "count（order in last 60 days）＞ 3 and age_band in （'25-34'，'35-44'）",
        "select d.h from d join o on o.h = d.h where age_band in ('25-34', '35-44') and ts > {T} - interval 60 days group by d.h having count(*) > 3",
        (MORNING,),
    ),
    Case(
        "keywords-ignore-case",
        "COUNT(order IN LAST 60 DAYS) > 3 AND NOT Age_Band Is Missing",
        "select d.h from d join o on o.h = d.h where ts > {T} - interval 60 days group by d.h having count(*) > 3",
        (MORNING,),
    ),
    Case(
        "falling-order-value",
        "days_since(last(order)) > 60 and avg(order.amount in last 90 days) < avg(order.amount in 180 to 90 days ago)",
        "select h from o group by h having micros(max(ts), {T}) > 60 * 86400e6 and sig9(avg(amount) filter (ts > {T} - interval 90 days)) < sig9(avg(amount) filter (ts > {T} - interval 180 days and ts <= {T} - interval 90 days))",
        (MORNING, END),
    ),
)
