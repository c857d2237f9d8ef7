"""Values of a rule as Chinese noun phrases."""

from __future__ import annotations

from decimal import Decimal

from tagma.rules import tree
from tagma.rules.operators import TABLE
from tagma.rules.words.chinese_terms import (
    WEEKDAYS,
    quote,
    say,
    write_amount,
    write_day,
    write_window,
)
from tagma.rules.words.figures import write_number
from tagma.rules.words.labels import Labels
from tagma.rules.words.simplify import simplify_rule

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def say_value(node: tree.Node, labels: Labels) -> str:
    """A value as a noun phrase: ``最近 90 天内「下单」的平均金额``."""
    match node:
        case tree.Literal():
            return say_literal(node, labels)
        case tree.Name(name=name) if labels.event is not None:
            return labels.property_label(labels.event, name)
        case tree.Name(name=name):
            return labels.field_label(name)
        case tree.CustomerName(name=name):
            return say("客户的{}", labels.field_label(name))
        case tree.Aggregate(function="first" | "last", selection=tree.Selection(property=None)):
            return say("{}的时间", say_moment(node, labels))
        case tree.Aggregate():
            return _say_aggregate(node, labels)
        case tree.Gap(start=start, end=None, window=window):
            return say("{}相邻两次{}间隔的中位数", write_window(window), say_events(start, labels))
        case tree.Gap(start=start, end=end, window=window):
            assert end is not None
            first, second = say_events(start, labels), say_events(end, labels)
            return say("{}从{}到下一次{}所隔时间的中位数", write_window(window), first, second)
        case tree.Call():
            return _say_call(node, labels)
        case tree.Population(function="percentile", operand=operand, p=p):
            return say("{}的第 {} 百分位", say_value(operand, labels), write_number(p or Decimal(0)))
        case tree.Population(operand=operand):
            return say("按{}的排名", say_value(operand, labels))
        case tree.Arithmetic(
            op="/",
            left=left,
            right=tree.Call(function="if", args=(among, tree.Literal(value=1), tree.Literal(value=0))),
        ):
            return say("{}（仅计{}的客户）", say_value(left, labels), labels.condition(among))
        case tree.Arithmetic(op=op, left=left, right=right):
            tight = op in "*/"
            first = _say_operand(left, labels, ("+", "-") if tight else ())
            second = _say_operand(right, labels, ("+", "-", "*", "/") if tight else ("+", "-"))
            before = "" if first.endswith("）") else " "
            after = "" if second.startswith("（") else " "
            return f"{first}{before}{SIGNS[op]}{after}{second}"
        case tree.Negate(operand=operand):
            return say("负的{}", _say_operand(operand, labels, ("+", "-", "*", "/")))
        case _:
            return say("（{}）是否成立", labels.condition(node))


def say_moment(node: tree.Node, labels: Labels) -> str:
    """An instant as the thing that happened: ``最近一次「下单」`` rather than its time."""
    if not isinstance(node, tree.Aggregate) or node.function not in ("first", "last"):
        return say_value(node, labels)
    selection = node.selection
    if selection.property is not None:
        return say_value(node, labels)
    which = "首次" if node.function == "first" else "最近一次" if selection.window is None else "最后一次"
    return say("{}{}{}", write_window(selection.window), which, say_events(selection, labels))


def say_literal(literal: tree.Literal, labels: Labels, peer: tree.Node | None = None) -> str:
    """A literal, in the words of the value it is compared with."""
    match literal.value:
        case bool() as value:
            return quote("是" if value else "否")
        case str() as value:
            return quote(labels.value_label(value, peer))
        case int() | Decimal() as value:
            return _say_number(value, labels, peer)
        case day:
            return write_day(day)


def _say_number(value: int | Decimal, labels: Labels, peer: tree.Node | None) -> str:
    match peer:
        case tree.Call(function="month_of"):
            return f"{write_number(value)} 月"
        case tree.Call(function="hour_of"):
            return f"{write_number(value)} 点"
        case tree.Call(function="weekday_of") if 1 <= value <= 7:
            return WEEKDAYS[int(value) - 1]
        case None:
            return write_number(value, bare=True)
    return write_amount(value, labels.unit_of(peer))


def say_events(selection: tree.Selection, labels: Labels) -> str:
    """The events that a selection reads, without their window: ``渠道是「app」的「下单」``."""
    return say_event(selection.event, selection.where, labels)


def say_event(event: str, where: tree.Node | None, labels: Labels) -> str:
    label = quote(labels.event_label(event))
    if where is None:
        return label
    words = labels.inside(event).condition(where)
    if isinstance(simplify_rule(where), tree.And | tree.Or) or len(words) > 30:
        return say("{}（其中{}）", label, words)
    return say("{}的{}", words, label)


def _say_aggregate(node: tree.Aggregate, labels: Labels) -> str:
    selection = node.selection
    events = say("{}{}", write_window(selection.window), say_events(selection, labels))
    name = labels.property_label(selection.event, selection.property or "")
    is_time = labels.is_time(node)
    match node.function:
        case "count":
            return say("{}的次数", events)
        case "days":
            return say("{}有{}的天数", write_window(selection.window), say_events(selection, labels))
        case "first":
            return say("{}首次{}的{}", write_window(selection.window), say_events(selection, labels), name)
        case "last":
            which = "最近一次" if selection.window is None else "最后一次"
            return say(
                "{}{}{}的{}", write_window(selection.window), which, say_events(selection, labels), name
            )
        case "sum":
            return say("{}的{}合计", events, name)
        case "avg":
            return say("{}的平均{}", events, name)
        case "median":
            return say("{}的{}中位数", events, name)
        case "min":
            return say("{}的{}{}", events, "最早" if is_time else "最小", name)
        case "max":
            return say("{}的{}{}", events, "最晚" if is_time else "最大", name)
        case "distinct":
            return say("{}的不同{}数", events, name)
        case "top" if node.k is None:
            return say("{}最多的{}", events, name)
        case "top":
            return say("{}最多的 {} 个{}", events, node.k, name)
    return say("{}的{}{}", events, name, TABLE[node.function].words.zh)


def _say_call(node: tree.Call, labels: Labels) -> str:
    match node.function, node.args:
        case "days_since", (moment,):
            return say("距{}的天数", say_moment(moment, labels))
        case "days_until", (moment,):
            return say("离{}的天数", say_moment(moment, labels))
        case "coalesce", (first, *others) if others:
            rest = "，再取".join(_say_alternative(other, first, labels) for other in others)
            return say("{}（未知时取{}）", say_value(first, labels), rest)
        case "if", (condition, then, otherwise):
            yes, no = _say_alternative(then, None, labels), _say_alternative(otherwise, None, labels)
            return say("（若{}则取{}，否则取{}）", labels.condition(condition), yes, no)
    args = "、".join(say_moment(arg, labels) for arg in node.args)
    return say("{}的{}", args or "？", TABLE[node.function].words.zh)


def _say_alternative(node: tree.Node, peer: tree.Node | None, labels: Labels) -> str:
    return say_literal(node, labels, peer) if isinstance(node, tree.Literal) else say_value(node, labels)


def _say_operand(node: tree.Node, labels: Labels, looser: tuple[str, ...]) -> str:
    words = say_value(node, labels)
    return f"（{words}）" if isinstance(node, tree.Arithmetic) and node.op in looser else words
