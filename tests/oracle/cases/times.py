"""Instants, dates and the calendar."""

from __future__ import annotations

from tests.oracle.case import Case, at_midnight_too
from tests.oracle.clocks import CLOCKS, END, MIDNIGHT, MORNING

ANNIVERSARY = "(select h, a from (select *, b + to_years(year(local({T})) - year(b)) a0, b + to_years(year(local({T})) - year(b) + 1) a1, case when a0::date >= local({T})::date then a0::date else a1::date end a from (%s)))"
BIRTHDAYS = ANNIVERSARY % "select h, birthday b from x where birthday is not null"
FIRSTS = ANNIVERSARY % "select h, local(min(ts))::date b from o group by h"

CASES = at_midnight_too(
    Case(
        "days-since",
        "days_since(last(order)) > 30",
        "select h from o group by h having micros(max(ts), {T}) > 30 * 86400e6",
    ),
    Case(
        "days-since-real",
        "days_since(last(order)) between 1.5 and 2.25",
        "select h from o group by h having micros(max(ts), {T}) between 129600e6 and 194400e6",
        CLOCKS,
    ),
    Case(
        "days-since-missing",
        "not days_since(last(coupon_redeem)) <= 60",
        "select h from pop where h not in (select h from r group by h having micros(max(ts), {T}) <= 60 * 86400e6)",
    ),
    Case(
        "days-since-where",
        "days_since(first(order where amount > 100)) < 120",
        "select h from o where amount > 100 group by h having micros(min(ts), {T}) < 120 * 86400e6",
    ),
    Case(
        "days-since-edge",
        "days_since(last(campaign_received)) <= 53",
        "select h from c group by h having micros(max(ts), {T}) <= 53 * 86400e6",
    ),
    Case(
        "days-since-equal",
        "days_since(last(campaign_received)) = 53",
        "select h from c group by h having micros(max(ts), {T}) = 53 * 86400e6",
        (MIDNIGHT,),
    ),
    Case(
        "days-since-arithmetic",
        "days_since(last(order)) > 2 * gap(order)",
        "select h from (select h, median(g) g from (select h, micros(lag(ts) over (partition by h order by ts, id), ts) / 86400e6 g from o) where g is not null group by h) join (select h, micros(max(ts), {T}) / 86400e6 s from o group by h) using (h) where s > 2 * sig9(g)",
    ),
    Case(
        "days-since-date",
        "days_since(birthday) between 18000 and 20000",
        "select h from x where date_diff('day', birthday, local({T})::date) between 18000 and 20000",
        CLOCKS,
    ),
    Case(
        "days-until-instant",
        "days_until(last(order)) >= -1",
        "select h from o group by h having micros({T}, max(ts)) >= -86400e6",
    ),
    Case(
        "days-until-date",
        "days_until(birthday) < -15000",
        "select h from x where date_diff('day', local({T})::date, birthday) < -15000",
    ),
    Case(
        "anniversary",
        "days_until(anniversary(birthday)) <= 30",
        f"select h from {BIRTHDAYS} where date_diff('day', local({{T}})::date, a) <= 30",
        CLOCKS,
    ),
    Case(
        "anniversary-month",
        "month_of(anniversary(birthday)) = 2",
        f"select h from {BIRTHDAYS} where month(a) = 2",
    ),
    Case(
        "anniversary-leap-day",
        "weekday_of(anniversary(birthday)) = 3 and month_of(birthday) = 2",
        f"select h from {BIRTHDAYS} join x using (h) where isodow(a) = 3 and month(birthday) = 2",
        CLOCKS,
    ),
    Case(
        "anniversary-of-an-instant",
        "days_until(anniversary(first(order))) between 100 and 200",
        f"select h from {FIRSTS} where date_diff('day', local({{T}})::date, a) between 100 and 200",
    ),
    Case(
        "anniversary-compared",
        "anniversary(birthday) < 2017-12-01",
        f"select h from {BIRTHDAYS} where a < date '2017-12-01'",
        (MORNING,),
    ),
    Case(
        "month-of-date", "month_of(birthday) in (11, 12)", "select h from x where month(birthday) in (11, 12)"
    ),
    Case(
        "month-of-instant",
        "month_of(first(order)) = 2",
        "select h from o group by h having month(local(min(ts))) = 2",
    ),
    Case(
        "month-of-instant-local",
        "month_of(last(order)) = 12",
        "select h from o group by h having month(local(max(ts))) = 12",
        (END,),
    ),
    Case(
        "weekday-of-instant",
        "weekday_of(last(order)) = 7",
        "select h from o group by h having isodow(local(max(ts))) = 7",
        CLOCKS,
    ),
    Case("weekday-of-date", "weekday_of(birthday) <= 5", "select h from x where isodow(birthday) <= 5"),
    Case(
        "hour-of",
        "hour_of(last(order)) in (0, 22, 23)",
        "select h from o group by h having hour(local(max(ts))) in (0, 22, 23)",
        CLOCKS,
    ),
    Case(
        "hour-of-missing",
        "not hour_of(last(coupon_redeem)) = 0",
        "select h from pop where h not in (select h from r)",
    ),
    Case("date-less", "birthday < 1975-06-15", "select h from x where birthday < date '1975-06-15'"),
    Case(
        "date-between",
        "birthday between 1960-03-03 and 1962-12-31",
        "select h from x where birthday between date '1960-03-03' and date '1962-12-31'",
    ),
    Case("date-equal", "birthday = 1988-02-29", "select h from x where birthday = date '1988-02-29'"),
    Case(
        "date-not-in",
        "birthday not in (1988-02-29)",
        "select h from pop where h not in (select h from x where birthday = date '1988-02-29')",
    ),
    Case(
        "instant-between",
        "first(order) between 2017-01-15 and 2017-02-15 12:30",
        "select h from o group by h having min(ts) between timestamp '2017-01-15 05:00:00' and timestamp '2017-02-15 17:30:00'",
    ),
    Case(
        "instant-after",
        "last(order) > first(coupon_redeem)",
        "select h from (select h, max(ts) a from o group by h) join (select h, min(ts) b from r group by h) using (h) where a > b",
    ),
    Case(
        "instant-equal-midnight",
        "last(campaign_received) = 2017-05-08",
        "select h from c group by h having max(ts) = timestamp '2017-05-08 04:00:00'",
    ),
    Case(
        "coalesce-instants",
        "days_since(coalesce(last(coupon_redeem), last(order))) > 100",
        "select h from (select h, max(ts) a from o group by h) full join (select h, max(ts) b from r group by h) using (h) where micros(coalesce(b, a), {T}) > 100 * 86400e6",
    ),
)
