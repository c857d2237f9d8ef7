"""Which column of a file is which of a template: by header, by words that mean the same, by values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.collect.guess.roles import choose_roles
from tagma.collect.guess.table import Table, examine_file
from tagma.collect.inputs import Reading
from tagma.errors import Place, SourceError, Text, nearest_names

if TYPE_CHECKING:
    from tagma.collect.guess.facts import ColumnFacts
    from tagma.flows.templates.library import Column, File

_FILLER = re.compile(r"[\s_\-()（）【】\[\].:：/]+")
_LEAST_LOOKS = 0.5
NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Match:
    """A file and what its columns are.

    Attributes:
        columns: of the file, by the template's name; None where the file has no such column.
    """

    file: File
    table: Table
    columns: Mapping[str, str | None]

    @property
    def as_written(self) -> bool:
        """Whether the file has the headers of the template."""
        return all(name == found for name, found in self.columns.items())

    @property
    def readings(self) -> dict[str, Reading]:
        """How columns are read that people write in many ways."""
        facts = {each.name: each for each in self.table.columns}
        found: dict[str, Reading] = {}
        for column in self.file.columns:
            name = self.columns[column.name]
            if name is None:
                continue
            reading: Reading | None = "text"
            if column.type == "number":
                reading = facts[name].number_reading
            elif column.type == "time":
                reading = facts[name].time_reading()
            if reading is not None:
                found[name] = reading
        return found


def match_file(file: File, path: Path, said: Mapping[str, str] | None = None) -> Match:
    """Finds the columns of a template in a file.

    Args:
        said: columns of the file by the template's names, as a person said; ``-`` for none.

    Raises:
        SourceError: the file cannot be read, a required column was not found, or a correction names none.
    """
    table = examine_file(path)
    chosen = _take_said(file, table, said or {})
    roles = {role: choice.column for role, choice in choose_roles(table.columns, {}, path.name).items()}
    scored = sorted(
        (
            (score, -place, column, facts.name)
            for place, column in enumerate(file.columns)
            if column.name not in chosen
            for facts in table.columns
            if (score := _score(column, facts, roles)) > 0
        ),
        key=lambda each: each[:2],
        reverse=True,
    )
    taken = {name for name in chosen.values() if name is not None}
    for _, _, column, name in scored:
        if column.name not in chosen and name not in taken:
            chosen[column.name] = name
            taken.add(name)
    for column in file.columns:
        if chosen.setdefault(column.name, None) is None and column.required:
            raise _missing(column, table)
    return Match(file, table, chosen)


def _score(column: Column, facts: ColumnFacts, roles: Mapping[str, str]) -> float:
    """How likely a column of a file is one of the template; 0: not at all."""
    if column.type == "time" and facts.times < _LEAST_LOOKS and facts.filled:
        return 0
    if column.type == "number" and facts.numbers < _LEAST_LOOKS and facts.filled:
        return 0
    header = fold_header(facts.name)
    words = [fold_header(word) for word in column.words]
    if header == fold_header(column.name):
        return 1
    if header in words:
        return 0.9 - 0.001 * words.index(header)
    if any(
        len(word) >= 2 and (word in header or header in word) for word in (fold_header(column.name), *words)
    ):
        return 0.6
    return 0.5 if column.role and roles.get(column.role) == facts.name else 0


def fold_header(text: str) -> str:
    """A header without what people write differently."""
    return _FILLER.sub("", unicodedata.normalize("NFKC", text).casefold())


def _take_said(file: File, table: Table, said: Mapping[str, str]) -> dict[str, str | None]:
    known = {fold_header(column.name): column.name for column in file.columns}
    names = {fold_header(name): name for name in table.names}
    chosen: dict[str, str | None] = {}
    for wanted, given in said.items():
        column = known.get(fold_header(wanted))
        if column is None:
            continue  # of another file of the template, or told by the caller
        if given.strip() == NOTHING:
            chosen[column] = None
            continue
        found = names.get(fold_header(given))
        if found is None:
            raise SourceError(
                Text(f"“{table.path.name}” has no column “{given}”", f"“{table.path.name}”没有列“{given}”"),
                where=Place(file=str(table.path), field=column),
                nearest=nearest_names(given, table.names),
                next_step=_list_columns(table),
            )
        chosen[column] = found
    return chosen


def _missing(column: Column, table: Table) -> SourceError:
    return SourceError(
        Text(
            f"no column of “{table.path.name}” looks like “{column.name}” ({column.label.en})",
            f"“{table.path.name}”中没有像“{column.name}”（{column.label.zh}）的列",
        ),
        where=Place(file=str(table.path), field=column.name),
        nearest=nearest_names(column.name, table.names),
        next_step=Text(
            f"say which: --column {column.name}=COLUMN; {_list_columns(table).en}",
            f"请指明：--column {column.name}=列名；{_list_columns(table).zh}",
        ),
    )


def _list_columns(table: Table) -> Text:
    shown = table.names[:20]
    return Text(f"the columns are: {', '.join(shown)}", f"现有的列：{'、'.join(shown)}")
