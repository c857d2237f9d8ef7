"""Trying a source before it is loaded: can it be reached, what columns has it, what do they look like."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tagma.clock import to_micros, wall_now
from tagma.collect.messages import Message, Subscriber, map_messages, read_broker, tabulate_messages
from tagma.collect.messages.broker import word_absence
from tagma.collect.sources.databases.probe import probe_database
from tagma.collect.sources.files import find_inputs
from tagma.collect.sources.functions import sample_function
from tagma.collect.sources.outputs import infer_type
from tagma.collect.sources.relations import open_relations, quote
from tagma.errors import Place, SourceError, TagmaError, Text
from tagma.govern.personal import show_example

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.errors import Language
    from tagma.workspace import Workspace

SECONDS = 20.0
LISTENED = 3.0
ROWS = 20
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a source: its relations and their first rows."""

    tables: tuple[str, ...]
    rows: Mapping[str, pa.Table]
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """How a try went.

    Attributes:
        columns: name, type, examples (masked where they say who somebody is), by relation.
    """

    ms: float
    look: Look | None = None
    error: TagmaError | None = None
    columns: tuple[dict[str, Any], ...] = field(default=())

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        look = self.look
        return {
            "ok": self.error is None,
            "ms": round(self.ms, 1),
            "tables": [{"name": name} for name in (look.tables if look else ())],
            "columns": [dict(column) for column in self.columns],
            "rows_seen": sum(rows.num_rows for rows in look.rows.values()) if look else 0,
            "warnings": [each.in_language(language) for each in (look.warnings if look else ())],
            "error": None if self.error is None else self.error.to_dict(language),
        }


def try_source(ws: Workspace, definition: SourceDefinition, *, seconds: float = SECONDS) -> Trial:
    """Looks at a source within a time limit; changes nothing, and remembers nothing."""
    begun = time.perf_counter()
    look = {"files": _look_at_files, "database": _look_at_database, "dlt": _look_at_function, "mqtt": _listen}
    try:
        found = _within(seconds, lambda: look[definition.reads](ws, definition))
    except TagmaError as error:
        return Trial((time.perf_counter() - begun) * 1000, error=error)
    columns = tuple(
        _describe(relation, rows, name) for relation, rows in found.rows.items() for name in rows.column_names
    )
    return Trial((time.perf_counter() - begun) * 1000, found, columns=columns)


def _look_at_files(ws: Workspace, definition: SourceDefinition) -> Look:
    inputs = find_inputs(definition, ws.folder)
    with open_relations(inputs, definition.options, ws.folder, definition.columns) as relations:
        rows = {
            name: relations.query(f"SELECT * FROM {quote(name)} LIMIT {ROWS}", Place(field="read")).read_all()
            for name in relations.names
            if name in definition.read
        }
    files = [path for each in inputs for path in each.paths]
    names = [
        path.relative_to(ws.folder).as_posix() if path.is_relative_to(ws.folder) else path.name
        for path in files
    ]
    return Look(tuple(names[:500]), rows)


def _look_at_database(ws: Workspace, definition: SourceDefinition) -> Look:
    seen = probe_database(definition)
    return Look(seen.tables, {next(iter(definition.read)): seen.rows}, seen.warnings)


def _look_at_function(ws: Workspace, definition: SourceDefinition) -> Look:
    found = sample_function(definition, ws.folder)
    try:
        rows = {name: pq.read_table(paths[0]).slice(0, ROWS) for name, paths in found.items()}
    finally:
        for paths in found.values():
            shutil.rmtree(paths[0].parents[3], ignore_errors=True)
    return Look(tuple(found), rows)


def _listen(ws: Workspace, definition: SourceDefinition) -> Look:
    """Subscribes for a moment, beside the subscription that is kept, and takes nothing away from it."""
    (address,) = definition.read.values()
    broker = read_broker(address)
    seen: list[Message] = []
    subscriber = Subscriber(
        broker,
        "",
        lambda raw: seen.append(Message(raw.topic, raw.payload, to_micros(wall_now()))),
        keep=False,
    )
    until = time.monotonic() + LISTENED
    try:
        try:
            subscriber.connect()
        except OSError as error:
            raise word_absence(broker, error.strerror or type(error).__name__) from None
        while time.monotonic() < until and subscriber.error is None and not seen:
            time.sleep(0.02)
    finally:
        subscriber.stop()
    if subscriber.error is not None:
        raise subscriber.error
    intakes = map_messages(definition, seen[:ROWS], ws.calendar)
    refused = sum(sum(each.refused.values()) for each in intakes)
    warnings = []
    if not seen:
        warnings.append(
            Text(
                f"connected; no message came within {LISTENED:g} seconds",
                f"已连接；{LISTENED:g} 秒内没有收到消息",
            )
        )
    if refused:
        warnings.append(Text(f"{refused} events would be refused", f"有 {refused} 条事件会被拒收"))
    topics = tuple(dict.fromkeys(message.topic for message in seen))
    return Look(topics, {"raw": tabulate_messages(seen[:ROWS])} if seen else {}, tuple(warnings))


def _describe(relation: str, rows: pa.Table, name: str) -> dict[str, Any]:
    column = rows.column(name)
    values = dict.fromkeys(str(value) for value in column.to_pylist() if value is not None)
    return {
        "table": relation,
        "name": name,
        "type": infer_type(column.type).value,
        "examples": [show_example(name, value) for value in list(values)[:EXAMPLES]],
    }


def _within(seconds: float, look: Callable[[], Look]) -> Look:
    """What a look finds, unless it takes too long; its thread then ends by its own limits.

    Raises:
        SourceError: it takes too long, or the look says what is wrong.
    """
    found: list[Look] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            found.append(look())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="try a source", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise SourceError(
            Text(f"no answer within {seconds:g} seconds", f"{seconds:g} 秒内没有应答"),
            where=Place(field="read"),
            next_step=Text("check the address, or try again later", "请检查地址，或稍后再试"),
        )
    return found[0]
