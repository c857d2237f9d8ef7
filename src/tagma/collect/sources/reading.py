"""Runs the SELECTs of a source over its files: what they give, and their rows as Arrow batches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from tagma.clock import Calendar
from tagma.collect.definition import SourceDefinition
from tagma.collect.sources.files import find_inputs
from tagma.collect.sources.functions import LOADED_BY
from tagma.collect.sources.outputs import Output, check_names, check_output
from tagma.collect.sources.relations import Relations, open_relations, quote
from tagma.engine.duckdb.select import check_select
from tagma.errors import Place, SourceError, Text, nearest_names
from tagma.rules.vocabulary import Type

_MISSING = re.compile(r'Referenced column "([^"]+)"')
_SYNTAX = re.compile(r'at its line (\d+)(?:, near "(.*)")?')


@dataclass(frozen=True, slots=True)
class SourceShape:
    """What a source gives: the properties of each event, and the traits, by name and type."""

    events: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    traits: Mapping[str, Type] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A source whose files are open for its SELECTs.

    Attributes:
        zone: the calendar by which naive times are read.
    """

    definition: SourceDefinition
    zone: Calendar
    relations: Relations

    def outputs(self) -> list[Output]:
        """What each SELECT gives: events first, then traits and consents.

        Raises:
            SourceError: a SELECT is wrong or lacks a column.
        """
        return [
            check_output(kind, event, self._schema(sql, kind, event)) for kind, event, sql in self._selects()
        ]

    def read(self, output: Output) -> pa.RecordBatchReader:
        """The rows of one output; lists hold texts, what has no type here (structs, times ...) is text."""
        sql = next(
            sql for kind, event, sql in self._selects() if (kind, event) == (output.kind, output.event)
        )
        place = Place(field=output.field)
        self.relations.keep_rows()
        columns = [_plain_column(column) for column in self._schema(sql, output.kind, output.event)]
        wrapped = f"SELECT {', '.join(columns)} FROM (\n{sql}\n) AS output"
        return self.relations.query(wrapped, place)

    def _selects(self) -> list[tuple[str, str, str]]:
        definition = self.definition
        found = [("event", event, sql) for event, sql in definition.events.items()]
        if definition.traits is not None:
            found.append(("traits", "", definition.traits.sql))
        if definition.consents is not None:
            found.append(("consents", "", definition.consents))
        return [(kind, event, sql.strip().rstrip(";")) for kind, event, sql in found]

    def _schema(self, sql: str, kind: str, event: str) -> pa.Schema:
        place = Place(field=f"events.{event}" if kind == "event" else kind)
        try:
            names = check_select(sql, where=place).named_selects
            schema = self.relations.schema(sql, place)
        except SourceError as error:
            raise _place_sql_error(error, sql, place, self.relations.names) from None
        check_names([name for name in names if name != "*"], place)
        return schema


@contextmanager
def open_source(
    definition: SourceDefinition, folder: Path, calendar: Calendar, *, only: Path | None = None
) -> Iterator[OpenSource]:
    """Opens the files of a source.

    Args:
        folder: of the workspace; paths are relative to it.
        calendar: of the workspace; its time zone is used where the source names none.
        only: the one of its files to read.

    Raises:
        SourceError: a file is missing, empty, unreadable or not what its format says.
    """
    zone = Calendar(definition.time_zone, calendar.week_start) if definition.time_zone else calendar
    try:
        inputs = find_inputs(definition, folder)
        if only is not None:
            inputs = tuple(
                replace(each, pattern=str(only), paths=(only,), one_of_many=len(each.paths) > 1)
                for each in inputs
            )
        cursor = LOADED_BY if definition.reads == "dlt" else definition.cursor
        newest = (definition.key, cursor) if definition.key and cursor else None
        with open_relations(inputs, definition.options, folder, definition.columns, newest) as relations:
            yield OpenSource(definition, zone, relations)
    except SourceError as error:
        raise name_source(error, definition.name) from error.__cause__


def describe_source(definition: SourceDefinition, folder: Path, calendar: Calendar) -> SourceShape:
    """The names and types that a source gives, without reading its rows; declared trait types win.

    Raises:
        SourceError: its files or its SELECTs are wrong.
    """
    if definition.reads == "mqtt":  # its columns are those of the messages that will come
        for event, sql in definition.events.items():
            place = Place(field=f"events.{event}")
            names = check_select(sql.strip().rstrip(";"), where=place).named_selects
            _check_message(names, place)
        return SourceShape()
    with open_source(definition, folder, calendar) as source:
        outputs = source.outputs()
    events = {output.event: dict(output.properties) for output in outputs if output.kind == "event"}
    traits = {
        name: kind
        for output in outputs
        if output.kind == "traits"
        for name, kind in output.properties.items()
    }
    return SourceShape(events, {**traits, **declared_traits(definition, traits)})


def _check_message(names: list[str], place: Place) -> None:
    """Refuses a SELECT whose messages name nobody, or cannot be told from each other."""
    found = {name.casefold() for name in names}
    if "user_id" not in found or not found & {"ts", "message_id"}:
        raise SourceError(
            Text(
                "the SELECT gives no “user_id”, or neither “ts” nor “message_id”",
                "该 SELECT 没有给出“user_id”，或“ts”与“message_id”都没有给出",
            ),
            where=place,
            next_step=Text(
                "a broker may send a message twice: give the time or the id by which it is known",
                "代理服务器可能重复发送：请给出可识别消息的时间或编号",
            ),
        )


def declared_traits(definition: SourceDefinition, names: Mapping[str, Type]) -> dict[str, Type]:
    """The declared types of traits under the spelling of the SELECT."""
    if definition.traits is None:
        return {}
    declared = {name.casefold(): spec.type for name, spec in definition.traits.fields.items()}
    found = {name: declared.get(name.casefold()) for name in names}
    return {name: Type(kind) for name, kind in found.items() if kind is not None}


def name_source(error: SourceError, name: str) -> SourceError:
    """The same error, saying of which source."""
    if not error.what.en.startswith(f"source {name}: "):
        error.what = Text(f"source {name}: {error.what.en}", f"来源 {name}：{error.what.zh}")
        error.args = (error.what.en,)
    return error


def _plain_column(column: pa.Field) -> str:
    name = quote(column.name)
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return name if pa.types.is_string(kind.value_type) else f"CAST({name} AS VARCHAR[]) AS {name}"
    if pa.types.is_struct(kind) or pa.types.is_map(kind):
        return f"CAST(to_json({name}) AS VARCHAR) AS {name}"
    plain = (
        pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind) or pa.types.is_date(kind) or pa.types.is_timestamp(kind)
        or pa.types.is_string(kind)
    )  # fmt: skip
    return name if plain else f"CAST({name} AS VARCHAR) AS {name}"


def _place_sql_error(
    error: SourceError, sql: str, place: Place, relations: Mapping[str, list[str]]
) -> SourceError:
    """The same error with line and column within the SELECT, and the columns nearest to an unknown one."""
    where = error.where
    if where is None or where.file is not None:
        return error
    if syntax := _SYNTAX.search(error.what.en):
        line = int(syntax[1])
        error.next_step = error.next_step or Text("correct the SELECT there", "请修改该处的 SELECT")
        column = sql.splitlines()[line - 1].find(syntax[2] or "") if line <= len(sql.splitlines()) else 0
        error.where = Place(line=line, column=max(column, 0) + 1, field=place.field)
    elif missing := _MISSING.search(error.what.en):
        name = missing[1]
        names = [known for columns in relations.values() for known in columns]
        error.nearest = nearest_names(name, names)
        known = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        error.next_step = Text(f"the columns read are: {known}", f"读取到的列：{known}")
        for number, text in enumerate(sql.splitlines(), start=1):
            if found := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                error.where = Place(line=number, column=found.start() + 1, field=place.field)
                break
    return error
