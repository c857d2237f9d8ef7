"""What a file of orders or of customers is taken for, as a value that a person may look at and correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tagma.clock import Calendar
from tagma.collect.guess.facts import ColumnFacts
from tagma.collect.guess.roles import Choice, choose_roles
from tagma.collect.guess.shape import Shape, find_shape
from tagma.collect.guess.table import Table, examine_file, open_table
from tagma.collect.guess.words import BY_NAME
from tagma.collect.inputs import Reading
from tagma.collect.sources.files import find_input
from tagma.errors import Place, SourceError, Text

if TYPE_CHECKING:
    from tagma.errors import Language

FileKind = Literal["orders", "customers"]
_TEXTS = ("customer", "order", "line", "phone", "status", "email", "name")
_NUMBERS = ("amount", "quantity", "price", "refund", "discount")
_EVERYBODY = 0.98


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person said of a file.

    Attributes:
        roles: columns by role; ``-`` where no column has it.
        day_first: whether 03/04/2024 is the 3rd of April.
        encoding, delimiter: of a CSV file, where they were found wrong.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    header_row: int | None = None
    day_first: bool | None = None
    time_zone: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class FileGuess:
    """What one file is taken for.

    Attributes:
        roles: the columns by role.
        readings: how columns are read that need it.
        shape: of the rows of orders; None for a file of customers, and where a needed column is missing.
    """

    table: Table
    kind: FileKind
    roles: Mapping[str, Choice]
    readings: Mapping[str, Reading]
    shape: Shape | None

    @property
    def columns_by_role(self) -> dict[str, str]:
        return {role: choice.column for role, choice in self.roles.items()}

    @property
    def left_over(self) -> list[ColumnFacts]:
        """The columns that have no role."""
        taken = {choice.column for choice in self.roles.values()}
        return [column for column in self.table.columns if column.name not in taken]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        table = self.table
        by_column = {choice.column: choice for choice in self.roles.values()}
        return {
            "file": table.path.name,
            "kind": self.kind,
            "format": table.format,
            "encoding": table.encoding or None,
            "delimiter": table.delimiter or None,
            "sheet": table.options.sheet,
            "sheets": list(table.sheets),
            "header_row": table.options.header_row,
            "columns": [
                _describe_column(column, by_column, self.readings, language) for column in table.columns
            ],
            "sample": [list(row) for row in table.sample],
            "rows": None if self.shape is None else self.shape.rows,
            "shape": None if self.shape is None else self.shape.to_dict(),
            "notes": [note.in_language(language) for note in (self.shape.notes if self.shape else ())],
        }


class MissingRoleError(SourceError):
    """No column looks like what every order has; a person may name it.

    Attributes:
        file: what was found all the same.
    """

    def __init__(
        self, file: FileGuess, role: str, *, what: Text | None = None, next_step: Text | None = None
    ) -> None:
        table, label = file.table, BY_NAME[role].label
        shown: Sequence[str] = table.names[:20]
        super().__init__(
            what
            or Text(
                f"no column of “{table.path.name}” looks like the {label.en}",
                f"“{table.path.name}”中没有像{label.zh}的列",
            ),
            where=Place(file=str(table.path), field=role),
            nearest=tuple(shown[:3]),
            next_step=next_step
            or Text(
                f"name it with --{role} COLUMN; the columns are: {', '.join(shown)}",
                f"请用 --{role} 列名 指定；现有的列：{'、'.join(shown)}",
            ),
        )
        self.file = file
        self.role = role


def guess_file(
    path: Path, corrections: Corrections, zone: Calendar, *, customer: str | None = None
) -> FileGuess:
    """Looks at a file and says what it is.

    Args:
        customer: the customer column of the order file beside it, by which a file of customers is joined.

    Raises:
        SourceError: it cannot be read, a correction names no column, or no customer or no time was found.
    """
    table = examine_file(
        path,
        sheet=corrections.sheet,
        header_row=corrections.header_row,
        encoding=corrections.encoding,
        delimiter=corrections.delimiter,
    )
    roles = dict(corrections.roles)
    names = {column.name for column in table.columns}
    if customer in names and "customer" not in roles:
        roles["customer"] = str(customer)
    chosen = choose_roles(table.columns, roles, path.name)
    if _is_about_customers(table, chosen, asked="time" in corrections.roles or "amount" in corrections.roles):
        return FileGuess(table, "customers", chosen, _find_readings(table, chosen, corrections), None)
    for role in ("customer", "time"):
        if role not in chosen:
            raise MissingRoleError(FileGuess(table, "orders", chosen, {}, None), role)
    readings = _find_readings(table, chosen, corrections)
    found = find_input(str(path.resolve()), path.resolve().parent)
    columns = {role: choice.column for role, choice in chosen.items()}
    with open_table(found, table.options, dict(readings)) as relations:
        relations.keep_rows()
        shape = find_shape(relations, columns, zone)
    return FileGuess(table, "orders", chosen, readings, shape)


def may_join(first: FileGuess, other: FileGuess) -> bool:
    """Whether two files hold the same columns, so that they are one source."""
    return (
        (first.kind, first.table.format, set(first.table.names), first.columns_by_role)
        == (other.kind, other.table.format, set(other.table.names), other.columns_by_role)
        and first.table.options == other.table.options
    )  # fmt: skip


def _is_about_customers(table: Table, chosen: Mapping[str, Choice], *, asked: bool) -> bool:
    """Whether each row is a customer of its own: no order number, no amount, no number twice."""
    if asked or "customer" not in chosen or {"order", "amount", "price", "product"} & chosen.keys():
        return False
    column = next(each for each in table.columns if each.name == chosen["customer"].column)
    return column.distinct_share >= _EVERYBODY and len(table.columns) > 1


def _find_readings(
    table: Table, chosen: Mapping[str, Choice], corrections: Corrections
) -> dict[str, Reading]:
    facts = {column.name: column for column in table.columns}
    readings: dict[str, Reading] = {}
    for role, choice in chosen.items():
        column = facts[choice.column]
        reading: Reading | None = None
        if role in _TEXTS:
            reading = "text"
        elif role in _NUMBERS:
            reading = column.number_reading
        elif role == "time":
            reading = column.time_reading(day_first=corrections.day_first)
        if reading is not None:
            readings[choice.column] = reading
    for column in table.columns:
        if column.name not in readings and column.name not in {each.column for each in chosen.values()}:
            if column.numbers > 0.9 and column.number_reading and column.times < 0.5:
                readings[column.name] = column.number_reading
            elif column.times > 0.9 and column.time_form not in ("serial", "digits"):
                reading = column.time_reading(day_first=corrections.day_first)
                readings |= {column.name: reading} if reading else {}
    return readings


def _describe_column(
    column: ColumnFacts,
    by_column: Mapping[str, Choice],
    readings: Mapping[str, Reading],
    language: Language,
) -> dict[str, Any]:
    choice = by_column.get(column.name)
    return {
        "name": column.name,
        "role": choice.role if choice else None,
        "role_label": BY_NAME[choice.role].label.in_language(language) if choice else None,
        "reading": readings.get(column.name),
        "filled": round(column.filled, 4),
        "distinct": column.distinct,
        "examples": list(column.examples),
        "confidence": round(min(choice.score, 1.0), 2) if choice else None,
        "reasons": [reason.in_language(language) for reason in choice.reasons] if choice else [],
    }
