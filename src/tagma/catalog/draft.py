"""A definition that stands in no file yet: what is wrong with it is said by its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tagma.catalog.document import Document, Path, write_path
from tagma.errors import Place


@dataclass(frozen=True, slots=True)
class DraftPlace(Place):
    """A field of a definition; line and column count inside the text of that field."""

    kind: str = ""
    name: str = ""

    def __str__(self) -> str:
        return self.field or ""


@dataclass(frozen=True, slots=True)
class Draft(Document):
    """The fields of one definition as somebody sent them.

    Attributes:
        kind: of the definition, as it was asked for.
        name: of the definition, as it was asked for.
    """

    kind: str = ""
    name: str = ""

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """The field itself."""
        return DraftPlace(field=write_path(path) or None, kind=self.kind, name=self.name)

    def place_in_text(self, path: Path, line: int, column: int) -> Place:
        """A line and column of the text of a field."""
        return DraftPlace(None, line, column, write_path(path) or None, self.kind, self.name)


def open_draft(kind: str, name: str, data: Mapping[str, Any]) -> Draft:
    """A draft of plain JSON data."""
    return Draft("", dict(data), {}, (), kind, name)
