"""Advice about definitions that are valid but not yet good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.catalog.kind import Definition, Notice
from tagma.errors import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


def lint_definitions(definitions: Iterable[Definition]) -> list[Notice]:
    """Notices by definition: what every kind asks for, then what the kind itself advises."""
    return [notice for definition in definitions for notice in _lint(definition)]


def _lint(definition: Definition) -> list[Notice]:
    model, kind = definition.model, definition.kind
    notices: list[Notice] = []
    if model.owner is None:
        notices.append(
            Notice(
                Text(f"{kind.name} “{model.name}” has no owner", f"{kind.label.zh}“{model.name}”没有负责人"),
                definition.place(),
                Text("add “owner: ...”: a person or a team", "请补充“owner: ...”：个人或团队"),
            )
        )
    label = model.label
    if label is not None and not (label.en and label.zh):
        missing = Text("English", "英文") if not label.en else Text("Chinese", "中文")
        notices.append(
            Notice(
                Text(
                    f"the label of {kind.name} “{model.name}” has no {missing.en}",
                    f"{kind.label.zh}“{model.name}”的 label 缺少{missing.zh}",
                ),
                definition.place(("label",)),
                Text("write label: {en: ..., zh: ...}", "请写 label: {en: ..., zh: ...}"),
            )
        )
    notices += [
        Notice(what, definition.place(path), next_step) for path, what, next_step in kind.advise(model)
    ]
    return notices
