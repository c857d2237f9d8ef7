"""What some messages say: the SELECTs of their source make events of them, as programs send events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import sqlglot
from sqlglot import exp

from tagma.clock import Calendar, from_micros
from tagma.collect.definition import RAW_RELATION
from tagma.collect.intake import Arrival, Envelope, Intake, accept_segment
from tagma.collect.intake.envelope import refuse_body
from tagma.collect.sources.instants import read_instant
from tagma.engine.duckdb import open_reader
from tagma.errors import SourceError

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.collect.messages.broker import Message

FAMILY = "segment"
_SYSTEM = ("user_id", "ts", "message_id", "file_row")
_OURS = ("topic", "received_at")


def map_messages(definition: SourceDefinition, messages: Sequence[Message], zone: Calendar) -> list[Intake]:
    """The events of some messages, and what had to be refused, for the journal.

    The relation ``raw`` has a row per message (per element, where one is a list), with the fields of the
    message, ``topic`` and ``received_at``. A field that no message has is empty.

    Args:
        zone: of times that carry none.
    """
    readable: list[tuple[Message, list[dict[str, Any]]]] = []
    intakes: list[Intake] = []
    for message in messages:
        rows = _read_rows(message)
        if rows is None:
            intakes.append(refuse_body(FAMILY, message.payload, _arrive(definition, message)))
        else:
            readable.append((message, rows))
    if not readable:
        return intakes
    try:
        return [*intakes, _map_rows(definition, readable, zone)]
    except SourceError:
        pass  # one of them is to blame: each by itself
    for message, rows in readable:
        try:
            intakes.append(_map_rows(definition, [(message, rows)], zone))
        except SourceError:
            intakes.append(refuse_body(FAMILY, message.payload, _arrive(definition, message)))
    return intakes


def _map_rows(
    definition: SourceDefinition, given: Sequence[tuple[Message, list[dict[str, Any]]]], zone: Calendar
) -> Intake:
    rows = [
        {**row, "topic": message.topic, "received_at": from_micros(message.received_at)}
        for message, found in given
        for row in found
    ]
    events: list[dict[str, Any]] = []
    with open_reader([], Path()) as reader:
        reader.add(RAW_RELATION, _build_table(rows, list_columns(definition.events.values())))
        for event, sql in definition.events.items():
            found = reader.query(sql.strip().rstrip(";")).read_all().to_pylist()
            events += [_write_event(event, row, zone) for row in found]
    return accept_segment(Envelope(FAMILY, events), _arrive(definition, given[-1][0]))


def tabulate_messages(messages: Sequence[Message]) -> pa.Table:
    """The fields of some messages as columns, for people to look at; what is no JSON is left out."""
    rows = [{**row, "topic": each.topic} for each in messages for row in _read_rows(each) or ()]
    return _build_table(rows, ()).drop_columns("received_at")


def list_columns(selects: Iterable[str]) -> list[str]:
    """The columns that SELECTs ask for by name."""
    trees = [sqlglot.parse_one(sql, dialect="duckdb") for sql in selects]
    return list(dict.fromkeys(column.name for tree in trees for column in tree.find_all(exp.Column)))


def _arrive(definition: SourceDefinition, message: Message) -> Arrival:
    return Arrival(definition.name, message.received_at, f"mqtt {message.topic}"[:200])


def _read_rows(message: Message) -> list[dict[str, Any]] | None:
    """The objects of a message; None where it is no JSON, or something else than objects."""
    try:
        value = orjson.loads(message.payload)
    except orjson.JSONDecodeError:
        return None
    rows = value if isinstance(value, list) else [value]
    return rows if all(isinstance(row, dict) for row in rows) else None


def _build_table(rows: Sequence[dict[str, Any]], asked: Sequence[str]) -> pa.Table:
    """The rows as a table with every column that is there or asked for; what has several types is text."""
    names: dict[str, str] = {}  # by folded name: SQL does not tell cases apart
    for name in (*_OURS, *(key for row in rows for key in row), *asked):
        names.setdefault(name.casefold(), name)
    columns: dict[str, pa.Array] = {}
    for name in names.values():
        values = [row.get(name) for row in rows]
        try:
            columns[name] = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            columns[name] = pa.array([_write_text(value) for value in values], pa.string())
        if pa.types.is_null(columns[name].type):
            columns[name] = columns[name].cast(pa.string())
    return pa.table(columns)


def _write_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _write_event(event: str, row: dict[str, Any], zone: Calendar) -> dict[str, Any]:
    """A row as a program would send it."""
    values = {name.casefold(): value for name, value in row.items()}
    found: dict[str, Any] = {
        "type": "track",
        "event": event,
        "properties": {
            name: _plain(value)
            for name, value in row.items()
            if value is not None and name.casefold() not in _SYSTEM
        },
    }
    if values.get("user_id") is not None:
        found["userId"] = str(values["user_id"])
    if values.get("message_id") is not None:
        found["messageId"] = f"{event}:{values['message_id']}"
    if (at := _read_time(values.get("ts"), zone)) is not None:
        found["timestamp"] = at
    return found


def _read_time(value: Any, zone: Calendar) -> Any:
    match value:
        case datetime():
            at = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else zone.to_instant(value)
            return f"{at.isoformat()}Z"
        case date():
            return f"{zone.midnight(value).isoformat()}Z"
        case str():
            read = read_instant(value, zone)
            return value if read is None else f"{read.isoformat()}Z"
    return value


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime() | date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value if isinstance(value, str | int | float | bool) else str(value)
