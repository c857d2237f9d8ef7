"""The conditions: what each predicate asks of its operands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tagma.clock import FIXED_UNITS
from tagma.errors import Text, nearest_names
from tagma.rules import tree
from tagma.rules.checks.checking import TYPE_WORDS, Checking, Scope, Typed, without_values
from tagma.rules.checks.emptiness import holds_when_empty
from tagma.rules.checks.values import CONDITION, refuse_odd_text
from tagma.rules.vocabulary import Type


def infer_compare(checking: Checking, node: tree.Compare, scope: Scope) -> Typed:
    left, right = checking.infer(node.left, scope), checking.infer(node.right, scope)
    if Type.LIST in (left.type, right.type):
        raise checking.fault(
            node,
            Text("a list is not compared as a whole", "列表不能整体比较"),
            next_step=Text("write “... contains 'value'”", "请写“... contains '值'”"),
        )
    checking.compatible(node.left, left, node.right, right, node.op)
    if node.op not in ("=", "!=") and left.type in (Type.TEXT, Type.BOOL):
        word = TYPE_WORDS[left.type]
        raise checking.fault(
            node,
            Text(
                f"{word.en} has no order, so “{node.op}” means nothing",
                f"{word.zh}没有大小之分，不能用“{node.op}”",
            ),
            next_step=Text("use =, != or in (...)", "请用 =、!= 或 in (...)"),
        )
    return CONDITION


def infer_in_list(checking: Checking, node: tree.InList, scope: Scope) -> Typed:
    typed = checking.infer(node.value, scope)
    if typed.type is Type.LIST:
        raise checking.fault(
            node,
            Text("a list is asked with “contains”", "列表请用“contains”判断"),
            next_step=Text("write “... contains 'value'”", "请写“... contains '值'”"),
        )
    for item in node.items:
        checking.compatible(node.value, typed, item, checking.infer(item, scope), "in")
    return CONDITION


def _edge(node: tree.Node) -> int | Decimal | None:
    value = node.value if isinstance(node, tree.Literal) else None
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def infer_between(checking: Checking, node: tree.Between, scope: Scope) -> Typed:
    typed = checking.infer(node.value, scope)
    if not (typed.type.is_number or typed.type.is_time):
        word = TYPE_WORDS[typed.type]
        raise checking.fault(
            node.value,
            Text(
                f"between needs numbers or times, but this is {word.en}",
                f"between 需要数字或时间，但这是{word.zh}",
            ),
        )
    for end in (node.low, node.high):
        checking.compatible(node.value, without_values(typed), end, checking.infer(end, scope), "between")
    low, high = _edge(node.low), _edge(node.high)
    if low is not None and high is not None and low > high:
        raise checking.fault(
            node,
            Text(f"nothing lies between {low} and {high}", f"{low} 与 {high} 之间没有值"),
            next_step=Text("put the smaller one first", "请把较小的写在前面"),
        )
    return CONDITION


def infer_text_match(checking: Checking, node: tree.TextMatch, scope: Scope) -> Typed:
    typed = checking.infer(node.value, scope)
    checking.pattern(node)
    if typed.type is Type.LIST and node.op == "contains":
        return CONDITION
    if typed.type is not Type.TEXT:
        word = TYPE_WORDS[typed.type]
        raise checking.fault(
            node.value,
            Text(f"“{node.op}” needs a text, but this is {word.en}", f"“{node.op}”需要文本，但这是{word.zh}"),
        )
    return CONDITION


def infer_known(checking: Checking, node: tree.Known, scope: Scope) -> Typed:
    checking.infer(node.value, scope)
    return CONDITION


def infer_not(checking: Checking, node: tree.Not, scope: Scope) -> Typed:
    checking.condition(node.operand, scope)
    return CONDITION


def infer_all(checking: Checking, node: tree.And | tree.Or, scope: Scope) -> Typed:
    for operand in node.operands:
        checking.condition(operand, scope)
    return CONDITION


def infer_did(checking: Checking, node: tree.Did, scope: Scope) -> Typed:
    for step in node.steps:
        checking.selection(tree.Selection(step.event, None, step.where, None, step.span), scope, "did")
        if step.within is not None and step.within.unit not in FIXED_UNITS:
            raise checking.fault(
                step,
                Text(
                    f"“within” takes seconds to weeks, not {step.within.unit}s",
                    f"“within”只能用秒到周，不能用 {step.within.unit}",
                ),
                next_step=Text("write “within 30 days”", "请写“within 30 days”"),
            )
    checking.window(node.window, scope)
    return CONDITION


def infer_any_group(checking: Checking, node: tree.AnyGroup, scope: Scope) -> Typed:
    if scope.kind != "customer":
        raise checking.fault(node, Text("any(...) cannot stand here", "any(...) 不能用在这里"))
    event = checking.find_event(node.event, node.span)
    found = checking.find_property(event, node.property, node.span)
    if found.type is Type.LIST:
        raise checking.fault(node, Text("any does not group by a list", "any 不能按列表分组"))
    checking.condition(node.rule, Scope("group", None, found.name))
    if holds_when_empty(node.rule):
        checking.warnings.append(
            (
                Text(
                    f"this also asks about every “{found.name}” ever seen, which reads the whole history",
                    f"该条件涉及出现过的每个“{found.name}”，需要读取全部历史",
                ),
                node.span,
            )
        )
    return CONDITION


def infer_in_segment(checking: Checking, node: tree.InSegment, scope: Scope) -> Typed:
    return _listed(
        checking, node, node.name, scope, checking.vocabulary.segments, checking.segments, ("segment", "分群")
    )


def infer_on_list(checking: Checking, node: tree.OnList, scope: Scope) -> Typed:
    return _listed(
        checking,
        node,
        node.name,
        scope,
        checking.vocabulary.lists,
        checking.lists,
        ("imported list", "导入名单"),
    )


def infer_consented(checking: Checking, node: tree.Consented, scope: Scope) -> Typed:
    return _listed(
        checking,
        node,
        node.purpose,
        scope,
        checking.vocabulary.purposes,
        checking.purposes,
        ("purpose of consent", "授权用途"),
    )


def _listed(
    checking: Checking, node: Any, name: str, scope: Scope, known: Any, used: set[str], words: tuple[str, str]
) -> Typed:
    if scope.kind != "customer":
        raise checking.fault(node, Text(f"a {words[0]} cannot be asked here", f"此处不能判断{words[1]}"))
    found = known.get(name)
    if found is None:
        names = list(known)
        raise checking.fault(
            node,
            Text(f"there is no {words[0]} “{name}”", f"没有{words[1]}“{name}”"),
            nearest=nearest_names(name, names),
            next_step=Text(
                f"there are: {', '.join(names[:12])}" if names else f"there is no {words[0]} yet",
                f"现有：{'、'.join(names[:12])}" if names else f"还没有{words[1]}",
            ),
        )
    used.add(found if isinstance(found, str) else found.name)
    return CONDITION


def infer_share(checking: Checking, node: tree.Share, scope: Scope) -> Typed:
    refuse_odd_text(checking, node, node.seed)
    if scope.kind != "customer":
        raise checking.fault(
            node, Text("share picks customers; it cannot stand here", "share 用于抽取客户，不能用在这里")
        )
    return CONDITION
