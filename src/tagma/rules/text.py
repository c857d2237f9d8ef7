"""The canonical text of a rule: one spelling per tree, brackets only where the grammar needs them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from tagma.rules.operators import RESERVED
from tagma.rules.tree import (
    Aggregate,
    Ago,
    And,
    AnyGroup,
    Arithmetic,
    Before,
    Between,
    CalendarPeriod,
    Call,
    Compare,
    Consented,
    CustomerName,
    Did,
    FromTo,
    Gap,
    InList,
    InSegment,
    Known,
    Last,
    Literal,
    Name,
    Negate,
    Next,
    Node,
    Not,
    OnList,
    Or,
    Population,
    Scalar,
    Selection,
    SequenceStep,
    Share,
    Since,
    TextMatch,
    Window,
)

_IDENTIFIER = re.compile(r"[^\W\d]\w*")

# How tightly each kind of node binds; a child that binds less than its place asks for is put in brackets.
OR, AND, NOT, PREDICATE, SUM, PRODUCT, UNARY, PRIMARY = range(8)


def format_rule(node: Node) -> str:
    """Writes a tree as canonical text, which parses back to the same tree."""
    match node:
        case Or(operands=operands):
            return " or ".join(_format_at(AND, operand) for operand in operands)
        case And(operands=operands):
            return " and ".join(_format_at(NOT, operand) for operand in operands)
        case Not(operand=operand):
            return f"not {_format_at(NOT, operand)}"
        case Compare(op=op, left=left, right=right):
            return f"{_format_at(SUM, left)} {op} {_format_at(SUM, right)}"
        case InList(value=value, items=items, negated=negated):
            listed = ", ".join(format_literal(item.value) for item in items)
            return f"{_format_at(SUM, value)} {_negation(negated)}in ({listed})"
        case Between(value=value, low=low, high=high, negated=negated):
            ends = f"{_format_at(SUM, low)} and {_format_at(SUM, high)}"
            return f"{_format_at(SUM, value)} {_negation(negated)}between {ends}"
        case TextMatch(op=op, value=value, pattern=pattern, negated=negated):
            return f"{_format_at(SUM, value)} {_negation(negated)}{op} {format_literal(pattern.value)}"
        case Known(value=value, negated=negated):
            return f"{_format_at(SUM, value)} is {'missing' if negated else 'known'}"
        case Arithmetic(op=op, left=left, right=right):
            level = SUM if op in "+-" else PRODUCT
            return f"{_format_at(level, left)} {op} {_format_at(level + 1, right)}"
        case Negate(operand=operand):
            return f"-{_format_at(PRIMARY, operand)}"
        case _:
            return _format_primary(node)


def _format_primary(node: Node) -> str:
    match node:
        case Literal(value=value):
            return format_literal(value)
        case Name(name=name):
            return format_name(name)
        case CustomerName(name=name):
            return f"customer.{_format_member(name)}"
        case Aggregate(function=function, selection=selection, k=k):
            return f"{function}({_format_selection(selection)}{'' if k is None else f', {k}'})"
        case Gap(start=start, end=end, window=window):
            then = "" if end is None else f" then {_format_selection(end)}"
            return f"gap({_format_selection(start)}{then}{_trailing(window)})"
        case Call(function=function, args=args):
            return f"{function}({', '.join(format_rule(arg) for arg in args)})"
        case Population(function=function, operand=operand, p=p):
            return f"{function}({format_rule(operand)}{'' if p is None else f', {format_literal(p)}'})"
        case Did(steps=steps, window=window):
            return f"did({' then '.join(_format_step(step) for step in steps)}{_trailing(window)})"
        case AnyGroup(event=event, property=property_, rule=rule):
            return f"any({format_name(event)}.{_format_member(property_)}: {format_rule(rule)})"
        case InSegment(name=name):
            return f"segment({format_name(name)})"
        case OnList(name=name):
            return f"list({format_name(name)})"
        case Share(p=p, seed=seed):
            return f"share({format_literal(p)}, {format_literal(seed)})"
        case Consented(purpose=purpose):
            return f"consent({format_name(purpose)})"
    raise TypeError(type(node).__name__)


def format_literal(value: Scalar) -> str:
    """Writes a value as rules spell it: ``true``, ``12.5``, ``'it''s'``, ``2017-03-01``."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            digits = format(value, "f")
            return digits.rstrip("0").rstrip(".") if "." in digits else digits
        case str():
            return "'" + value.replace("'", "''") + "'"
        case datetime() | date():
            return value.isoformat()


def format_name(name: str) -> str:
    """Writes a name, in double quotes where it is not an identifier or is a reserved word."""
    return quote_name(name) if name.lower() in RESERVED else _format_member(name)


def quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def format_window(window: Window) -> str:
    """Writes a window, such as ``in last 30 days``."""
    match window:
        case Last(number=number, unit=unit):
            return f"in last {_format_span(number, unit)}"
        case Next(number=number, unit=unit):
            return f"in next {_format_span(number, unit)}"
        case Ago(older=older, newer=newer, unit=unit):
            return f"in {older} to {newer} {unit}s ago"
        case CalendarPeriod(which=which, unit=unit):
            return f"in {which} {unit}"
        case Since(start=start):
            return f"since {start.isoformat()}"
        case Before(end=end):
            return f"before {end.isoformat()}"
        case FromTo(start=start, end=end):
            return f"from {start.isoformat()} to {end.isoformat()}"


def _format_member(name: str) -> str:
    """Writes a name after a dot, where no word is reserved."""
    plain = _IDENTIFIER.fullmatch(name) and unicodedata.is_normalized("NFKC", name)
    return name if plain else quote_name(name)


def _format_selection(selection: Selection) -> str:
    member = "" if selection.property is None else f".{_format_member(selection.property)}"
    return f"{format_name(selection.event)}{member}{_where(selection.where)}{_trailing(selection.window)}"


def _format_step(step: SequenceStep) -> str:
    within = "" if step.within is None else f" within {_format_span(step.within.number, step.within.unit)}"
    return f"{_negation(step.negated)}{format_name(step.event)}{_where(step.where)}{within}"


def _where(rule: Node | None) -> str:
    return "" if rule is None else f" where {format_rule(rule)}"


def _trailing(window: Window | None) -> str:
    return "" if window is None else f" {format_window(window)}"


def _negation(negated: bool) -> str:
    return "not " if negated else ""


def _format_span(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _format_at(level: int, node: Node) -> str:
    text = format_rule(node)
    return text if _binding(node) >= level else f"({text})"


def _binding(node: Node) -> int:
    match node:
        case Or():
            return OR
        case And():
            return AND
        case Not():
            return NOT
        case Compare() | InList() | Between() | TextMatch() | Known():
            return PREDICATE
        case Arithmetic(op=op):
            return SUM if op in "+-" else PRODUCT
        case Negate():
            return UNARY
        case Literal(value=int() | Decimal() as value) if value < 0:
            return UNARY
        case _:
            return PRIMARY
