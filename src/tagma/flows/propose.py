"""Changes of definitions that somebody proposes: planned over what is in force, then applied.

A proposal lies over the definitions *in force*, not over the files: what an engineer has half edited in a
file is neither checked nor applied with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tagma.catalog import Catalog, Definition, fold_name, open_draft, read_draft
from tagma.clock import wall_now
from tagma.errors import ConflictError, DefinitionError, DefinitionErrors, TagmaError, Text, nearest_names
from tagma.flows.apply import list_changes
from tagma.flows.defining.edits import plan_edits, undo_edits, write_edits
from tagma.flows.defining.in_force import check_kind
from tagma.flows.defining.reach import refuse_foreign_files
from tagma.flows.definitions import read_applied
from tagma.flows.history import read_version
from tagma.flows.plan_definitions import plan_wanted
from tagma.kinds import KINDS

if TYPE_CHECKING:
    from tagma.catalog import Key
    from tagma.flows.plan import DefinitionPlan
    from tagma.state import StoredDefinition
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Proposed:
    """One definition as somebody wants it.

    Attributes:
        body: its fields; None removes it.
        base_version: the version that the change was made from; None for a new definition.
    """

    kind: str
    name: str
    body: Mapping[str, Any] | None
    base_version: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was put in force."""

    plan: DefinitionPlan
    versions: tuple[StoredDefinition, ...]


def plan_proposal(ws: Workspace, changes: Sequence[Proposed], *, counts: bool = True) -> DefinitionPlan:
    """What a proposal would change, and whom it would move; changes nothing.

    The places of errors are ``DraftPlace``: kind, name and field, with line and column inside a rule's text.
    """
    applied = [_place(definition) for definition in read_applied(ws)]
    return plan_wanted(ws, applied, _lay_over(applied, changes), counts=counts)


def apply_proposal(ws: Workspace, changes: Sequence[Proposed], *, author: str, reason: str) -> Applied:
    """Puts a proposal in force and rewrites the files of what it changes: all of it, or nothing.

    The caller sees to it that two do not apply at once.

    Raises:
        ConflictError: a version in force, or a file, is not the one that the change was made from.
        DefinitionErrors: the plan has errors.
    """
    for conflict in find_conflicts(ws, changes):
        raise conflict
    plan = plan_proposal(ws, changes, counts=False)
    if plan.errors:
        raise DefinitionErrors(plan.errors)
    edits = plan_edits(ws, plan.differences)
    # The files first: when the machine dies before the state is written, the files are ahead of what is in
    # force, "tagma plan" shows exactly this change as pending, and "tagma apply" completes it. The other way
    # round the old files would look like a wish to undo it.
    try:
        write_edits(edits)
        made = ws.state.definitions.apply(
            list_changes(plan.differences), author=author, reason=reason, at=wall_now()
        )
    except BaseException:
        undo_edits(edits)
        raise
    return Applied(plan, tuple(made))


def find_restorable(ws: Workspace, kind: str, name: str, version: int) -> Proposed:
    """The change that puts an old version back in force, to be planned and applied as any other.

    Raises:
        NotFoundError: no such version.
    """
    check_kind(kind)
    current = ws.state.definitions.current()
    stored = next((each for each in current if (each.kind, each.name) == (kind, name)), None)
    body = read_version(ws, kind, name, version)
    return Proposed(kind, name, body, None if stored is None else stored.version)


def find_conflicts(ws: Workspace, changes: Sequence[Proposed]) -> list[ConflictError]:
    """One error per change that was not made from the version in force."""
    current = {_key(stored.kind, stored.name): stored for stored in ws.state.definitions.current()}
    conflicts = []
    for change in changes:
        stored = current.get(_key(change.kind, change.name))
        if (stored.version if stored else None) != change.base_version:
            conflicts.append(_word_conflict(ws, change, stored))
    return conflicts


def _word_conflict(ws: Workspace, change: Proposed, stored: StoredDefinition | None) -> ConflictError:
    newest = stored or next(iter(ws.state.definitions.history(change.kind, change.name)[::-1]), None)
    zh = KINDS[change.kind].label.zh if change.kind in KINDS else change.kind
    who = newest.author if newest is not None and newest.author else None
    at = None if newest is None else ws.calendar.to_local(newest.applied_at).isoformat(" ", "minutes")
    by = Text(f" by {who}" if who else "", f"由 {who} " if who else "")
    if stored is None:
        what = Text(
            f"{change.kind} “{change.name}” is not in force any more; it was removed{by.en}",
            f"{zh}“{change.name}”已不再生效，{by.zh}已将其删除" if who else f"{zh}“{change.name}”已不再生效",
        )
        step = Text("what you typed is kept; save it as a new definition", "您的输入已保留，可另存为新的定义")
    elif change.base_version is None:
        what = Text(
            f"there is a {change.kind} “{change.name}” already; it was saved{by.en} at {at}",
            f"已有同名{zh}“{change.name}”，{by.zh}于 {at} 保存",
        )
        step = Text("choose another name, or open that one", "请换一个名称，或打开已有的定义")
    else:
        what = Text(
            f"{change.kind} “{change.name}” was changed{by.en} at {at}, after you opened it",
            f"您打开{zh}“{change.name}”之后，它已{by.zh}于 {at} 修改",
        )
        step = Text(
            "what you typed is kept; compare it with the new version, then save again",
            "您的输入已保留，请与新版本对比后再保存",
        )
    data = {
        "kind": change.kind,
        "name": change.name,
        "current_version": None if stored is None else stored.version,
        "author": who,
        "at": None if newest is None else newest.applied_at.isoformat() + "Z",
    }
    return ConflictError(what, data=data, next_step=step)


def _lay_over(applied: Sequence[Definition], changes: Sequence[Proposed]) -> Catalog:
    wanted: dict[Key, Definition] = {definition.key: definition for definition in applied}
    errors: list[TagmaError] = []
    broken: set[Key] = set()
    seen: set[Key] = set()
    for change in changes:
        if change.kind not in KINDS:
            errors.append(_word_kind(change))
            continue
        key = _key(change.kind, change.name)
        there = wanted.get(key)
        if key in seen:
            errors.append(_refuse(change, *_TWICE))
        elif change.body is None:
            if there is None:
                errors.append(_word_missing(change, applied))
            wanted.pop(key, None)
        else:
            definition, mistakes = _read(change)
            if definition is not None and definition.key != key:
                mistakes = [_refuse(change, *_RENAMED)]
            if there is not None and change.base_version is None:
                mistakes = [_word_taken(change), *mistakes]
            if definition is not None:
                mistakes += refuse_foreign_files(definition, there)
            errors += mistakes
            if definition is None or mistakes:
                broken.add(key)
                wanted.pop(key, None)
            else:
                wanted[key] = definition
        seen.add(key)
    return Catalog(tuple(wanted.values()), tuple(errors), frozenset(broken))


def _read(change: Proposed) -> tuple[Definition | None, list[TagmaError]]:
    body = {"kind": change.kind, "name": change.name, **(change.body or {})}
    return read_draft(open_draft(change.kind, change.name, body), KINDS)


def _place(definition: Definition) -> Definition:
    """The same with places that name it."""
    return replace(definition, document=open_draft(definition.kind.name, definition.name, definition.body))


def _key(kind: str, name: str) -> Key:
    return (KINDS[kind].space if kind in KINDS else kind, fold_name(name))


_TWICE = (
    Text("the proposal changes it twice", "提交的改动中有两处针对同一定义"),
    Text("keep one of the two", "请只保留其中一处"),
)
_RENAMED = (
    Text("a definition keeps its name and kind", "定义的名称与类别不可更改"),
    Text(
        "add one with the new name, change those that use it, then remove the old one",
        "请以新名称新建，改好使用它的定义，再删除旧的",
    ),
)


def _refuse(change: Proposed, what: Text, step: Text) -> TagmaError:
    draft = open_draft(change.kind, change.name, change.body or {})
    return DefinitionError(what, where=draft.place(("name",)), next_step=step)


def _word_taken(change: Proposed) -> TagmaError:
    zh = KINDS[change.kind].label.zh
    what = Text(f"there is a {change.kind} “{change.name}” already", f"已有同名{zh}“{change.name}”")
    step = Text("choose another name, or open that one", "请换一个名称，或打开已有的定义")
    return _refuse(change, what, step)


def _word_missing(change: Proposed, applied: Sequence[Definition]) -> TagmaError:
    known = [definition.name for definition in applied if definition.kind.name == change.kind]
    zh = KINDS[change.kind].label.zh
    draft = open_draft(change.kind, change.name, {})
    return DefinitionError(
        Text(f"there is no {change.kind} “{change.name}”", f"没有名为“{change.name}”的{zh}"),
        where=draft.place(("name",)),
        nearest=nearest_names(change.name, known),
        next_step=Text("it may be gone already; load the list again", "它可能已被删除，请刷新列表"),
    )


def _word_kind(change: Proposed) -> TagmaError:
    draft = open_draft(change.kind, change.name, {})
    return DefinitionError(
        Text(f"there is no kind of definition “{change.kind}”", f"没有“{change.kind}”这类定义"),
        where=draft.place(("kind",)),
        nearest=nearest_names(change.kind, KINDS),
        next_step=Text(f"the kinds are: {', '.join(KINDS)}", f"可用的类别：{'、'.join(KINDS)}"),
    )
