"""Rules as JSON, for editors that work on the tree: writing, reading and the schema.

Forms in short (``rule_json_schema()`` says all of it)::

    {"op": "and", "args": [...]}                      {"op": ">=", "left": {...}, "right": {...}}
    {"op": "not in", "value": {...}, "items": [...]}  {"op": "is known", "value": {...}}
    {"name": "age"}  {"customer": "city"}             {"literal": 5}  {"decimal": "12.5"}
    {"aggregate": "count", "event": "order", "where": {...}, "window": {"last": 30, "unit": "day"}}
    {"did": [{"event": "view"}, {"event": "order", "not": true, "within": {"number": 1, "unit": "day"}}]}
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tagma.errors import Place, RuleError
from tagma.rules.forms import SAFE_INTEGER
from tagma.rules.shapes import LITERAL_FORMS, NODE_FORMS, WINDOW_FORMS, read_rule
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.text import format_literal, format_rule
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
    Selection,
    SequenceStep,
    Share,
    Since,
    TextMatch,
    Window,
)


def rule_from_json(data: Any) -> Node:
    """Reads a rule from its JSON form.

    The nodes' spans are those of the rule's canonical text.

    Raises:
        RuleError: names the place in the JSON as a path such as ``$.args[0].left``.
    """
    node = read_rule(data, "$")
    try:
        return parse_rule(format_rule(node))
    except RuleError as error:
        error.where = Place(field="$")
        raise


def rule_json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a rule."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tagma rule",
        "$ref": "#/$defs/rule",
        "$defs": {
            "rule": {"anyOf": [form.schema for form in NODE_FORMS]},
            "literal": {"anyOf": [form.schema for form in LITERAL_FORMS]},
            "window": {"anyOf": [form.schema for form in WINDOW_FORMS]},
        },
    }


def rule_to_json(node: Node) -> dict[str, Any]:
    """Writes a rule as JSON data."""
    match node:
        case Literal():
            return _write_literal(node)
        case Name(name=name):
            return {"name": name}
        case CustomerName(name=name):
            return {"customer": name}
        case Aggregate(function=function, selection=selection, k=k):
            return {"aggregate": function, **_write_selection(selection), **_some(k=k)}
        case Gap(start=start, end=end, window=window):
            then = None if end is None else _write_selection(end)
            return {"gap": _write_selection(start), **_some(then=then, window=_write_window(window))}
        case Call(function=function, args=args):
            return {"call": function, "args": [rule_to_json(arg) for arg in args]}
        case Population(function=function, operand=operand, p=p):
            return {
                "population": function,
                "of": rule_to_json(operand),
                **_some(p=None if p is None else format_literal(p)),
            }
        case Arithmetic(op=op, left=left, right=right) | Compare(op=op, left=left, right=right):
            return {"op": op, "left": rule_to_json(left), "right": rule_to_json(right)}
        case Negate(operand=operand):
            return {"op": "negate", "value": rule_to_json(operand)}
        case And(operands=operands):
            return {"op": "and", "args": [rule_to_json(operand) for operand in operands]}
        case Or(operands=operands):
            return {"op": "or", "args": [rule_to_json(operand) for operand in operands]}
        case Not(operand=operand):
            return {"op": "not", "value": rule_to_json(operand)}
        case _:
            return _write_predicate(node)


def _write_predicate(node: Node) -> dict[str, Any]:
    match node:
        case InList(value=value, items=items, negated=negated):
            listed = [_write_literal(item) for item in items]
            return {"op": _negated("in", negated), "value": rule_to_json(value), "items": listed}
        case Between(value=value, low=low, high=high, negated=negated):
            ends = {"low": rule_to_json(low), "high": rule_to_json(high)}
            return {"op": _negated("between", negated), "value": rule_to_json(value), **ends}
        case TextMatch(op=op, value=value, pattern=pattern, negated=negated):
            return {
                "op": _negated(op, negated),
                "value": rule_to_json(value),
                "pattern": _write_literal(pattern),
            }
        case Known(value=value, negated=negated):
            return {"op": "is missing" if negated else "is known", "value": rule_to_json(value)}
        case Did(steps=steps, window=window):
            return {"did": [_write_step(step) for step in steps], **_some(window=_write_window(window))}
        case AnyGroup(event=event, property=property_, rule=rule):
            return {"any": event, "property": property_, "rule": rule_to_json(rule)}
        case InSegment(name=name):
            return {"segment": name}
        case OnList(name=name):
            return {"list": name}
        case Share(p=p, seed=seed):
            return {"share": format_literal(p), "seed": seed}
        case Consented(purpose=purpose):
            return {"consent": purpose}
    raise TypeError(type(node).__name__)


def _write_literal(literal: Literal) -> dict[str, Any]:
    match literal.value:
        case bool() | str() as value:
            return {"literal": value}
        case int(value) if abs(value) <= SAFE_INTEGER:
            return {"literal": value}
        case int() | Decimal() as value:
            return {"decimal": format_literal(value)}
        case datetime() as value:
            return {"instant": value.isoformat()}
        case date() as value:
            return {"date": value.isoformat()}


def _write_selection(selection: Selection) -> dict[str, Any]:
    where = None if selection.where is None else rule_to_json(selection.where)
    return {
        "event": selection.event,
        **_some(property=selection.property, where=where, window=_write_window(selection.window)),
    }


def _write_step(step: SequenceStep) -> dict[str, Any]:
    where = None if step.where is None else rule_to_json(step.where)
    within = None if step.within is None else {"number": step.within.number, "unit": step.within.unit}
    return {
        "event": step.event,
        **_some(where=where, within=within),
        **({"not": True} if step.negated else {}),
    }


def _write_window(window: Window | None) -> dict[str, Any] | None:
    match window:
        case None:
            return None
        case Last(number=number, unit=unit):
            return {"last": number, "unit": unit}
        case Next(number=number, unit=unit):
            return {"next": number, "unit": unit}
        case Ago(older=older, newer=newer, unit=unit):
            return {"ago": older, "until": newer, "unit": unit}
        case CalendarPeriod(which=which, unit=unit):
            return {which: unit}
        case Since(start=start):
            return {"since": start.isoformat()}
        case Before(end=end):
            return {"before": end.isoformat()}
        case FromTo(start=start, end=end):
            return {"from": start.isoformat(), "to": end.isoformat()}


def _negated(op: str, negated: bool) -> str:
    return f"not {op}" if negated else op


def _some(**parts: Any) -> dict[str, Any]:
    return {key: part for key, part in parts.items() if part is not None}
