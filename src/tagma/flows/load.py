"""Sources into the warehouse, lists into their members, traits folded, the ledger packed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tagma.catalog import Definition
from tagma.clock import wall_now
from tagma.collect.definition import EventDefinition, SourceDefinition
from tagma.collect.sources import (
    SourceFiles,
    SourceShape,
    bring_rows,
    describe_source,
    find_source_files,
    fingerprint_source,
    merge_types,
    name_source,
    open_source,
)
from tagma.errors import SourceError
from tagma.evaluate.computed import Members
from tagma.flows.load_records import record_load, record_recovery, recording_failure
from tagma.flows.quality.screens import build_screens, settle_screens
from tagma.flows.vocabulary import build_base
from tagma.identity import COLUMN_TYPES, Declared, LoadReport, define_event, define_tables, load_source
from tagma.identity.collected import read_trait_types
from tagma.identity.growth import CannotAppend, LoadedFiles, read_files
from tagma.identity.load import read_loads, unload_source
from tagma.identity.quality.screen import NO_SCREENS, EventScreens
from tagma.identity.report import join_reports
from tagma.profile.ledger import build_ledger
from tagma.profile.lists import LIST_MEMBERS, LIST_MEMBERS_COLUMNS, import_list
from tagma.profile.traits import fold_traits
from tagma.rules.vocabulary import Type, fold_name

if TYPE_CHECKING:
    from tagma.flows.stepping import Progress
    from tagma.workspace import Workspace

LEDGER_FILE = "ledger.sqlite"
REGISTRY = 1  # of the notes that a load takes beside the rows: another number loads all sources once more


def load_sources(
    ws: Workspace,
    definitions: Sequence[Definition],
    *,
    only: Collection[str] | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> list[LoadReport]:
    """Loads every source whose definition, events or files have changed since it was last loaded.

    What sources gave that are no longer defined is removed.

    Args:
        only: the names of those to load; all when None.
        force: loads the others, too.

    Raises:
        SourceError: a source is wrong; those before it are loaded, this one and the rest are as they were.
    """
    define_tables(ws.engine)
    sources = [item for item in definitions if is_batch(item)]
    wanted = [item for item in sources if only is None or item.name in only]
    declared = _declare_events(definitions)
    fingerprints = {}
    for item in wanted:
        with recording_failure(ws, item.name):
            _bring(ws, item, progress)
            fingerprints[item.name] = _fingerprint(ws, item, declared)
    known = read_loads(ws.engine)
    for name in known.keys() - {item.name for item in sources}:
        unload_source(ws.engine, name)
        ws.state.loads.forget(name)
    stale = [item for item in wanted if force or known.get(item.name) != fingerprints[item.name]]
    screens = build_screens(ws, definitions)
    settle_screens(ws, screens)
    shared = _type_shared_events(ws, sources, declared) if stale else declared
    shared = _add_screens(shared, screens)
    for model in (item.model for item in definitions):
        if isinstance(model, EventDefinition):
            said = declared[fold_name(model.name)]
            define_event(
                ws.engine, model.name, {name: COLUMN_TYPES[kind] for name, kind in said.types.items()}
            )
    reports = []
    for number, item in enumerate(wanted):
        if item not in stale:
            record_recovery(ws, item.name)
            reports.append(LoadReport(item.name, fingerprints[item.name], skipped=True))
            continue
        if progress:
            progress(f"load {item.name}", number, len(wanted))
        alone = all(
            _count_givers(sources, event) == 1 for event in item.model.events
        )  # types that several sources agree on may change with each of them
        files = _find_files(ws, item, declared) if alone else None
        report = None
        if files is not None and not force:
            report = _load_new_files(ws, item, shared, files, fingerprints[item.name], progress)
        with recording_failure(ws, item.name):
            reports.append(report or _load_one(ws, item, shared, fingerprints[item.name], files, progress))
    return reports


def is_batch(item: Definition) -> bool:
    """Whether a definition is a source that is loaded, rather than one that sends by itself."""
    return isinstance(item.model, SourceDefinition) and item.model.reads != "mqtt"


def import_lists(ws: Workspace, definitions: Sequence[Definition]) -> int:
    """Imports the members of every tag and segment that is an imported list; returns how many members.

    Raises:
        SourceError: a file is wrong.
    """
    ws.engine.define(LIST_MEMBERS, LIST_MEMBERS_COLUMNS, step="define list members")
    total = 0
    for item in definitions:
        spec = getattr(item.model, "members", None)
        if spec is None:
            continue
        formula = item.model.build_formula()
        assert isinstance(formula, Members)
        try:
            total += import_list(ws.engine, formula.list_name, spec, ws.folder, ws.calendar).members
        except SourceError as error:
            raise _place(error, item) from error.__cause__
    return total


def refold_traits(ws: Workspace, definitions: Sequence[Definition]) -> int:
    """Rebuilds ``people.traits`` with what sources and programs give; returns how many customers have any."""
    giving = [item for item in definitions if isinstance(item.model, SourceDefinition) and item.model.traits]
    shapes = [*(_describe(ws, item) for item in giving), SourceShape(traits=read_trait_types(ws.engine))]
    fields = build_base(ws.settings, {}, {}, definitions, shapes=shapes).fields.values()
    return fold_traits(ws.engine, {field.name: field.type for field in fields if field.kind == "trait"})


def pack_ledger(
    ws: Workspace, version: str, *, events: Sequence[str] | None = None, progress: Progress | None = None
) -> int:
    """Packs the ledger from the warehouse; returns how many customers it holds.

    Args:
        version: what the ledger is built from: the run that published the portrait.
        events: the event types that it holds; all when None.
    """
    path = ws.runtime / LEDGER_FILE
    with build_ledger(path, ws.engine, version, events=events, progress=progress) as ledger:
        return ledger.count_customers()


def _load_one(
    ws: Workspace,
    item: Definition,
    declared: Mapping[str, Declared],
    fingerprint: str,
    files: SourceFiles | None,
    progress: Progress | None,
) -> LoadReport:
    at = wall_now()
    try:
        with open_source(item.model, ws.folder, ws.calendar) as source:
            report = load_source(
                ws.engine,
                source,
                declared,
                received_at=at,
                fingerprint=fingerprint,
                files=None if files is None else LoadedFiles(files.base, files.prints),
                progress=progress,
            )
    except SourceError as error:
        raise _place(error, item) from error.__cause__
    if files is not None:
        report = replace(report, files=tuple(files.prints))
    record_load(ws, item.name, fingerprint, report, added=False)
    return report


def _load_new_files(
    ws: Workspace,
    item: Definition,
    declared: Mapping[str, Declared],
    files: SourceFiles,
    fingerprint: str,
    progress: Progress | None,
) -> LoadReport | None:
    """Adds the files that are new; None where the source has to be loaded as a whole."""
    loaded = read_files(ws.engine, item.name)
    new = files.find_new(loaded.base, loaded.prints)
    if not new:
        return None
    at = wall_now()
    reports: list[LoadReport] = []
    try:
        for name in new:
            with open_source(item.model, ws.folder, ws.calendar, only=files.paths[name]) as source:
                reports.append(
                    load_source(
                        ws.engine,
                        source,
                        declared,
                        received_at=at,
                        fingerprint=fingerprint if name == new[-1] else "",
                        files=LoadedFiles(files.base, {name: files.prints[name]}),
                        append=True,
                        progress=progress,
                    )
                )
    except (CannotAppend, SourceError):  # a whole load says what is wrong, if anything is
        return None
    report = join_reports(reports, tuple(new), len(loaded.prints))
    record_load(ws, item.name, fingerprint, report, added=True)
    return report


def _find_files(ws: Workspace, item: Definition, declared: Mapping[str, Declared]) -> SourceFiles | None:
    said = {event: declared.get(fold_name(event)) for event in item.model.events}
    about = json.dumps(
        [ws.calendar.time_zone, {event: str(each) for event, each in said.items()}], sort_keys=True
    )
    return find_source_files(item.model, ws.folder, about)


def _count_givers(sources: Sequence[Definition], event: str) -> int:
    return sum(fold_name(event) in {fold_name(each) for each in item.model.events} for item in sources)


def _bring(ws: Workspace, item: Definition, progress: Progress | None) -> None:
    """Brings the rows of a database or a function before the files that they become are looked at."""
    try:
        bring_rows(item.model, ws.folder, progress)
    except SourceError as error:
        raise _place(name_source(error, item.name), item) from None


def _declare_events(definitions: Sequence[Definition]) -> dict[str, Declared]:
    """What event definitions say, by folded name of the event."""
    found = {}
    for model in (item.model for item in definitions):
        if isinstance(model, EventDefinition):
            types = {name: Type(spec.type) for name, spec in model.properties.items()}
            required = frozenset(name for name, spec in model.properties.items() if spec.required)
            found[fold_name(model.name)] = Declared(types, required, model.list_personal())
    return found


def _add_screens(
    declared: Mapping[str, Declared], screens: Mapping[str, EventScreens]
) -> dict[str, Declared]:
    """The declarations, with what sets the rows of their events aside."""
    return {
        event: replace(declared.get(event, Declared()), screens=screens.get(event, NO_SCREENS))
        for event in declared.keys() | screens.keys()
    }


def _fingerprint(ws: Workspace, item: Definition, declared: Mapping[str, Declared]) -> str:
    try:
        own = fingerprint_source(item.model, ws.folder)
    except SourceError as error:
        raise _place(error, item) from error.__cause__
    said = {
        event: [dict(declared[fold_name(event)].types), sorted(declared[fold_name(event)].required)]
        for event in item.model.events
        if fold_name(event) in declared
    }
    text = json.dumps([own, ws.calendar.time_zone, said, REGISTRY], sort_keys=True, ensure_ascii=False)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _type_shared_events(
    ws: Workspace, sources: Sequence[Definition], declared: Mapping[str, Declared]
) -> dict[str, Declared]:
    """The declarations, with the types that undeclared properties have over all sources of an event."""
    givers: dict[str, list[tuple[Definition, str]]] = {}
    for item in sources:
        for event in item.model.events:
            givers.setdefault(fold_name(event), []).append((item, event))
    shapes: dict[str, SourceShape] = {}
    found = dict(declared)
    for folded, given in givers.items():
        if len(given) == 1:
            continue
        seen: dict[str, list[Type]] = {}
        names: dict[str, str] = {}
        for item, event in given:
            if item.name not in shapes:
                shapes[item.name] = _describe(ws, item)
            for name, kind in shapes[item.name].events[event].items():
                names.setdefault(fold_name(name), name)
                seen.setdefault(fold_name(name), []).append(kind)
        said = found.get(folded, Declared())
        known = {fold_name(name) for name in said.types}
        inferred = {names[name]: merge_types(kinds) for name, kinds in seen.items() if name not in known}
        found[folded] = replace(said, types={**said.types, **inferred})
    return found


def _describe(ws: Workspace, item: Definition) -> SourceShape:
    try:
        return describe_source(item.model, ws.folder, ws.calendar)
    except SourceError as error:
        raise _place(error, item) from error.__cause__


def _place(error: SourceError, item: Definition) -> SourceError:
    """The same error with the file and line of the definition's field, unless it speaks of a data file."""
    where = error.where
    if where is not None and where.file is not None:
        return error
    path = tuple((where.field or "").split(".", 1)) if where is not None else ()
    if (
        path == ("traits",)
        and item.document is not None
        and isinstance(item.document.data.get("traits"), dict)
    ):
        path = ("traits", "sql")
    placed = item.place_error(error, tuple(part for part in path if part))
    assert isinstance(placed, SourceError)
    return placed
