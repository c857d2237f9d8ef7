"""The names, types and units that a rule may use: a value that the checker and the compiler read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from tagma.clock import Calendar
from tagma.errors import Text


class Type(StrEnum):
    BOOL = "bool"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    LIST = "list"

    @property
    def is_number(self) -> bool:
        return self in (Type.INTEGER, Type.DECIMAL, Type.FLOAT)

    @property
    def is_time(self) -> bool:
        return self in (Type.DATE, Type.INSTANT)


def fold_name(name: str) -> str:
    """The form under which two spellings are the same name (NFKC, case folded)."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an event type.

    Attributes:
        unit: free text such as ``CNY`` or ``second``; values of different units are not compared.
    """

    name: str
    type: Type
    unit: str | None = None
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A trait, tag or score of a customer.

    Attributes:
        kind: ``trait``, ``tag`` or ``score``.
        values: all values it can take where they are known, else empty.
        value_labels: words for those values.
    """

    name: str
    type: Type
    kind: str = "trait"
    unit: str | None = None
    label: Text | None = None
    values: tuple[str, ...] = ()
    value_labels: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True, slots=True)
class EventType:
    name: str
    properties: Names[Property]
    label: Text | None = None


NamedT = TypeVar("NamedT")


class Names(Generic[NamedT]):
    """An immutable mapping from names to things, found under any spelling that folds to the same name."""

    __slots__ = ("_by_fold", "_canonical")

    def __init__(self, items: Mapping[str, NamedT]) -> None:
        self._by_fold = {fold_name(name): item for name, item in items.items()}
        self._canonical = {fold_name(name): name for name in items}

    def get(self, name: str) -> NamedT | None:
        return self._by_fold.get(fold_name(name))

    def __contains__(self, name: str) -> bool:
        return fold_name(name) in self._by_fold

    def __iter__(self) -> Iterator[str]:
        return iter(self._canonical.values())

    def __len__(self) -> int:
        return len(self._by_fold)

    def values(self) -> list[NamedT]:
        return list(self._by_fold.values())


@dataclass(frozen=True, slots=True)
class Segment:
    name: str
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a rule may name in one workspace."""

    events: Names[EventType]
    fields: Names[Field]
    segments: Names[Segment]
    lists: Names[str]
    purposes: Names[str]
    calendar: Calendar = field(default_factory=Calendar)
    has_accounts: bool = False
