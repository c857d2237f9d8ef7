"""Type inference over the tree: one method a node, collecting what the rule uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from tagma.errors import RuleError, Text, nearest_names
from tagma.rules import tree
from tagma.rules.checks.patterns import find_pattern_fault
from tagma.rules.faults import rule_fault
from tagma.rules.vocabulary import EventType, Field, Property, Type, Vocabulary, fold_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

EVENT_INSTANT = "ts"
TYPE_WORDS = {
    Type.BOOL: Text("yes or no", "是否值"),
    Type.INTEGER: Text("a whole number", "整数"),
    Type.DECIMAL: Text("a number", "数字"),
    Type.FLOAT: Text("a number", "数字"),
    Type.TEXT: Text("a text", "文本"),
    Type.DATE: Text("a date", "日期"),
    Type.INSTANT: Text("an instant", "时刻"),
    Type.LIST: Text("a list", "列表"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    type: Type
    unit: str | None = None
    values: tuple[str, ...] = ()
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a name means here: ``customer``, ``where`` (one event row) or ``group`` (inside any)."""

    kind: str
    event: EventType | None = None
    group: str | None = None


Inference: TypeAlias = "Mapping[type, Callable[[Checking, Any, Scope], Typed]]"


class Checking:
    """One check of one rule; collects uses and warnings on the way."""

    def __init__(
        self, vocabulary: Vocabulary, table: Inference, *, allow_future: bool = False, text: str | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self._table = table
        self.allow_future = allow_future
        self.text = text
        self.events: set[str] = set()
        self.properties: set[tuple[str, str]] = set()
        self.fields: set[str] = set()
        self.segments: set[str] = set()
        self.lists: set[str] = set()
        self.purposes: set[str] = set()
        self.warnings: list[tuple[Text, tree.Span]] = []

    def open_scope(self, scope: str) -> Scope:
        """The scope a rule is read in.

        Raises:
            RuleError: an unknown scope or event, or accounts in a workspace that has none.
        """
        if scope.startswith("event:"):
            return Scope("where", self.find_event(scope.removeprefix("event:"), tree.NO_SPAN))
        if scope == "account" and not self.vocabulary.has_accounts:
            raise rule_fault(
                self.text,
                tree.NO_SPAN,
                Text("this workspace has no accounts", "该工作区没有企业客户"),
                next_step=Text("use scope: customer", "请使用 scope: customer"),
            )
        return Scope("customer")

    def fault(
        self, node: Any, what: Text, *, nearest: Iterable[str] = (), next_step: Text | None = None
    ) -> RuleError:
        span = node if isinstance(node, tuple) else node.span
        return rule_fault(self.text, span, what, nearest=tuple(nearest), next_step=next_step)

    # --- names

    def find_event(self, name: str, span: tree.Span) -> EventType:
        found = self.vocabulary.events.get(name)
        if found is None:
            known = list(self.vocabulary.events)
            raise self.fault(
                span,
                Text(f"there is no event “{name}”", f"没有事件“{name}”"),
                nearest=nearest_names(name, known),
                next_step=Text(
                    f"the events are: {', '.join(known[:12]) or 'none yet; add a source'}",
                    f"现有事件：{'、'.join(known[:12]) or '暂无，请先添加数据源'}",
                ),
            )
        self.events.add(found.name)
        return found

    def find_property(self, event: EventType, name: str, span: tree.Span) -> Property:
        if fold_name(name) == EVENT_INSTANT and event.properties.get(name) is None:
            return Property(EVENT_INSTANT, Type.INSTANT)
        found = event.properties.get(name)
        if found is None:
            known = [*event.properties, EVENT_INSTANT]
            hint = ""
            if name in self.vocabulary.fields:
                hint = f"; for the customer's own write customer.{name}"
            raise self.fault(
                span,
                Text(
                    f"the event “{event.name}” has no property “{name}”",
                    f"事件“{event.name}”没有属性“{name}”",
                ),
                nearest=nearest_names(name, known),
                next_step=Text(
                    f"its properties are: {', '.join(known[:15])}{hint}",
                    f"它的属性有：{'、'.join(known[:15])}"
                    + (f"；客户自身的属性请写 customer.{name}" if hint else ""),
                ),
            )
        self.properties.add((event.name, found.name))
        return found

    def find_field(self, name: str, span: tree.Span) -> Field:
        found = self.vocabulary.fields.get(name)
        if found is None:
            next_step = Text(
                "use a trait or a tag of this workspace (tagma tags, tagma traits)",
                "请使用本工作区的属性或标签（tagma tags、tagma traits）",
            )
            if self.vocabulary.segments.get(name) is not None:
                next_step = Text(f"for the segment write segment({name})", f"如指分群，请写 segment({name})")
            elif self.vocabulary.events.get(name) is not None:
                next_step = Text(
                    f"for the event write count({name}) or did({name})",
                    f"如指事件，请写 count({name}) 或 did({name})",
                )
            quoted = self.text is not None and self.text[span[0] : span[0] + 1] in ('"', "“")
            if quoted:
                next_step = Text(
                    f"double quotes hold a name; a text stands in single quotes: '{name}'",
                    f"双引号表示名称；文本请用单引号：'{name}'",
                )
            raise self.fault(
                span,
                Text(f"there is no trait, tag or score “{name}”", f"没有名为“{name}”的属性、标签或评分"),
                nearest=nearest_names(name, self.vocabulary.fields),
                next_step=next_step,
            )
        self.fields.add(found.name)
        return found

    # --- nodes

    def infer(self, node: tree.Node, scope: Scope) -> Typed:
        """The type of a node.

        Raises:
            RuleError: where it or something below it makes no sense.
        """
        return self._table[type(node)](self, node, scope)

    def condition(self, node: tree.Node, scope: Scope) -> None:
        typed = self.infer(node, scope)
        if typed.type is not Type.BOOL:
            word = TYPE_WORDS[typed.type]
            raise self.fault(
                node,
                Text(f"a condition is needed here, but this is {word.en}", f"这里需要条件，但这是{word.zh}"),
                next_step=Text("compare it with something, as in “... > 5”", "请与某个值比较，如“... > 5”"),
            )

    def number(self, node: tree.Node, scope: Scope, what: str) -> Typed:
        typed = self.infer(node, scope)
        if not typed.type.is_number:
            word = TYPE_WORDS[typed.type]
            raise self.fault(
                node,
                Text(f"{what} needs a number, but this is {word.en}", f"{what} 需要数字，但这是{word.zh}"),
            )
        return typed

    def time(self, node: tree.Node, scope: Scope, what: str) -> Typed:
        typed = self.infer(node, scope)
        if not typed.type.is_time:
            word = TYPE_WORDS[typed.type]
            raise self.fault(
                node,
                Text(
                    f"{what} needs a date or an instant, but this is {word.en}",
                    f"{what} 需要日期或时刻，但这是{word.zh}",
                ),
                next_step=Text(f"for example {what}(last(order))", f"例如 {what}(last(order))"),
            )
        return typed

    def compatible(self, left: tree.Node, a: Typed, right: tree.Node, b: Typed, what: str) -> None:
        """Refuses to compare or add values of different types or units."""
        alike = (
            (a.type.is_number and b.type.is_number) or (a.type.is_time and b.type.is_time) or a.type is b.type
        )
        if not alike:
            first, second = TYPE_WORDS[a.type], TYPE_WORDS[b.type]
            next_step = None
            if Type.TEXT in (a.type, b.type):
                literal = right if b.type is Type.TEXT else left
                other = a.type if b.type is Type.TEXT else b.type
                if isinstance(literal, tree.Literal):
                    next_step = Text(
                        f"write the {'date' if other.is_time else 'value'} without quotes",
                        f"{'日期' if other.is_time else '该值'}不要加引号",
                    )
                elif isinstance(right, tree.Literal) or isinstance(left, tree.Literal):
                    next_step = Text("a text stands in single quotes", "文本请加单引号")
            raise self.fault(
                right,
                Text(
                    f"{what} cannot set {first.en} against {second.en}",
                    f"“{what}”两侧类型不同：{first.zh}与{second.zh}",
                ),
                next_step=next_step,
            )
        if a.unit and b.unit and a.unit != b.unit:
            raise self.fault(
                right,
                Text(
                    f"{what} cannot set {a.unit} against {b.unit}",
                    f"“{what}”两侧单位不同：{a.unit} 与 {b.unit}",
                ),
                next_step=Text("convert one of them first", "请先换算其中之一"),
            )
        self.possible_value(a, right)
        self.possible_value(b, left)

    def possible_value(self, typed: Typed, other: tree.Node) -> None:
        """Refuses a text that an enumerated field can never have."""
        if not typed.values or not isinstance(other, tree.Literal) or other.value in typed.values:
            return
        labels = {}
        if typed.field is not None:
            labels = {
                text: value
                for value, label in typed.field.value_labels.items()
                for text in (label.en, label.zh)
            }
        named = labels.get(str(other.value))
        nearest = (named,) if named else nearest_names(str(other.value), typed.values)
        raise self.fault(
            other,
            Text(f"it can never be “{other.value}”", f"它不可能是“{other.value}”"),
            nearest=nearest,
            next_step=Text(
                f"its values are: {', '.join(typed.values[:15])}", f"可取的值：{'、'.join(typed.values[:15])}"
            ),
        )

    def window(self, window: tree.Window | None, scope: Scope) -> None:
        if isinstance(window, tree.Next) and not self.allow_future:
            raise self.fault(
                window,
                Text(
                    "“in next” looks into the future; only labels and goals may",
                    "“in next”指向未来，只能用于标注和目标",
                ),
                next_step=Text("use “in last”", "请使用“in last”"),
            )

    def selection(
        self, selection: tree.Selection, scope: Scope, function: str
    ) -> tuple[EventType, Property | None]:
        """Checks the event, property, ``where`` and window of a selection."""
        if scope.kind == "where":
            raise self.fault(
                selection,
                Text(
                    "“where” looks at one event; it cannot count others", "“where”只看单个事件，不能再做聚合"
                ),
                next_step=Text(
                    "compare properties only, or put the aggregate outside",
                    "请只比较事件属性，或把聚合写到外面",
                ),
            )
        event = self.find_event(selection.event, selection.span)
        if scope.group is not None and event.properties.get(scope.group) is None:
            raise self.fault(
                selection,
                Text(
                    f"inside any(...) every event needs “{scope.group}”; “{event.name}” has no such property",
                    f"any(...) 内的事件都需要属性“{scope.group}”，而“{event.name}”没有",
                ),
            )
        found = None
        if selection.property is not None:
            found = self.find_property(event, selection.property, selection.span)
        if selection.where is not None:
            self.condition(selection.where, Scope("where", event))
        self.window(selection.window, scope)
        return event, found

    def pattern(self, node: tree.TextMatch) -> None:
        if not isinstance(node.pattern.value, str):
            raise self.fault(
                node.pattern,
                Text(f"“{node.op}” needs a text in single quotes", f"“{node.op}”需要单引号内的文本"),
            )
        if node.op == "matches" and (fault := find_pattern_fault(node.pattern.value)) is not None:
            raise self.fault(
                node.pattern,
                Text(f"the regular expression is not usable: {fault.en}", f"正则表达式不可用：{fault.zh}"),
                next_step=Text(
                    "linear-time expressions only: no look-around, no back-references",
                    "只支持线性时间表达式：无环视、无反向引用",
                ),
            )


def without_values(typed: Typed) -> Typed:
    """The same type, no longer tied to one field's values."""
    return replace(typed, values=(), field=None)
