"""The three-level taxonomy of tags: category → sub-category → item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.tags.definition import TagDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable

DEPTH = 3


@dataclass(frozen=True, slots=True)
class Branch:
    """One place in the taxonomy: the tags that stand exactly here, and what is below."""

    path: tuple[str, ...]
    tags: tuple[str, ...]
    branches: tuple[Branch, ...]

    @property
    def count(self) -> int:
        """How many tags stand here and below."""
        return len(self.tags) + sum(branch.count for branch in self.branches)

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": list(self.path),
            "tags": list(self.tags),
            "count": self.count,
            "branches": [branch.to_dict() for branch in self.branches],
        }


def build_taxonomy(tags: Iterable[TagDefinition]) -> Branch:
    """The tree of all tags, in the order they come; tags without a path stand at the root."""
    return _grow((), [(tag.path, tag.name) for tag in tags])


def list_siblings(tags: Iterable[TagDefinition]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Yes-or-no tags that stand under one sub-category, where there are at least two."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for tag in tags:
        if tag.when is not None and len(tag.path) > 1:
            groups.setdefault(tag.path[: DEPTH - 1], []).append(tag.name)
    return {path: tuple(names) for path, names in groups.items() if len(names) > 1}


def _grow(path: tuple[str, ...], tags: list[tuple[tuple[str, ...], str]]) -> Branch:
    depth = len(path)
    below = list(dict.fromkeys(place[depth] for place, _ in tags if len(place) > depth))
    return Branch(
        path,
        tuple(name for place, name in tags if len(place) == depth),
        tuple(
            _grow(
                (*path, step),
                [(place, name) for place, name in tags if len(place) > depth and place[depth] == step],
            )
            for step in below
        ),
    )
