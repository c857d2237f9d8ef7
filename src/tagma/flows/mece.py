"""The MECE report of the taxonomy: which cases and sibling tags overlap, and who is in none of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tagma.engine import dialect
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.evaluate import Cases, Computed, Planner, Value
from tagma.flows.definitions import load_applied
from tagma.flows.world import open_world
from tagma.rules.tree import Node, Or
from tagma.rules.vocabulary import Type, fold_name
from tagma.tags.definition import TagDefinition
from tagma.tags.mece import MeceReport, count_memberships, read_memberships
from tagma.tags.taxonomy import list_siblings

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.evaluate import World
    from tagma.flows.definitions import CheckedDefinitions
    from tagma.workspace import Workspace


def check_taxonomy(ws: Workspace, as_of: datetime | None = None) -> list[MeceReport]:
    """One report per tag by cases (their conditions, each on its own) and per sub-category of yes-or-no tags.

    Cases are evaluated as of an instant; siblings are read from the portrait that serves.

    Raises:
        NotFoundError: nothing was loaded yet.
    """
    applied = load_applied(ws)
    world = open_world(ws, as_of, applied)
    tags = _list_tags(applied)
    reports = [_check_cases(ws, world, tag) for tag in tags if tag.cases is not None]
    return reports + _check_siblings(ws, tags)


def check_tag(ws: Workspace, name: str, as_of: datetime | None = None) -> MeceReport:
    """The report of one tag by cases or RFM.

    Raises:
        NotFoundError: there is no such tag, or it has no cases.
    """
    applied = load_applied(ws)
    tags = [tag for tag in _list_tags(applied) if isinstance(tag.build_formula(), Cases)]
    found = next((tag for tag in tags if fold_name(tag.name) == fold_name(name)), None)
    if found is None:
        names = [tag.name for tag in tags]
        raise NotFoundError(
            Text(f"there is no tag with cases named “{name}”", f"没有名为“{name}”的多取值标签"),
            nearest=nearest_names(name, names),
            next_step=Text(
                f"tags with cases: {', '.join(names[:12]) or 'none'}",
                f"多取值标签：{'、'.join(names[:12]) or '无'}",
            ),
        )
    return _check_cases(ws, open_world(ws, as_of, applied), found)


def _list_tags(applied: CheckedDefinitions) -> list[TagDefinition]:
    return [
        definition.model for definition in applied.definitions if isinstance(definition.model, TagDefinition)
    ]


def _check_cases(ws: Workspace, world: World, tag: TagDefinition) -> MeceReport:
    """Every value's conditions as a column of their own, at the instant of the tag's cadence."""
    formula = tag.build_formula()
    assert isinstance(formula, Cases)
    conditions: dict[str, tuple[Node, ...]] = {}
    for case in formula.cases:
        conditions[str(case.value)] = (*conditions.get(str(case.value), ()), case.when)
    names = [f"_case_{index}" for index in range(len(conditions))]
    instant = world.last_runs.get(tag.name, world.as_of)
    asked = [
        Computed(name, "tag", Value(whens[0] if len(whens) == 1 else Or(whens)), Type.BOOL, tag.cadence, "")
        for name, whens in zip(names, conditions.values(), strict=True)
    ]
    runs = {**world.last_runs, **dict.fromkeys(names, instant)}
    with_cases = replace(
        world, definitions={**world.definitions, **{one.column: one for one in asked}}, last_runs=runs
    )
    plan = Planner(with_cases).plan(asked)
    query = count_memberships(names, dialect.table(plan.pipeline.steps[-1].name))
    row = ws.engine.query(plan.pipeline.then("memberships", query), step="count memberships").to_pylist()[0]
    otherwise = None if formula.otherwise is None else str(formula.otherwise)
    return read_memberships(row, tag.name, "cases", list(conditions), otherwise)


def _check_siblings(ws: Workspace, tags: list[TagDefinition]) -> list[MeceReport]:
    """SQL over the portrait that serves; a tag that it does not have yet is not counted."""
    columns = ws.engine.tables("portrait").get("profile", {})
    reports = []
    for path, names in list_siblings(tags).items():
        present = [name for name in names if columns.get(name) == "BOOLEAN"]
        group = " / ".join(path)
        if len(present) < 2:
            reports.append(MeceReport(group, "siblings", names))
            continue
        query = count_memberships(present, dialect.table("profile", "portrait"))
        row = ws.engine.query(query, step="count memberships").to_pylist()[0]
        reports.append(read_memberships(row, group, "siblings", present))
    return reports
