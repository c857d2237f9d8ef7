"""Comparisons of a rule as English clauses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tagma.rules import tree
from tagma.rules.vocabulary import Type
from tagma.rules.words.english_terms import (
    AMOUNTS,
    DAYS,
    LENGTHS,
    NUMBERS,
    PARTS,
    TIMES,
    write_amount,
    write_day,
    write_instant,
    write_list,
    write_ordinal,
    write_times,
    write_window,
)
from tagma.rules.words.english_values import say_events, say_literal, say_value
from tagma.rules.words.figures import write_number
from tagma.rules.words.labels import Labels, is_number


def say_compare(node: tree.Compare, labels: Labels) -> str:
    """A comparison as a clause, without a word about missing values."""
    op, left, right = node.op, node.left, node.right
    if isinstance(right, tree.Literal) and is_number(right.value):
        words = _say_amount(op, left, right.value, labels)
        if words is not None:
            return words
    if isinstance(right, tree.Population) and right.p is not None and right.operand == left and op in LEVELS:
        return f"{say_value(left, labels)} is {LEVELS[op]} its {_say_percentile(op, right.p)}"
    if isinstance(right, tree.Literal) and isinstance(right.value, date):
        return f"{say_value(left, labels)} {_tense(_say_when(op, left, right.value, labels), left, labels)}"
    other = _say_other(right, left, labels)
    if labels.is_time(left) or labels.is_time(right):
        words = TIMES[op].format(other)
    elif op in ("=", "!=") and not labels.is_number(left) and not isinstance(right, tree.Literal):
        words = f"{'is the same as' if op == '=' else 'differs from'} {other}"
    else:
        words = NUMBERS[op].format(other)
    return f"{say_value(left, labels)} {_tense(words, left, labels)}"


def say_in(node: tree.InList, labels: Labels) -> str:
    """``City is “A” or “B”``, ``City is none of “A”, “B”``."""
    words = [say_literal(item, labels, node.value) for item in node.items]
    value = node.value
    if isinstance(value, tree.Aggregate) and value.function == "count":
        times = f"{write_list(words)} time{'' if words == ['1'] else 's'}"
        return _say_did(value.selection, labels, times, negated=node.negated)
    if isinstance(value, tree.Call) and value.function in PREPOSITIONS and len(value.args) == 1:
        choice = f"{PREPOSITIONS[value.function]} {write_list(words)}"
        return f"{_begin(value.args[0], labels)} {'not ' if node.negated else ''}{choice}"
    if len(words) == 1:
        return f"{say_value(value, labels)} {'is not' if node.negated else 'is'} {words[0]}"
    if node.negated and len(words) == 2:
        return f"{say_value(value, labels)} is neither {write_list(words, 'nor')}"
    if node.negated:
        return f"{say_value(value, labels)} is none of {', '.join(words)}"
    choice = write_list(words) if len(words) == 2 else f"one of {', '.join(words)}"
    return f"{say_value(value, labels)} is {choice}"


def say_between(node: tree.Between, labels: Labels) -> str:
    """``Age is between 25 and 40``, ``did “Order” between 2 and 5 times``."""
    value, low, high = node.value, node.low, node.high
    match value, low, high:
        case _, tree.Literal(value=int() | Decimal() as least), tree.Literal(value=int() | Decimal() as most):
            words = _say_range(value, least, most, node.negated, labels)
            if words is not None:
                return words
            bare = labels.unit_of(value) is None
            ends = f"{write_number(least, bare=bare)} and {say_literal(high, labels, value)}"
        case _:
            ends = f"{_say_other(low, value, labels)} and {_say_other(high, value, labels)}"
    verb = _tense("is not between" if node.negated else "is between", value, labels)
    return f"{say_value(value, labels)} {verb} {ends}"


LEVELS = {"<": "below", "<=": "at or below", ">": "above", ">=": "at or above"}


def _say_percentile(op: str, p: Decimal) -> str:
    words = f"{write_ordinal(p)} percentile"
    top = f"the top {write_number(100 - p)}% of customers"
    return {">=": f"{words} ({top})"}.get(op, words)


def _say_amount(op: str, left: tree.Node, value: int | Decimal, labels: Labels) -> str | None:
    """Comparisons with a number that have words of their own."""
    match left:
        case tree.Aggregate(function="count", selection=selection):
            if (op, value) == ("=", 0):
                return _say_never(selection, labels)
            if op == "!=":
                return _say_did(selection, labels, write_times("=", value), negated=True)
            return _say_did(selection, labels, "" if (op, value) == (">=", 1) else write_times(op, value))
        case tree.Aggregate(function="days", selection=selection):
            amount = AMOUNTS["=" if op == "!=" else op].format(write_amount(value, "day"))
            return _say_did(selection, labels, f"on {amount}", negated=op == "!=")
        case tree.Aggregate(function="distinct", selection=selection):
            amount = AMOUNTS["=" if op == "!=" else op].format(write_number(value))
            return _say_distinct(selection, amount, labels, negated=op == "!=", one=value == 1)
        case tree.Call(function="days_since" | "days_until" as function, args=(moment,)):
            if (op, value) == ("=", 0) and labels.type_of(moment) is Type.DATE:
                return f"{say_value(moment, labels)} is today"
            return _say_distance(function, moment, LENGTHS[op].format(write_amount(value, "day")), labels)
        case tree.Population(function="rank", operand=operand):
            return _say_rank(op, say_value(operand, labels), value)
        case tree.Call(function="hour_of", args=(moment,)) if value == int(value):
            return f"{_begin(moment, labels)} {_say_hour(op, int(value))}"
        case tree.Call(function="month_of" | "weekday_of" as function, args=(moment,)):
            part = say_literal(tree.Literal(value), labels, left)
            return f"{_begin(moment, labels)} {PARTS[op].format(PREPOSITIONS[function], part)}"
    return None


PREPOSITIONS = {"month_of": "in", "weekday_of": "on", "hour_of": "at"}


def _begin(moment: tree.Node, labels: Labels) -> str:
    return f"{say_value(moment, labels)} {_tense('is', moment, labels)}"


def _say_hour(op: str, hour: int) -> str:
    """``hour_of`` compared with a whole hour, as the clock times it means."""
    match op:
        case "<" | "<=":
            return f"before {hour + (op == '<='):02}:00"
        case ">" | ">=":
            return f"at {hour + (op == '>'):02}:00 or later"
    return f"{'not ' if op == '!=' else ''}from {hour:02}:00 to {hour:02}:59"


def _say_range(
    value: tree.Node, least: int | Decimal, most: int | Decimal, negated: bool, labels: Labels
) -> str | None:
    """``between`` two numbers where it has words of its own."""
    low, high = write_number(least), write_number(most)
    match value:
        case tree.Aggregate(function="count", selection=selection):
            words = (
                f"fewer than {low} or more than {high} times"
                if negated
                else f"between {low} and {high} times"
            )
            return _say_did(selection, labels, words)
        case tree.Aggregate(function="distinct", selection=selection) if not negated:
            return _say_distinct(selection, f"{low} to {high}", labels)
        case tree.Aggregate(function="days", selection=selection):
            words = (
                f"fewer than {low} or more than {high} days" if negated else f"between {low} and {high} days"
            )
            return _say_did(selection, labels, f"on {words}")
        case tree.Call(function="days_since" | "days_until" as function, args=(moment,)):
            words = (
                f"less than {low} or more than {high} days" if negated else f"between {low} and {high} days"
            )
            return _say_distance(function, moment, words, labels)
        case tree.Population(function="rank", operand=operand):
            words = "does not rank" if negated else "ranks"
            return f"{words} between {low} and {high} by {say_value(operand, labels)}"
        case tree.Call(function="month_of" | "weekday_of", args=(moment,)):
            ends = " to ".join(say_literal(tree.Literal(end), labels, value) for end in (least, most))
            return f"{_begin(moment, labels)} {'not ' if negated else ''}from {ends}"
        case tree.Call(function="hour_of", args=(moment,)):
            ends = f"{int(least):02}:00 to {int(most):02}:59"
            return f"{_begin(moment, labels)} {'not ' if negated else ''}from {ends}"
    return None


def _say_did(selection: tree.Selection, labels: Labels, often: str, *, negated: bool = False) -> str:
    """``did “Order” at least 5 times in the last 30 days``, ``has not done “Order” since 1 Jan 2017``."""
    window = selection.window
    match window:
        case None | tree.Since() | tree.CalendarPeriod(which="this"):
            verb = "has not done" if negated else "has done"
        case tree.Next():
            verb = "will not do" if negated else "will do"
        case _:
            verb = "did not do" if negated else "did"
    parts = [verb, say_events(selection, labels), often, "" if window is None else write_window(window)]
    return " ".join(part for part in parts if part)


def _say_distinct(
    selection: tree.Selection, amount: str, labels: Labels, *, negated: bool = False, one: bool = False
) -> str:
    """``had “Order” with at least 3 different Store values in the last 90 days``."""
    name = labels.property_label(selection.event, selection.property or "")
    had = "did not have" if negated else "had"
    values = "value" if one else "values"
    words = f"{had} {say_events(selection, labels)} with {amount} different {name} {values}"
    return words if selection.window is None else f"{words} {write_window(selection.window)}"


def _say_never(selection: tree.Selection, labels: Labels) -> str:
    if selection.window is None:
        return f"never did {say_events(selection, labels)}"
    return _say_did(selection, labels, "", negated=True)


def _say_distance(function: str, moment: tree.Node, length: str, labels: Labels) -> str:
    way = f"was {length} ago" if function == "days_since" else f"is {length} away"
    return f"{say_value(moment, labels)} {way}"


def _say_rank(op: str, operand: str, value: int | Decimal) -> str:
    number = write_number(value)
    match op:
        case "<=" | "<":
            best = value if op == "<=" else value - 1
            return f"is among the top {write_number(best)} by {operand}"
        case "=":
            return f"ranks number {number} by {operand}"
        case "!=":
            return f"does not rank number {number} by {operand}"
    return f"ranks {'after' if op == '>' else 'at or after'} number {number} by {operand}"


def _say_when(op: str, left: tree.Node, day: date, labels: Labels) -> str:
    """A comparison with a date; where an instant could fall inside that day, with the clock."""
    if labels.type_of(left) is not Type.INSTANT and not isinstance(day, datetime):
        return DAYS[op].format(write_day(day))
    starts_day = not isinstance(day, datetime) or day == datetime(day.year, day.month, day.day)
    if starts_day and op in ("<", ">="):
        return DAYS[op].format(write_day(day))
    return TIMES[op].format(write_instant(day))


def _say_other(node: tree.Node, peer: tree.Node, labels: Labels) -> str:
    """The other side of a comparison; a date beside an instant is the midnight that begins it."""
    if isinstance(node, tree.Literal) and isinstance(node.value, date):
        instant = labels.type_of(peer) is Type.INSTANT
        return write_instant(node.value) if instant else write_day(node.value)
    return say_literal(node, labels, peer) if isinstance(node, tree.Literal) else say_value(node, labels)


def _tense(words: str, subject: tree.Node, labels: Labels) -> str:
    """Past tense for events that happened."""
    happened = isinstance(subject, tree.Aggregate) and labels.type_of(subject) is Type.INSTANT
    return words.replace("is", "was", 1) if happened else words
