"""The versions of a definition: who changed what, when and why, and how two versions differ."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from tagma.catalog import FieldChange, build_definition, diff_bodies
from tagma.catalog.document import write_path
from tagma.errors import DefinitionErrors, Language, NotFoundError, Text, nearest_names
from tagma.kinds import KINDS
from tagma.models.computed import ComputedModel
from tagma.rules.words.sentence import describe_rule

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.rules.vocabulary import Vocabulary
    from tagma.state import StoredDefinition
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a definition; ``applied_at`` is naive UTC, ``removed`` says that it ended then."""

    kind: str
    name: str
    version: int
    author: str
    reason: str
    applied_at: datetime
    active: bool
    removed: bool
    changes: tuple[FieldChange, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": self.name,
            "version": self.version,
            "author": self.author,
            "reason": self.reason,
            "applied_at": self.applied_at.isoformat(),
            "active": self.active,
            "removed": self.removed,
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """How two versions differ: field by field, as a unified diff of their texts, and in words."""

    kind: str
    name: str
    before: int
    after: int
    fields: tuple[FieldChange, ...]
    text: str
    words: Text

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "fields": [change.to_dict() for change in self.fields],
            "text": self.text,
            "words": self.words.in_language(language),
        }


def list_versions(ws: Workspace, kind: str, name: str) -> list[Version]:
    """All versions of one definition, newest first, each with what changed since the one before.

    Raises:
        NotFoundError: it was never applied.
    """
    stored = _read_history(ws, kind, name)
    before: list[dict[str, Any]] = [{}, *(dict(each.body or {}) for each in stored)]
    return [
        Version(
            each.kind,
            each.name,
            each.version,
            each.author,
            each.reason,
            each.applied_at,
            each.active,
            each.body is None,
            diff_bodies(earlier, dict(each.body or {})) if earlier and each.body else (),
        )
        for earlier, each in zip(before, stored, strict=False)
    ][::-1]


def read_version(ws: Workspace, kind: str, name: str, version: int) -> dict[str, Any]:
    """The body of one version, as it would be written in a file.

    Raises:
        NotFoundError: there is no such version, or it is the one that removed the definition.
    """
    return dict(_find_version(_read_history(ws, kind, name), version).body or {})


def write_version(body: dict[str, Any]) -> str:
    """A body as YAML text for reading and comparing."""
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=100, default_flow_style=None)


def diff_versions(
    ws: Workspace,
    kind: str,
    name: str,
    before: int,
    after: int,
    vocabulary: Vocabulary | None = None,
) -> VersionDiff:
    """How two versions differ.

    Args:
        vocabulary: lets rules be said in words.

    Raises:
        NotFoundError: one of the versions does not exist.
    """
    stored = _read_history(ws, kind, name)
    old, new = (dict(_find_version(stored, version).body or {}) for version in (before, after))
    lines = difflib.unified_diff(
        write_version(old).splitlines(),
        write_version(new).splitlines(),
        f"{kind} {name} v{before}",
        f"{kind} {name} v{after}",
        lineterm="",
    )
    fields = diff_bodies(old, new)
    words = Text(_say(old, new, fields, vocabulary, "en"), _say(old, new, fields, vocabulary, "zh"))
    return VersionDiff(kind, name, before, after, fields, "\n".join(lines), words)


def _say(
    old: dict[str, Any],
    new: dict[str, Any],
    fields: tuple[FieldChange, ...],
    vocabulary: Vocabulary | None,
    language: Language,
) -> str:
    if not fields:
        return Text("The two versions are the same.", "两个版本相同。").in_language(language)
    rules_before, rules_after = (_say_rules(body, vocabulary, language) for body in (old, new))
    lines = []
    for change in fields:
        path = change.path
        before = _say_value(rules_before, path, change.before)
        after = _say_value(rules_after, path, change.after)
        if change.before is None:
            words = Text(f"{path} was added: {after}", f"新增 {path}：{after}")
        elif change.after is None:
            words = Text(f"{path} was removed (it was: {before})", f"删除 {path}（原为：{before}）")
        else:
            words = Text(f"{path} changed from “{before}” to “{after}”", f"{path} 由“{before}”改为“{after}”")
        lines.append(words.in_language(language))
    return "\n".join(lines)


def _say_rules(body: dict[str, Any], vocabulary: Vocabulary | None, language: Language) -> dict[str, str]:
    """The sentence of every rule of a body, by the path of its field."""
    if vocabulary is None:
        return {}
    try:
        model = build_definition(body, KINDS).model
    except DefinitionErrors:
        return {}
    if not isinstance(model, ComputedModel):
        return {}
    return {
        write_path(use.path): describe_rule(use.rule, vocabulary, language)
        for use in model.list_rules()
        if use.text is not None
    }


def _say_value(rules: dict[str, str], path: str, value: Any) -> str:
    if isinstance(value, str):
        return rules.get(path, value)
    return json.dumps(value, ensure_ascii=False)


def _read_history(ws: Workspace, kind: str, name: str) -> list[StoredDefinition]:
    stored = ws.state.definitions.history(kind, name)
    if not stored:
        known = [each.name for each in ws.state.definitions.current() if each.kind == kind]
        raise NotFoundError(
            Text(f"no {kind} “{name}” was ever applied", f"从未应用过名为“{name}”的 {kind}"),
            nearest=nearest_names(name, known),
            next_step=Text("see what is applied with “tagma plan”", "请用“tagma plan”查看已应用的定义"),
        )
    return stored


def _find_version(stored: list[StoredDefinition], version: int) -> StoredDefinition:
    found = next((each for each in stored if each.version == version and each.body is not None), None)
    if found is None:
        known = ", ".join(str(each.version) for each in stored if each.body is not None)
        raise NotFoundError(
            Text(
                f"{stored[0].kind} “{stored[0].name}” has no version {version}",
                f"{stored[0].kind}“{stored[0].name}”没有版本 {version}",
            ),
            next_step=Text(f"its versions are: {known}", f"现有版本：{known}"),
        )
    return found
