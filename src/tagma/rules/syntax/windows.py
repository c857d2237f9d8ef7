"""The reductions of windows and units; what all reductions share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from lark import Token, v_args
from lark.visitors import Transformer_NonRecursive

from tagma.errors import Text, nearest_names
from tagma.rules import tree
from tagma.rules.faults import rule_fault
from tagma.rules.operators import UNIT_WORDS, UNITS

MAX_DIGITS = 15


def span_of(meta: Any) -> tree.Span:
    return (meta.start_pos, meta.end_pos) if not meta.empty else tree.NO_SPAN


def token_span(token: Token) -> tree.Span:
    return (token.start_pos or 0, token.end_pos or 0)


@v_args(meta=True)
class WindowReducer(Transformer_NonRecursive[Token, Any]):
    """Faults carry a span and are placed by the parser."""

    def _fault(
        self, span: tree.Span, en: str, zh: str, next_en: str = "", next_zh: str = "", **more: Any
    ) -> Exception:
        step = Text(next_en, next_zh) if next_en else None
        return rule_fault(None, span, Text(en, zh), next_step=step, **more)

    def last(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Last(self._count(parts[0]), self._unit(parts[1]), span_of(meta))

    def next(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Next(self._count(parts[0]), self._unit(parts[1]), span_of(meta))

    def ago(self, meta: Any, parts: list[Any]) -> tree.Window:
        older, newer = self._whole(parts[0]), self._whole(parts[1])
        if older <= newer:
            raise self._fault(
                span_of(meta),
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
        return tree.Ago(older, newer, self._unit(parts[2]), span_of(meta))

    def period(self, meta: Any, parts: list[Any]) -> tree.Window:
        unit = self._unit(parts[1])
        if unit in ("second", "minute", "hour"):
            raise self._fault(
                token_span(parts[1]),
                f"there is no calendar period “{parts[0]} {parts[1]}”",
                f"没有“{parts[0]} {parts[1]}”这样的日历周期",
                "use day, week, month, quarter or year, or “in last 1 hour”",
                "请用 day、week、month、quarter、year，或“in last 1 hour”",
            )
        return tree.CalendarPeriod(str(parts[0]).lower(), unit, span_of(meta))

    def since(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Since(parts[0], span_of(meta))

    def before(self, meta: Any, parts: list[Any]) -> tree.Window:
        return tree.Before(parts[0], span_of(meta))

    def from_to(self, meta: Any, parts: list[Any]) -> tree.Window:
        start, end = parts
        if _instant(start) >= _instant(end):
            raise self._fault(
                span_of(meta),
                f"the window from {start} to {end} is empty (the end is excluded)",
                f"从 {start} 到 {end} 的窗口是空的（不含结束日）",
                "let it end after it starts",
                "结束应晚于开始",
            )
        return tree.FromTo(start, end, span_of(meta))

    def _unit(self, token: Token) -> str:
        word = str(token).lower()
        if word not in UNIT_WORDS:
            raise self._fault(
                token_span(token),
                f"there is no unit “{token}”",
                f"没有时间单位“{token}”",
                f"the units are: {', '.join(UNITS)}",
                f"时间单位有：{'、'.join(UNITS)}",
                nearest=nearest_names(word, UNIT_WORDS),
            )
        return word.removesuffix("s")

    def _whole(self, token: Token) -> int:
        if "." in token or len(token) > MAX_DIGITS:
            raise self._fault(token_span(token), f"“{token}” should be a whole number", f"“{token}”应为整数")
        return int(token)

    def _count(self, token: Token) -> int:
        number = self._whole(token)
        if number < 1:
            raise self._fault(
                token_span(token),
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
                token_span(token),
                "the window is too long",
                "窗口过长",
                "leave the window out to mean ever",
                "不写窗口即表示全部历史",
            )


def _instant(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
