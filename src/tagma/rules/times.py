"""The functions of time: elapsed days, anniversaries, local calendar parts."""

from __future__ import annotations

import calendar as months
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import DAY_MICROS, to_micros
from tagma.engine import dialect
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from tagma.clock import Calendar


def compile_time(
    function: str, operand: exp.Expr, kind: Type, now: int, as_of: datetime, calendar: Calendar
) -> exp.Expr:
    """The SQL of a function of time on a date or an instant, as of an instant (``now`` in micros)."""
    today = calendar.local_day(as_of)
    match function:
        case "days_since" | "days_until":
            if kind is Type.DATE:
                now = to_micros(datetime(today.year, today.month, today.day))
                operand = dialect.cast(operand, "TIMESTAMP")
            template = (
                "(:now - EPOCH_US(:a)) / :day" if function == "days_since" else "(EPOCH_US(:a) - :now) / :day"
            )
            days = dialect.from_template(
                template,
                a=operand,
                now=dialect.literal(now),
                day=exp.cast(dialect.literal(DAY_MICROS), "DOUBLE"),
            )
            return exp.Paren(this=days)
        case "anniversary":
            return _anniversary(_local(operand, kind, calendar), today)
        case "month_of":
            return dialect.from_template("MONTH(:a)", a=_local(operand, kind, calendar))
        case "hour_of":
            return dialect.from_template("HOUR(:a)", a=_local(operand, kind, calendar))
        case "weekday_of":
            # 1970-01-05 was a Monday; whole days since then, modulo 7.
            return dialect.from_template(
                "MOD(MOD(CAST(FLOOR(EPOCH_US(CAST(:a AS TIMESTAMP)) / :day) AS BIGINT) - 4, 7) + 7, 7) + 1",
                a=_local(operand, kind, calendar),
                day=exp.cast(dialect.literal(DAY_MICROS), "DOUBLE"),
            )
    raise ValueError(function)


def _local(operand: exp.Expr, kind: Type, calendar: Calendar) -> exp.Expr:
    return operand if kind is Type.DATE else dialect.to_local(operand, calendar.time_zone)


def _anniversary(day: exp.Expr, today: date) -> exp.Expr:
    this_year, next_year = _in_year(day, today.year), _in_year(day, today.year + 1)
    return dialect.from_template(
        "CASE WHEN :this >= :today THEN :this WHEN :this < :today THEN :next END",
        this=this_year,
        next=next_year,
        today=dialect.literal(today),
    )


def _in_year(day: exp.Expr, year: int) -> exp.Expr:
    last = "LEAST(DAY(:a), 28)" if not months.isleap(year) else "DAY(:a)"
    return dialect.from_template(
        f"MAKE_DATE(:year, MONTH(:a), CASE WHEN MONTH(:a) = 2 THEN {last} ELSE DAY(:a) END)",
        a=day,
        year=dialect.literal(year),
    )
