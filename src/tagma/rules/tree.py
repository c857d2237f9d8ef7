"""The rule tree: plain frozen values that text, JSON, SQL and sentences are four readings of.

``span`` says where a node stood in the text (offsets of code points). It takes no part in equality and is not
in the JSON form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from tagma.rules.window import NO_SPAN, Ago, Before, CalendarPeriod, FromTo, Last, Next, Since, Span, Window

Scalar: TypeAlias = "bool | int | Decimal | str | date | datetime"


# --- values


@dataclass(frozen=True, slots=True)
class Literal:
    value: Scalar
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A trait, tag or score; inside ``where`` and in event scope, an event property."""

    name: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CustomerName:
    """``customer.x`` inside ``where``."""

    name: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events an aggregate reads: ``EVENT[.property] [where RULE] [window]``."""

    event: str
    property: str | None = None
    where: Node | None = None
    window: Window | None = None
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``count sum avg min max median distinct days first last top`` over a selection; ``k`` for ``top``."""

    function: str
    selection: Selection
    k: int | None = None
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """``gap(A)``: median time between; ``gap(A then B)``: from each A to the next B. In days."""

    start: Selection
    end: Selection | None = None
    window: Window | None = None
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the operator table over values: ``days_since``, ``coalesce``, ``if`` ..."""

    function: str
    args: tuple[Node, ...]
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Population:
    """``percentile(x, p)`` (a stored cut) or ``rank(x)`` (1 = highest)."""

    function: str
    operand: Node
    p: Decimal | None = None
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: str
    left: Node
    right: Node
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negate:
    operand: Node
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


# --- predicates


@dataclass(frozen=True, slots=True)
class Compare:
    """``= != < <= > >=``."""

    op: str
    left: Node
    right: Node
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InList:
    value: Node
    items: tuple[Literal, ...]
    negated: bool = False
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends included."""

    value: Node
    low: Node
    high: Node
    negated: bool = False
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TextMatch:
    """``contains``, ``starts with``, ``ends with``, ``matches``; ``contains`` also asks a list value."""

    op: str
    value: Node
    pattern: Literal
    negated: bool = False
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """``is known``; negated: ``is missing``."""

    value: Node
    negated: bool = False
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    operands: tuple[Node, ...]
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    operands: tuple[Node, ...]
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Within:
    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """One step of ``did``; ``within`` counts from the previous matched (positive) step."""

    event: str
    where: Node | None = None
    negated: bool = False
    within: Within | None = None
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Did:
    steps: tuple[SequenceStep, ...]
    window: Window | None = None
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AnyGroup:
    """``any(E.p: rule)``: the rule holds inside one group of E.p."""

    event: str
    property: str
    rule: Node
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InSegment:
    """``segment(x)``."""

    name: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OnList:
    """``list(x)``: on the imported list of the tag x."""

    name: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Share:
    """``share(p, seed)``: a stable random share p of all customers."""

    p: Decimal
    seed: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Consented:
    """``consent(purpose)``."""

    purpose: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


ValueNode: TypeAlias = (
    Literal | Name | CustomerName | Aggregate | Gap | Call | Population | Arithmetic | Negate
)
PredicateNode: TypeAlias = (
    Compare
    | InList
    | Between
    | TextMatch
    | Known
    | Not
    | And
    | Or
    | Did
    | AnyGroup
    | InSegment
    | OnList
    | Share
    | Consented
)
Node: TypeAlias = ValueNode | PredicateNode


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, ``where`` rules included."""
    match node:
        case Aggregate(selection=selection):
            return () if selection.where is None else (selection.where,)
        case Gap(start=start, end=end):
            wheres = (start.where, end.where if end else None)
            return tuple(where for where in wheres if where is not None)
        case Call(args=args):
            return args
        case Population(operand=operand) | Negate(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case InList(value=value, items=items):
            return (value, *items)
        case Between(value=value, low=low, high=high):
            return (value, low, high)
        case TextMatch(value=value, pattern=pattern):
            return (value, pattern)
        case Known(value=value):
            return (value,)
        case And(operands=operands) | Or(operands=operands):
            return operands
        case Did(steps=steps):
            return tuple(step.where for step in steps if step.where is not None)
        case AnyGroup(rule=rule):
            return (rule,)
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """The node and all below it, parents first."""
    found: list[Node] = []
    stack = [node]
    while stack:
        current = stack.pop()
        found.append(current)
        stack.extend(reversed(children(current)))
    return found


__all__ = [
    "NO_SPAN",
    "Ago",
    "Before",
    "CalendarPeriod",
    "FromTo",
    "Last",
    "Next",
    "Since",
    "Span",
    "Window",
]
