"""What the rows of an order file are, all of them: orders or lines, refunds, how often people buy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa

from tagma.clock import DAY_MICROS, Calendar, to_micros
from tagma.collect.guess.words import (
    NOT_REFUND_WORDS,
    REFUND_WORDS,
    UNPAID_WORDS,
    is_refund_word,
    is_unpaid_word,
)
from tagma.collect.sources.instants import to_instants
from tagma.collect.sources.relations import Relations
from tagma.errors import Place, Text

_PACE_ROWS = 60_000
_MOST_STATUSES = 60
_LINES = 1.02
_REPEATED = 0.98


@dataclass(frozen=True, slots=True)
class Pace:
    """How often people buy, by a sample of customers.

    Attributes:
        oldest, newest: the first and the last readable instant, UTC; None where there is none.
        gap: days within which three quarters of those who buy again have done so.
        again: share of customers who bought on more than one day.
        daily: whether times are days without a clock.
    """

    oldest: datetime | None
    newest: datetime | None
    gap: float
    again: float
    daily: bool

    @property
    def span(self) -> int:
        if self.oldest is None or self.newest is None:
            return 0
        return (self.newest - self.oldest).days + 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What the rows of an order file are.

    Attributes:
        orders: different order numbers; rows where there is no order number.
        lines: whether several rows make an order; without order numbers, rows of one customer and instant do
            where they name products.
        whole_amounts: whether each line repeats the amount of its whole order.
        shared_numbers: whether two customers have an order of one number.
        blank_orders: whether rows come without an order number.
        statuses: how often each status comes.
        given_back: rows that are refunds or cancelled.
        unpaid: rows that were never paid.
        without_customer, without_time: rows that lack it.
    """

    rows: int
    orders: int
    lines: bool
    whole_amounts: bool
    shared_numbers: bool
    blank_orders: bool
    statuses: Mapping[str, int]
    given_back: int
    unpaid: int
    negative: bool
    negative_quantity: bool
    without_customer: int
    without_time: int
    pace: Pace

    @property
    def refund_statuses(self) -> tuple[str, ...]:
        return tuple(status for status in self.statuses if is_refund_word(status))

    def to_dict(self) -> dict[str, Any]:
        """What is counted, and what each status becomes."""
        return {
            "orders": self.orders,
            "given_back": self.given_back,
            "unpaid": self.unpaid,
            "without_customer": self.without_customer,
            "without_time": self.without_time,
            "statuses": [
                {"value": value, "rows": rows, "becomes": _say_becomes(value)}
                for value, rows in self.statuses.items()
            ],
            "oldest": self.pace.oldest,
            "newest": self.pace.newest,
            "again": round(self.pace.again, 4),
        }

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a person should know of the rows."""
        found = []
        if self.lines:
            found.append(
                Text(
                    f"several rows make an order: {self.rows:,} rows, {self.orders:,} orders",
                    f"多行组成一笔订单：{self.rows:,} 行，{self.orders:,} 笔订单",
                )
            )
        if self.whole_amounts:
            found.append(Text("each row repeats the amount of its whole order", "每行重复整笔订单的金额"))
        if self.given_back:
            found.append(
                Text(
                    f"{self.given_back:,} rows are cancelled, refunded or negative: they become refunds",
                    f"{self.given_back:,} 行为取消、退款或负数：记为退款",
                )
            )
        if self.unpaid:
            found.append(Text(f"{self.unpaid:,} rows were never paid", f"{self.unpaid:,} 行未付款，单独记录"))
        return tuple(found)


def _say_becomes(status: str) -> str:
    if is_refund_word(status):
        return "refund"
    return "unpaid" if is_unpaid_word(status) else "order"


def quote_column(name: str) -> str:
    """A column as people write it in SQL: quoted only where that is needed."""
    plain = re.fullmatch(r"[^\W\d]\w*", name) and (not name.isascii() or "_" in name.strip("_"))
    return name if plain else '"' + name.replace('"', '""') + '"'


def money(expression: str) -> str:
    return f"try_cast({expression} as decimal(18, 4))"


def write_amount(roles: Mapping[str, str]) -> str | None:
    """The SQL of what a row cost; None where no column says it."""
    if "amount" in roles:
        return money(quote_column(roles["amount"]))
    if "price" in roles and "quantity" in roles:
        product = f"{money(quote_column(roles['price']))} * {money(quote_column(roles['quantity']))}"
        return f"cast({product} as decimal(18, 4))"
    return None


def write_given_back(
    roles: Mapping[str, str], statuses: Sequence[str], *, negative_quantity: bool = False
) -> str | None:
    """The SQL condition of rows that are cancelled, refunded or negative; None where nothing could say so.

    Args:
        statuses: those that the file has.
    """
    conditions = []
    amount = write_amount(roles)
    if "status" in roles:
        language = _find_language(statuses)
        given_back = _match_status(roles, REFUND_WORDS[language], language)
        but_not = _match_status(roles, NOT_REFUND_WORDS[language], language)
        conditions.append(f"({given_back} and not {but_not})")
    if amount is not None:
        conditions.append(f"coalesce({amount}, 0) < 0")
    if negative_quantity and "quantity" in roles:
        conditions.append(f"coalesce({money(quote_column(roles['quantity']))}, 0) < 0")
    return " or ".join(conditions) or None


def write_unpaid(roles: Mapping[str, str], statuses: Sequence[str]) -> str:
    """The SQL condition of rows that nobody has paid; needs a status."""
    language = _find_language(statuses)
    return _match_status(roles, UNPAID_WORDS[language], language)


def _find_language(statuses: Sequence[str]) -> str:
    return "en" if statuses and all(status.isascii() for status in statuses) else "zh"


def _match_status(roles: Mapping[str, str], words: str, language: str) -> str:
    ignoring_case = ", 'i'" if language == "en" else ""
    return f"regexp_matches(coalesce({quote_column(roles['status'])}, ''), '{words}'{ignoring_case})"


def find_shape(relations: Relations, roles: Mapping[str, str], zone: Calendar, source: str = "raw") -> Shape:
    """Counts over all rows of a relation.

    Args:
        roles: columns by role; customer and time are among them.
    """
    customer, time = quote_column(roles["customer"]), quote_column(roles["time"])
    order = quote_column(roles["order"]) if "order" in roles else f"concat({customer}, ' ', {time})"
    amount = write_amount(roles)
    quantity = money(quote_column(roles["quantity"])) if "quantity" in roles else "NULL"
    statuses = _count_statuses(relations, roles, source)
    given_back = write_given_back(roles, tuple(statuses))
    unpaid = write_unpaid(roles, tuple(statuses)) if any(map(is_unpaid_word, statuses)) else None
    facts = _first(
        relations,
        f"select count(*) as n, count(distinct {order}) as orders, count(*) - count({order}) as no_order, "
        f"count(*) - count(nullif(trim(cast({customer} as varchar)), '')) as no_customer, "
        f"count(*) - count(nullif(trim(cast({time} as varchar)), '')) as no_time, "
        f"count(*) filter (where {given_back or 'false'}) as given_back, "
        f"count(*) filter (where {unpaid or 'false'}) as unpaid, "
        f"count(*) filter (where {amount or 'NULL'} < 0) as negative, "
        f"count(*) filter (where {quantity} < 0 and not coalesce({amount or 'NULL'}, 0) < 0) as less "
        f"from {source}",
    )
    rows, orders = facts["n"], facts["orders"]
    per_order = (rows - (facts["no_order"] if "order" in roles else 0)) / orders if orders else 1.0
    lines = per_order >= _LINES and ("order" in roles or "product" in roles)
    groups = _group_orders(relations, customer, order, amount, source) if lines or "order" in roles else {}
    return Shape(
        rows=rows,
        orders=orders if "order" in roles or lines else rows,
        lines=lines,
        whole_amounts=lines and "order" in roles and "amount" in roles
        and groups.get("many", 0) >= 5 and groups["same"] >= _REPEATED * groups["many"],
        shared_numbers=groups.get("shared", 0) > 0,
        blank_orders=facts["no_order"] > 0 and "order" in roles,
        statuses=statuses,
        given_back=facts["given_back"] + facts["less"],
        unpaid=facts["unpaid"],
        negative=facts["negative"] > 0,
        negative_quantity=facts["less"] > 0,
        without_customer=facts["no_customer"],
        without_time=facts["no_time"],
        pace=_find_pace(relations, customer, time, rows, zone, source),
    )  # fmt: skip


def _count_statuses(relations: Relations, roles: Mapping[str, str], source: str) -> dict[str, int]:
    if "status" not in roles:
        return {}
    status = quote_column(roles["status"])
    found = relations.query(
        f"select {status} as status, count(*) as n from {source} where {status} is not null "
        f"group by all order by n desc, status limit {_MOST_STATUSES}",
        Place(),
    ).read_all()
    return {row["status"]: row["n"] for row in found.to_pylist()}


def _group_orders(
    relations: Relations, customer: str, order: str, amount: str | None, source: str
) -> dict[str, Any]:
    """Orders of several rows, those in which all rows have one amount, and numbers that customers share."""
    return _first(
        relations,
        f"select count(*) filter (where n > 1) as many, "
        f"count(*) filter (where n > 1 and least = most) as same, "
        f"count(*) filter (where people > 1) as shared from (select count(*) as n, "
        f"min({amount or 'NULL'}) as least, max({amount or 'NULL'}) as most, "
        f"count(distinct {customer}) as people from {source} where {order} is not null group by {order})",
    )


def _find_pace(
    relations: Relations, customer: str, time: str, rows: int, zone: Calendar, source: str
) -> Pace:
    every = max(1, rows // _PACE_ROWS)
    found = relations.query(
        f"select cast({customer} as varchar) as who, {time} as at_time from {source} "
        f"where {customer} is not null and hash(cast({customer} as varchar)) % {every} = 0",
        Place(),
    ).read_all()
    instants = to_instants(_one_array(found.column("at_time")), zone)
    days: dict[str, set[int]] = {}
    newest = oldest = None
    clocked = False
    for who, at in zip(found.column("who").to_pylist(), instants.to_pylist(), strict=True):
        if at is None:
            continue
        local = zone.to_local(at)
        newest = at if newest is None or at > newest else newest
        oldest = at if oldest is None or at < oldest else oldest
        clocked = clocked or (local.hour, local.minute, local.second) != (0, 0, 0)
        days.setdefault(who, set()).add(to_micros(local.replace(tzinfo=None)) // DAY_MICROS)
    gaps: list[int] = []
    for seen in days.values():
        ordered = sorted(seen)
        gaps += [later - earlier for earlier, later in pairwise(ordered)]
    gaps.sort()
    gap = float(gaps[min(len(gaps) * 3 // 4, len(gaps) - 1)]) if gaps else 30.0
    again = sum(len(seen) > 1 for seen in days.values()) / len(days) if days else 0.0
    return Pace(oldest, newest, gap, again, not clocked)


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _first(relations: Relations, sql: str) -> dict[str, Any]:
    row: dict[str, Any] = relations.query(sql, Place()).read_all().to_pylist()[0]
    return row
