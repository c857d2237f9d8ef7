"""The types of values: literals, names, aggregates, functions, arithmetic."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tagma.errors import Text
from tagma.rules import tree
from tagma.rules.checks.checking import TYPE_WORDS, Checking, Scope, Typed, without_values
from tagma.rules.operators import TABLE
from tagma.rules.vocabulary import Type

CONDITION = Typed(Type.BOOL)


def infer_literal(checking: Checking, node: tree.Literal, scope: Scope) -> Typed:
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
            refuse_odd_text(checking, node, node.value)
            return Typed(Type.TEXT)


def refuse_odd_text(checking: Checking, node: tree.Node, text: str) -> None:
    """Refuses what no engine stores as text: NUL and half surrogate pairs."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise checking.fault(
            node,
            Text("the text holds a character that cannot be stored", "文本含有无法存储的字符"),
            next_step=Text("remove control characters and broken emoji", "请删除控制字符和残缺的表情符号"),
        )


def infer_name(checking: Checking, node: tree.Name, scope: Scope) -> Typed:
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


def infer_customer_name(checking: Checking, node: tree.CustomerName, scope: Scope) -> Typed:
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


def infer_aggregate(checking: Checking, node: tree.Aggregate, scope: Scope) -> Typed:
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
    row = TABLE[function]
    if row.takes == ("event.number",) and not found.type.is_number:
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
    if row.gives == "float":
        return Typed(Type.FLOAT, found.unit)
    match function:
        case "distinct":
            return Typed(Type.INTEGER)
        case "top":
            return Typed(Type.LIST) if node.k is not None else Typed(found.type, found.unit)
        case _:
            return Typed(found.type, found.unit)


def infer_gap(checking: Checking, node: tree.Gap, scope: Scope) -> Typed:
    checking.selection(node.start, scope, "gap")
    if node.end is not None:
        checking.selection(node.end, scope, "gap")
    checking.window(node.window, scope)
    return Typed(Type.FLOAT, "day")


def infer_call(checking: Checking, node: tree.Call, scope: Scope) -> Typed:
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


def infer_population(checking: Checking, node: tree.Population, scope: Scope) -> Typed:
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


def infer_arithmetic(checking: Checking, node: tree.Arithmetic, scope: Scope) -> Typed:
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


def infer_negate(checking: Checking, node: tree.Negate, scope: Scope) -> Typed:
    return without_values(checking.number(node.operand, scope, "“-”"))
