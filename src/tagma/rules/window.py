"""The windows of a selection: part of the rule tree, imported through ``tagma.rules.tree``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
NO_SPAN: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Last:
    """``in last N unit``: (as_of - N, as_of]."""

    number: int
    unit: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ago:
    """``in N to M unit ago``: (as_of - N, as_of - M], N > M."""

    older: int
    newer: int
    unit: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CalendarPeriod:
    """``in this month``, ``in previous week``: local calendar periods; ``this`` ends at as_of."""

    which: str
    unit: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Since:
    """``since D``: from D on, D included."""

    start: date | datetime
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Before:
    """``before D``: D excluded."""

    end: date | datetime
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FromTo:
    """``from D to D``: the end is excluded."""

    start: date | datetime
    end: date | datetime
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Next:
    """``in next N unit``: (as_of, as_of + N]; labels and goals only."""

    number: int
    unit: str
    span: Span = field(default=NO_SPAN, compare=False, repr=False)


Window: TypeAlias = Last | Ago | CalendarPeriod | Since | Before | FromTo | Next
