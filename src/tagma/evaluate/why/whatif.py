"""What would change the answer of a leaf: how much more, or at which instant if nothing else happens."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tagma.clock import FIXED_UNITS
from tagma.errors import Text
from tagma.rules import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.evaluate.why.evidence import Evidence
    from tagma.rules.vocabulary import Vocabulary

_UP, _DOWN = (">", ">="), ("<", "<=")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Hint:
    """What would change an answer.

    Attributes:
        at: when it changes by itself, if nothing else happens.
    """

    text: Text
    at: datetime | None = None


def find_hint(
    node: tree.Node,
    holds: bool,
    value: Any,
    threshold: Any,
    evidence: Sequence[Evidence],
    at: datetime,
    vocabulary: Vocabulary,
) -> Hint | None:
    """What would turn a leaf's answer; None where nothing useful can be said."""
    match node:
        case tree.Compare(op=op, left=tree.Aggregate() as left) if op in (*_UP, *_DOWN) and _is_number(
            value, threshold
        ):
            return _aggregate_hint(left, op, holds, value, threshold, evidence, vocabulary)
        case tree.Compare(
            op=op, left=tree.Call(function="days_since", args=(tree.Aggregate(function="last") as last,))
        ):
            return _recency_hint(last, op, holds, value, threshold, evidence, vocabulary)
        case tree.Compare(op=op) if op in (*_UP, *_DOWN) and _is_number(value, threshold):
            away = _show(abs(Decimal(str(threshold)) - Decimal(str(value))))
            return Hint(Text(f"{away} away from the threshold", f"距阈值 {away}"))
        case tree.Compare() | tree.Between() if value is None:
            return Hint(Text("the value is unknown", "该值未知"))
        case tree.InList(items=items, negated=negated) if holds == negated:
            words = [_word_value(node.value, item.value, vocabulary) for item in items[:8]]
            en, zh = ", ".join(each.en for each in words), "、".join(each.zh for each in words)
            return Hint(Text(f"would have to be one of: {en}", f"需为以下之一：{zh}"))
        case tree.Compare(op="=", left=left, right=tree.Literal(value=wanted)) if not holds:
            word = _word_value(left, wanted, vocabulary)
            return Hint(Text(f"would have to be {word.en}", f"需为 {word.zh}"))
    return None


def _aggregate_hint(
    left: tree.Aggregate,
    op: str,
    holds: bool,
    value: Any,
    threshold: Any,
    evidence: Sequence[Evidence],
    vocabulary: Vocabulary,
) -> Hint | None:
    label = _label(left.selection.event, vocabulary)
    strict = op in (">", "<")
    value, threshold = Decimal(str(value)), Decimal(str(threshold))
    if left.function in ("count", "days", "distinct"):
        edge = math.floor(threshold) + 1 if op in (">", "<=") else math.ceil(threshold)
        if (op in _UP and not holds) or (op in _DOWN and holds):
            more = max(1, edge - int(value))
            plural = {
                "count": (f"“{label.en}”", "次"),
                "days": (f"days with “{label.en}”", "天"),
                "distinct": ("different values", "个不同值"),
            }
            en, zh = plural[left.function]
            if holds:
                ended = Text(f"{more} more {en} would end it", f"再有 {more} {zh}「{label.zh}」就不再成立")
                return Hint(ended)
            return Hint(Text(f"{more} more {en} would make it true", f"再有 {more} {zh}「{label.zh}」即成立"))
        if left.function == "count" and (leaves := _leaving(left, edge, evidence)) is not None:
            return Hint(
                Text(
                    f"changes by itself unless “{label.en}” happens again",
                    f"若不再发生「{label.zh}」，到时自动变化",
                ),
                leaves,
            )
        return None
    if left.function in ("sum", "avg", "min", "max", "median", "first", "last"):
        away = _show(abs(threshold - value))
        side = ("more than " if strict else "at least ", "超过" if strict else "至少")
        if op in _UP and not holds and left.function == "sum":
            return Hint(Text(f"{side[0]}{away} more would make it true", f"再增加{side[1]} {away} 即成立"))
        return Hint(Text(f"{away} away from the threshold", f"距阈值 {away}"))
    return None


def _leaving(left: tree.Aggregate, edge: int, evidence: Sequence[Evidence]) -> datetime | None:
    """When the count falls below an edge because old events leave a rolling window."""
    window = left.selection.window
    if not isinstance(window, tree.Last) or window.unit not in FIXED_UNITS or not evidence:
        return None
    instants = evidence[0].instants
    index = len(instants) - edge
    if edge < 1 or not 0 <= index < len(instants):
        return None
    return instants[index] + window.number * FIXED_UNITS[window.unit]


def _recency_hint(
    last: tree.Aggregate,
    op: str,
    holds: bool,
    value: Any,
    threshold: Any,
    evidence: Sequence[Evidence],
    vocabulary: Vocabulary,
) -> Hint | None:
    label = _label(last.selection.event, vocabulary)
    if not _is_number(value, threshold):
        return Hint(Text(f"there is no “{label.en}” yet", f"还没有「{label.zh}」"))
    # Below the formula that was asked for no events are collected, so the instant stays unsaid there.
    instants = evidence[0].instants if evidence else ()
    edge = instants[-1] + timedelta(days=float(threshold)) if instants else None
    if op in _UP:
        if holds:
            return Hint(Text(f"the next “{label.en}” would end it", f"下一次「{label.zh}」即不再成立"))
        turns = edge + _TICK if edge is not None and op == ">" else edge
        return Hint(
            Text(
                f"becomes true unless “{label.en}” happens before",
                f"若在此之前没有「{label.zh}」，届时成立",
            ),
            turns,
        )
    if op in _DOWN:
        if not holds:
            return Hint(Text(f"the next “{label.en}” would make it true", f"下一次「{label.zh}」即成立"))
        ends = edge + _TICK if edge is not None and op == "<=" else edge
        return Hint(
            Text(
                f"ends unless “{label.en}” happens before",
                f"若在此之前没有「{label.zh}」，届时不再成立",
            ),
            ends,
        )
    return None


def _label(event: str, vocabulary: Vocabulary) -> Text:
    found = vocabulary.events.get(event)
    return found.label if found is not None and found.label is not None else Text(event, event)


def _is_number(*values: Any) -> bool:
    return all(isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values)


def _show(value: Decimal) -> str:
    return format(round(value, 4).normalize(), ",f")


def _word_value(field: tree.Node, value: Any, vocabulary: Vocabulary) -> Text:
    """A value with the label that its trait or tag gives it."""
    found = vocabulary.fields.get(field.name) if isinstance(field, tree.Name) else None
    label = found.value_labels.get(str(value)) if found is not None else None
    return label or Text(str(value), str(value))
