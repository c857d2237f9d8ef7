"""What differs between two sets of definitions, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tagma.catalog.document import Path, write_path
from tagma.catalog.kind import Definition, Key

Action = Literal["added", "changed", "removed", "unchanged"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where it was not or is not there."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.path}: {_write(self.after)}"
        if self.after is None:
            return f"- {self.path}: {_write(self.before)}"
        return f"~ {self.path}: {_write(self.before)} → {_write(self.after)}"

    def to_dict(self) -> dict[str, Any]:
        return {"field": self.path, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Difference:
    """One definition in two sets.

    Attributes:
        effective: whether what changed can change answers (a label cannot).
    """

    action: Action
    before: Definition | None
    after: Definition | None
    fields: tuple[FieldChange, ...] = ()
    effective: bool = True

    @property
    def definition(self) -> Definition:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def key(self) -> Key:
        return self.definition.key


def diff_definitions(before: Iterable[Definition], after: Iterable[Definition]) -> list[Difference]:
    """Added, changed, removed and unchanged definitions, by kind and name.

    A definition that changed its kind or spelling under one name is a change.
    """
    old = {definition.key: definition for definition in before}
    new = {definition.key: definition for definition in after}
    found: list[Difference] = []
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was is None:
            found.append(Difference("added", None, now))
        elif now is None:
            found.append(Difference("removed", was, None))
        elif was.fingerprint == now.fingerprint:
            found.append(Difference("unchanged", was, now, effective=False))
        else:
            fields = diff_bodies(was.body, now.body)
            found.append(Difference("changed", was, now, fields, was.meaning != now.meaning))
    return found


def diff_bodies(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The fields in which two bodies differ; lists are compared as wholes unless they are equally long."""
    return tuple(_diff((), before, after))


def _diff(path: Path, before: Any, after: Any) -> list[FieldChange]:
    if before == after and type(before) is type(after):
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = [*before, *(key for key in after if key not in before)]
        return [change for key in keys for change in _diff((*path, key), before.get(key), after.get(key))]
    both = isinstance(before, list) and isinstance(after, list)
    if both and len(before) == len(after) and any(isinstance(item, Mapping) for item in before):
        pairs = zip(before, after, strict=True)
        return [
            change for index, (old, new) in enumerate(pairs) for change in _diff((*path, index), old, new)
        ]
    return [FieldChange(write_path(path), before, after)]


def _write(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
