"""Rules as fields of definitions: text that parses, and the names that it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from tagma.catalog import Reference, parsed_by, text_format
from tagma.errors import RuleError
from tagma.rules import parse_rule, tree

Path: TypeAlias = tuple[str | int, ...]


@lru_cache(maxsize=8192)
def read_rule(text: str) -> tree.Node:
    """Parses a rule once per text.

    Raises:
        RuleError: with line and column.
    """
    return parse_rule(text)


RuleText = Annotated[
    str, StringConstraints(min_length=1), parsed_by(read_rule, RuleError), text_format("tagma-rule")
]


@dataclass(frozen=True, slots=True)
class RuleUse:
    """One rule of a definition.

    Attributes:
        path: the field that it stands in, or that it was built from.
        text: as written; None for a rule that was built, whose mistakes are placed at the field itself.
        expects: ``condition`` or ``value``.
    """

    path: Path
    rule: tree.Node
    text: str | None
    expects: str

    @classmethod
    def written(cls, path: Path, text: str, expects: str) -> RuleUse:
        return cls(path, read_rule(text), text, expects)


def list_references(uses: tuple[RuleUse, ...]) -> tuple[Reference, ...]:
    """The events, fields and segments that rules name, each with the field of the definition, once."""
    found = {
        Reference(space, name, use.path): None for use in uses for space, name in _list_names(use.rule, False)
    }
    return tuple(found)


def _list_names(node: tree.Node, in_where: bool) -> list[tuple[str, str]]:
    """(namespace, name) of everything below a node; a name inside ``where`` is a property of the event."""
    match node:
        case tree.Name(name=name):
            return [] if in_where else [("field", name)]
        case tree.CustomerName(name=name) | tree.OnList(name=name):
            return [("field", name)]
        case tree.InSegment(name=name):
            return [("segment", name)]
        case tree.Aggregate(selection=selection):
            own = [("event", selection.event)]
            in_where = True
        case tree.Gap(start=start, end=end):
            own = [("event", selection.event) for selection in (start, end) if selection is not None]
            in_where = True
        case tree.Did(steps=steps):
            own = [("event", step.event) for step in steps]
            in_where = True
        case tree.AnyGroup(event=event):
            own = [("event", event)]
        case _:
            own = []
    return own + [name for child in tree.children(node) for name in _list_names(child, in_where)]
