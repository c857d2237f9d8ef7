"""Values of a rule as English noun phrases."""

from __future__ import annotations

from decimal import Decimal

from tagma.rules import tree
from tagma.rules.operators import TABLE
from tagma.rules.words.english_terms import (
    MONTHS,
    WEEKDAYS,
    quote,
    write_amount,
    write_day,
    write_list,
    write_ordinal,
    write_window,
)
from tagma.rules.words.figures import write_number
from tagma.rules.words.labels import Labels

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def say_value(node: tree.Node, labels: Labels) -> str:
    """A value as a noun phrase: ``the total Amount of “Order” in the last 90 days``."""
    match node:
        case tree.Literal():
            return say_literal(node, labels)
        case tree.Name(name=name) if labels.event is not None:
            return labels.property_label(labels.event, name)
        case tree.Name(name=name):
            return labels.field_label(name)
        case tree.CustomerName(name=name):
            return f"the customer’s {labels.field_label(name)}"
        case tree.Aggregate():
            return _join(_say_aggregate(node, labels), node.selection.window)
        case tree.Gap(start=start, end=None, window=window):
            events = say_events(start, labels)
            return _join(f"the median time between one {events} and the next", window)
        case tree.Gap(start=start, end=end, window=window):
            assert end is not None
            words = f"the median time from {say_events(start, labels)} to the next {say_events(end, labels)}"
            return _join(words, window)
        case tree.Call():
            return _say_call(node, labels)
        case tree.Population(function="percentile", operand=operand, p=p):
            return f"the {write_ordinal(p or Decimal(0))} percentile of {say_value(operand, labels)}"
        case tree.Population(operand=operand):
            return f"the rank by {say_value(operand, labels)}"
        case tree.Arithmetic(
            op="/",
            left=left,
            right=tree.Call(function="if", args=(among, tree.Literal(value=1), tree.Literal(value=0))),
        ):
            return f"{say_value(left, labels)} (only where: {labels.condition(among)})"
        case tree.Arithmetic(op=op, left=left, right=right):
            tight = op in "*/"
            first = _say_operand(left, labels, ("+", "-") if tight else ())
            second = _say_operand(right, labels, ("+", "-", "*", "/") if tight else ("+", "-"))
            return f"{first} {SIGNS[op]} {second}"
        case tree.Negate(operand=operand):
            return f"minus {_say_operand(operand, labels, ('+', '-', '*', '/'))}"
        case _:
            return f"whether ({labels.condition(node)})"


def say_literal(literal: tree.Literal, labels: Labels, peer: tree.Node | None = None) -> str:
    """A literal, in the words of the value it is compared with."""
    match literal.value:
        case bool() as value:
            return "yes" if value else "no"
        case str() as value:
            return quote(labels.value_label(value, peer))
        case int() | Decimal() as value:
            return _say_number(value, labels, peer)
        case day:
            return write_day(day)


def _say_number(value: int | Decimal, labels: Labels, peer: tree.Node | None) -> str:
    match peer:
        case tree.Call(function="month_of") if 1 <= value <= 12:
            return MONTHS[int(value) - 1]
        case tree.Call(function="weekday_of") if 1 <= value <= 7:
            return WEEKDAYS[int(value) - 1]
        case None:
            return write_number(value, bare=True)
    return write_amount(value, labels.unit_of(peer))


def say_events(selection: tree.Selection, labels: Labels) -> str:
    """The events that a selection reads, without their window: ``“Order” (where Channel is “app”)``."""
    return say_event(selection.event, selection.where, labels)


def say_event(event: str, where: tree.Node | None, labels: Labels) -> str:
    label = quote(labels.event_label(event))
    return label if where is None else f"{label} (where {labels.inside(event).condition(where)})"


def _say_aggregate(node: tree.Aggregate, labels: Labels) -> str:
    selection = node.selection
    events = say_events(selection, labels)
    name = labels.property_label(selection.event, selection.property or "")
    is_time = labels.is_time(node)
    match node.function:
        case "count":
            return f"the number of {events}"
        case "days":
            return f"the number of days with {events}"
        case "first" | "last" if selection.property is None:
            return f"the {node.function} {events}"
        case "first" | "last":
            return f"the {name} of the {node.function} {events}"
        case "sum":
            return f"the total {name} of {events}"
        case "avg":
            return f"the average {name} of {events}"
        case "median":
            return f"the median {name} of {events}"
        case "min":
            return f"the {'earliest' if is_time else 'smallest'} {name} of {events}"
        case "max":
            return f"the {'latest' if is_time else 'largest'} {name} of {events}"
        case "distinct":
            return f"the number of different {name} values of {events}"
        case "top" if node.k is None:
            return f"the most frequent {name} of {events}"
        case "top":
            return f"the top {node.k} {name} values of {events}"
    return f"{TABLE[node.function].words.en} {name} of {events}"


def _say_call(node: tree.Call, labels: Labels) -> str:
    match node.function, node.args:
        case "coalesce", (first, *others) if others:
            last = write_list([_say_alternative(other, first, labels) for other in others])
            return f"{say_value(first, labels)} ({last} if unknown)"
        case "if", (condition, then, otherwise):
            yes, no = _say_alternative(then, None, labels), _say_alternative(otherwise, None, labels)
            return f"({yes} if {labels.condition(condition)}, otherwise {no})"
    words = TABLE[node.function].words.en
    return f"the {words} {write_list([say_value(arg, labels) for arg in node.args] or ['?'], 'and')}".replace(
        "the the ", "the ", 1
    )


def _say_alternative(node: tree.Node, peer: tree.Node | None, labels: Labels) -> str:
    return say_literal(node, labels, peer) if isinstance(node, tree.Literal) else say_value(node, labels)


def _say_operand(node: tree.Node, labels: Labels, looser: tuple[str, ...]) -> str:
    words = say_value(node, labels)
    return f"({words})" if isinstance(node, tree.Arithmetic) and node.op in looser else words


def _join(words: str, window: tree.Window | None) -> str:
    return words if window is None else f"{words} {write_window(window)}"
