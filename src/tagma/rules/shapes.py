"""The table of JSON forms: one row per node and per window."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tagma.rules import tree
from tagma.rules.forms import (
    DATE,
    DAY,
    DECIMAL,
    FLAG,
    INSTANT,
    MAX_DEPTH,
    NAME,
    SAFE_INTEGER,
    TEXT,
    Form,
    Part,
    json_fault,
    list_of,
    one_of,
    optional,
    read_form,
    reference,
    whole,
)
from tagma.rules.operators import AGGREGATES, SCALAR_FUNCTIONS, UNITS

PERIODS = ("day", "week", "month", "quarter", "year")
LONGEST = 100_000


def read_rule(data: Any, path: str) -> tree.Node:
    """Reads any node."""
    if path.count(".") + path.count("[") > MAX_DEPTH:
        raise json_fault("$", "the rule is nested too deeply", "规则嵌套过深")
    node: tree.Node = read_form(NODE_FORMS, data, path)
    return node


def _read_literal(data: Any, path: str) -> tree.Literal:
    literal: tree.Literal = read_form(LITERAL_FORMS, data, path)
    return literal


def _read_window(data: Any, path: str) -> tree.Window:
    window: tree.Window = read_form(WINDOW_FORMS, data, path)
    return window


def _read_plain(value: Any, path: str) -> bool | int | str:
    if isinstance(value, str) or (isinstance(value, int) and abs(value) <= SAFE_INTEGER):
        return value
    en = f"{path} should be a text, a whole number, true or false"
    raise json_fault(path, en, f"{path} 应为文本、整数、true 或 false")


RULE = reference("rule", read_rule)
LITERAL = reference("literal", _read_literal)
WINDOW = reference("window", _read_window)
PLAIN = Part(
    _read_plain,
    {
        "anyOf": [
            {"type": ["string", "boolean"]},
            {"type": "integer", "minimum": -SAFE_INTEGER, "maximum": SAFE_INTEGER},
        ]
    },
)
UNIT = one_of(*UNITS)
LENGTH = whole(1, LONGEST)


def _nested(form: Form) -> Part:
    return Part(lambda data, path: read_form((form,), data, path), form.schema)


def _aggregate(
    function: str,
    event: str,
    member: str | None,
    where: tree.Node | None,
    window: tree.Window | None,
    k: int | None = None,
) -> tree.Aggregate:
    return tree.Aggregate(function, tree.Selection(event, member, where, window), k)


def _step(
    event: str, where: tree.Node | None, negated: bool | None, within: tree.Within | None
) -> tree.SequenceStep:
    return tree.SequenceStep(event, where, bool(negated), within)


def _number(value: Decimal) -> tree.Literal:
    return tree.Literal(int(value) if value == value.to_integral_value() else value)


SELECTION = {"event": NAME, "property": optional(NAME), "where": optional(RULE), "window": optional(WINDOW)}
EVENTS = _nested(
    Form({"event": NAME, "where": optional(RULE)}, lambda event, where: tree.Selection(event, None, where))
)
WITHIN = _nested(Form({"number": LENGTH, "unit": UNIT}, tree.Within))
STEP = _nested(
    Form({"event": NAME, "where": optional(RULE), "not": optional(FLAG), "within": optional(WITHIN)}, _step)
)

WINDOW_FORMS: tuple[Form, ...] = (
    Form({"last": LENGTH, "unit": UNIT}, tree.Last),
    Form({"next": LENGTH, "unit": UNIT}, tree.Next),
    Form({"ago": LENGTH, "until": whole(0, LONGEST), "unit": UNIT}, tree.Ago),
    Form({"this": one_of(*PERIODS)}, lambda unit: tree.CalendarPeriod("this", unit)),
    Form({"previous": one_of(*PERIODS)}, lambda unit: tree.CalendarPeriod("previous", unit)),
    Form({"since": DAY}, tree.Since),
    Form({"before": DAY}, tree.Before),
    Form({"from": DAY, "to": DAY}, tree.FromTo),
)

LITERAL_FORMS: tuple[Form, ...] = (
    Form({"literal": PLAIN}, tree.Literal),
    Form({"decimal": DECIMAL}, _number),
    Form({"date": DATE}, tree.Literal),
    Form({"instant": INSTANT}, tree.Literal),
)


def _pair(word: str, *parts: tuple[str, Part], build: Any) -> tuple[Form, Form]:
    """A predicate and its ``not`` form."""
    fields = dict(parts)
    return (
        Form({"op": one_of(word), **fields}, lambda _, *values: build(*values, False)),
        Form({"op": one_of(f"not {word}"), **fields}, lambda _, *values: build(*values, True)),
    )


def _match(word: str) -> tuple[Form, Form]:
    def build(value: tree.Node, pattern: tree.Literal, negated: bool) -> tree.TextMatch:
        return tree.TextMatch(word, value, pattern, negated)

    return _pair(word, ("value", RULE), ("pattern", LITERAL), build=build)


NODE_FORMS: tuple[Form, ...] = (
    *LITERAL_FORMS,
    Form({"name": NAME}, tree.Name),
    Form({"customer": NAME}, tree.CustomerName),
    Form({"aggregate": one_of(*AGGREGATES), **SELECTION}, _aggregate),
    Form({"aggregate": one_of("top"), **SELECTION, "k": optional(whole(1, 100))}, _aggregate),
    Form({"gap": EVENTS, "then": optional(EVENTS), "window": optional(WINDOW)}, tree.Gap),
    Form({"call": one_of(*sorted(SCALAR_FUNCTIONS)), "args": list_of(RULE, 0)}, tree.Call),
    Form({"population": one_of("percentile"), "of": RULE, "p": DECIMAL}, tree.Population),
    Form({"population": one_of("rank"), "of": RULE}, tree.Population),
    Form({"op": one_of("and"), "args": list_of(RULE, 2)}, lambda _, args: tree.And(args)),
    Form({"op": one_of("or"), "args": list_of(RULE, 2)}, lambda _, args: tree.Or(args)),
    Form({"op": one_of("not"), "value": RULE}, lambda _, value: tree.Not(value)),
    Form({"op": one_of("negate"), "value": RULE}, lambda _, value: tree.Negate(value)),
    Form({"op": one_of("=", "!=", "<", "<=", ">", ">="), "left": RULE, "right": RULE}, tree.Compare),
    Form({"op": one_of("+", "-", "*", "/"), "left": RULE, "right": RULE}, tree.Arithmetic),
    *_pair("in", ("value", RULE), ("items", list_of(LITERAL, 1)), build=tree.InList),
    *_pair("between", ("value", RULE), ("low", RULE), ("high", RULE), build=tree.Between),
    *_match("contains"),
    *_match("starts with"),
    *_match("ends with"),
    *_match("matches"),
    Form({"op": one_of("is known"), "value": RULE}, lambda _, value: tree.Known(value)),
    Form({"op": one_of("is missing"), "value": RULE}, lambda _, value: tree.Known(value, True)),
    Form({"did": list_of(STEP, 1), "window": optional(WINDOW)}, tree.Did),
    Form({"any": NAME, "property": NAME, "rule": RULE}, tree.AnyGroup),
    Form({"segment": NAME}, tree.InSegment),
    Form({"list": NAME}, tree.OnList),
    Form({"share": DECIMAL, "seed": TEXT}, tree.Share),
    Form({"consent": NAME}, tree.Consented),
)
