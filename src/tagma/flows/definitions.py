"""The definitions of a workspace, checked: those in its files, or those that were applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.catalog import (
    Catalog,
    Definition,
    Graph,
    Key,
    Notice,
    build_definition,
    build_graph,
    find_circles,
    lint_definitions,
    read_definitions,
    sort_errors,
)
from tagma.collect.definition import SourceDefinition
from tagma.collect.sources.reading import SourceShape, describe_source
from tagma.engine import dialect
from tagma.errors import DefinitionError, DefinitionErrors, SourceError, TagmaError, Text
from tagma.evaluate.computed import Computed
from tagma.flows.vocabulary import Typing, build_base, check_use, type_fields
from tagma.kinds import KINDS
from tagma.measure.rules import check_quality_rules
from tagma.models.computed import ComputedKind, to_computed
from tagma.places import SETTINGS_FILE
from tagma.rules.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tagma.workspace import Workspace

DATA_FOLDER = "data"


@dataclass(frozen=True)
class CheckedDefinitions:
    """Definitions in order of their dependencies, with everything that was learned about them.

    Attributes:
        computed: the columns of the portrait by column name, each after those that it reads.
    """

    definitions: tuple[Definition, ...]
    graph: Graph
    vocabulary: Vocabulary
    computed: Mapping[str, Computed]
    errors: tuple[TagmaError, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_files(ws: Workspace) -> Catalog:
    """The definitions in the files of a workspace, and the mistakes in reading them."""
    return read_definitions(ws.folder, KINDS, skip=(DATA_FOLDER, SETTINGS_FILE))


# The last answer of load_applied by workspace folder, with what it was made of.
_LOADED: dict[Path, tuple[object, CheckedDefinitions]] = {}


def read_applied(ws: Workspace) -> list[Definition]:
    """The definitions in force.

    Raises:
        DefinitionErrors: a stored definition cannot be read by this version of Tagma.
    """
    errors: list[TagmaError] = []
    definitions: list[Definition] = []
    for stored in ws.state.definitions.current():
        try:
            definitions.append(build_definition(stored.body or {}, KINDS))
        except DefinitionErrors as error:
            errors += error.errors
    if errors:
        raise DefinitionErrors(errors)
    return definitions


def load_applied(ws: Workspace) -> CheckedDefinitions:
    """The definitions in force, ready to be computed, with their versions.

    Raises:
        DefinitionErrors: they do not fit the data any more, or cannot be read.
    """
    made_of = (
        ws.settings,
        ws.state.definitions.list_versions(),
        ws.state.loads.list_times(),
        ws.engine.tables("events"),
        ws.engine.tables("people"),
    )
    kept = _LOADED.get(ws.folder)
    if kept is not None and kept[0] == made_of:
        return kept[1]
    checked = check_definitions(ws, read_applied(ws))
    if checked.errors:
        raise DefinitionErrors(checked.errors)
    _LOADED[ws.folder] = (made_of, checked)
    return checked


def check_definitions(
    ws: Workspace, definitions: Sequence[Definition], *, broken: frozenset[Key] = frozenset()
) -> CheckedDefinitions:
    """Checks every rule of some definitions against everything that the workspace knows.

    Args:
        broken: keys that are wrong elsewhere, which rules may name without being called wrong.
    """
    graph = build_graph(definitions)
    errors: list[TagmaError] = find_circles(graph)
    shapes: list[SourceShape] = []
    for definition in list_unloaded(ws, definitions):
        shape = _describe(ws, definition)
        if isinstance(shape, TagmaError):
            errors.append(shape)
        else:
            shapes.append(shape)
    people = ws.engine.tables("people")
    base = build_base(
        ws.settings,
        ws.engine.tables("events"),
        people.get("traits", {}),
        definitions,
        shapes=shapes,
        purposes=_list_purposes(ws) if "consents" in people else (),
    )
    if errors:
        # Circles have no order; a source that cannot be read leaves names unknown.
        return CheckedDefinitions(tuple(definitions), graph, base, {}, tuple(sort_errors(errors)))
    clashes = _find_clashes(definitions, base)
    errors += clashes.values()
    broken |= clashes.keys()
    typing = type_fields(base, graph, broken)
    errors += typing.errors.values()
    mistakes, notices = _check_rules(graph, typing, broken)
    errors += mistakes
    errors += check_quality_rules(definitions, typing.vocabulary, broken | typing.errors.keys())
    ordered = graph.order_definitions()
    return CheckedDefinitions(
        tuple(ordered),
        graph,
        typing.vocabulary,
        _compute_columns(ws, ordered, typing),
        tuple(sort_errors(errors)),
        (*notices, *lint_definitions(ordered)),
    )


def list_unloaded(ws: Workspace, definitions: Sequence[Definition]) -> list[Definition]:
    """The sources whose newest form was not loaded yet, so that only they themselves know what they give."""
    kept = ws.engine.tables("events") or ws.engine.tables("people")  # not so when the warehouse was deleted
    loads = {load.source: load.loaded_at for load in ws.state.loads.list()} if kept else {}
    applied = {stored.name: stored for stored in ws.state.definitions.current() if stored.kind == "source"}
    found = []
    for definition in definitions:
        if not isinstance(definition.model, SourceDefinition):
            continue
        stored, loaded_at = applied.get(definition.name), loads.get(definition.name)
        if (
            stored is None
            or loaded_at is None
            or stored.fingerprint != definition.fingerprint
            or stored.applied_at > loaded_at
        ):
            found.append(definition)
    return found


def _compute_columns(ws: Workspace, ordered: Sequence[Definition], typing: Typing) -> dict[str, Computed]:
    """The columns of the portrait in order, each with the version of it that was applied (0: none yet)."""
    versions = {(stored.kind, stored.name): stored.version for stored in ws.state.definitions.current()}
    columns = [
        to_computed(
            definition,
            typing.types[definition.key],
            versions.get((definition.kind.name, definition.name), 0),
        )
        for definition in ordered
        if isinstance(definition.kind, ComputedKind) and definition.key in typing.types
    ]
    return {column.column: column for column in columns}


def _check_rules(
    graph: Graph, typing: Typing, broken: frozenset[Key]
) -> tuple[list[TagmaError], list[Notice]]:
    errors: list[TagmaError] = []
    notices: list[Notice] = []
    unusable = broken | {
        definition.key
        for definition in graph.definitions.values()
        if isinstance(definition.kind, ComputedKind) and definition.key not in typing.types
    }
    for definition in graph.order_definitions():
        if not isinstance(definition.kind, ComputedKind) or definition.key in unusable:
            continue
        if any(reference.key in unusable for reference in definition.reads):
            continue
        for use in definition.model.list_rules():
            checked = check_use(definition, use, typing.vocabulary)
            if isinstance(checked, TagmaError):
                errors.append(checked)
                if use.text is None:
                    break  # rules built from one field repeat its mistake
                continue
            for warning in checked.warnings:
                text = use.text or ""
                line = text.count("\n", 0, warning.span[0]) + 1
                column = warning.span[0] - (text.rfind("\n", 0, warning.span[0]) + 1) + 1
                place = (
                    definition.document.place_in_text(use.path, line, column)
                    if definition.document is not None and use.text is not None
                    else definition.place(use.path)
                )
                notices.append(Notice(warning.message, place))
    return errors, notices


def _find_clashes(definitions: Sequence[Definition], base: Vocabulary) -> dict[Key, TagmaError]:
    """Tags that have the name of a trait: both are columns of one profile."""
    return {
        definition.key: DefinitionError(
            Text(
                f"there is a trait of the same name: “{definition.name}”",
                f"已有同名属性：“{definition.name}”",
            ),
            where=definition.place(("name",)),
            next_step=Text(
                "traits, tags and scores share one namespace: rename this one",
                "属性、标签与评分共用一套名称，请为它改名",
            ),
        )
        for definition in definitions
        if definition.kind.space == "field" and definition.name in base.fields
    }


def _describe(ws: Workspace, definition: Definition) -> SourceShape | TagmaError:
    """What a source gives; a mistake in a SELECT gets its file and line."""
    try:
        return describe_source(definition.model, ws.folder, ws.calendar)
    except SourceError as error:
        where = error.where
        if where is not None and where.file is not None:
            return error
        field = (where.field if where else None) or ""
        path: tuple[str, ...] = ("read",)
        if field.startswith("events."):
            path = ("events", field.removeprefix("events."))
        elif field == "traits":
            written = definition.document.data["traits"] if definition.document else None
            path = ("traits", "sql") if isinstance(written, dict) else ("traits",)
        elif field == "consents":
            path = ("consents",)
        return definition.place_error(error, path)


def _list_purposes(ws: Workspace) -> list[str]:
    query = dialect.query("SELECT DISTINCT purpose FROM people.consents WHERE purpose IS NOT NULL ORDER BY 1")
    purposes: list[str] = ws.engine.query(query, step="list purposes").column("purpose").to_pylist()
    return purposes
