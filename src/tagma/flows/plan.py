"""A plan as a value: what applying the definitions would change. Printable, then applied."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tagma.catalog import Difference, FieldChange, Notice
from tagma.errors import Language, Text

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.catalog import Definition
    from tagma.errors import TagmaError
    from tagma.evaluate.answer import Moved

SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_ACTIONS = {
    "added": Text("added", "新增"),
    "changed": Text("changed", "修改"),
    "removed": Text("removed", "删除"),
}
_NO_CHANGES = Text(
    "No changes: the files and what is applied are the same.", "没有改动：文件与已应用的定义一致。"
)


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One definition that would be added, changed or removed.

    Attributes:
        effective: whether it can change answers; a label cannot.
        moved: customers who gain, lose or change it; None where it computes nothing or data is not loaded.
        counted: whether customers can be counted for it at all: a tag or segment whose formula changes.
        below: what depends on it.
    """

    action: str
    kind: str
    name: str
    label: Text
    place: str
    fields: tuple[FieldChange, ...] = ()
    effective: bool = True
    moved: Moved | None = None
    counted: bool = False
    below: tuple[Definition, ...] = ()

    @property
    def affects(self) -> tuple[str, ...]:
        """What depends on it, as "kind name"."""
        return tuple(f"{definition.kind.name} {definition.name}" for definition in self.below)

    def to_dict(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "kind": self.kind,
            "name": self.name,
            "place": self.place or None,
            "effective": self.effective,
            "fields": [change.to_dict() for change in self.fields],
            "customers": None
            if self.moved is None
            else {
                "gained": self.moved.gained,
                "lost": self.moved.lost,
                "changed": self.moved.changed,
                "total": self.moved.total,
            },
            "affects": list(self.affects),
        }

    def describe(self, language: Language = "en") -> list[str]:
        """Its lines: the change, its fields, what it moves."""
        zh = language == "zh"
        place = f"  ({self.place})" if self.place else ""
        lines = [f"{SIGNS[self.action]} {self.kind} {self.name}{place}"]
        lines += [f"    {change}" for change in self.fields]
        if self.moved is not None:
            moved, total = self.moved, f"{self.moved.total:,}"
            gained, lost, changed = f"{moved.gained:,}", f"{moved.lost:,}", f"{moved.changed:,}"
            lines.append(
                f"    客户：新增 {gained}，失去 {lost}，取值变化 {changed}（共 {total}）"
                if zh
                else f"    customers: {gained} gained, {lost} lost, {changed} changed (of {total})"
            )
        elif self.counted:
            lines.append("    客户：数据尚未载入" if zh else "    customers: the data is not loaded yet")
        elif not self.effective:
            lines.append("    仅文字改动，不影响结果" if zh else "    words only; no answer changes")
        if self.affects:
            lines.append(
                f"    影响：{'、'.join(self.affects)}" if zh else f"    affects: {', '.join(self.affects)}"
            )
        return lines


@dataclass(frozen=True)
class DefinitionPlan:
    """What ``tagma apply`` would do; nothing is changed by making it.

    Attributes:
        errors: while there are any, nothing can be applied and ``changes`` is empty.
        as_of: the instant at which customers were counted.
        unchanged: how many definitions stay as they are.
        differences: what is applied, in order.
    """

    changes: tuple[PlannedChange, ...] = ()
    errors: tuple[TagmaError, ...] = ()
    notices: tuple[Notice, ...] = ()
    as_of: datetime | None = None
    unchanged: int = 0
    differences: tuple[Difference, ...] = field(default=(), repr=False, compare=False)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        """The plan as the CLI (``--json``) and the API answer it."""
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "changes": [change.to_dict() for change in self.changes],
            "unchanged": self.unchanged,
            "errors": [error.to_dict(language) for error in self.errors],
            "notices": [notice.to_dict() for notice in self.notices],
        }

    def describe(self, language: Language = "en") -> str:
        """The plan for reading."""
        zh = language == "zh"
        lines: list[str] = []
        for error in self.errors:
            lines.append(f"✗ {error.where or ''} {error.what.in_language(language)}".replace("  ", " "))
            if error.nearest:
                nearest = "、".join(error.nearest) if zh else ", ".join(error.nearest)
                lines.append(f"    是否指：{nearest}" if zh else f"    did you mean: {nearest}")
            if error.next_step:
                lines.append(f"    {error.next_step.in_language(language)}")
        for change in self.changes:
            lines += change.describe(language)
        for notice in self.notices:
            lines.append(f"! {notice.where or ''} {notice.what.in_language(language)}".replace("  ", " "))
        if not self.changes and not self.errors:
            lines.append(_NO_CHANGES.in_language(language))
        return "\n".join([*lines, self.summarise(language)])

    def summarise(self, language: Language = "en") -> str:
        """One line: how many of each."""
        counts = {action: sum(change.action == action for change in self.changes) for action in SIGNS}
        parts = [
            f"{_ACTIONS[action].zh} {count}" if language == "zh" else f"{count} {_ACTIONS[action].en}"
            for action, count in counts.items()
        ]
        if language == "zh":
            return "，".join([*parts, f"不变 {self.unchanged}", f"错误 {len(self.errors)}"]) + "。"
        return ", ".join([*parts, f"{self.unchanged} unchanged", f"{len(self.errors)} errors"]) + "."

    def __str__(self) -> str:
        return self.describe()
