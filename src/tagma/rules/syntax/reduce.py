"""The reductions of the grammar: each builds one tree node from its parts."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

from lark import Token, v_args

from tagma.errors import nearest_names
from tagma.rules import tree
from tagma.rules.operators import FUNCTIONS, SCALAR_FUNCTIONS
from tagma.rules.syntax.windows import MAX_DIGITS, WindowReducer, span_of, token_span

_EXACT = Context(prec=2 * MAX_DIGITS)
_COMPARISONS = {"<>": "!=", "==": "=", "≤": "<=", "≥": ">=", "≠": "!="}


@v_args(meta=True)
class Reducer(WindowReducer):
    """Builds nodes bottom-up; faults carry a span and are placed by the parser."""

    def start(self, meta: Any, parts: list[Any]) -> Any:
        return parts[0]

    # --- logic and predicates

    def any_of(self, meta: Any, parts: list[Any]) -> tree.Node:
        return parts[0] if len(parts) == 1 else tree.Or(tuple(parts), span_of(meta))

    def all_of(self, meta: Any, parts: list[Any]) -> tree.Node:
        return parts[0] if len(parts) == 1 else tree.And(tuple(parts), span_of(meta))

    def negation(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Not(parts[0], span_of(meta))

    def group(self, meta: Any, parts: list[Any]) -> tree.Node:
        return parts[0]  # type: ignore[no-any-return]

    def compare(self, meta: Any, parts: list[Any]) -> tree.Node:
        left, op, right = parts
        return tree.Compare(_COMPARISONS.get(op, str(op)), left, right, span_of(meta))

    def in_list(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.InList(parts[0], tuple(parts[2:]), False, span_of(meta))

    def not_in_list(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.InList(parts[0], tuple(parts[2:]), True, span_of(meta))

    def between(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Between(parts[0], parts[1], parts[2], False, span_of(meta))

    def not_between(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Between(parts[0], parts[1], parts[2], True, span_of(meta))

    def match_word(self, meta: Any, parts: list[Any]) -> str:
        word = str(parts[0]).lower()
        return f"{word} with" if word in ("starts", "ends") else word

    def match(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.TextMatch(parts[1], parts[0], parts[2], False, span_of(meta))

    def not_match(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.TextMatch(parts[1], parts[0], parts[2], True, span_of(meta))

    def known(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Known(parts[0], False, span_of(meta))

    def missing(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Known(parts[0], True, span_of(meta))

    # --- values

    def arithmetic(self, meta: Any, parts: list[Any]) -> tree.Node:
        left, op, right = parts
        return tree.Arithmetic(str(op), left, right, span_of(meta))

    def signed(self, meta: Any, parts: list[Any]) -> tree.Node:
        sign, operand = parts
        if (
            isinstance(operand, tree.Literal)
            and isinstance(operand.value, int | Decimal)
            and not isinstance(operand.value, bool)
        ):
            return tree.Literal(-operand.value if sign == "-" else operand.value, span_of(meta))
        return tree.Negate(operand, span_of(meta)) if sign == "-" else operand

    def signed_number(self, meta: Any, parts: list[Any]) -> tree.Node:
        sign, token = parts
        value = self._value(token)
        assert isinstance(value, int | Decimal)
        return tree.Literal(-value if sign == "-" else value, span_of(meta))

    def field(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Name(parts[0], span_of(meta))

    def customer_field(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.CustomerName(self._after_dot(parts[0]), span_of(meta))

    def literal(self, meta: Any, parts: list[Any]) -> tree.Node:
        token: Token = parts[0]
        return tree.Literal(self._value(token), token_span(token))

    def name(self, meta: Any, parts: list[Any]) -> str:
        return self._name(parts[0])

    def day(self, meta: Any, parts: list[Any]) -> Any:
        return self._value(parts[0])

    def call(self, meta: Any, parts: list[Any]) -> tree.Node:
        token, *args = parts
        function = unicodedata.normalize("NFKC", token).lower()
        if function not in SCALAR_FUNCTIONS:
            raise self._fault(
                token_span(token),
                f"there is no function “{token}”",
                f"没有函数“{token}”",
                "see “tagma reference” for all functions",
                "全部函数见“tagma reference”",
                nearest=nearest_names(function, FUNCTIONS),
            )
        return tree.Call(function, tuple(args), span_of(meta))

    def aggregate(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.Aggregate(str(parts[0]).lower(), parts[1], None, span_of(meta))

    def top(self, meta: Any, parts: list[Any]) -> tree.Node:
        k = self._whole(parts[2]) if len(parts) == 3 else None
        if k is not None and not 1 <= k <= 100:
            raise self._fault(token_span(parts[2]), "top takes 1 to 100 values", "top 可取 1 到 100 个值")
        return tree.Aggregate("top", parts[1], k, span_of(meta))

    def gap(self, meta: Any, parts: list[Any]) -> tree.Node:
        _, start, *rest = parts
        end = next((part for part in rest if isinstance(part, tree.Selection)), None)
        window = next((part for part in rest if not isinstance(part, tree.Selection)), None)
        return tree.Gap(start, end, window, span_of(meta))

    def population(self, meta: Any, parts: list[Any]) -> tree.Node:
        function = str(parts[0]).lower()
        wants = 3 if function == "percentile" else 2
        if len(parts) != wants:
            raise self._fault(
                span_of(meta),
                f"{function} takes {wants - 1} value{'s' if wants == 3 else ''}",
                f"{function} 需要 {wants - 1} 个参数",
                "write percentile(x, 95) or rank(x)",
                "请写成 percentile(x, 95) 或 rank(x)",
            )
        p = Decimal(parts[2]) if function == "percentile" else None
        if p is not None and not 0 <= p <= 100:
            raise self._fault(
                token_span(parts[2]), "a percentile lies between 0 and 100", "百分位应在 0 到 100 之间"
            )
        return tree.Population(function, parts[1], p, span_of(meta))

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
        return tree.Selection(event, property_name, where, window, span_of(meta))

    def events(self, meta: Any, parts: list[Any]) -> tree.Selection:
        return tree.Selection(parts[0], None, parts[1] if len(parts) > 1 else None, None, span_of(meta))

    def did_step(self, meta: Any, parts: list[Any]) -> tree.SequenceStep:
        return self._step(meta, parts, negated=False)

    def not_step(self, meta: Any, parts: list[Any]) -> tree.SequenceStep:
        return self._step(meta, parts, negated=True)

    def _step(self, meta: Any, parts: list[Any], *, negated: bool) -> tree.SequenceStep:
        within = next((part for part in parts[1:] if isinstance(part, tree.Within)), None)
        where = next((part for part in parts[1:] if not isinstance(part, tree.Within)), None)
        return tree.SequenceStep(parts[0], where, negated, within, span_of(meta))

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
        return tree.Did(steps, window, span_of(meta))

    def any_group(self, meta: Any, parts: list[Any]) -> tree.Node:
        return tree.AnyGroup(parts[1], self._after_dot(parts[2]), parts[3], span_of(meta))

    def member(self, meta: Any, parts: list[Any]) -> tree.Node:
        function = str(parts[0]).lower()
        if function == "segment":
            return tree.InSegment(parts[1], span_of(meta))
        if function == "list":
            return tree.OnList(parts[1], span_of(meta))
        return tree.Consented(parts[1], span_of(meta))

    def share(self, meta: Any, parts: list[Any]) -> tree.Node:
        p = Decimal(parts[1])
        if not 0 <= p <= 1:
            raise self._fault(
                token_span(parts[1]),
                "a share lies between 0 and 1",
                "比例应在 0 到 1 之间",
                "write 0.1 for 10 %",
                "10% 请写 0.1",
            )
        return tree.Share(p, self._string(parts[2]), span_of(meta))

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
            raise self._fault(token_span(token), "a name is empty", "名称为空")
        return text

    def _value(self, token: Token) -> tree.Scalar:
        text = str(token)
        match token.type:
            case "NUMBER":
                whole, _, fraction = text.partition(".")
                if len(whole.lstrip("0")) > MAX_DIGITS or len(fraction) > MAX_DIGITS:
                    raise self._fault(
                        token_span(token),
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
                        token_span(token),
                        f"there is no day or time {text}",
                        f"不存在的日期或时间 {text}",
                        "write 2017-03-01",
                        "请写成 2017-03-01",
                    ) from None
