"""Definitions, their versions and plans as requests and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from tagma.catalog import DraftPlace
from tagma.flows.propose import Proposed
from tagma.kinds import KINDS
from tagma.server.errors import problem
from tagma.server.shapes import Instant, Problem, Shape, Where

if TYPE_CHECKING:
    from tagma.catalog import Definition, FieldChange, Notice
    from tagma.errors import Language, TagmaError
    from tagma.flows.plan import DefinitionPlan, PlannedChange

Json = dict[str, Any]


class NamedShape(Shape):
    """A definition by kind and name, with its label."""

    kind: str
    name: str
    label: str


class FieldChangeShape(Shape):
    """One field before and after; null where it was not or is not there."""

    path: str
    before: Any = None
    after: Any = None


class ProposedShape(Shape):
    """One definition as it is wanted."""

    kind: str = Field(max_length=40)
    name: str = Field(max_length=200)
    body: Json | None = Field(None, description="Its fields; null removes it.")
    base_version: int | None = Field(
        None, description="The version that the change was made from; null for a new definition."
    )


class ProposalShape(Shape):
    """Changes that are planned together."""

    changes: list[ProposedShape] = Field(min_length=1, max_length=200)


class MovedShape(Shape):
    """How many customers a change moves."""

    gained: int
    lost: int
    changed: int
    total: int


class PlannedShape(Shape):
    """One definition that would be added, changed or removed."""

    action: str
    kind: str
    name: str
    label: str
    place: str | None = Field(description="File and line, where it stands in one.")
    fields: list[FieldChangeShape]
    effective: bool = Field(description="Whether it can change answers; a label cannot.")
    customers: MovedShape | None = Field(description="Null where nothing is counted.")
    affects: list[NamedShape]


class NoticeShape(Shape):
    """Advice about a definition that is valid."""

    message: str
    next: str | None
    where: Where | None
    kind: str | None = None
    name: str | None = None


class ConflictShape(Shape):
    """A change that was not made from the version in force."""

    message: str
    kind: str
    name: str
    current_version: int | None
    author: str | None
    at: str | None


class PlanShape(Shape):
    """What a proposal would do; with errors there are no changes."""

    changes: list[PlannedShape]
    errors: list[Problem] = Field(description="``data`` says kind and name, ``where`` the field.")
    notices: list[NoticeShape]
    conflicts: list[ConflictShape]
    as_of: Instant | None
    unchanged: int


def read_changes(proposal: list[ProposedShape]) -> list[Proposed]:
    """The changes of a request."""
    return [Proposed(each.kind, each.name, each.body, each.base_version) for each in proposal]


def show_named(definition: Definition, language: Language) -> NamedShape:
    """A definition by name."""
    label = definition.model.title.in_language(language)
    return NamedShape(kind=definition.kind.name, name=definition.name, label=label)


def show_fields(fields: tuple[FieldChange, ...]) -> list[FieldChangeShape]:
    """Fields that differ."""
    return [FieldChangeShape(path=each.path, before=each.before, after=each.after) for each in fields]


def show_plan(plan: DefinitionPlan, language: Language, conflicts: list[Json] | None = None) -> PlanShape:
    """A plan in a language."""
    return PlanShape(
        changes=[_show_change(change, language) for change in plan.changes],
        errors=[show_problem(error, language) for error in plan.errors],
        notices=[_show_notice(notice, language) for notice in plan.notices],
        conflicts=[ConflictShape.model_validate(each) for each in conflicts or []],
        as_of=plan.as_of,
        unchanged=plan.unchanged,
    )


def show_problem(error: TagmaError, language: Language) -> Problem:
    """An error of a definition, with kind and name of where it is."""
    told = problem(error, language)
    if isinstance(error.where, DraftPlace) and "data" not in told:
        told["data"] = {"kind": error.where.kind, "name": error.where.name}
    return Problem.model_validate(told)


def _show_change(change: PlannedChange, language: Language) -> PlannedShape:
    return PlannedShape(
        action=change.action,
        kind=change.kind,
        name=change.name,
        label=change.label.in_language(language),
        place=change.place or None,
        fields=show_fields(change.fields),
        effective=change.effective,
        customers=None if change.moved is None else MovedShape.model_validate(change.moved),
        affects=[show_named(each, language) for each in change.below],
    )


def _show_notice(notice: Notice, language: Language) -> NoticeShape:
    where = notice.where
    named = where if isinstance(where, DraftPlace) else None
    return NoticeShape(
        message=notice.what.in_language(language),
        next=notice.next_step.in_language(language) if notice.next_step else None,
        where=None if where is None else Where.model_validate(where),
        kind=named.kind if named else None,
        name=named.name if named else None,
    )


def word_kind(kind: str, language: Language) -> str:
    """The name of a kind in words."""
    return KINDS[kind].label.in_language(language) if kind in KINDS else kind
