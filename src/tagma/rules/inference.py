"""The type of each kind of node."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tagma.clock import FIXED_UNITS
from tagma.errors import Text, nearest_names
from tagma.rules import tree
from tagma.rules.checking import TYPE_WORDS, Checking, Scope, Typed, without_values
from tagma.rules.vocabulary import Type

CONDITION = Typed(Type.BOOL)


def _literal(checking: Checking, node: tree.Literal, scope: Scope) -> Typed:
    match node.value:
        case bool():
            return CONDITION
        case int():
            return Typed(Type.INTEGER)
        case Decimal():
            return Typed(Type.DECIMAL)
        case datetime():
            return Typed(Type.INSTANT)
        case date():
            return Typed(Type.DATE)
        case str():
            _plain_text(checking, node, node.value)
            return Typed(Type.TEXT)


def _plain_text(checking: Checking, node: tree.Node, text: str) -> None:
    """Refuses what no engine stores as text: NUL and half surrogate pairs."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise checking.fault(
            node,
            Text("the text holds a character that cannot be stored", "文本含有无法存储的字符"),
            next_step=Text("remove control characters and broken emoji", "请删除控制字符和残缺的表情符号"),
        )


def _name(checking: Checking, node: tree.Name, scope: Scope) -> Typed:
    if scope.kind == "where":
        assert scope.event is not None
        found = checking.find_property(scope.event, node.name, node.span)
        return Typed(found.type, found.unit)
    if scope.kind == "group":
        raise checking.fault(
            node,
            Text("inside any(...) only aggregates of events may stand", "any(...) 内只能使用事件聚合"),
            next_step=Text(
                f"move “{node.name}” outside: any(...) and {node.name}",
                f"请移到外面：any(...) and {node.name}",
            ),
        )
    field = checking.find_field(node.name, node.span)
    return Typed(field.type, field.unit, field.values, field)


def _customer_name(checking: Checking, node: tree.CustomerName, scope: Scope) -> Typed:
    if scope.kind != "where":
        raise checking.fault(
            node,
            Text("“customer.” belongs inside “where” only", "“customer.”只能用在“where”里"),
            next_step=Text(f"write {node.name}", f"请直接写 {node.name}"),
        )
    field = checking.find_field(node.name, node.span)
    if field.kind != "trait":
        raise checking.fault(
            node,
            Text(
                f"“{field.name}” is a {field.kind}; “where” reads traits only",
                f"“{field.name}”不是属性；“where”里只能读客户属性",
            ),
            next_step=Text(
                f"combine it outside: ... and {field.name}", f"请在外面组合：... and {field.name}"
            ),
        )
    return Typed(field.type, field.unit, field.values, field)


def _aggregate(checking: Checking, node: tree.Aggregate, scope: Scope) -> Typed:
    function = node.function
    _, found = checking.selection(node.selection, scope, function)
    takes_property = function not in ("count", "days")
    if found is None and takes_property and function not in ("first", "last"):
        raise checking.fault(
            node,
            Text(f"{function} needs a property", f"{function} 需要指定属性"),
            next_step=Text(
                f"write {function}({node.selection.event}.PROPERTY ...)",
                f"请写 {function}({node.selection.event}.属性 ...)",
            ),
        )
    if found is not None and not takes_property:
        raise checking.fault(
            node,
            Text(f"{function} takes an event without a property", f"{function} 只接事件，不接属性"),
            next_step=Text(
                f"write {function}({node.selection.event} where {found.name} is known)",
                f"请写 {function}({node.selection.event} where {found.name} is known)",
            ),
        )
    if found is None:
        return Typed(Type.INSTANT) if function in ("first", "last") else Typed(Type.INTEGER)
    if function in ("sum", "avg", "median") and not found.type.is_number:
        word = TYPE_WORDS[found.type]
        raise checking.fault(
            node,
            Text(
                f"{function} needs a number, but “{found.name}” is {word.en}",
                f"{function} 需要数字，但“{found.name}”是{word.zh}",
            ),
            next_step=Text(
                f"count different values with distinct({node.selection.event}.{found.name})",
                f"统计不同值请用 distinct({node.selection.event}.{found.name})",
            ),
        )
    if function in ("min", "max") and not (found.type.is_number or found.type.is_time):
        word = TYPE_WORDS[found.type]
        raise checking.fault(
            node,
            Text(
                f"{function} needs a number or a time, but “{found.name}” is {word.en}",
                f"{function} 需要数字或时间，但“{found.name}”是{word.zh}",
            ),
        )
    if function in ("distinct", "top") and found.type is Type.LIST:
        raise checking.fault(node, Text(f"{function} does not read lists", f"{function} 不支持列表属性"))
    match function:
        case "avg" | "median":
            return Typed(Type.FLOAT, found.unit)
        case "distinct":
            return Typed(Type.INTEGER)
        case "top":
            return Typed(Type.LIST) if node.k is not None else Typed(found.type, found.unit)
        case _:
            return Typed(found.type, found.unit)


def _gap(checking: Checking, node: tree.Gap, scope: Scope) -> Typed:
    checking.selection(node.start, scope, "gap")
    if node.end is not None:
        checking.selection(node.end, scope, "gap")
    checking.window(node.window, scope)
    return Typed(Type.FLOAT, "day")


def _call(checking: Checking, node: tree.Call, scope: Scope) -> Typed:
    function, args = node.function, node.args
    wanted = {"if": 3, "coalesce": None}.get(function, 1)
    if (wanted is None and len(args) < 2) or (wanted is not None and len(args) != wanted):
        count = "at least 2" if wanted is None else str(wanted)
        zh_count = "至少 2" if wanted is None else str(wanted)
        raise checking.fault(
            node,
            Text(
                f"{function} takes {count} value{'' if wanted == 1 else 's'}, not {len(args)}",
                f"{function} 需要 {zh_count} 个参数，而不是 {len(args)} 个",
            ),
        )
    match function:
        case "if" | "coalesce":
            if function == "if":
                checking.condition(args[0], scope)
                args = args[1:]
            typed = [without_values(checking.infer(arg, scope)) for arg in args]
            for arg, other in zip(args[1:], typed[1:], strict=True):
                if (typed[0].type.is_time or other.type.is_time) and typed[0].type is not other.type:
                    raise checking.fault(
                        arg, Text(f"{function} needs values of one type", f"{function} 的各个值类型须一致")
                    )
                checking.compatible(args[0], typed[0], arg, other, function)
            return Typed(_widest([each.type for each in typed]), typed[0].unit)
        case "days_since" | "days_until":
            checking.time(args[0], scope, function)
            return Typed(Type.FLOAT, "day")
        case "anniversary":
            checking.time(args[0], scope, function)
            return Typed(Type.DATE)
        case _:
            time = checking.time(args[0], scope, function)
            if function == "hour_of" and time.type is Type.DATE:
                raise checking.fault(args[0], Text("a date has no hour", "日期没有小时"))
            return Typed(Type.INTEGER)


def _widest(types: list[Type]) -> Type:
    for wide in (Type.FLOAT, Type.DECIMAL):
        if wide in types:
            return wide
    return types[0]


def _population(checking: Checking, node: tree.Population, scope: Scope) -> Typed:
    if scope.kind != "customer":
        raise checking.fault(
            node,
            Text(
                f"{node.function} compares customers; it cannot stand here",
                f"{node.function} 在客户之间比较，不能用在这里",
            ),
        )
    if any(isinstance(below, tree.Population) for below in tree.walk(node.operand)):
        raise checking.fault(
            node,
            Text(
                f"{node.function} cannot stand inside another population value",
                f"{node.function} 不能嵌套在另一个总体值里",
            ),
            next_step=Text("make a tag of the inner value first", "请先把内层的值做成标签"),
        )
    typed = checking.number(node.operand, scope, node.function)
    return Typed(Type.INTEGER) if node.function == "rank" else Typed(typed.type, typed.unit)


def _arithmetic(checking: Checking, node: tree.Arithmetic, scope: Scope) -> Typed:
    left = checking.number(node.left, scope, f"“{node.op}”")
    right = checking.number(node.right, scope, f"“{node.op}”")
    if node.op in "+-":
        checking.compatible(node.left, without_values(left), node.right, without_values(right), node.op)
        return Typed(_widest([left.type, right.type]), left.unit or right.unit)
    if node.op == "*":
        return Typed(
            Type.FLOAT, left.unit if right.unit is None else right.unit if left.unit is None else None
        )
    unit = (
        None
        if left.unit == right.unit
        else left.unit
        if right.unit is None
        else f"{left.unit or 1}/{right.unit}"
    )
    return Typed(Type.FLOAT, unit)


def _negate(checking: Checking, node: tree.Negate, scope: Scope) -> Typed:
    return without_values(checking.number(node.operand, scope, "“-”"))


def _compare(checking: Checking, node: tree.Compare, scope: Scope) -> Typed:
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


def _in_list(checking: Checking, node: tree.InList, scope: Scope) -> Typed:
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


def _between(checking: Checking, node: tree.Between, scope: Scope) -> Typed:
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


def _text_match(checking: Checking, node: tree.TextMatch, scope: Scope) -> Typed:
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


def _known(checking: Checking, node: tree.Known, scope: Scope) -> Typed:
    checking.infer(node.value, scope)
    return CONDITION


def _not(checking: Checking, node: tree.Not, scope: Scope) -> Typed:
    checking.condition(node.operand, scope)
    return CONDITION


def _all(checking: Checking, node: tree.And | tree.Or, scope: Scope) -> Typed:
    for operand in node.operands:
        checking.condition(operand, scope)
    return CONDITION


def _did(checking: Checking, node: tree.Did, scope: Scope) -> Typed:
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


def _any_group(checking: Checking, node: tree.AnyGroup, scope: Scope) -> Typed:
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


def _in_segment(checking: Checking, node: tree.InSegment, scope: Scope) -> Typed:
    return _listed(
        checking, node, node.name, scope, checking.vocabulary.segments, checking.segments, ("segment", "分群")
    )


def _on_list(checking: Checking, node: tree.OnList, scope: Scope) -> Typed:
    return _listed(
        checking,
        node,
        node.name,
        scope,
        checking.vocabulary.lists,
        checking.lists,
        ("imported list", "导入名单"),
    )


def _consented(checking: Checking, node: tree.Consented, scope: Scope) -> Typed:
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


def _share(checking: Checking, node: tree.Share, scope: Scope) -> Typed:
    _plain_text(checking, node, node.seed)
    if scope.kind != "customer":
        raise checking.fault(
            node, Text("share picks customers; it cannot stand here", "share 用于抽取客户，不能用在这里")
        )
    return CONDITION


def holds_when_empty(rule: tree.Node) -> bool:
    """Whether a condition may hold where none of the events it reads happened (a safe over-estimate)."""
    match rule:
        case tree.And(operands=operands):
            return all(holds_when_empty(operand) for operand in operands)
        case tree.Or(operands=operands):
            return any(holds_when_empty(operand) for operand in operands)
        case tree.Did() | tree.AnyGroup():
            return False
        case tree.Compare(op=op, left=left, right=tree.Literal(value=int() | Decimal() as edge)) if (
            not isinstance(edge, bool)
        ):
            if isinstance(left, tree.Aggregate) and left.function in ("count", "sum", "distinct", "days"):
                return {
                    "=": edge == 0,
                    "!=": edge != 0,
                    "<": edge > 0,
                    "<=": edge >= 0,
                    ">": edge < 0,
                    ">=": edge <= 0,
                }[op]
            return op == "!=" or not _missing_when_empty(left)
        case tree.Compare(op=op, left=left, right=right):
            return op == "!=" or not (_missing_when_empty(left) or _missing_when_empty(right))
        case (
            tree.InList(value=value, negated=negated)
            | tree.Between(value=value, negated=negated)
            | tree.TextMatch(value=value, negated=negated)
        ):
            return negated or not _missing_when_empty(value)
        case tree.Known(value=value, negated=negated):
            return negated or not _missing_when_empty(value)
        case _:
            return True


def _missing_when_empty(value: tree.Node) -> bool:
    match value:
        case tree.Aggregate(function=function):
            return function not in ("count", "sum", "distinct", "days")
        case tree.Gap():
            return True
        case tree.Call(function=function, args=args) if function not in ("coalesce", "if"):
            return any(_missing_when_empty(arg) for arg in args)
        case tree.Arithmetic(left=left, right=right):
            return _missing_when_empty(left) or _missing_when_empty(right)
        case tree.Negate(operand=operand):
            return _missing_when_empty(operand)
        case _:
            return False


INFER: dict[type, Callable[[Checking, Any, Scope], Typed]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.CustomerName: _customer_name,
    tree.Aggregate: _aggregate,
    tree.Gap: _gap,
    tree.Call: _call,
    tree.Population: _population,
    tree.Arithmetic: _arithmetic,
    tree.Negate: _negate,
    tree.Compare: _compare,
    tree.InList: _in_list,
    tree.Between: _between,
    tree.TextMatch: _text_match,
    tree.Known: _known,
    tree.Not: _not,
    tree.And: _all,
    tree.Or: _all,
    tree.Did: _did,
    tree.AnyGroup: _any_group,
    tree.InSegment: _in_segment,
    tree.OnList: _on_list,
    tree.Share: _share,
    tree.Consented: _consented,
}
