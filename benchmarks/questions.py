# ruff: noqa: E501  (rules and their SQL read better whole)
"""The twenty rules of the count benchmark, each with the SQL that an analyst would write by hand for DuckDB."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.sessions import AS_OF

NOW = f"TIMESTAMP '{AS_OF}'"


@dataclass(frozen=True)
class Question:
    """A rule and its hand-written count.

    Attributes:
        sql: ``{order}`` and the like stand for the event tables, ``{now}`` for the instant.
        reads: the events it must look at and how many days back (0: ever).
    """

    rule: str
    sql: str
    reads: tuple[tuple[str, int], ...] = ()

    @property
    def statement(self) -> str:
        tables = {
            event: f'events."{event}"' for event in ("order", "page_view", "add_to_cart", "coupon_redeem")
        }
        return f"SELECT count(*) FROM ({self.sql.format(now=NOW, **tables)})"


QUESTIONS = (
    Question(
        "count(order in last 30 days) >= 2",
        "SELECT _customer_id FROM {order} WHERE _ts > {now} - INTERVAL 30 DAY AND _ts <= {now} GROUP BY 1 HAVING count(*) >= 2",
        (("order", 30),),
    ),
    Question(
        "count(order in last 365 days) >= 5",
        "SELECT _customer_id FROM {order} WHERE _ts > {now} - INTERVAL 365 DAY AND _ts <= {now} GROUP BY 1 HAVING count(*) >= 5",
        (("order", 365),),
    ),
    Question(
        "sum(order.amount) > 1000",
        "SELECT _customer_id FROM {order} WHERE _ts <= {now} GROUP BY 1 HAVING sum(amount) > 1000",
        (("order", 0),),
    ),
    Question(
        "avg(order.amount in last 90 days) < avg(order.amount in 180 to 90 days ago)",
        "SELECT _customer_id FROM {order} WHERE _ts > {now} - INTERVAL 180 DAY AND _ts <= {now} GROUP BY 1 HAVING avg(amount) FILTER (_ts > {now} - INTERVAL 90 DAY) < avg(amount) FILTER (_ts <= {now} - INTERVAL 90 DAY)",
        (("order", 180),),
    ),
    Question(
        "count(order where channel = 'app' and amount > 100 in last 180 days) >= 1",
        "SELECT DISTINCT _customer_id FROM {order} WHERE channel = 'app' AND amount > 100 AND _ts > {now} - INTERVAL 180 DAY AND _ts <= {now}",
        (("order", 180),),
    ),
    Question(
        "days_since(last(order)) > 90",
        "SELECT _customer_id FROM {order} WHERE _ts <= {now} GROUP BY 1 HAVING max(_ts) < {now} - INTERVAL 90 DAY",
        (("order", 0),),
    ),
    Question(
        "last(order.store) = 's7'",
        "SELECT _customer_id FROM {order} WHERE _ts <= {now} AND store IS NOT NULL GROUP BY 1 HAVING arg_max(store, (_ts, _message_id)) = 's7'",
        (("order", 0),),
    ),
    Question(
        "distinct(order.category) >= 5",
        "SELECT _customer_id FROM {order} WHERE _ts <= {now} GROUP BY 1 HAVING count(DISTINCT category) >= 5",
        (("order", 0),),
    ),
    Question(
        "days(order in last 180 days) >= 3",
        "SELECT _customer_id FROM {order} WHERE _ts > {now} - INTERVAL 180 DAY AND _ts <= {now} GROUP BY 1 HAVING count(DISTINCT CAST(_ts + INTERVAL 8 HOUR AS DATE)) >= 3",
        (("order", 180),),
    ),
    Question(
        "median(order.amount in last 365 days) > 120",
        "SELECT _customer_id FROM {order} WHERE _ts > {now} - INTERVAL 365 DAY AND _ts <= {now} GROUP BY 1 HAVING median(amount::DOUBLE) > 120",
        (("order", 365),),
    ),
    Question(
        "count(page_view in last 7 days) >= 5",
        "SELECT _customer_id FROM {page_view} WHERE _ts > {now} - INTERVAL 7 DAY AND _ts <= {now} GROUP BY 1 HAVING count(*) >= 5",
        (("page_view", 7),),
    ),
    Question(
        "sum(page_view.dwell in last 30 days) > 600",
        "SELECT _customer_id FROM {page_view} WHERE _ts > {now} - INTERVAL 30 DAY AND _ts <= {now} GROUP BY 1 HAVING sum(dwell) > 600",
        (("page_view", 30),),
    ),
    Question(
        "any(page_view.product: sum(page_view.dwell in last 1 day) > 300)",
        "SELECT DISTINCT _customer_id FROM (SELECT _customer_id FROM {page_view} WHERE _ts > {now} - INTERVAL 1 DAY AND _ts <= {now} GROUP BY _customer_id, product HAVING sum(dwell) > 300)",
        (("page_view", 1),),
    ),
    Question(
        "top(order.category in last 90 days) = 'c3'",
        "SELECT _customer_id FROM (SELECT _customer_id, category, row_number() OVER (PARTITION BY _customer_id ORDER BY count(*) DESC, category) n FROM {order} WHERE _ts > {now} - INTERVAL 90 DAY AND _ts <= {now} GROUP BY _customer_id, category) WHERE n = 1 AND category = 'c3'",
        (("order", 90),),
    ),
    Question(
        "did(add_to_cart then not order within 1 day in last 7 days)",
        "SELECT DISTINCT a._customer_id FROM {add_to_cart} a ANTI JOIN (SELECT _customer_id, _ts FROM {order} WHERE _ts > {now} - INTERVAL 7 DAY AND _ts <= {now}) o "
        "ON o._customer_id = a._customer_id AND o._ts > a._ts AND o._ts <= a._ts + INTERVAL 1 DAY WHERE a._ts > {now} - INTERVAL 7 DAY AND a._ts <= {now} - INTERVAL 1 DAY",
        (("add_to_cart", 7), ("order", 7)),
    ),
    Question(
        "did(coupon_redeem then order within 30 days in last 90 days)",
        "SELECT DISTINCT o._customer_id FROM (SELECT * FROM {order} WHERE _ts > {now} - INTERVAL 90 DAY AND _ts <= {now}) o ASOF JOIN (SELECT * FROM {coupon_redeem} WHERE _ts > {now} - INTERVAL 90 DAY AND _ts <= {now}) c "
        "ON c._customer_id = o._customer_id AND c._ts < o._ts WHERE o._ts <= c._ts + INTERVAL 30 DAY",
        (("coupon_redeem", 90), ("order", 90)),
    ),
    Question(
        "gap(order in last 365 days) < 14",
        "SELECT _customer_id FROM (SELECT _customer_id, epoch_us(_ts) - lag(epoch_us(_ts)) OVER (PARTITION BY _customer_id ORDER BY _ts, _message_id) gap FROM {order} WHERE _ts > {now} - INTERVAL 365 DAY AND _ts <= {now}) GROUP BY 1 HAVING median(gap) < 14 * 86400e6",
        (("order", 365),),
    ),
    Question(
        "city in ('city1', 'city2') and age between 25 and 40 and not level = 'gold'",
        "SELECT _customer_id FROM people.traits WHERE city IN ('city1', 'city2') AND age BETWEEN 25 AND 40 AND level IS DISTINCT FROM 'gold'",
    ),
    Question(
        "level = 'gold' and count(order in last 90 days) = 0 and count(page_view in last 30 days) > 0",
        "SELECT _customer_id FROM people.traits SEMI JOIN (SELECT _customer_id FROM {page_view} WHERE _ts > {now} - INTERVAL 30 DAY AND _ts <= {now}) USING (_customer_id) "
        "ANTI JOIN (SELECT _customer_id FROM {order} WHERE _ts > {now} - INTERVAL 90 DAY AND _ts <= {now}) USING (_customer_id) WHERE level = 'gold'",
        (("order", 90), ("page_view", 30)),
    ),
    Question(
        "count(page_view) >= 50",
        "SELECT _customer_id FROM {page_view} WHERE _ts <= {now} GROUP BY 1 HAVING count(*) >= 50",
        (("page_view", 0),),
    ),
)
