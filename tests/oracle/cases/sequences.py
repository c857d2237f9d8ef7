"""Sequences, some by joins and some by trying every match."""

from __future__ import annotations

from tests.oracle.brute import no, sequence, yes
from tests.oracle.case import Case, at_midnight_too
from tests.oracle.clocks import CLOCKS, END, MORNING

CASES = at_midnight_too(
    Case(
        "did-once", "did(order in last 7 days)", "select distinct h from o where ts > {T} - interval 7 days"
    ),
    Case(
        "did-not-once",
        "not did(coupon_redeem in last 365 days)",
        "select h from pop where h not in (select h from r where ts > {T} - interval 365 days)",
    ),
    Case(
        "then",
        "did(order where amount > 150 then coupon_redeem)",
        "select distinct o.h from o join r on r.h = o.h and r.ts > o.ts where o.amount > 150",
    ),
    Case(
        "then-within",
        "did(campaign_received then coupon_redeem within 10 days)",
        "select distinct c.h from c join r on r.h = c.h and r.ts > c.ts and r.ts <= c.ts + interval 10 days",
    ),
    Case(
        "then-within-edge",
        "did(coupon_redeem then coupon_redeem within 7 days in last 200 days)",
        "select distinct a.h from r a join r b on b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 168 hours where a.ts > {T} - interval 200 days and b.ts > {T} - interval 200 days",
    ),
    Case(
        "same-event-again",
        "did(order where amount > 100 then order where amount > 100 within 3 days in last 90 days)",
        "select distinct a.h from o a join o b on b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 3 days where a.amount > 100 and b.amount > 100 and a.ts > {T} - interval 90 days and b.ts > {T} - interval 90 days",
    ),
    Case(
        "same-event-three-times",
        "did(order then order within 6 hours then order within 6 hours in last 60 days)",
        sequence(
            yes("from o"), yes("from o", hours=6), yes("from o", hours=6), after="{T} - interval 60 days"
        ),
    ),
    Case(
        "same-event-four-times-decreasing",
        "did(order where amount > 80 then order where amount between 40 and 80 within 14 days then order where amount < 40 within 14 days then order where amount < 5 within 14 days)",
        sequence(
            yes("from o where amount > 80"),
            yes("from o where amount between 40 and 80", days=14),
            yes("from o where amount < 40", days=14),
            yes("from o where amount < 5", days=14),
        ),
    ),
    Case(
        "not-between",
        "did(campaign_received then not order then coupon_redeem)",
        "select distinct c.h from c join r on r.h = c.h and r.ts > c.ts where not exists (select 1 from o where o.h = c.h and o.ts > c.ts and o.ts < r.ts)",
    ),
    Case(
        "not-between-within",
        "did(order where amount > 120 then not order within 5 days then order where amount > 60 within 12 days in last 150 days)",
        "select distinct a.h from o a join o b on b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 12 days where a.amount > 120 and b.amount > 60 and a.ts > {T} - interval 150 days and b.ts > {T} - interval 150 days "
        "and not exists (select 1 from o n where n.h = a.h and n.ts > a.ts and n.ts < b.ts and n.ts <= a.ts + interval 5 days)",
    ),
    Case(
        "two-nots-between",
        "did(coupon_redeem then not campaign_received then not order where amount > 60 then order where lines >= 5 within 30 days)",
        sequence(
            yes("from r"),
            no("from c"),
            no("from o where amount > 60"),
            yes("from o where lines >= 5", days=30),
        ),
    ),
    Case(
        "trailing-not",
        "did(order then not order within 30 days)",
        "select distinct a.h from o a where a.ts + interval 30 days <= {T} and not exists (select 1 from o b where b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 30 days)",
        CLOCKS,
    ),
    Case(
        "trailing-not-window",
        "did(order where amount > 50 then not order within 10 days in last 40 days)",
        "select distinct a.h from o a where a.amount > 50 and a.ts > {T} - interval 40 days and a.ts + interval 10 days <= {T} and not exists (select 1 from o b where b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 10 days)",
    ),
    Case(
        "trailing-not-after-the-window",
        "did(campaign_received then not order within 8 days from 2017-03-01 to 2017-05-01)",
        "select distinct c.h from c where c.ts >= timestamp '2017-03-01 05:00:00' and c.ts < timestamp '2017-05-01 04:00:00' and c.ts + interval 8 days <= {T} and not exists (select 1 from o where o.h = c.h and o.ts > c.ts and o.ts <= c.ts + interval 8 days)",
    ),
    Case(
        "trailing-not-for-ever",
        "did(campaign_received then not order)",
        "select distinct c.h from c where not exists (select 1 from o where o.h = c.h and o.ts > c.ts)",
    ),
    Case(
        "then-and-trailing-not",
        "did(campaign_received then order within 2 days then not coupon_redeem within 14 days in last 120 days)",
        sequence(
            yes("from c"), yes("from o", days=2), no("from r", days=14), after="{T} - interval 120 days"
        ),
    ),
    Case(
        "not-between-and-trailing-not",
        "did(order where amount > 90 then not order where amount < 10 within 2 days then order where amount > 90 within 9 days then not order where amount > 90 within 20 days)",
        sequence(
            yes("from o where amount > 90"),
            no("from o where amount < 10", days=2),
            yes("from o where amount > 90", days=9),
            no("from o where amount > 90", days=20),
        ),
    ),
    Case(
        "greedy-matching-would-miss",
        "did(order where store = '367' then not order where store != '367' then order where store = '367' within 12 hours then order where store != '367' within 1 day)",
        sequence(
            yes("from o where store = '367'"),
            no("from o where store <> '367'"),
            yes("from o where store = '367'", hours=12),
            yes("from o where store <> '367'", days=1),
        ),
    ),
    Case(
        "three-events",
        "did(campaign_received where type = 'Type A' then coupon_redeem within 21 days then order where amount > 75 within 3 days)",
        sequence(
            yes("from c where type = 'Type A'"),
            yes("from r", days=21),
            yes("from o where amount > 75", days=3),
        ),
    ),
    Case(
        "items-in-order",
        "did(item where department = 'FLORAL' then item where category contains 'CANDY' within 2 days in previous quarter)",
        sequence(
            yes("from i where department = 'FLORAL'"),
            yes("from i where category like '%CANDY%'", days=2),
            low="{previous_quarter}",
            high="{this_quarter}",
        ),
    ),
    Case(
        "one-basket-is-one-instant",
        "did(item where department = 'FLORAL' then item where department = 'GROCERY' within 1 second)",
        "select a.h from i a join i b on b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 1 second where a.department = 'FLORAL' and b.department = 'GROCERY'",
        (MORNING,),
    ),
    Case(
        "calendar-window",
        "did(order where amount > 40 then order where amount > 40 in this month)",
        sequence(yes("from o where amount > 40"), yes("from o where amount > 40"), low="{this_month}"),
        CLOCKS,
    ),
    Case(
        "within-weeks",
        "did(campaign_received then not order within 1 week then order within 3 weeks since 2017-02-01)",
        sequence(
            yes("from c"),
            no("from o", weeks=1),
            yes("from o", weeks=3),
            low="timestamp '2017-02-01 05:00:00'",
        ),
    ),
    Case(
        "minutes-apart",
        "did(order then order where amount < 5 within 15 minutes in last 120 days)",
        "select distinct a.h from o a join o b on b.h = a.h and b.ts > a.ts and b.ts <= a.ts + interval 15 minutes where b.amount < 5 and a.ts > {T} - interval 120 days and b.ts > {T} - interval 120 days",
        (MORNING, END),
    ),
    Case(
        "where-with-customer",
        "did(order where amount > customer.points then not order where amount > customer.points within 20 days)",
        sequence(
            yes("select o.h, ts from o join x on x.h = o.h where amount > points"),
            no("select o.h, ts from o join x on x.h = o.h where amount > points", days=20),
        ),
        (MORNING, END),
    ),
    Case(
        "before-window",
        "did(order where lines > 30 then order where lines < 3 within 1 day before 2017-04-01)",
        sequence(
            yes("from o where lines > 30"),
            yes("from o where lines < 3", days=1),
            high="timestamp '2017-04-01 04:00:00'",
        ),
        (MORNING,),
    ),
)
