"""A kind of definition as a value, and one definition with its places and fingerprints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from tagma.catalog.document import Document, Path, write_path
from tagma.catalog.fingerprint import fingerprint
from tagma.catalog.names import fold_name
from tagma.errors import Place, TagmaError, Text

if TYPE_CHECKING:
    from tagma.catalog.model import DefinitionModel

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that a definition reads or makes.

    Attributes:
        space: the namespace of the name: ``event``, ``field`` (traits, tags, scores), ``segment`` ...
        path: the field of the definition where it stands.
    """

    space: str
    name: str
    path: Path = ()

    @property
    def key(self) -> Key:
        return (self.space, fold_name(self.name))


@dataclass(frozen=True, slots=True)
class Notice:
    """Advice about a definition that is valid."""

    what: Text
    where: Place | None = None
    next_step: Text | None = None

    def to_dict(self) -> dict[str, Any]:
        where = self.where
        return {
            "message": {"en": self.what.en, "zh": self.what.zh},
            "where": None
            if where is None
            else {"file": where.file, "line": where.line, "column": where.column, "field": where.field},
            "next": {"en": self.next_step.en, "zh": self.next_step.zh} if self.next_step else None,
        }


def _none(_: Any) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of definition.

    Attributes:
        name: what ``kind:`` says.
        model: its fields.
        label: what people call it.
        space: the namespace of its names; two kinds may share one.
        meaning: what of a definition changes answers, as plain data; the rest is words.
        reads: the names it depends on.
        makes: the names that come to be through it, beside its own.
        advise: advice about it: (path, what, next step).
    """

    name: str
    model: type[DefinitionModel]
    label: Text
    space: str
    meaning: Callable[[Any], Any]
    reads: Callable[[Any], Sequence[Reference]] = _none
    makes: Callable[[Any], Sequence[Reference]] = _none
    advise: Callable[[Any], Iterable[tuple[Path, Text, Text | None]]] = _none


@dataclass(frozen=True)
class Definition:
    """One valid definition; ``document`` is where it was written, None when it comes from the state store."""

    kind: Kind
    model: Any
    document: Document | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        return str(self.model.name)

    @property
    def key(self) -> Key:
        """(namespace, folded name): what references resolve to."""
        return (self.kind.space, fold_name(self.name))

    @cached_property
    def body(self) -> dict[str, Any]:
        """What was written, as plain JSON data in one form."""
        dumped: dict[str, Any] = self.model.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return dumped

    @cached_property
    def fingerprint(self) -> str:
        """Of the whole body: changes with any field, not with comments or layout."""
        return fingerprint(self.body)

    @cached_property
    def meaning(self) -> str:
        """Fingerprint of what changes answers: not of labels, descriptions, owners or the layout of rules."""
        return fingerprint(
            {"kind": self.kind.name, "name": self.name, "meaning": self.kind.meaning(self.model)}
        )

    @cached_property
    def reads(self) -> tuple[Reference, ...]:
        return tuple(self.kind.reads(self.model))

    @cached_property
    def makes(self) -> tuple[Reference, ...]:
        return tuple(self.kind.makes(self.model))

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """Where a field stands; kind, name and field only when there is no file."""
        if self.document is None:
            return Place(
                field=" ".join(part for part in (self.kind.name, self.name, write_path(path)) if part)
            )
        return self.document.place(path, key=key)

    def place_error(self, error: TagmaError, path: Path) -> TagmaError:
        """The same error with file, line and column; its own line counts inside the text of the field."""
        inner = error.where
        if self.document is not None and inner is not None and inner.line is not None:
            error.where = self.document.place_in_text(path, inner.line, inner.column or 1)
        else:
            error.where = self.place(path)
        return error
