"""Comparisons of a rule as Chinese clauses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tagma.rules import tree
from tagma.rules.vocabulary import Type
from tagma.rules.words.chinese_terms import (
    AMOUNTS,
    LENGTHS,
    NAMED,
    NUMBERS,
    PARTS,
    TIMES,
    say,
    tail_unit,
    write_day,
    write_instant,
    write_list,
    write_window,
)
from tagma.rules.words.chinese_values import say_events, say_literal, say_moment, say_value
from tagma.rules.words.figures import write_number
from tagma.rules.words.labels import Labels, is_number

CALENDAR_PARTS = ("month_of", "weekday_of", "hour_of")


def say_compare(node: tree.Compare, labels: Labels) -> str:
    """A comparison as a clause, without a word about missing values."""
    op, left, right = node.op, node.left, node.right
    if isinstance(right, tree.Literal):
        if isinstance(right.value, bool):
            return say(
                "{}{}{}", say_value(left, labels), "不为" if op == "!=" else "为", say_literal(right, labels)
            )
        if isinstance(right.value, date):
            return say("{}{}", say_moment(left, labels), _say_when(op, left, right.value, labels))
        words = _say_amount(op, left, right.value, labels) if is_number(right.value) else None
        if words is not None:
            return words
    if (
        isinstance(right, tree.Population)
        and right.p is not None
        and right.operand == left
        and op not in ("=", "!=")
    ):
        top = f"（前 {write_number(100 - right.p)}%）" if op == ">=" else ""
        level = say("全体客户的第 {} 百分位{}", write_number(right.p), top)
        return say("{}{}", say_value(left, labels), say(NUMBERS[op], level))
    if labels.is_time(left) or labels.is_time(right):
        return say("{}{}", say_moment(left, labels), say(TIMES[op], say_moment(right, labels)))
    first, second = say_value(left, labels), _say_other(right, left, labels)
    if op in ("=", "!=") and not labels.is_number(left) and not isinstance(right, tree.Literal):
        return say("{}与{}{}", first, second, "相同" if op == "=" else "不同")
    is_text = isinstance(right, tree.Literal) and isinstance(right.value, str)
    return say("{}{}", first, say((NAMED if is_text else NUMBERS)[op], second))


def say_in(node: tree.InList, labels: Labels) -> str:
    """``城市是「上海」、「杭州」之一``, ``城市不是「上海」、「杭州」中的任何一个``."""
    words = [say_literal(item, labels, node.value) for item in node.items]
    value = node.value
    if isinstance(value, tree.Aggregate) and value.function == "count":
        times = f"{' 或 '.join(words)} 次"
        if node.negated:
            return say_often(value.selection, labels, f"次数不是 {times}")
        return say_often(value.selection, labels, times)
    if isinstance(value, tree.Call) and value.function in CALENDAR_PARTS and len(value.args) == 1:
        verb = "不在" if node.negated else "在"
        return say("{}{}{}", say_moment(value.args[0], labels), verb, _write_choice(words))
    if len(words) == 1:
        return say("{}{}{}", say_value(value, labels), "不是" if node.negated else "是", words[0])
    if len(words) == 2:
        choice = say("既不是{}也不是{}" if node.negated else "是{}或{}", *words)
    else:
        choice = say("不是{}中的任何一个" if node.negated else "是{}之一", write_list(words))
    return say("{}{}", say_value(value, labels), choice)


def say_between(node: tree.Between, labels: Labels) -> str:
    """``年龄在 25 至 40 之间``, ``「下单」2 至 5 次``."""
    value, low, high = node.value, node.low, node.high
    subject = say_moment(value, labels)
    match low, high:
        case tree.Literal(value=int() | Decimal() as least), tree.Literal(value=int() | Decimal() as most):
            words = _say_range(value, least, most, node.negated, labels)
            if words is not None:
                return words
            unit = labels.unit_of(value)
            numbers = (write_number(end, bare=unit is None) for end in (least, most))
            ends = f"{' 至 '.join(numbers)}{tail_unit(unit)}"
        case _:
            ends = say("{}至{}", _say_other(low, value, labels), _say_other(high, value, labels))
    return say("{}{}{}之间", subject, "不在" if node.negated else "在", ends)


def say_often(selection: tree.Selection, labels: Labels, often: str) -> str:
    """``最近 30 天内「下单」至少 5 次``; over all time ``「下单」累计至少 5 次``."""
    events = say_events(selection, labels)
    if selection.window is None:
        return say("{}累计{}", events, often)
    return say("{}{}{}", write_window(selection.window), events, often)


def _say_amount(op: str, left: tree.Node, value: int | Decimal, labels: Labels) -> str | None:
    """Comparisons with a number that have words of their own."""
    number = write_number(value)
    match left:
        case tree.Aggregate(function="count", selection=selection):
            return _say_count(op, selection, value, labels)
        case tree.Aggregate(function="days", selection=selection):
            if op == "!=":
                return say("{}的天数不是 {} 天", _say_days(selection, labels), number)
            amount = say(AMOUNTS[op], f"{number} 天")
            return say("{}{}有{}", _ever(selection), amount, say_events(selection, labels))
        case tree.Aggregate(function="distinct", selection=selection):
            name = labels.property_label(selection.event, selection.property or "")
            if op == "!=":
                events = say("{}{}", write_window(selection.window), say_events(selection, labels))
                return say("{}涉及的不同{}不是 {} 个", events, name, number)
            amount = say(AMOUNTS[op], say("{} 个不同的{}", number, name))
            return say("{}{}涉及{}", write_window(selection.window), say_events(selection, labels), amount)
        case tree.Call(function="days_since" | "days_until" as function, args=(moment,)):
            if (op, value) == ("=", 0) and labels.type_of(moment) is Type.DATE:
                return say("{}是今天", say_moment(moment, labels))
            way = "距" if function == "days_since" else "离"
            return say("{}{}{}", way, say_moment(moment, labels), say(LENGTHS[op], f"{number} 天"))
        case tree.Gap():
            return say("{}{}", say_value(left, labels), say(LENGTHS[op], f"{number} 天"))
        case tree.Population(function="rank", operand=operand):
            return say("按{}排名{}", say_value(operand, labels), _say_rank(op, value))
        case tree.Call(function="hour_of", args=(moment,)) if value == int(value):
            return say("{}{}", say_moment(moment, labels), _say_hour(op, int(value)))
        case tree.Call(function="month_of" | "weekday_of", args=(moment,)):
            part = say_literal(tree.Literal(value), labels, left)
            return say("{}{}", say_moment(moment, labels), say(PARTS[op], part))
    return None


def _say_count(op: str, selection: tree.Selection, value: int | Decimal, labels: Labels) -> str:
    events, window = say_events(selection, labels), write_window(selection.window)
    if (op, value) == (">=", 1):
        return say("{}有{}", window, events) if window else say("有过{}", events)
    if (op, value) == ("=", 0):
        return say("{}没有{}", window, events) if window else say("从未有过{}", events)
    often = "次数不是{}" if op == "!=" else AMOUNTS[op]
    return say_often(selection, labels, say(often, f"{write_number(value)} 次"))


def _say_range(
    value: tree.Node, least: int | Decimal, most: int | Decimal, negated: bool, labels: Labels
) -> str | None:
    """``between`` two numbers where it has words of its own."""
    low, high = write_number(least), write_number(most)

    def within(unit: str, below: str) -> str:
        if negated:
            return f"{below} {low} {unit}或超过 {high} {unit}"
        return f"{low} 至 {high} {unit}"

    match value:
        case tree.Aggregate(function="count", selection=selection):
            return say_often(selection, labels, within("次", "少于"))
        case tree.Aggregate(function="days", selection=selection):
            return say("{}{}有{}", _ever(selection), within("天", "少于"), say_events(selection, labels))
        case tree.Aggregate(function="distinct", selection=selection) if not negated:
            name = labels.property_label(selection.event, selection.property or "")
            events = say("{}{}", write_window(selection.window), say_events(selection, labels))
            return say("{}涉及{}不同的{}", events, within("个", ""), name)
        case tree.Call(function="days_since" | "days_until" as function, args=(moment,)):
            way = "距" if function == "days_since" else "离"
            return say("{}{}{}", way, say_moment(moment, labels), within("天", "不足"))
        case tree.Population(function="rank", operand=operand):
            verb = "不在" if negated else ""
            return say("按{}排名{}第 {} 至 {} 名", say_value(operand, labels), verb, low, high)
        case tree.Call(function="hour_of", args=(moment,)):
            verb = "不在" if negated else "在"
            return say("{}{}{}:00 至 {}:59", say_moment(moment, labels), verb, int(least), int(most))
        case tree.Call(function="month_of" | "weekday_of", args=(moment,)):
            first, second = (say_literal(tree.Literal(end), labels, value) for end in (least, most))
            return say("{}{}{}至{}", say_moment(moment, labels), "不在" if negated else "在", first, second)
    return None


def _say_days(selection: tree.Selection, labels: Labels) -> str:
    return say("{}有{}", write_window(selection.window), say_events(selection, labels))


def _ever(selection: tree.Selection) -> str:
    return "累计" if selection.window is None else write_window(selection.window)


def _say_rank(op: str, value: int | Decimal) -> str:
    number = write_number(value)
    match op:
        case "<=":
            return f"前 {number}"
        case "<":
            return f"前 {write_number(value - 1)}"
        case "=":
            return f"第 {number}"
        case "!=":
            return f"不是第 {number}"
    return f"在第 {number} 名{'之后' if op == '>' else '及以后'}"


def _say_hour(op: str, hour: int) -> str:
    """``hour_of`` compared with a whole hour, as the clock times it means."""
    match op:
        case "<" | "<=":
            return f"在 {hour + (op == '<=')}:00 之前"
        case ">" | ">=":
            return f"在 {hour + (op == '>')}:00 及以后"
    return f"{'不在' if op == '!=' else '在'} {hour}:00 至 {hour}:59"


def _say_when(op: str, left: tree.Node, day: date, labels: Labels) -> str:
    """A comparison with a date; where an instant could fall inside that day, with the clock."""
    starts_day = not isinstance(day, datetime) or day == datetime(day.year, day.month, day.day)
    if labels.type_of(left) is not Type.INSTANT or (starts_day and op in ("<", ">=")):
        return say(TIMES[op], write_day(day))
    return say(TIMES[op], write_instant(day))


def _write_choice(words: list[str]) -> str:
    return words[0] if len(words) == 1 else say("{}或{}", write_list(words[:-1]), words[-1])


def _say_other(node: tree.Node, peer: tree.Node, labels: Labels) -> str:
    """The other side of a comparison; a date beside an instant is the midnight that begins it."""
    if isinstance(node, tree.Literal) and isinstance(node.value, date):
        instant = labels.type_of(peer) is Type.INSTANT
        return write_instant(node.value) if instant else write_day(node.value)
    return say_literal(node, labels, peer) if isinstance(node, tree.Literal) else say_value(node, labels)
