"""One root for every error that a person may read, each with a code, a place and a next step."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """One message in both languages."""

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mistake stands: a file, a 1-based line and column, or the path of a field."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        position = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        if self.file is None and self.line is not None:
            position = f"line {self.line}" + (f", column {self.column}" if self.column is not None else "")
        return " ".join(part for part in (position, self.field and f"({self.field})") if part)


class TagmaError(Exception):
    """Says what is wrong, where, what is nearest to it and what to do next; never shows row values."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        what: Text,
        *,
        where: Place | None = None,
        nearest: Sequence[str] = (),
        next_step: Text | None = None,
    ) -> None:
        super().__init__(what.en)
        self.what = what
        self.where = where
        self.nearest = tuple(nearest)
        self.next_step = next_step

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """The error as the one shape that the CLI (``--json``) and the API answer with."""
        where = self.where
        return {
            "code": self.code,
            "message": self.what.in_language(language),
            "where": None
            if where is None
            else {"file": where.file, "line": where.line, "column": where.column, "field": where.field},
            "nearest": list(self.nearest),
            "next": self.next_step.in_language(language) if self.next_step else None,
        }


class RuleError(TagmaError):
    """A rule does not parse or does not make sense against the vocabulary."""

    code = "rule"
    exit_code = 2
    span: tuple[int, int] = (0, 0)


class DefinitionError(TagmaError):
    """A definition file is wrong."""

    code = "definition"
    exit_code = 2


class DefinitionErrors(TagmaError):  # noqa: N818 (several)
    """All the mistakes found over all definition files."""

    code = "definitions"
    exit_code = 2

    def __init__(self, errors: Sequence[TagmaError]) -> None:
        count = len(errors)
        super().__init__(
            Text(
                f"{count} mistake{'s' if count != 1 else ''} in the definitions; nothing was applied",
                f"定义中有 {count} 处错误，未应用任何改动",
            )
        )
        self.errors = tuple(errors)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {**super().to_dict(language), "errors": [error.to_dict(language) for error in self.errors]}


class SourceError(TagmaError):
    """A source cannot be read or gives rows that cannot be used."""

    code = "source"
    exit_code = 3


class WorkspaceError(TagmaError):
    """A folder is not a workspace, or its settings are wrong."""

    code = "workspace"
    exit_code = 3


class DamagedError(WorkspaceError):
    """A file that can be made anew is not as it was written."""


class BusyError(WorkspaceError):
    """Another process owns the warehouse of this workspace."""

    code = "busy"
    exit_code = 4


class NotFoundError(TagmaError):
    """A customer, tag, segment, run or version does not exist."""

    code = "not-found"
    exit_code = 5


class ConflictError(TagmaError):
    """Somebody else changed it meanwhile; nothing was overwritten.

    Attributes:
        data: what a program may want to know: what was changed, which version is in force, who made it when.
    """

    code = "conflict"
    exit_code = 4

    def __init__(self, what: Text, *, data: dict[str, Any], next_step: Text | None = None) -> None:
        super().__init__(what, next_step=next_step)
        self.data = data


class RunError(TagmaError):
    """A run failed in one of its steps; what was published before still serves."""

    code = "run"
    exit_code = 6


class EngineError(TagmaError):
    """The database refused a statement; carries the step and the SQL for the log, not for the message."""

    code = "engine"
    exit_code = 7

    def __init__(self, what: Text, *, step: str, sql: str, next_step: Text | None = None) -> None:
        super().__init__(what, where=Place(field=step), next_step=next_step)
        self.step = step
        self.sql = sql


class TooLongError(TagmaError):
    """A question took longer than questions may, and was stopped."""

    code = "too-long"
    exit_code = 8


def nearest_names(name: str, names: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The known names most like a misspelt one, best first."""
    known = {candidate.casefold(): candidate for candidate in names}
    return tuple(known[match] for match in get_close_matches(name.casefold(), known, n=limit, cutoff=0.5))
