"""Every window form; campaigns begin at local midnight, so they stand exactly on the edges."""

from __future__ import annotations

from tests.oracle.case import Case, at_midnight_too
from tests.oracle.clocks import CLOCKS, MIDNIGHT


def _between(table: str, low: str | None, high: str | None = None, least: int = 1) -> str:
    """Customers with that many rows in (low, high], each edge optional."""
    edges = [f"ts > {low}"] * (low is not None) + [f"ts <= {high}"] * (high is not None)
    where = f"where {' and '.join(edges)} " if edges else ""
    return f"select h from {table} {where}group by h having count(*) >= {least}"


def _from(table: str, low: str, high: str | None = None, least: int = 1) -> str:
    """Customers with that many rows in [low, high)."""
    return f"select h from {table} where ts >= {low} {f'and ts < {high} ' if high else ''}group by h having count(*) >= {least}"


CASES = at_midnight_too(
    Case("seconds", "count(order in last 40000 seconds) >= 1", _between("o", "{T} - interval 40000 seconds")),
    Case(
        "minutes",
        "count(order in last 1440 minutes) >= 1",
        _between("o", "{T} - interval 1440 minutes"),
        CLOCKS,
    ),
    Case("hours", "count(order in last 36 hours) >= 1", _between("o", "{T} - interval 36 hours"), CLOCKS),
    Case(
        "day-is-24-hours", "count(order in last 1 day) >= 1", _between("o", "{T} - interval 24 hours"), CLOCKS
    ),
    Case(
        "days-edge-open",
        "count(campaign_received in last 88 days) >= 1",
        _between("c", "{T} - interval 88 days"),
        CLOCKS,
    ),
    Case("weeks", "count(order in last 6 weeks) >= 9", _between("o", "{T} - interval 42 days", least=9)),
    Case("month", "count(order in last 1 month) >= 6", _between("o", "{month_back}", least=6), CLOCKS),
    Case(
        "months-clipped",
        "count(campaign_received in last 4 months) >= 2",
        _between("c", "{months_back_4}", least=2),
        CLOCKS,
    ),
    Case(
        "quarters",
        "sum(order.lines in last 2 quarters) > 800",
        "select h from o where ts > {quarters_back_2} group by h having sum(lines) > 800",
        CLOCKS,
    ),
    Case(
        "year", "count(campaign_received in last 1 year) >= 4", _between("c", "{year_back}", least=4), CLOCKS
    ),
    Case(
        "days-ago",
        "count(order in 180 to 90 days ago) >= 20",
        _between("o", "{T} - interval 180 days", "{T} - interval 90 days", 20),
    ),
    Case(
        "days-ago-edges",
        "count(campaign_received in 119 to 88 days ago) >= 1",
        _between("c", "{T} - interval 119 days", "{T} - interval 88 days"),
        (MIDNIGHT,),
    ),
    Case(
        "hours-ago",
        "count(order in 72 to 24 hours ago) >= 1",
        _between("o", "{T} - interval 72 hours", "{T} - interval 24 hours"),
        CLOCKS,
    ),
    Case(
        "weeks-ago",
        "count(order in 8 to 4 weeks ago) > count(order in last 4 weeks)",
        "select h from o group by h having count(*) filter (ts > {T} - interval 56 days and ts <= {T} - interval 28 days) > count(*) filter (ts > {T} - interval 28 days)",
    ),
    Case(
        "months-ago",
        "count(order in 6 to 3 months ago) >= 15",
        _between("o", "{months_back_6}", "{months_back_3}", 15),
        CLOCKS,
    ),
    Case(
        "quarters-ago",
        "count(campaign_received in 2 to 1 quarters ago) >= 2",
        _between("c", "{quarters_back_2}", "{quarter_back}", 2),
        CLOCKS,
    ),
    Case("this-day", "count(order in this day) >= 1", _from("o", "{today}"), CLOCKS),
    Case("previous-day", "count(order in previous day) >= 1", _from("o", "{yesterday}", "{today}"), CLOCKS),
    Case("this-week", "count(order in this week) >= 2", _from("o", "{this_week}", least=2), CLOCKS),
    Case(
        "previous-week",
        "count(order in previous week) >= 2",
        _from("o", "{previous_week}", "{this_week}", 2),
        CLOCKS,
    ),
    Case(
        "this-month",
        "sum(order.amount in this month) > 100",
        "select h from o where ts >= {this_month} group by h having sum(amount) > 100",
        CLOCKS,
    ),
    Case(
        "previous-month",
        "sum(order.amount in previous month) > 250",
        "select h from o where ts >= {previous_month} and ts < {this_month} group by h having sum(amount) > 250",
        CLOCKS,
    ),
    Case(
        "this-quarter",
        "days(order in this quarter) >= 20",
        "select h from o where ts >= {this_quarter} group by h having count(distinct local(ts)::date) >= 20",
        CLOCKS,
    ),
    Case(
        "previous-quarter",
        "count(order in previous quarter) between 1 and 3",
        "select h from o where ts >= {previous_quarter} and ts < {this_quarter} group by h having count(*) between 1 and 3",
        CLOCKS,
    ),
    Case("this-year", "count(campaign_received in this year) >= 3", _from("c", "{this_year}", least=3)),
    Case(
        "previous-year",
        "count(campaign_received in previous year) >= 1",
        _from("c", "{previous_year}", "{this_year}"),
    ),
    Case(
        "since-day",
        "count(campaign_received since 2017-03-08) >= 3",
        _from("c", "timestamp '2017-03-08 05:00:00'", least=3),
    ),
    Case(
        "since-instant",
        "count(order since 2017-06-01 18:30) >= 10",
        _from("o", "timestamp '2017-06-01 22:30:00'", least=10),
    ),
    Case(
        "before-day",
        "count(campaign_received before 2017-03-08) >= 1",
        _from("c", "timestamp '1970-01-01'", "timestamp '2017-03-08 05:00:00'"),
    ),
    Case(
        "before-instant",
        "count(order before 2017-01-02T09:15:30) >= 1",
        _from("o", "timestamp '1970-01-01'", "timestamp '2017-01-02 14:15:30'"),
    ),
    Case(
        "from-to",
        "count(campaign_received from 2017-03-03 to 2017-03-13) >= 1",
        _from("c", "timestamp '2017-03-03 05:00:00'", "timestamp '2017-03-13 04:00:00'"),
    ),
    Case(
        "from-to-instants",
        "sum(order.amount from 2017-02-01 to 2017-06-15 12:00) > 1500",
        "select h from o where ts >= timestamp '2017-02-01 05:00:00' and ts < timestamp '2017-06-15 16:00:00' group by h having sum(amount) > 1500",
    ),
    Case(
        "from-to-beyond-as-of",
        "count(order from 2017-06-29 to 2018-06-01) >= 1",
        _from("o", "timestamp '2017-06-29 04:00:00'"),
    ),
    Case("no-window", "count(coupon_redeem) >= 5", _between("r", None, least=5)),
)
