"""Conditions of a rule as English clauses."""

from __future__ import annotations

from tagma.rules import tree
from tagma.rules.words.english_comparisons import say_between, say_compare, say_in
from tagma.rules.words.english_terms import quote, write_span, write_window
from tagma.rules.words.english_values import say_event, say_literal, say_value
from tagma.rules.words.figures import write_number
from tagma.rules.words.labels import Labels, find_never_done, list_missing
from tagma.rules.words.simplify import OPPOSITE, is_group, simplify_rule

TEXTS = {
    "contains": ("contains", "does not contain"),
    "starts with": ("starts with", "does not start with"),
    "ends with": ("ends with", "does not end with"),
    "matches": ("matches the pattern", "does not match the pattern"),
}


def say_condition(node: tree.Node, labels: Labels) -> str:
    """A condition as a clause about a customer (or, in a ``where``, about an event)."""
    node = simplify_rule(node)
    match node:
        case tree.And(operands=operands):
            return ", and ".join(_bracket(operand, labels) for operand in operands)
        case tree.Or(operands=operands):
            return ", or ".join(_bracket(operand, labels) for operand in operands)
        case tree.Not(operand=tree.Compare(op=op, left=left, right=right)):
            return say_compare(tree.Compare(OPPOSITE[op], left, right), labels) + _remark(labels, left, right)
        case tree.Not(operand=operand):
            return _say_not(operand, labels)
        case tree.Compare(op=op, left=left, right=right):
            return say_compare(node, labels) + (_remark(labels, left, right) if op == "!=" else "")
        case tree.InList(value=value, negated=negated):
            return say_in(node, labels) + (_remark(labels, value) if negated else "")
        case tree.Between(value=value, low=low, high=high, negated=negated):
            return say_between(node, labels) + (_remark(labels, value, low, high) if negated else "")
        case tree.TextMatch(op=op, value=value, pattern=pattern, negated=negated):
            verb = TEXTS[op][negated]
            if isinstance(value, tree.Aggregate) and value.k is not None and op == "contains":
                verb = "do not include" if negated else "include"
            words = f"{say_value(value, labels)} {verb} {say_literal(pattern, labels, value)}"
            return words + (_remark(labels, value) if negated else "")
        case tree.Known(value=value, negated=negated):
            return f"{say_value(value, labels)} is {'unknown' if negated else 'known'}"
        case _:
            return _say_membership(node, labels)


def _say_membership(node: tree.Node, labels: Labels) -> str:
    match node:
        case tree.Literal(value=bool() as value):
            who = "group" if labels.group else "customer" if labels.event is None else "event"
            return f"every {who}" if value else f"no {who}"
        case tree.Name() | tree.CustomerName():
            field = labels.find_field(node)
            if field is not None and field.kind == "tag":
                return f"has tag {quote(labels.field_label(field.name))}"
        case tree.InSegment(name=name):
            return f"is in segment {quote(labels.segment_label(name))}"
        case tree.OnList(name=name):
            return f"is on list {quote(labels.field_label(name))}"
        case tree.Consented(purpose=purpose):
            return f"has consented to {quote(purpose)}"
        case tree.Share(p=p, seed=seed):
            return f"is in a random {write_number(p * 100)}% of customers (seed {quote(seed)})"
        case tree.Did():
            return _say_sequence(node, labels)
        case tree.AnyGroup(rule=rule):
            return f"for at least one {_say_group(node, labels)}: {labels.in_group().condition(rule)}"
    return f"{say_value(node, labels)} is yes"


def _say_not(node: tree.Node, labels: Labels) -> str:
    match node:
        case tree.Name() | tree.CustomerName():
            field = labels.find_field(node)
            if field is not None and field.kind == "tag":
                return f"does not have tag {quote(labels.field_label(field.name))}"
        case tree.And() | tree.Or() | tree.Literal():
            return f"not ({labels.condition(node)})"
        case tree.InSegment() | tree.OnList() | tree.Share():
            words = _say_membership(node, labels).removeprefix("is ")
            return f"is not {words}".replace("in a random", "in the random", 1)
        case tree.Consented(purpose=purpose):
            return f"has not consented to {quote(purpose)}"
        case tree.Did():
            return f"did not complete the sequence ({_say_sequence(node, labels)})"
        case tree.AnyGroup(rule=rule):
            return f"for no {_say_group(node, labels)}: {labels.in_group().condition(rule)}"
    return f"{say_value(node, labels)} is not yes{_remark(labels, node)}"


def _say_group(node: tree.AnyGroup, labels: Labels) -> str:
    name = labels.property_label(node.event, node.property)
    others = any(
        isinstance(below, tree.Aggregate) and below.selection.event != node.event
        for below in tree.walk(node.rule)
    )
    return f"{name} of {quote(labels.event_label(node.event))}" if others else name


def _say_sequence(node: tree.Did, labels: Labels) -> str:
    """``first “A”, then “C” within 1 day with no “B” in between, all in the last 7 days``."""
    clauses = [f"first {_say_step(node.steps[0], labels)}"]
    forbidden: list[str] = []
    for step in node.steps[1:]:
        words = _say_step(step, labels)
        within = "" if step.within is None else f" within {write_span(step.within.number, step.within.unit)}"
        if step.negated:
            forbidden.append(f"no {words}{within}")
            continue
        between = f" with {' and '.join(forbidden)} in between" if forbidden else ""
        clauses.append(f"then {words}{within}{between}")
        forbidden = []
    if forbidden:
        clauses.append(f"then {' and '.join(forbidden)}")
    if node.window is not None:
        clauses.append(f"all {write_window(node.window)}")
    return ", ".join(clauses)


def _say_step(step: tree.SequenceStep, labels: Labels) -> str:
    return say_event(step.event, step.where, labels)


def _bracket(node: tree.Node, labels: Labels) -> str:
    words = labels.condition(node)
    return f"({words})" if is_group(node) else words


def _remark(labels: Labels, *values: tree.Node) -> str:
    """Says that a negative condition holds for the missing too, where something may be missing."""
    missing = list_missing(*values)
    if not missing:
        return ""
    if labels.group or labels.event is not None:
        return ", unknown included"
    never = find_never_done(missing)
    if never is not None:
        return f" (including customers who never did {say_event(never.event, never.where, labels)})"
    match missing:
        case (tree.Name() as leaf,):
            return f" (including customers whose {say_value(leaf, labels)} is unknown)"
    return " (including customers for whom this is unknown)"
