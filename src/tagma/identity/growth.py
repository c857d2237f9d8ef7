"""Rows of new files, added to those that a source gave before: the result is that of all files together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from tagma.collect.sources import Output
from tagma.engine.dialect import column, literal, query, table
from tagma.engine.protocol import Engine
from tagma.identity.events import delete_source, replace_events
from tagma.identity.quality.screen import Caught, EventScreens
from tagma.identity.stage import MESSAGE, Staged
from tagma.identity.tables import COLUMN_TYPES, FILES
from tagma.rules.vocabulary import Type, fold_name


class CannotAppend(Exception):  # noqa: N818 (a turn of the way, not a mistake)
    """Only a load of all files gives what all files give."""


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """The files that a load read.

    Attributes:
        base: fingerprint of everything but the files.
        prints: fingerprints by file.
    """

    base: str
    prints: Mapping[str, str]


def read_files(engine: Engine, source: str) -> LoadedFiles:
    """The files of a source that were loaded."""
    rows = engine.query(
        query(
            'SELECT "base", "file", "fingerprint" FROM "collect"."files" WHERE "_source" = :source',
            source=literal(source),
        ),
        step="read loaded files",
    ).to_pylist()
    return LoadedFiles(rows[0]["base"] if rows else "", {row["file"]: row["fingerprint"] for row in rows})


def remember_files(engine: Engine, source: str, files: LoadedFiles | None, *, append: bool) -> None:
    """Remembers the files of a load, inside its transaction."""
    if not append:
        delete_source(engine, FILES, source)
    if files is None or not files.prints:
        return
    size = len(files.prints)
    engine.load(
        FILES,
        pa.table(
            {
                "_source": [source] * size,
                "base": [files.base] * size,
                "file": list(files.prints),
                "fingerprint": list(files.prints.values()),
            }
        ),
        step="remember files",
    )


def check_types(engine: Engine, output: Output, declared: Collection[str]) -> None:
    """Sees to it that the columns of new rows have the types that all rows together would have.

    Args:
        declared: properties whose types are declared.

    Raises:
        CannotAppend: a column is new, or of a type that the table's does not hold, or rows have no id.
    """
    if "message_id" not in output.system:
        raise CannotAppend
    tables = {fold_name(name): columns for name, columns in engine.tables("events").items()}
    present = tables.get(fold_name(output.event))
    if present is None:
        raise CannotAppend
    columns = {fold_name(name): kind for name, kind in present.items()}
    settled = {fold_name(name) for name in declared}
    for name, kind in output.properties.items():
        if fold_name(name) in settled:
            continue
        there = columns.get(fold_name(name))
        whole = kind is Type.INTEGER and there == COLUMN_TYPES[Type.DECIMAL]
        if there != COLUMN_TYPES[kind] and not whole:
            raise CannotAppend


def add_events(
    engine: Engine,
    staged: Staged,
    source: str,
    received_at: datetime,
    *,
    declared: Mapping[str, str],
    screens: EventScreens,
    caught: Caught,
) -> int:
    """Adds rows to an event table, save those whose message id the source has given before.

    Raises:
        CannotAppend: a row has no message id: its content says which it is, among the rows of all files.
    """
    unnamed = query(
        'SELECT COUNT(*) AS "n" FROM :rows AS s WHERE :message IS NULL',
        rows=table(staged.table.name, staged.table.schema),
        message=column(MESSAGE),
    )
    if engine.query(unnamed, step="rows without id").column(0)[0].as_py():
        raise CannotAppend
    return replace_events(
        engine,
        staged,
        source,
        received_at,
        declared=declared,
        append=True,
        screens=screens,
        caught=caught,
    )
