"""Chinese numbers, dates, units, windows and comparisons, and the spacing between scripts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from tagma.rules import tree
from tagma.rules.words.figures import write_clock, write_number

UNITS = {
    "second": "秒",
    "minute": "分钟",
    "hour": "小时",
    "day": "天",
    "week": "周",
    "month": "个月",
    "quarter": "个季度",
    "year": "年",
    "cny": "元",
    "rmb": "元",
    "usd": "美元",
    "eur": "欧元",
    "gbp": "英镑",
    "jpy": "日元",
    "hkd": "港元",
    "item": "件",
    "point": "分",
}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
PERIODS = {
    ("this", "day"): "今天",
    ("previous", "day"): "昨天",
    ("this", "week"): "本周",
    ("previous", "week"): "上周",
    ("this", "month"): "本月",
    ("previous", "month"): "上月",
    ("this", "quarter"): "本季度",
    ("previous", "quarter"): "上季度",
    ("this", "year"): "今年",
    ("previous", "year"): "去年",
}

NUMBERS = {"=": "等于{}", "!=": "不等于{}", "<": "低于{}", "<=": "不超过{}", ">": "超过{}", ">=": "不低于{}"}
NAMED = {**NUMBERS, "=": "是{}", "!=": "不是{}"}
TIMES = {"=": "是{}", "!=": "不是{}", "<": "早于{}", "<=": "不晚于{}", ">": "晚于{}", ">=": "不早于{}"}
PARTS = {
    "=": "在{}",
    "!=": "不在{}",
    "<": "在{}之前",
    "<=": "在{}及以前",
    ">": "在{}之后",
    ">=": "在{}及以后",
}
AMOUNTS = {"=": "恰好{}", "!=": "不是恰好{}", "<": "少于{}", "<=": "最多{}", ">": "超过{}", ">=": "至少{}"}
LENGTHS = {**AMOUNTS, "<": "不足{}", "<=": "不超过{}"}


def say(template: str, *parts: object) -> str:
    """Fills a template, with a space wherever Chinese meets Latin letters or digits."""
    words = ""
    for index, literal in enumerate(template.split("{}")):
        words = join_scripts(words, literal)
        if index < len(parts):
            words = join_scripts(words, str(parts[index]))
    return words


def join_scripts(left: str, right: str) -> str:
    """Puts two texts together, with a space between Chinese and Latin."""
    if not left or not right:
        return left + right
    mixed = (_is_chinese(left[-1]) and _is_latin(right[0])) or (_is_latin(left[-1]) and _is_chinese(right[0]))
    return f"{left} {right}" if mixed else left + right


def _is_chinese(character: str) -> bool:
    return unicodedata.east_asian_width(character) == "W" and character.isalpha()


def _is_latin(character: str) -> bool:
    return (character.isalnum() and not _is_chinese(character)) or character in "%+-_−"


def quote(text: str) -> str:
    return f"「{text}」"


def write_unit(unit: str) -> str:
    return UNITS.get(unit.lower()) or UNITS.get(unit.lower().removesuffix("s")) or unit


def write_amount(value: int | Decimal, unit: str | None) -> str:
    """A number with its unit: ``10,000 元``, ``20%``."""
    return write_number(value, bare=unit is None) + tail_unit(unit)


def tail_unit(unit: str | None) -> str:
    """The unit as it follows a number."""
    return "" if unit is None else unit if unit == "%" else f" {write_unit(unit)}"


def write_day(day: date) -> str:
    """``2017 年 3 月 1 日``, with the time for an instant that is not at midnight."""
    text = f"{day.year} 年 {day.month} 月 {day.day} 日"
    if not isinstance(day, datetime) or day == datetime(day.year, day.month, day.day):
        return text
    return f"{text} {write_clock(day)}"


def write_instant(day: date) -> str:
    """``2017 年 3 月 1 日 00:00``: always with the time."""
    clock = write_clock(day) if isinstance(day, datetime) else "00:00"
    return f"{day.year} 年 {day.month} 月 {day.day} 日 {clock}"


def write_list(words: Sequence[str]) -> str:
    return "、".join(words)


def write_span(number: int, unit: str) -> str:
    return f"{number} {UNITS[unit]}"


def write_window(window: tree.Window | None) -> str:
    """A window as the beginning of a clause: ``最近 30 天内``, ``自 2017 年 1 月 1 日起``."""
    match window:
        case None:
            return ""
        case tree.Last(number=number, unit=unit):
            return f"最近 {write_span(number, unit)}内"
        case tree.Next(number=number, unit=unit):
            return f"未来 {write_span(number, unit)}内"
        case tree.Ago(older=older, newer=0, unit=unit):
            return write_window(tree.Last(older, unit))
        case tree.Ago(older=older, newer=newer, unit=unit):
            return f"{newer} 至 {write_span(older, unit)}前"
        case tree.CalendarPeriod(which=which, unit=unit):
            return PERIODS[which, unit]
        case tree.Since(start=start):
            return (
                f"自 {write_day(start)}起"
                if not isinstance(start, datetime)
                else say("自 {}起", write_day(start))
            )
        case tree.Before(end=end):
            return say("{}之前", write_day(end))
        case tree.FromTo(start=start, end=end):
            return _write_range(start, end)


def _write_range(start: date, end: date) -> str:
    if isinstance(start, datetime) or isinstance(end, datetime):
        return f"{write_instant(start)} 至 {write_instant(end)}（不含）"
    last = end - timedelta(days=1)
    if last == start:
        return f"{write_day(start)}当天"
    if start.day == 1 and end.day == 1:
        if (start.month, end.month, end.year - start.year) == (1, 1, 1):
            return f"{start.year} 年"
        if (end.year * 12 + end.month) - (start.year * 12 + start.month) == 1:
            return f"{start.year} 年 {start.month} 月"
    until = write_day(last) if last.year != start.year else f"{last.month} 月 {last.day} 日"
    return f"{write_day(start)}至 {until}期间"
