"""What things are called in one language and of what kind they are: all a sentence asks the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias, TypeGuard

from tagma.errors import Language, Text
from tagma.rules import tree
from tagma.rules.vocabulary import Field, Property, Type, Vocabulary

EVENT_INSTANT = "ts"
NEVER_MISSING = ("count", "sum", "distinct", "days")
_TIME_WORDS = Text("Time", "发生时间")


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a vocabulary in one language, from where a name is read.

    Attributes:
        tell: tells a condition; given here so that values can hold conditions and conditions values.
        event: the event whose properties plain names are, None where they are fields of the customer.
        group: whether the rule speaks of one group of an ``any(...)``.
    """

    vocabulary: Vocabulary
    language: Language
    tell: Teller
    event: str | None = None
    group: bool = False

    def condition(self, node: tree.Node) -> str:
        return self.tell(node, self)

    def inside(self, event: str) -> Labels:
        """The labels that hold in the ``where`` of an event."""
        return replace(self, event=event)

    def in_group(self) -> Labels:
        return replace(self, group=True)

    def _label(self, label: Text | None, name: str) -> str:
        return name if label is None else label.in_language(self.language)

    # --- things by name

    def event_label(self, name: str) -> str:
        found = self.vocabulary.events.get(name)
        return name if found is None else self._label(found.label, found.name)

    def segment_label(self, name: str) -> str:
        found = self.vocabulary.segments.get(name)
        return name if found is None else self._label(found.label, found.name)

    def field_label(self, name: str) -> str:
        found = self.vocabulary.fields.get(name)
        return name if found is None else self._label(found.label, found.name)

    def property_label(self, event: str, name: str) -> str:
        found = self.find_property(event, name)
        return name if found is None else self._label(found.label, found.name)

    def find_property(self, event: str, name: str) -> Property | None:
        known = self.vocabulary.events.get(event)
        found = None if known is None else known.properties.get(name)
        if found is None and name.lower() == EVENT_INSTANT:
            return Property(EVENT_INSTANT, Type.INSTANT, label=_TIME_WORDS)
        return found

    def find_field(self, node: tree.Node) -> Field | None:
        """The field that a node names, if it names one."""
        match node:
            case tree.CustomerName(name=name):
                return self.vocabulary.fields.get(name)
            case tree.Name(name=name) if self.event is None:
                return self.vocabulary.fields.get(name)
        return None

    def value_label(self, value: str, peer: tree.Node | None) -> str:
        """The word for a value of the field that it is compared with."""
        field = None if peer is None else self.find_field(peer)
        return value if field is None else self._label(field.value_labels.get(value), value)

    # --- kinds of things

    def type_of(self, node: tree.Node) -> Type | None:
        """The type of a value as far as sentences care; None where unknown."""
        match node:
            case tree.Literal(value=value):
                return _type_of_literal(value)
            case tree.Name(name=name) if self.event is not None:
                found = self.find_property(self.event, name)
                return None if found is None else found.type
            case tree.Name() | tree.CustomerName():
                field = self.find_field(node)
                return None if field is None else field.type
            case tree.Aggregate(function="first" | "last", selection=tree.Selection(property=None)):
                return Type.INSTANT
            case tree.Aggregate(function="top", k=int()):
                return Type.LIST
            case tree.Aggregate(function="first" | "last" | "min" | "max" | "top", selection=selection):
                found = self.find_property(selection.event, selection.property or "")
                return None if found is None else found.type
            case tree.Call(function="anniversary"):
                return Type.DATE
            case tree.Call(function="coalesce" | "if", args=args) if args:
                return self.type_of(args[-1])
        return None

    def is_time(self, node: tree.Node) -> bool:
        type_ = self.type_of(node)
        return type_ is not None and type_.is_time

    def is_number(self, node: tree.Node) -> bool:
        """Whether a value counts or measures something, as far as can be told."""
        match node:
            case tree.Arithmetic() | tree.Negate() | tree.Gap() | tree.Population():
                return True
            case tree.Aggregate(function=function) if function not in ("first", "last", "top", "min", "max"):
                return True
        type_ = self.type_of(node)
        return type_ is not None and type_.is_number

    def unit_of(self, node: tree.Node) -> str | None:
        """The unit that a number compared with this value is in."""
        match node:
            case tree.Name(name=name) if self.event is not None:
                found = self.find_property(self.event, name)
                return None if found is None else found.unit
            case tree.Name() | tree.CustomerName():
                field = self.find_field(node)
                return None if field is None else field.unit
            case tree.Aggregate(function=function, selection=selection) if selection.property is not None:
                found = self.find_property(selection.event, selection.property)
                return None if found is None or function == "distinct" else found.unit
            case tree.Gap():
                return "day"
            case tree.Call(function="days_since" | "days_until"):
                return "day"
            case tree.Call(function="coalesce" | "if", args=args):
                return next((unit for unit in map(self.unit_of, args) if unit is not None), None)
            case tree.Population(function="percentile", operand=operand) | tree.Negate(operand=operand):
                return self.unit_of(operand)
            case tree.Arithmetic(op="+" | "-", left=left, right=right):
                return self.unit_of(left) or self.unit_of(right)
            case tree.Arithmetic(op="*", left=left, right=tree.Literal()):
                return self.unit_of(left)
        return None


Teller: TypeAlias = Callable[[tree.Node, Labels], str]


def _type_of_literal(value: tree.Scalar) -> Type:
    match value:
        case bool():
            return Type.BOOL
        case str():
            return Type.TEXT
        case datetime():
            return Type.INSTANT
        case date():
            return Type.DATE
        case _:
            return Type.DECIMAL


def is_number(value: tree.Scalar) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def list_missing(*values: tree.Node) -> tuple[tree.Node, ...]:
    """The different values below, for want of which the values themselves may be missing."""
    return tuple(dict.fromkeys(leaf for value in values for leaf in _find_missing(value)))


def find_never_done(missing: tuple[tree.Node, ...]) -> tree.Selection | None:
    """The events a customer never did where that alone makes the value missing."""
    match missing:
        case (tree.Aggregate(function="first" | "last", selection=selection),):
            return selection if (selection.property, selection.window) == (None, None) else None
    return None


def _find_missing(node: tree.Node) -> list[tree.Node]:
    match node:
        case tree.Name(name=name) if name.lower() != EVENT_INSTANT:
            return [node]
        case tree.CustomerName() | tree.Gap():
            return [node]
        case tree.Aggregate(function=function) if function not in NEVER_MISSING:
            return [node]
        case tree.Call(function="coalesce", args=args):
            missing = [_find_missing(arg) for arg in args]
            return [leaf for leaves in missing for leaf in leaves] if all(missing) else []
        case tree.Call(function="if", args=args):
            return [leaf for arg in args[1:] for leaf in _find_missing(arg)]
        case tree.Call(args=args):
            return [leaf for arg in args for leaf in _find_missing(arg)]
        case tree.Arithmetic(op="/"):
            return [node]
        case tree.Arithmetic(left=left, right=right):
            return [*_find_missing(left), *_find_missing(right)]
        case tree.Negate(operand=operand) | tree.Population(operand=operand):
            return _find_missing(operand)
    return []
