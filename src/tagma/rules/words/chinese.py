"""Conditions of a rule as Chinese clauses."""

from __future__ import annotations

from tagma.rules import tree
from tagma.rules.words.chinese_comparisons import say_between, say_compare, say_in
from tagma.rules.words.chinese_terms import quote, say, write_span, write_window
from tagma.rules.words.chinese_values import say_event, say_literal, say_value
from tagma.rules.words.figures import write_number
from tagma.rules.words.labels import Labels, find_never_done, list_missing
from tagma.rules.words.simplify import OPPOSITE, is_group, simplify_rule

TEXTS = {
    "contains": ("包含{}", "不包含{}"),
    "starts with": ("以{}开头", "不以{}开头"),
    "ends with": ("以{}结尾", "不以{}结尾"),
    "matches": ("匹配正则表达式{}", "不匹配正则表达式{}"),
}


def say_condition(node: tree.Node, labels: Labels) -> str:
    """A condition as a clause about a customer (or, in a ``where``, about an event)."""
    node = simplify_rule(node)
    match node:
        case tree.And(operands=operands):
            return _chain("且", operands, labels)
        case tree.Or(operands=operands):
            return _chain("或", operands, labels)
        case tree.Not(operand=tree.Compare(op=op, left=left, right=right)):
            return say_compare(tree.Compare(OPPOSITE[op], left, right), labels) + _remark(labels, left, right)
        case tree.Not(operand=operand):
            return _say_not(operand, labels)
        case tree.Compare(op=op, left=left, right=right):
            return say_compare(node, labels) + (_remark(labels, left, right) if op == "!=" else "")
        case tree.InList(value=value, negated=negated):
            return say_in(node, labels) + (_remark(labels, value) if negated else "")
        case tree.Between(value=value, low=low, high=high, negated=negated):
            return say_between(node, labels) + (_remark(labels, value, low, high) if negated else "")
        case tree.TextMatch(op=op, value=value, pattern=pattern, negated=negated):
            verb = say(TEXTS[op][negated], say_literal(pattern, labels, value))
            return say("{}{}", say_value(value, labels), verb) + (_remark(labels, value) if negated else "")
        case tree.Known(value=value, negated=negated):
            return say("{}{}", say_value(value, labels), "未知" if negated else "已知")
        case _:
            return _say_membership(node, labels)


def _say_membership(node: tree.Node, labels: Labels) -> str:
    match node:
        case tree.Literal(value=bool() as value):
            who = "每一组" if labels.group else "所有客户" if labels.event is None else "所有事件"
            return who if value else f"不含任何{'一组' if labels.group else who[2:]}"
        case tree.Name() | tree.CustomerName():
            field = labels.find_field(node)
            if field is not None and field.kind == "tag":
                return f"有标签{quote(labels.field_label(field.name))}"
        case tree.InSegment(name=name):
            return f"属于分群{quote(labels.segment_label(name))}"
        case tree.OnList(name=name):
            return f"在名单{quote(labels.field_label(name))}中"
        case tree.Consented(purpose=purpose):
            return f"已授权{quote(purpose)}"
        case tree.Share(p=p, seed=seed):
            return f"在随机抽取的 {write_number(p * 100)}% 客户中（种子{quote(seed)}）"
        case tree.Did():
            return _say_sequence(node, labels)
        case tree.AnyGroup(rule=rule):
            return say(
                "{}满足：{}", _say_group(node, labels, "至少有一个"), labels.in_group().condition(rule)
            )
    return say("{}为「是」", say_value(node, labels))


def _say_not(node: tree.Node, labels: Labels) -> str:
    match node:
        case tree.Name() | tree.CustomerName():
            field = labels.find_field(node)
            if field is not None and field.kind == "tag":
                return f"没有标签{quote(labels.field_label(field.name))}"
        case tree.And() | tree.Or() | tree.Literal():
            return say("不满足（{}）", labels.condition(node))
        case tree.InSegment() | tree.OnList() | tree.Share():
            return f"不{_say_membership(node, labels)}"
        case tree.Consented(purpose=purpose):
            return f"未授权{quote(purpose)}"
        case tree.Did():
            return say("没有完成这一行为序列（{}）", _say_sequence(node, labels))
        case tree.AnyGroup(rule=rule):
            return say(
                "{}满足：{}", _say_group(node, labels, "没有任何一个"), labels.in_group().condition(rule)
            )
    return say("{}不为「是」", say_value(node, labels)) + _remark(labels, node)


def _say_group(node: tree.AnyGroup, labels: Labels, some: str) -> str:
    name = labels.property_label(node.event, node.property)
    aggregates = (below for below in tree.walk(node.rule) if isinstance(below, tree.Aggregate))
    if all(aggregate.selection.event == node.event for aggregate in aggregates):
        return say("{}{}", some, name)
    return say("{}的{}中{}", quote(labels.event_label(node.event)), name, some)


def _say_sequence(node: tree.Did, labels: Labels) -> str:
    """``先「浏览」，1 天内「加购」，之后 1 天内没有「下单」，发生在最近 7 天内``."""
    clauses = [say("先{}", _say_step(node.steps[0], labels))]
    positive = [index for index, step in enumerate(node.steps) if not step.negated]
    for index, step in enumerate(node.steps[1:], 1):
        words = _say_step(step, labels)
        within = "" if step.within is None else f"{write_span(step.within.number, step.within.unit)}内"
        if step.negated:
            when = "期间" if index < positive[-1] else "之后"
            clauses.append(say("{}{}没有{}", when, within, words))
        elif within:
            clauses.append(say("{}{}{}", "" if index == 1 else "之后", within, words))
        else:
            is_end = len(positive) > 2 and index == positive[-1]
            clauses.append(say("{}{}", "最后" if is_end else "再", words))
    if node.window is not None:
        since = isinstance(node.window, tree.Since)
        clauses.append(say("{}发生" if since else "发生在{}", write_window(node.window)))
    return "，".join(clauses)


def _say_step(step: tree.SequenceStep, labels: Labels) -> str:
    return say_event(step.event, step.where, labels)


def _chain(word: str, operands: tuple[tree.Node, ...], labels: Labels) -> str:
    """``A，且 B``; groups in brackets, and no comma beside a bracket: ``（A，或 B）且 C``."""
    words, after_group = "", False
    for operand in operands:
        told = labels.condition(operand)
        group = is_group(operand)
        if group:
            told = f"（{told}）"
        comma = "" if group or after_group else "，"
        words = say("{}{}{}{}", words, comma, word, told) if words else told
        after_group = group
    return words


def _remark(labels: Labels, *values: tree.Node) -> str:
    """Says that a negative condition holds for the missing too, where something may be missing."""
    missing = list_missing(*values)
    if not missing:
        return ""
    if labels.group or labels.event is not None:
        return "（含未知）"
    never = find_never_done(missing)
    if never is not None:
        return say("（含从未有过{}的客户）", say_event(never.event, never.where, labels))
    match missing:
        case (tree.Name() as leaf,):
            return say("（含{}未知的客户）", say_value(leaf, labels))
    return "（含此项未知的客户）"
