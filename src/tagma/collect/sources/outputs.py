"""The columns that a source's SELECT gives: which are needed, which names are refused, the type of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from tagma.collect.sources.instants import is_time_like
from tagma.errors import Place, SourceError, Text, nearest_names
from tagma.rules.vocabulary import Type, fold_name

USER_ID, TS, MESSAGE_ID, PURPOSE, GRANTED = "user_id", "ts", "message_id", "purpose", "granted"
FILE_ROW = "file_row"
RESERVED = frozenset({"customer", "segment"})

_NEEDED = {"event": (USER_ID, TS), "traits": (USER_ID,), "consents": (USER_ID, PURPOSE, GRANTED, TS)}
_SYSTEM = {
    "event": (USER_ID, TS, MESSAGE_ID, FILE_ROW),
    "traits": (USER_ID, TS, MESSAGE_ID, FILE_ROW),
    "consents": (USER_ID, PURPOSE, GRANTED, TS),
}


@dataclass(frozen=True, slots=True)
class Output:
    """What one SELECT of a source gives.

    Attributes:
        kind: ``event``, ``traits`` or ``consents``.
        event: name of the event type, empty for traits and consents.
        system: the output's own spelling of ``user_id``, ``ts`` ... by the name that it stands for;
            ``file_row`` says where a row stands in its file, for quarantine only.
        properties: name to inferred type, of the other columns in order.
    """

    kind: str
    event: str
    system: Mapping[str, str]
    properties: Mapping[str, Type]

    @property
    def field(self) -> str:
        """The field of the definition that the SELECT stands in."""
        return f"events.{self.event}" if self.kind == "event" else self.kind


def check_output(kind: str, event: str, schema: pa.Schema) -> Output:
    """Checks the columns that a SELECT gives.

    Raises:
        SourceError: a needed column is missing, a name is taken or reserved, or ``ts`` is no time.
    """
    place = Place(field=f"events.{event}" if kind == "event" else kind)
    check_names(schema.names, place)
    by_fold = {fold_name(name): name for name in schema.names}
    system = {name: by_fold[name] for name in _SYSTEM[kind] if name in by_fold}
    for name in _NEEDED[kind]:
        if name not in system:
            raise _missing_column(name, schema.names, place)
    if TS in system and not is_time_like(schema.field(system[TS]).type):
        raise _no_time(system[TS], place)
    properties = {}
    for name in schema.names:
        if name not in system.values():
            _check_name(name, place)
            properties[name] = infer_type(schema.field(name).type)
    if kind == "traits" and not properties:
        raise SourceError(
            Text("the SELECT gives no traits", "该 SELECT 没有给出任何属性"),
            where=place,
            next_step=Text("add one column per trait beside user_id", "请在 user_id 之外为每个属性添加一列"),
        )
    return Output(kind, event, system, properties)


def check_names(names: Iterable[str], place: Place) -> None:
    """Refuses two columns whose names are one name under folding.

    Raises:
        SourceError: names both.
    """
    seen: dict[str, str] = {}
    for name in names:
        if fold_name(name) in seen:
            raise _same_name(seen[fold_name(name)], name, place)
        seen[fold_name(name)] = name


def infer_type(kind: pa.DataType) -> Type:
    """The type of a property whose column has that Arrow type; decimals for all fractions."""
    if pa.types.is_boolean(kind):
        return Type.BOOL
    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0 and kind.precision > 18):
        return Type.INTEGER
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        return Type.DECIMAL
    if pa.types.is_date(kind):
        return Type.DATE
    if pa.types.is_timestamp(kind):
        return Type.INSTANT
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return Type.LIST
    return Type.TEXT


def merge_types(types: Iterable[Type]) -> Type:
    """The first type on the ladder bool, integer, decimal, text that holds all; date and instant: instant."""
    distinct = set(types)
    if len(distinct) == 1:
        return distinct.pop()
    if distinct <= {Type.DATE, Type.INSTANT}:
        return Type.INSTANT
    if distinct <= {Type.INTEGER, Type.DECIMAL}:
        return Type.DECIMAL
    if distinct <= {Type.INTEGER, Type.DECIMAL, Type.FLOAT}:
        return Type.FLOAT
    return Type.LIST if Type.LIST in distinct and distinct <= {Type.LIST, Type.TEXT} else Type.TEXT


def _check_name(name: str, place: Place) -> None:
    if name.startswith("_") or fold_name(name) in RESERVED or not fold_name(name):
        raise SourceError(
            Text(f"the column name “{name}” is reserved", f"列名“{name}”为系统保留"),
            where=place,
            next_step=Text(
                "give it another name with AS, without an underscore in front",
                "请用 AS 另取列名，且不要以下划线开头",
            ),
        )


def _same_name(other: str, name: str, place: Place) -> SourceError:
    return SourceError(
        Text(f"the columns “{other}” and “{name}” have one name", f"列“{other}”与“{name}”视为同名"),
        where=place,
        next_step=Text("rename one of them with AS", "请用 AS 为其中一列改名"),
    )


def _missing_column(name: str, columns: Iterable[str], place: Place) -> SourceError:
    known = list(columns)
    near = nearest_names(name, known) or tuple(known[:3])
    like = near[0] if near else "..."
    return SourceError(
        Text(f"the SELECT gives no column “{name}”", f"该 SELECT 没有给出列“{name}”"),
        where=place,
        nearest=near,
        next_step=Text(f"write “{like} as {name}” in the SELECT", f"请在 SELECT 中写“{like} as {name}”"),
    )


def _no_time(name: str, place: Place) -> SourceError:
    return SourceError(
        Text(
            f"the column “{name}” is neither a timestamp, a date nor text",
            f"列“{name}”不是时间戳、日期或文本",
        ),
        where=place,
        next_step=Text(
            "convert it in the SELECT: to_timestamp(x) from seconds since 1970, strptime(x, '%d.%m.%Y')",
            "请在 SELECT 中转换：1970 年起的秒数用 to_timestamp(x)，或用 strptime(x, '%d.%m.%Y')",
        ),
    )
