"""Values of customers as JSON shows them, and the columns of tables that hold them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from tagma.server.shapes import Shape, write_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tagma.errors import Language, Text
    from tagma.evaluate import World
    from tagma.rules.vocabulary import Field as KnownField

Cell: TypeAlias = bool | int | float | str | list[str] | None
"""A value in an answer: numbers are numbers, instants are ISO text with Z, dates ISO text."""


class ValueLabel(Shape):
    """What a value is called in the language of the request."""

    value: Cell
    label: str


class Column(Shape):
    """One column of a table of customers."""

    name: str
    label: str
    kind: Literal["id", "trait", "tag", "score", "segment"]
    type: str
    unit: str | None
    values: list[ValueLabel]


def show_value(value: Any) -> Cell:
    """A value as JSON shows it."""
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case float():
            return value if abs(value) != float("inf") and value == value else None
        case datetime():
            return write_instant(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [str(show_value(each)) for each in value]
    return str(value)


def show_rows(rows: Iterable[Sequence[Any]]) -> list[list[Cell]]:
    return [[show_value(value) for value in row] for row in rows]


def label_value(value: Any, labels: Mapping[str, Text], language: Language) -> str | None:
    """The word for a value, where it has one."""
    word = labels.get(str(value)) if value is not None else None
    return word.in_language(language) if word is not None else None


def label_values(field: KnownField, language: Language) -> list[ValueLabel]:
    """The words for all values of a field that have one."""
    order = {value: place for place, value in enumerate(field.values)}
    words = sorted(field.value_labels.items(), key=lambda pair: order.get(pair[0], len(order)))
    return [ValueLabel(value=value, label=word.in_language(language)) for value, word in words]


def describe_columns(world: World, names: Iterable[str], language: Language) -> list[Column]:
    """``customer`` and some columns of the portrait."""
    first = "客户" if language == "zh" else "Customer"
    found = [Column(name="customer", label=first, kind="id", type="text", unit=None, values=[])]
    for name in names:
        field = world.vocabulary.fields.get(name)
        if field is not None:
            found.append(
                Column(
                    name=name,
                    label=field.label.in_language(language) if field.label else field.name,
                    kind=_KINDS[field.kind],
                    type=field.type.value,
                    unit=field.unit,
                    values=label_values(field, language),
                )
            )
            continue
        segment = world.vocabulary.segments.get(name.removeprefix("segment:"))
        label = segment.label.in_language(language) if segment is not None and segment.label else name
        found.append(Column(name=name, label=label, kind="segment", type="bool", unit=None, values=[]))
    return found


_KINDS: Mapping[str, Literal["trait", "tag", "score"]] = {"trait": "trait", "tag": "tag", "score": "score"}
