"""Compares the definition files with what is applied: what would change, and whom it would move."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tagma.catalog import (
    Catalog,
    Definition,
    Difference,
    Graph,
    Key,
    Notice,
    build_graph,
    diff_definitions,
    sort_errors,
)
from tagma.errors import DefinitionError, DefinitionErrors, TagmaError, Text, nearest_names
from tagma.evaluate import Members
from tagma.flows.definitions import CheckedDefinitions, check_definitions, read_applied, read_files
from tagma.flows.moves import Counter, is_loaded, open_counter
from tagma.flows.plan import DefinitionPlan, PlannedChange
from tagma.models.computed import ComputedKind, to_computed
from tagma.rules.vocabulary import Field, Names, Segment, Type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.evaluate import Computed, Moved
    from tagma.workspace import Workspace


def plan_definitions(ws: Workspace, *, counts: bool = True) -> DefinitionPlan:
    """The plan for the files of a workspace; reads everything, changes nothing.

    Args:
        counts: whether the customers that each change moves are counted.
    """
    catalog = read_files(ws)
    if catalog.lost:
        return DefinitionPlan(errors=catalog.errors)
    try:
        applied = read_applied(ws)
    except DefinitionErrors:
        applied = []  # written by another version of Tagma; what the files say takes their place
    return plan_wanted(ws, applied, catalog, counts=counts)


def plan_wanted(
    ws: Workspace, applied: Sequence[Definition], catalog: Catalog, *, counts: bool = True
) -> DefinitionPlan:
    """The plan that leads from the definitions in force to those that are wanted, wherever these stand."""
    differences = diff_definitions(applied, catalog.definitions)
    removed = [each.before for each in differences if each.before is not None and each.after is None]
    removed = [definition for definition in removed if definition.key not in catalog.broken]
    graph = build_graph(catalog.definitions)
    missing = _find_users(removed, graph)
    gone = frozenset(definition.key for definition in removed if graph.used_by(definition.key))
    checked = check_definitions(ws, catalog.definitions, broken=catalog.broken | gone)
    errors = sort_errors([*catalog.errors, *missing, *checked.errors])
    if errors:
        return DefinitionPlan(errors=tuple(errors), notices=checked.notices)
    before = build_graph(applied)
    counter = open_counter(ws, _add_removed(checked, removed)) if counts else None
    order = {definition.key: index for index, definition in enumerate(checked.definitions)}
    moving = sorted(
        (each for each in differences if each.action != "unchanged"),
        key=lambda each: (each.action == "removed", order.get(each.key, 0)),
    )
    changes = tuple(
        _plan_change(each, checked, before if each.after is None else checked.graph, counter)
        for each in moving
    )
    return DefinitionPlan(
        changes,
        (),
        (*_find_dried_up(removed, checked.graph), *checked.notices),
        counter.as_of if counter else None,
        len(differences) - len(moving),
        tuple(moving),
    )


def _find_users(removed: Sequence[Definition], graph: Graph) -> list[TagmaError]:
    """One error per removed tag, score or segment that others still use."""
    errors: list[TagmaError] = []
    for definition in removed:
        users = graph.used_by(definition.key)
        if definition.kind.space not in ("field", "segment") or not users:
            continue
        where = {user.key: f"{user.kind.name} {user.name} ({user.place(read.path)})" for user, read in users}
        first, reference = users[0]
        what = Text(
            f"{definition.kind.name} “{definition.name}” was removed but is still used by "
            + ", ".join(where.values()),
            f"{definition.kind.label.zh}“{definition.name}”已删除，但仍被使用：" + "、".join(where.values()),
        )
        errors.append(
            DefinitionError(
                what,
                where=first.place(reference.path),
                nearest=nearest_names(definition.name, _names(graph, definition.kind.space)),
                next_step=Text(
                    "put it back, or change those that use it first", "请恢复该定义，或先修改使用它的定义"
                ),
            )
        )
    return errors


def _find_dried_up(removed: Sequence[Definition], graph: Graph) -> list[Notice]:
    """Events and traits that are still used, but that no source gives any more."""
    given = {reference.key for definition in graph.definitions.values() for reference in definition.makes}
    notices = []
    for made in [made for definition in removed for made in definition.makes if made.key not in given]:
        for user, reference in graph.used_by(made.key)[:1]:
            what = Text(
                f"no source gives “{made.name}” any more; {user.kind.name} “{user.name}” uses it",
                f"不再有数据源提供“{made.name}”，但{user.kind.label.zh}“{user.name}”仍在使用",
            )
            step = Text("what was loaded stays; nothing new will come", "已载入的数据保留，但不会再更新")
            notices.append(Notice(what, user.place(reference.path), step))
    return notices


def _names(graph: Graph, space: str) -> list[str]:
    return [each.name for each in graph.definitions.values() if each.kind.space == space]


def _add_removed(checked: CheckedDefinitions, removed: Sequence[Definition]) -> CheckedDefinitions:
    """The same with the removed names, because the formulas before may speak of them."""
    gone = [
        to_computed(definition, Type.FLOAT)
        for definition in removed
        if isinstance(definition.kind, ComputedKind)
    ]
    vocabulary = checked.vocabulary
    fields = {column.name: Field(column.name, column.type, column.kind) for column in gone}
    segments = {column.name: Segment(column.name) for column in gone if column.kind == "segment"}
    lists = {column.name: column.name for column in gone if isinstance(column.formula, Members)}
    return replace(
        checked,
        vocabulary=replace(
            vocabulary,
            fields=Names({**fields, **{field.name: field for field in vocabulary.fields.values()}}),
            segments=Names({**segments, **{each.name: each for each in vocabulary.segments.values()}}),
            lists=Names({**lists, **{name: name for name in vocabulary.lists}}),
        ),
        computed={**{column.column: column for column in gone}, **checked.computed},
    )


def _plan_change(
    difference: Difference, checked: CheckedDefinitions, graph: Graph, counter: Counter | None
) -> PlannedChange:
    definition = difference.definition
    counted = counter is not None and difference.effective and isinstance(definition.kind, ComputedKind)
    return PlannedChange(
        difference.action,
        definition.kind.name,
        definition.name,
        definition.model.title,
        str(definition.place()) if definition.document else "",
        difference.fields,
        difference.effective,
        _count_moved(difference, checked, counter) if counter is not None and counted else None,
        counted,
        _list_affected(graph, definition.key),
    )


def _count_moved(difference: Difference, checked: CheckedDefinitions, counter: Counter) -> Moved | None:
    """Compares the formula before and after, where the data for both is there."""
    sides = [side for side in (difference.before, difference.after) if side is not None]
    if not all(isinstance(side.kind, ComputedKind) and is_loaded(counter.ws, side) for side in sides):
        return None
    after = None if difference.after is None else _find_column(checked, difference.after)
    # Values are compared as texts, so the type of a value rule before may be that of the one after.
    type_before = Type.FLOAT if after is None else after.type
    before = None if difference.before is None else to_computed(difference.before, type_before)
    return counter.count(before, after)


def _find_column(checked: CheckedDefinitions, definition: Definition) -> Computed:
    assert isinstance(definition.kind, ComputedKind)
    wanted = (definition.kind.column_kind, definition.name)
    return next(column for column in checked.computed.values() if (column.kind, column.name) == wanted)


def _list_affected(graph: Graph, key: Key) -> tuple[Definition, ...]:
    return tuple(
        graph.definitions[other] for other in graph.all_downstream(key) if other in graph.definitions
    )
