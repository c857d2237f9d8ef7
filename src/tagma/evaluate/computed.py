"""What the evaluator computes: named formulas over rules. It knows neither tags nor segments nor models."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tagma.rules.tree import Node
    from tagma.rules.vocabulary import Type

CaseValue: TypeAlias = "str | int | Decimal | bool"


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a rule: a boolean for a condition, a number, text, date or list for a value."""

    rule: Node


@dataclass(frozen=True, slots=True)
class Case:
    value: CaseValue
    when: Node


@dataclass(frozen=True, slots=True)
class Cases:
    """The value of the first case whose condition holds, else ``otherwise`` (None: missing)."""

    cases: tuple[Case, ...]
    otherwise: CaseValue | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """Membership of an imported list (boolean), or the value that the list carries."""

    list_name: str
    valued: bool = False


Formula: TypeAlias = Value | Cases | Members


@dataclass(frozen=True, slots=True)
class Computed:
    """One column of the portrait.

    Attributes:
        name: unique within its kind.
        kind: ``tag``, ``score`` or ``segment``.
        type: of the column; a segment is ``bool``.
        cadence: canonical, see ``tagma.clock.parse_cadence``.
        fingerprint: changes when the formula or the cadence does.
    """

    name: str
    kind: str
    formula: Formula
    type: Type
    cadence: str
    fingerprint: str
    version: int = 0

    @property
    def column(self) -> str:
        """The name of its column in the profile table."""
        return f"segment:{self.name}" if self.kind == "segment" else self.name
