"""Loads what a source gives: events, traits and consents under their customers, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow as pa

from tagma.clock import Calendar
from tagma.collect.sources import OpenSource, Output, declared_traits
from tagma.collect.sources.outputs import check_output
from tagma.engine.dialect import from_template, literal, query
from tagma.engine.protocol import Engine, Table
from tagma.errors import Place, SourceError, Text
from tagma.identity.events import delete_source, drop_event_rows, replace_events, shared_columns
from tagma.identity.growth import LoadedFiles, add_events, check_types, remember_files
from tagma.identity.histories import replace_consents, replace_traits
from tagma.identity.mint import mint_identities, refresh_customers
from tagma.identity.quality.aside import QUARANTINED
from tagma.identity.quality.screen import NO_SCREENS, Caught, EventScreens
from tagma.identity.quality.seen import forget_seen, note_seen
from tagma.identity.quality.staged import observe_staged
from tagma.identity.quarantine import quarantine_rows
from tagma.identity.report import LoadReport, OutputReport, Quarantined
from tagma.identity.rows import NO_TIME, Fault, count_rows, list_faults
from tagma.identity.stage import Staged, stage_rows
from tagma.identity.tables import (
    COLUMN_TYPES,
    CONSENTS,
    FILES,
    LOADS,
    MOST_PROPERTIES,
    PEOPLE_TABLES,
    QUARANTINE,
    TRAIT_HISTORY,
)
from tagma.rules.vocabulary import Type, fold_name

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Declared:
    """What definitions say of an event.

    Attributes:
        types: of its properties.
        required: the properties that every event must have.
        personal: folded names of the properties that say who somebody is.
        screens: what sets its rows aside.
    """

    types: Mapping[str, Type] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    screens: EventScreens = NO_SCREENS


NOTHING_DECLARED = Declared()


@dataclass(frozen=True, slots=True)
class _Counted:
    staged: Staged
    faults: list[Fault]
    kept: int
    counts: list[int]


def load_source(
    engine: Engine,
    source: OpenSource,
    declared: Mapping[str, Declared],
    *,
    received_at: datetime,
    fingerprint: str = "",
    files: LoadedFiles | None = None,
    append: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Loads a source: its rows take the place of all rows it gave before.

    Args:
        declared: what definitions say of events, by folded name.
        received_at: when the rows arrived: the instant of the load.
        fingerprint: of definition and files; remembered with the load.
        files: the files that the rows come from; remembered with the load.
        append: adds the rows to those that the source gave before: they are of files behind the others.

    Raises:
        SourceError: a file or a SELECT is wrong, or no ``ts`` at all can be read; nothing was changed then.
        CannotAppend: only a load of all files gives what all files give; nothing was changed.
    """
    outputs = source.outputs()
    inputs = []
    for output in outputs:
        if output.kind == "traits":
            types = declared_traits(source.definition, output.properties)
            inputs.append((output, source.read(output), Declared(types)))
        else:
            inputs.append(
                (output, source.read(output), declared.get(fold_name(output.event), NOTHING_DECLARED))
            )
    return _load(
        engine,
        source.definition.name,
        inputs,
        source.zone,
        received_at=received_at,
        fingerprint=fingerprint,
        files=files,
        append=append,
        progress=progress,
    )


def load_events(
    engine: Engine,
    source: str,
    event: str,
    rows: pa.RecordBatchReader | pa.Table,
    declared: Declared = NOTHING_DECLARED,
    *,
    zone: Calendar | None = None,
    received_at: datetime,
) -> LoadReport:
    """Loads rows of one event (``user_id ts [message_id]`` and properties) as all that a source gives.

    Raises:
        SourceError: a column is missing or reserved, or no ``ts`` at all can be read.
    """
    output = check_output("event", event, rows.schema)
    batches = rows.to_reader() if isinstance(rows, pa.Table) else rows
    inputs = [(output, batches, declared)]
    return _load(engine, source, inputs, zone or Calendar(), received_at=received_at)


def _load(
    engine: Engine,
    source: str,
    inputs: Sequence[tuple[Output, pa.RecordBatchReader, Declared]],
    zone: Calendar,
    *,
    received_at: datetime,
    fingerprint: str = "",
    files: LoadedFiles | None = None,
    append: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    started = time.perf_counter()
    define_tables(engine)
    inputs = _spell_events(engine, inputs)
    counted: list[_Counted] = []
    try:
        for number, (output, rows, said) in enumerate(inputs):
            if progress:
                progress(f"read {output.event or output.kind}", number, len(inputs))
            if append:
                check_types(engine, output, said.types)
            staged = _stage(engine, number, source, output, rows, said, zone, append=append)
            faults = list_faults(staged)
            kept, counts = count_rows(engine, staged, faults)
            _check_times(staged, faults, counts, kept)
            counted.append(_Counted(staged, faults, kept, counts))
        with engine.transaction():
            mint_identities(engine, [item.staged for item in counted])
            if not append:
                delete_source(engine, QUARANTINE, source)
            said_of = {output.event: said for output, _, said in inputs}
            _observe(engine, counted, source, said_of, received_at, zone, append=append)
            reports = []
            for number, item in enumerate(counted):
                if progress:
                    name = item.staged.output.event or item.staged.output.kind
                    progress(f"load {name}", number, len(counted))
                reports.append(_write(engine, item, source, said_of, received_at, append=append))
            if not append:
                _forget_outputs(engine, [item.staged.output for item in counted], source, received_at)
            new = refresh_customers(engine)
            _remember(engine, source, fingerprint, received_at)
            remember_files(engine, source, files, append=append)
    finally:
        for number in range(len(inputs)):
            engine.drop(_staging(number), step="drop staged rows")
    return LoadReport(source, fingerprint, tuple(reports), new, (time.perf_counter() - started) * 1000)


def define_tables(engine: Engine) -> None:
    """Makes the tables that loading writes, unless they are there."""
    present = {schema: engine.tables(schema) for schema in {table.schema for table in PEOPLE_TABLES}}
    for table, columns in PEOPLE_TABLES.items():
        if not columns.keys() <= present[table.schema].get(table.name, {}).keys():
            engine.define(table, columns, step=f"define {table.name}")


def read_loads(engine: Engine) -> dict[str, str]:
    """The fingerprint that each loaded source had."""
    rows = engine.query(query('SELECT "_source", "fingerprint" FROM "collect"."loads"'), step="read loads")
    return {row["_source"]: row["fingerprint"] for row in rows.to_pylist()}


def unload_source(engine: Engine, source: str) -> None:
    """Removes everything that a source gave; customers of whom nothing is left disappear."""
    with engine.transaction():
        for target in (QUARANTINE, TRAIT_HISTORY, CONSENTS, LOADS, FILES):
            delete_source(engine, target, source)
        forget_seen(engine, from_template('"_source" = :source', source=literal(source)))
        drop_event_rows(engine, source, set())
        refresh_customers(engine)


def _spell_events(
    engine: Engine, inputs: Sequence[tuple[Output, pa.RecordBatchReader, Declared]]
) -> list[tuple[Output, pa.RecordBatchReader, Declared]]:
    """The inputs with each event in the spelling that its table already has."""
    spelled = {fold_name(name): name for name in engine.tables("events")}
    return [
        (replace(output, event=spelled.setdefault(fold_name(output.event), output.event)), rows, said)
        for output, rows, said in inputs
    ]


def _staging(number: int) -> Table:
    return Table("temp", f"staged {number}")


def _stage(
    engine: Engine,
    number: int,
    source: str,
    output: Output,
    rows: pa.RecordBatchReader,
    said: Declared,
    zone: Calendar,
    *,
    append: bool = False,
) -> Staged:
    types = {fold_name(name): kind for name, kind in said.types.items()}
    names = {fold_name(name): name for name in said.types}
    required = frozenset(fold_name(name) for name in said.required)
    if output.kind == "consents":
        output = replace(
            output,
            properties={output.system["purpose"]: Type.TEXT, output.system["granted"]: Type.BOOL},
        )
        names = {"purpose": "purpose", "granted": "granted"}
        types, required = {"purpose": Type.TEXT, "granted": Type.BOOL}, frozenset(names)
    if output.kind == "event":
        for name, kind in shared_columns(engine, output.event, "" if append else source).items():
            names.setdefault(fold_name(name), name)
            types.setdefault(fold_name(name), kind)
    most = MOST_PROPERTIES if output.kind == "event" else len(output.properties)
    return stage_rows(
        engine, _staging(number), output, rows, zone, types=types, names=names, required=required, most=most
    )


def _check_times(staged: Staged, faults: Sequence[Fault], counts: Sequence[int], kept: int) -> None:
    """Refuses an output of whose rows not one has a readable time: that is a mistake of the SELECT."""
    unread = sum(count for fault, count in zip(faults, counts, strict=True) if fault.reason == NO_TIME)
    if unread and not kept and "ts" in staged.output.system:
        raise SourceError(
            Text("no value of the column “ts” is a time", "列“ts”中没有任何值是时间"),
            where=Place(field=staged.output.field),
            next_step=Text(
                "convert it in the SELECT, for example strptime(x, '%d.%m.%Y %H:%M') as ts",
                "请在 SELECT 中转换，例如 strptime(x, '%d.%m.%Y %H:%M') as ts",
            ),
        )


def _write(
    engine: Engine,
    item: _Counted,
    source: str,
    declared: Mapping[str, Declared],
    received_at: datetime,
    *,
    append: bool = False,
) -> OutputReport:
    staged, output, caught = item.staged, item.staged.output, Caught()
    quarantine_rows(engine, staged, item.faults, item.counts, source, received_at)
    if output.kind == "event":
        said = declared.get(output.event, NOTHING_DECLARED)
        columns = {name: COLUMN_TYPES[kind] for name, kind in said.types.items()}
        put = add_events if append else replace_events
        loaded = put(
            engine, staged, source, received_at, declared=columns, screens=said.screens, caught=caught
        )
    elif output.kind == "traits":
        loaded = replace_traits(engine, staged, source, received_at)
    else:
        loaded = replace_consents(engine, staged, source, received_at)
    quarantined = tuple(
        Quarantined(fault.field, fault.reason, count, fault.refuses)
        for fault, count in zip(item.faults, item.counts, strict=True)
        if count
    )
    broken = tuple(
        Quarantined(name, reason, rows, refused=True)
        for (verdict, reason, name), rows in caught.counts.items()
        if verdict == QUARANTINED
    )
    duplicates = item.kept - loaded - caught.fresh
    name = output.event or output.kind
    faults = (*quarantined, *broken)
    return OutputReport(name, staged.rows, loaded, duplicates, faults, staged.overflow, caught.noise)


def _observe(
    engine: Engine,
    counted: Sequence[_Counted],
    source: str,
    declared: Mapping[str, Declared],
    received_at: datetime,
    zone: Calendar,
    *,
    append: bool,
) -> None:
    """Notes in the schema registry what the rows show."""
    if not append:
        forget_seen(engine, from_template('"_source" = :source', source=literal(source)))
    for item in counted:
        if item.staged.output.kind == "event":
            personal = declared[item.staged.output.event].personal
            note_seen(engine, observe_staged(engine, item.staged, source, received_at, zone, personal))


def _forget_outputs(engine: Engine, outputs: Sequence[Output], source: str, received_at: datetime) -> None:
    """Removes what the source gave before and no longer gives."""
    kinds = {output.kind for output in outputs}
    if "traits" not in kinds:
        replace_traits(engine, None, source, received_at)
    if "consents" not in kinds:
        replace_consents(engine, None, source, received_at)
    drop_event_rows(engine, source, {output.event for output in outputs})


def _remember(engine: Engine, source: str, fingerprint: str, at: datetime) -> None:
    delete_source(engine, LOADS, source)
    row = {"_source": [source], "fingerprint": [fingerprint], "loaded_at": pa.array([at], pa.timestamp("us"))}
    engine.load(LOADS, pa.table(row), step="remember load")
