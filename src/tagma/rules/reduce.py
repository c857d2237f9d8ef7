"""The reductions of the grammar: each builds one tree node from its parts."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

from lark import Token, v_args
from lark.visitors import Transformer_NonRecursive

from tagma.errors import Text, nearest_names
from tagma.rules import tree
from tagma.rules.faults import rule_fault
from tagma.rules.operators import FUNCTIONS, SCALAR_FUNCTIONS, UNIT_WORDS, UNITS

MAX_DIGITS = 15
_EXACT = Context(prec=2 * MAX_DIGITS)
_COMPARISONS = {"<>": "!=", "==": "=", "≤": "<=", "≥": ">=", "≠": "!="}


def _span(meta: Any) -> tree.Span:
    return (meta.start_pos, meta.end_pos) if not meta.empty else tree.NO_SPAN


def _of(token: Token) -> tree.Span:
    return (token.start_pos or 0, token.end_pos or 0)


@v_args(meta=True)
class Reducer(Transformer_NonRecursive[Token, Any]):
    """Builds nodes bottom-up; faults carry a span and are placed by the parser."""

    def _fault(
        self, span: tree.Span, en: str, zh: str, next_en: str = "", next_zh: str = "", **more: Any
    ) -> Exception:
        step = Text(next_en, next_zh) if next_en else None
        return rule_fault(None, span, Text(en, zh), next_step=step, **more)

    def start(self, meta: Any, parts: list[Any]) -> Any:
        return parts[0]

    # --- logic and predicates

    def any_of(self, meta: Any, parts: list[Any]) -> tree.Node:
        return parts[0] if len(parts) == 1 else tree.Or(tuple(parts), _span(meta))

    def all_of(self, meta: Any, parts: list[Any]) -> tree.Node:
        return parts[0] if len(parts) == 1 else tree.And(tuple(parts), _span(meta))

    def negation(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Not(parts[0], _span(meta))

    def group(self, meta: Any, parts: list[Any]) -> tree.Node:
        return parts[0]  # type: ignore[no-any-return]

    def compare(self, meta: Any, parts: list[Any]) -> tree.Node:
        left, op, right = parts
        return tree.Compare(_COMPARISONS.get(op, str(op)), left, right, _span(meta))

    def in_list(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.InList(parts[0], tuple(parts[2:]), False, _span(meta))

    def not_in_list(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.InList(parts[0], tuple(parts[2:]), True, _span(meta))

    def between(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Between(parts[0], parts[1], parts[2], False, _span(meta))

    def not_between(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Between(parts[0], parts[1], parts[2], True, _span(meta))

    def match_word(self, meta: Any, parts: list[Any]) -> str:
        word = str(parts[0]).lower()
        return f"{word} with" if word in ("starts", "ends") else word

    def match(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.TextMatch(parts[1], parts[0], parts[2], False, _span(meta))

    def not_match(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.TextMatch(parts[1], parts[0], parts[2], True, _span(meta))

    def known(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Known(parts[0], False, _span(meta))

    def missing(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Known(parts[0], True, _span(meta))

    # --- values

    def arithmetic(self, meta: Any, parts: list[Any]) -> tree.Node:
        left, op, right = parts
        return tree.Arithmetic(str(op), left, right, _span(meta))

    def signed(self, meta: Any, parts: list[Any]) -> tree.Node:
        sign, operand = parts
        if (
            isinstance(operand, tree.Literal)
            and isinstance(operand.value, int | Decimal)
            and not isinstance(operand.value, bool)
        ):
            return tree.Literal(-operand.value if sign == "-" else operand.value, _span(meta))
        return tree.Negate(operand, _span(meta)) if sign == "-" else operand

    def signed_number(self, meta: Any, parts: list[Any]) -> tree.Node:
        sign, token = parts
        value = self._value(token)
        assert isinstance(value, int | Decimal)
        return tree.Literal(-value if sign == "-" else value, _span(meta))

    def field(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Name(parts[0], _span(meta))

    def customer_field(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.CustomerName(self._after_dot(parts[0]), _span(meta))

    def literal(self, meta: Any, parts: list[Any]) -> tree.Node:
        token: Token = parts[0]
        return tree.Literal(self._value(token), _of(token))

    def name(self, meta: Any, parts: list[Any]) -> str:
        return self._name(parts[0])

    def day(self, meta: Any, parts: list[Any]) -> Any:
        return self._value(parts[0])

    def call(self, meta: Any, parts: list[Any]) -> tree.Node:
        token, *args = parts
        function = unicodedata.normalize("NFKC", token).lower()
        if function not in SCALAR_FUNCTIONS:
            raise self._fault(
                _of(token),
                f"there is no function “{token}”",
                f"没有函数“{token}”",
                "see “tagma reference” for all functions",
                "全部函数见“tagma reference”",
                nearest=nearest_names(function, FUNCTIONS),
            )
        return tree.Call(function, tuple(args), _span(meta))

    def aggregate(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Aggregate(str(parts[0]).lower(), parts[1], None, _span(meta))

    def top(self, meta: Any, parts: list[Any]) -> tree.Node:
        k = self._whole(parts[2]) if len(parts) == 3 else None
        if k is not None and not 1 <= k <= 100:
            raise self._fault(_of(parts[2]), "top takes 1 to 100 values", "top 可取 1 到 100 个值")
        return tree.Aggregate("top", parts[1], k, _span(meta))

    def gap(self, meta: Any, parts: list[Any]) -> tree.Node:
        _, start, *rest = parts
        end = next((part for part in rest if isinstance(part, tree.Selection)), None)
        window = next((part for part in rest if not isinstance(part, tree.Selection)), None)
        return tree.Gap(start, end, window, _span(meta))

    def population(self, meta: Any, parts: list[Any]) -> tree.Node:
        function = str(parts[0]).lower()
        wants = 3 if function == "percentile" else 2
        if len(parts) != wants:
            raise self._fault(
                _span(meta),
                f"{function} takes {wants - 1} value{'s' if wants == 3 else ''}",
                f"{function} 需要 {wants - 1} 个参数",
                "write percentile(x, 95) or rank(x)",
                "请写成 percentile(x, 95) 或 rank(x)",
            )
        p = Decimal(parts[2]) if function == "percentile" else None
        if p is not None and not 0 <= p <= 100:
            raise self._fault(
                _of(parts[2]), "a percentile lies between 0 and 100", "百分位应在 0 到 100 之间"
            )
        return tree.Population(function, parts[1], p, _span(meta))

    def selection(self, meta: Any, parts: list[Any]) -> tree.Selection:
        event, *rest = parts
        property_name, where, window = None, None, None
        for part in rest:
            if isinstance(part, Token):
                property_name = self._after_dot(part)
            elif isinstance(part, tree.Window):
                window = part
            else:
                where = part
        return tree.Selection(event, property_name, where, window, _span(meta))

    def events(self, meta: Any, parts: list[Any]) -> tree.Selection:
        return tree.Selection(parts[0], None, parts[1] if len(parts) > 1 else None, None, _span(meta))

    def did_step(self, meta: Any, parts: list[Any]) -> tree.SequenceStep:
        return self._step(meta, parts, negated=False)

    def not_step(self, meta: Any, parts: list[Any]) -> tree.SequenceStep:
        return self._step(meta, parts, negated=True)

    def _step(self, meta: Any, parts: list[Any], *, negated: bool) -> tree.SequenceStep:
        within = next((part for part in parts[1:] if isinstance(part, tree.Within)), None)
        where = next((part for part in parts[1:] if not isinstance(part, tree.Within)), None)
        return tree.SequenceStep(parts[0], where, negated, within, _span(meta))

    def within(self, meta: Any, parts: list[Any]) -> tree.Within:
        return tree.Within(self._count(parts[0]), self._unit(parts[1]))

    def did(self, meta: Any, parts: list[Any]) -> tree.Node:
        steps = tuple(part for part in parts[1:] if isinstance(part, tree.SequenceStep))
        window = next((part for part in parts[1:] if not isinstance(part, tree.SequenceStep)), None)
        if steps[0].negated:
            raise self._fault(
                steps[0].span,
                "a sequence begins with something that was done",
                "行为序列的第一步必须是已发生的行为",
                "put “not” outside: not did(...)",
                "如需取反，请写 not did(...)",
            )
        if steps[0].within is not None:
            raise self._fault(
                steps[0].span,
                "“within” counts from the step before; the first step has none",
                "“within”从上一步算起，第一步之前没有步骤",
                "give the whole sequence a window: did(a then b in last 7 days)",
                "请给整个序列设窗口：did(a then b in last 7 days)",
            )
        return tree.Did(steps, window, _span(meta))

    def any_group(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.AnyGroup(parts[1], self._after_dot(parts[2]), parts[3], _span(meta))

    def member(self, meta: Any, parts: list[Any]) -> tree.Node:
        function = str(parts[0]).lower()
        if function == "segment":
            return tree.InSegment(parts[1], _span(meta))
        if function == "list":
            return tree.OnList(parts[1], _span(meta))
        return tree.Consented(parts[1], _span(meta))

    def share(self, meta: Any, parts: list[Any]) -> tree.Node:
        p = Decimal(parts[1])
        if not 0 <= p <= 1:
            raise self._fault(
                _of(parts[1]),
                "a share lies between 0 and 1",
                "比例应在 0 到 1 之间",
                "write 0.1 for 10 %",
                "10% 请写 0.1",
            )
        return tree.Share(p, self._string(parts[2]), _span(meta))

    # --- windows

    def last(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Last(self._count(parts[0]), self._unit(parts[1]), _span(meta))

    def next(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Next(self._count(parts[0]), self._unit(parts[1]), _span(meta))

    def ago(self, meta: Any, parts: list[Any]) -> tree.Window:
        older, newer = self._whole(parts[0]), self._whole(parts[1])
        if older <= newer:
            raise self._fault(
                _span(meta),
                f"a window from {older} to {newer} ago is empty",
                f"从 {older} 到 {newer} 之前的窗口是空的",
                f"put the older edge first: in {newer} to {older} {parts[2]} ago"
                if older != newer
                else "the first number must be larger",
                f"请把较早的一端写在前面：in {newer} to {older} {parts[2]} ago"
                if older != newer
                else "前一个数应更大",
            )
        self._bound(parts[0], older)
        return tree.Ago(older, newer, self._unit(parts[2]), _span(meta))

    def period(self, meta: Any, parts: list[Any]) -> tree.Window:
        unit = self._unit(parts[1])
        if unit in ("second", "minute", "hour"):
            raise self._fault(
                _of(parts[1]),
                f"there is no calendar period “{parts[0]} {parts[1]}”",
                f"没有“{parts[0]} {parts[1]}”这样的日历周期",
                "use day, week, month, quarter or year, or “in last 1 hour”",
                "请用 day、week、month、quarter、year，或“in last 1 hour”",
            )
        return tree.CalendarPeriod(str(parts[0]).lower(), unit, _span(meta))

    def since(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Since(parts[0], _span(meta))

    def before(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Before(parts[0], _span(meta))

    def from_to(self, meta: Any, parts: list[Any]) -> tree.Window:
        start, end = parts
        if _instant(start) >= _instant(end):
            raise self._fault(
                _span(meta),
                f"the window from {start} to {end} is empty (the end is excluded)",
                f"从 {start} 到 {end} 的窗口是空的（不含结束日）",
                "let it end after it starts",
                "结束应晚于开始",
            )
        return tree.FromTo(start, end, _span(meta))

    # --- words

    def _unit(self, token: Token) -> str:
        word = str(token).lower()
        if word not in UNIT_WORDS:
            raise self._fault(
                _of(token),
                f"there is no unit “{token}”",
                f"没有时间单位“{token}”",
                f"the units are: {', '.join(UNITS)}",
                f"时间单位有：{'、'.join(UNITS)}",
                nearest=nearest_names(word, UNIT_WORDS),
            )
        return word.removesuffix("s")

    def _whole(self, token: Token) -> int:
        if "." in token or len(token) > MAX_DIGITS:
            raise self._fault(_of(token), f"“{token}” should be a whole number", f"“{token}”应为整数")
        return int(token)

    def _count(self, token: Token) -> int:
        number = self._whole(token)
        if number < 1:
            raise self._fault(
                _of(token),
                "a window of length 0 is empty",
                "长度为 0 的窗口是空的",
                "use at least 1",
                "至少为 1",
            )
        self._bound(token, number)
        return number

    def _bound(self, token: Token, number: int) -> None:
        if number > 100_000:
            raise self._fault(
                _of(token),
                "the window is too long",
                "窗口过长",
                "leave the window out to mean ever",
                "不写窗口即表示全部历史",
            )

    def _string(self, token: Token) -> str:
        text = str(token)
        return text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1]

    def _after_dot(self, token: Token) -> str:
        return self._name(Token.new_borrow_pos("NAME", str(token)[1:].strip(), token))

    def _name(self, token: Token) -> str:
        text = str(token)
        if text[0] in '"`':
            text = text[1:-1].replace(text[0] * 2, text[0])
        elif text[0] == "“":
            text = text[1:-1]
        text = unicodedata.normalize("NFKC", text)
        if not text.strip():
            raise self._fault(_of(token), "a name is empty", "名称为空")
        return text

    def _value(self, token: Token) -> tree.Scalar:
        text = str(token)
        match token.type:
            case "NUMBER":
                whole, _, fraction = text.partition(".")
                if len(whole.lstrip("0")) > MAX_DIGITS or len(fraction) > MAX_DIGITS:
                    raise self._fault(
                        _of(token),
                        f"the number has more than {MAX_DIGITS} digits",
                        f"数字超过 {MAX_DIGITS} 位",
                    )
                value = Decimal(text)
                return int(value) if value == value.to_integral_value() else value.normalize(_EXACT)
            case "STRING":
                return self._string(token)
            case "TRUTH":
                return text.lower() == "true"
            case _:
                try:
                    return date.fromisoformat(text) if token.type == "DATE" else datetime.fromisoformat(text)
                except ValueError:
                    raise self._fault(
                        _of(token),
                        f"there is no day or time {text}",
                        f"不存在的日期或时间 {text}",
                        "write 2017-03-01",
                        "请写成 2017-03-01",
                    ) from None


def _instant(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
