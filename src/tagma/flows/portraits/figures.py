"""The key figures of a shop, from the events that it has, with what they were before and week by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.errors import Text
from tagma.flows.asking.world import KEPT_SECONDS
from tagma.flows.definitions import load_applied
from tagma.flows.overview import AMOUNT, ORDER

if TYPE_CHECKING:
    from tagma.workspace import Workspace

WEEKS = 12
MONTH = timedelta(days=30)
QUARTER = timedelta(days=90)

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure.

    Attributes:
        before: what it was over the equally long time before.
        series: (end of the seven days, value) of the last twelve weeks, oldest first.
    """

    name: str
    label: Text
    kind: Literal["count", "money", "share"]
    value: Any
    before: Any = None
    unit: str | None = None
    series: tuple[tuple[datetime, Any], ...] = ()


def read_figures(ws: Workspace, as_of: datetime) -> tuple[Figure, ...]:
    """The figures of a shop as of an instant; only those whose events it has.

    “Order” is the event of that name, its amount the property ``amount``. Windows are of 24-hour days up to
    the instant; a week of the series ends at it or a multiple of seven days before.

    Raises:
        TooLongError: it took too long.
    """
    weeks = [(as_of - timedelta(weeks=n + 1), as_of - timedelta(weeks=n)) for n in reversed(range(WEEKS))]
    months = [(as_of - MONTH, as_of), (as_of - 2 * MONTH, as_of - MONTH)]
    with limit_time(KEPT_SECONDS):
        figures = [*_count_people(ws, months, weeks)]
        tables = ws.engine.tables("events")
        order = load_applied(ws).vocabulary.events.get(ORDER)
        if order is not None and order.name in tables:
            amount = order.properties.get(AMOUNT)
            money = amount is not None and amount.type.is_number and amount.name in tables[order.name]
            column = amount.name if amount is not None and money else None
            figures += _sum_orders(ws, order.name, column, months, weeks)
            figures += _count_repeated(ws, order.name, as_of)
    return tuple(figures)


def _within(window: Window, column: str = "_ts") -> exp.Expr:
    return dialect.from_template(
        ":c > :a AND :c <= :b",
        c=dialect.column(column),
        a=dialect.literal(window[0]),
        b=dialect.literal(window[1]),
    )


def _count_people(ws: Workspace, months: Sequence[Window], weeks: Sequence[Window]) -> list[Figure]:
    """Customers, new ones, and those who did anything."""
    ends = [months[0][1], months[1][1], *(end for _, end in weeks)]
    select = exp.Select().from_(dialect.table("customers", "people"))
    for number, end in enumerate(ends):
        known = dialect.from_template("COUNT(*) FILTER (WHERE _first_at <= :at)", at=dialect.literal(end))
        select.select(exp.alias_(known, f"k{number}", quoted=True), copy=False)
    for number, window in enumerate([*months, *weeks]):
        fresh = dialect.from_template("COUNT(*) FILTER (WHERE :w)", w=_within(window, "_first_at"))
        select.select(exp.alias_(fresh, f"n{number}", quoted=True), copy=False)
    row = ws.engine.query(select, step="count customers").to_pylist()[0]
    figures = [_read("customers", Text("Customers", "客户数"), "count", row, "k", weeks)]
    figures.append(
        _read("new_customers", Text("New customers, 30 days", "近 30 天新客户"), "count", row, "n", weeks)
    )
    active = _count_active(ws, [*months, *weeks])
    if active is not None:
        label = Text("Active customers, 30 days", "近 30 天活跃客户")
        figures.append(_read("active_customers", label, "count", active, "a", weeks))
    return figures


def _count_active(ws: Workspace, windows: Sequence[Window]) -> dict[str, Any] | None:
    """How many customers did anything in each window: flags per customer and event, then per customer."""
    tables = ws.engine.tables("events")
    if not tables:
        return None
    first = min(start for start, _ in windows)
    last = max(end for _, end in windows)
    branches = []
    for event in tables:
        select = (
            exp.Select()
            .from_(dialect.table(event, "events"))
            .select(dialect.column("_customer_id"))
            .where(_within((first, last)))
            .group_by(dialect.column("_customer_id"))
        )
        for number, window in enumerate(windows):
            flag = dialect.from_template("BOOL_OR(:w)", w=_within(window))
            select.select(exp.alias_(flag, f"a{number}", quoted=True), copy=False)
        branches.append(select)
    union: exp.Query = branches[0]
    for branch in branches[1:]:
        union = exp.Union(this=union, expression=branch, distinct=False)
    people = (
        exp.Select()
        .from_(dialect.table("did"))
        .select(dialect.column("_customer_id"))
        .group_by(dialect.column("_customer_id"))
    )
    counted = exp.Select().from_(dialect.table("people"))
    for number in range(len(windows)):
        flag = dialect.column(f"a{number}")
        people.select(
            exp.alias_(dialect.from_template("BOOL_OR(:c)", c=flag), f"a{number}", quoted=True), copy=False
        )
        total = dialect.from_template("COUNT(*) FILTER (WHERE :c)", c=flag)
        counted.select(exp.alias_(total, f"a{number}", quoted=True), copy=False)
    query = counted.with_("did", union).with_("people", people)
    return dict(ws.engine.query(query, step="count active customers").to_pylist()[0])


def _sum_orders(
    ws: Workspace, order: str, amount: str | None, months: Sequence[Window], weeks: Sequence[Window]
) -> list[Figure]:
    windows = [*months, *weeks]
    first = min(start for start, _ in windows)
    select = exp.Select().from_(dialect.table(order, "events")).where(_within((first, months[0][1])))
    for number, window in enumerate(windows):
        counted = dialect.from_template("COUNT(*) FILTER (WHERE :w)", w=_within(window))
        select.select(exp.alias_(counted, f"o{number}", quoted=True), copy=False)
        if amount is not None:
            parts = {"w": _within(window), "c": dialect.column(amount)}
            for name, template in (
                ("r", "SUM(:c) FILTER (WHERE :w)"),
                ("p", "COUNT(:c) FILTER (WHERE :w)"),
            ):
                summed = dialect.from_template(template, **parts)
                select.select(exp.alias_(summed, f"{name}{number}", quoted=True), copy=False)
    row = dict(ws.engine.query(select, step="sum orders").to_pylist()[0])
    figures = [_read("orders", Text("Orders, 30 days", "近 30 天订单数"), "count", row, "o", weeks)]
    if amount is None:
        return figures
    for number in range(len(windows)):
        paid = row[f"p{number}"]
        row[f"r{number}"] = row[f"r{number}"] or 0
        row[f"v{number}"] = float(row[f"r{number}"]) / paid if paid else None
    unit = ws.settings.currency or None
    revenue = Text("Revenue, 30 days", "近 30 天销售额")
    average = Text("Average order, 30 days", "近 30 天客单价")
    return [
        *figures,
        _read("revenue", revenue, "money", row, "r", weeks, unit),
        _read("average_order", average, "money", row, "v", weeks, unit),
    ]


def _count_repeated(ws: Workspace, order: str, as_of: datetime) -> list[Figure]:
    """Of the customers who ordered in 90 days, how many did so at least twice."""
    windows = ((as_of - QUARTER, as_of), (as_of - 2 * QUARTER, as_of - QUARTER))
    buyers = (
        exp.Select()
        .from_(dialect.table(order, "events"))
        .where(_within((windows[1][0], as_of)))
        .group_by(dialect.column("_customer_id"))
    )
    for number, window in enumerate(windows):
        counted = dialect.from_template("COUNT(*) FILTER (WHERE :w)", w=_within(window))
        buyers.select(exp.alias_(counted, f"n{number}", quoted=True), copy=False)
    query = dialect.query(
        "SELECT COUNT(*) FILTER (WHERE n0 >= 1) AS b0, COUNT(*) FILTER (WHERE n0 >= 2) AS t0, "
        "COUNT(*) FILTER (WHERE n1 >= 1) AS b1, COUNT(*) FILTER (WHERE n1 >= 2) AS t1 FROM buyers"
    ).with_("buyers", buyers)
    row = ws.engine.query(query, step="count repeated orders").to_pylist()[0]
    now, before = (row[f"t{n}"] / row[f"b{n}"] if row[f"b{n}"] else None for n in (0, 1))
    label = Text("Buyers who order again, 90 days", "近 90 天复购率")
    return [Figure("repeat_rate", label, "share", now, before)]


def _read(
    name: str,
    label: Text,
    kind: Literal["count", "money", "share"],
    row: dict[str, Any],
    prefix: str,
    weeks: Sequence[Window],
    unit: str | None = None,
) -> Figure:
    """A figure from a row of (now, before, week, week, ...)."""
    series = tuple((end, row[f"{prefix}{number}"]) for number, (_, end) in enumerate(weeks, 2))
    return Figure(name, label, kind, row[f"{prefix}0"], row[f"{prefix}1"], unit, series)
