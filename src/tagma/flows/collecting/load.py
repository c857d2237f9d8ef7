"""From the journal into the warehouse, in chunks that are each loaded once or not at all."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from tagma.collect.definition import EventDefinition
from tagma.collect.journal.layout import find_last, list_segments, read_entries
from tagma.collect.journal.mending import mend_journal
from tagma.engine.duckdb.soundness import is_passing
from tagma.errors import BusyError
from tagma.flows.collecting.attempts import Attempts
from tagma.flows.collecting.point import find_point, journal_folder
from tagma.flows.definitions import read_applied
from tagma.flows.quality.screens import build_screens, settle_screens
from tagma.flows.vocabulary import read_type
from tagma.identity.collected import CollectedReport, load_entries, read_position, read_trait_types
from tagma.rules.vocabulary import Type, fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.catalog import Definition
    from tagma.collect.journal import Entry
    from tagma.workspace import Workspace

Progress = Callable[[str, int, int | None], None]
Load = Callable[..., CollectedReport]
log = logging.getLogger("tagma.collect")
CHUNK = 20_000


def load_collected(ws: Workspace, *, progress: Progress | None = None) -> CollectedReport:
    """Loads everything that the journal holds and the warehouse does not."""
    report = CollectedReport(read_position(ws.engine))
    for part in load_chunks(ws):
        report += part
        if progress:
            progress("load collected events", report.position, find_last(journal_folder(ws)))
    return report


def load_chunks(ws: Workspace) -> Iterator[CollectedReport]:
    """Loads chunk by chunk; whoever asks for the next one may do something in between."""
    if not has_news(ws):
        return
    folder = journal_folder(ws)
    applied = read_applied(ws)
    screens = build_screens(ws, applied)
    settle_screens(ws, screens)
    said = {
        "declared": declare_properties(applied),
        "personal": declare_personal(applied),
        "screens": screens,
    }
    position = read_position(ws.engine)
    entries = read_entries(folder, position)
    attempts = Attempts(folder / "loading.json", CHUNK)
    while True:
        with few_looks():
            size, poison = attempts.begin(position)
            try:
                chunk = list(islice(entries, size))
                if not chunk:
                    return
                report = load_chunk(ws, chunk, said, poison=poison)
            finally:
                attempts.end()
        position = report.position
        yield report


@contextmanager
def few_looks() -> Iterator[None]:
    """Loading makes very many objects and no cycles, so nothing looks for cycles meanwhile."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def load_chunk(
    ws: Workspace, chunk: Sequence[Entry | int], said: Mapping[str, Any], *, poison: bool = False
) -> CollectedReport:
    """Loads some entries; one that brings the load down goes to quarantine, and the rest is loaded.

    Args:
        said: what definitions say of events: ``declared``, ``personal`` and ``screens`` of ``load_entries``.
        poison: the entries took the process down before: they go to quarantine.
    """
    pushed = read_trait_types(ws.engine)
    columns = ws.engine.tables("people").get("traits", {})
    traits = {
        name: read_type(kind)
        for name, kind in columns.items()
        if not name.startswith("_") and name not in pushed
    }
    load: Load = partial(load_entries, ws.engine, zone=ws.calendar, traits=traits, **said)
    if poison:
        log.error("an entry of the journal took the process down; it goes to quarantine")
    try:
        return load(chunk, poison=poison)
    except BusyError:
        raise
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("%s collected events were not loaded together; they are tried in parts", len(chunk))
        return load_parts(load, chunk)


def load_parts(load: Load, chunk: Sequence[Entry | int]) -> CollectedReport:
    """Loads what can be loaded by halves.

    Raises:
        Exception: not even the quarantine takes an entry, or the disk or the memory is full: the fault is not
            the entry's.
    """
    if len(chunk) == 1:
        try:
            return load(chunk)
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("an entry of the journal cannot be loaded; it goes to quarantine")
            return load(chunk, poison=True)
    half = len(chunk) // 2
    report = CollectedReport(0)
    for part in (chunk[:half], chunk[half:]):
        try:
            report += load(part)
        except Exception as error:
            if is_passing(error):
                raise
            report += load_parts(load, part)
    return report


def has_news(ws: Workspace) -> bool:
    """Whether the journal holds anything that the warehouse does not."""
    return has_journal(ws) and read_position(ws.engine) < find_last(journal_folder(ws))


def has_journal(ws: Workspace) -> bool:
    """Whether anything was ever sent."""
    folder = journal_folder(ws)
    if not folder.is_dir() or not list_segments(folder):
        return False
    point = find_point(ws)
    if point is None or point.opened is None:
        mend_journal(folder)
    return True


def declare_properties(definitions: Sequence[Definition]) -> dict[str, Mapping[str, Type]]:
    """The types that event definitions give to properties, by folded name of the event."""
    return {
        fold_name(item.model.name): {name: Type(spec.type) for name, spec in item.model.properties.items()}
        for item in definitions
        if isinstance(item.model, EventDefinition)
    }


def declare_personal(definitions: Sequence[Definition]) -> dict[str, frozenset[str]]:
    """The properties that event definitions call personal, by folded name of the event."""
    return {
        fold_name(item.model.name): item.model.list_personal()
        for item in definitions
        if isinstance(item.model, EventDefinition)
    }
