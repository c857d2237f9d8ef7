"""Collected events appended to typed tables, whose columns come with what is seen, within bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa
from sqlglot import exp

from tagma.collect.intake.bots import MOST_AGENT, is_bot
from tagma.collect.plan import default_repeat
from tagma.collect.sources.outputs import RESERVED
from tagma.engine.dialect import cast, column, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.collected.rejects import Reject
from tagma.identity.collected.tables import spell_names
from tagma.identity.collected.values import (
    ARROW_TYPES,
    MisfitError,
    convert_value,
    fits_already,
    has_fraction,
    infer_first,
)
from tagma.identity.quality.screen import INCOMING, IS_BOT, Caught, EventScreens, screen_incoming
from tagma.identity.tables import COLUMN_TYPES, EVENT_COLUMNS, MOST_PROPERTIES
from tagma.identity.values import write_json
from tagma.rules.vocabulary import Type, fold_name

MOST_EVENT_TYPES = 1_000
MOST_NAME = 100

_NEVER = RESERVED | {"user_id", "ts", "message_id"}
_TYPES = {kind: type_ for type_, kind in COLUMN_TYPES.items()}


class Happening(NamedTuple):
    """An event on its way into a table."""

    event: str
    customer: int
    identity: int
    ts: datetime
    received_at: datetime
    source: str
    message_id: str
    properties: Mapping[str, Any]
    flags: tuple[str, ...]
    agent: str = ""


def append_events(
    engine: Engine,
    happenings: Sequence[Happening],
    declared: Mapping[str, Mapping[str, Type]],
    screens: Mapping[str, EventScreens],
    caught: Caught,
) -> tuple[int, list[Reject]]:
    """Appends events to their tables; returns how many, and what was not loaded of them.

    Args:
        declared: by folded name of the event the types that definitions give its properties.
        screens: by folded name of the event what sets it aside.
        caught: is added what was set aside; it was not appended.
    """
    present = engine.tables("events")
    spelled = spell_names(present)
    groups: dict[str, list[Happening]] = {}
    rejects: list[Reject] = []
    for each in happenings:
        folded = fold_name(each.event)
        if folded not in spelled:
            if len(spelled) >= MOST_EVENT_TYPES:
                rejects.append(_reject(each, "too_many_event_types", "", dict(each.properties)))
                continue
            spelled[folded] = each.event.strip()
        groups.setdefault(folded, []).append(each)
    for folded, group in groups.items():
        name = spelled[folded]
        said = screens.get(folded) or EventScreens(repeat_within=default_repeat(name))
        rejects += _append(engine, name, group, declared.get(folded, {}), present.get(name, {}), said, caught)
    return sum(len(group) for group in groups.values()) - caught.fresh, rejects


def _append(
    engine: Engine,
    event: str,
    group: Sequence[Happening],
    declared: Mapping[str, Type],
    present: Mapping[str, str],
    screens: EventScreens,
    caught: Caught,
) -> list[Reject]:
    target = Table("events", event)
    own = {name: kind for name, kind in present.items() if name not in EVENT_COLUMNS}
    columns = {name: _TYPES[kind] for name, kind in own.items() if kind in _TYPES}
    for name, kind in declared.items():
        columns.setdefault(name, kind)
    fixed = {fold_name(name) for name in declared}
    spelled = spell_names(columns)
    bots = [bool(each.agent) and is_bot(each.agent) for each in group]
    values, extras = _sort_properties(group, spelled, bots)
    widened = _choose_types(columns, spelled, fixed, values)
    if widened:
        _retype(engine, target, present, widened)
    wanted = {**EVENT_COLUMNS, **{name: COLUMN_TYPES[kind] for name, kind in columns.items()}}
    if not wanted.keys() <= present.keys():
        engine.define(target, wanted, step=f"define {event}")
    rejects: list[Reject] = []
    arrays: dict[str, pa.Array] = {}
    for folded, given in values.items():
        name = spelled[folded]
        if name not in columns:  # never a value
            continue
        kind = columns[name]
        if fits_already(given, kind):
            arrays[name] = pa.array(given, ARROW_TYPES[kind])
            continue
        converted: list[Any] = []
        for happening, value in zip(group, given, strict=True):
            try:
                converted.append(convert_value(value, kind))
            except MisfitError:
                converted.append(None)
                rejects.append(_reject(happening, f"not {kind.value}", name, {name: value}))
        arrays[name] = pa.array(converted, ARROW_TYPES[kind])
    rows = {
        "_customer_id": pa.array([each.customer for each in group], pa.int64()),
        "_identity_id": pa.array([each.identity for each in group], pa.int64()),
        "_ts": pa.array([each.ts for each in group], pa.timestamp("us")),
        "_message_id": pa.array([each.message_id for each in group], pa.string()),
        "_received_at": pa.array([each.received_at for each in group], pa.timestamp("us")),
        "_source": pa.array([each.source for each in group], pa.string()),
        "_extra": pa.array(extras, pa.string()),
        **arrays,
    }
    if screens.is_idle and not any(bots):
        engine.load(target, pa.table(rows), step=f"append {event}")
        return rejects
    rows[IS_BOT] = pa.array(bots, pa.bool_())
    engine.define(INCOMING, {**wanted, IS_BOT: "BOOLEAN"}, step=f"screen {event}")
    engine.load(INCOMING, pa.table(rows), step=f"screen {event}")
    reasons = replace(screens, bots=screens.bots and any(bots))
    screen_incoming(engine, event, reasons, caught, beside_stored=True)
    kept = exp.select(*(column(name) for name in wanted)).from_(table(INCOMING.name, INCOMING.schema))
    names = [column(name).this for name in wanted]
    engine.execute(exp.insert(kept, table(target.name, target.schema), columns=names), step=f"append {event}")
    engine.drop(INCOMING, step=f"screen {event}")
    return rejects


def _sort_properties(
    group: Sequence[Happening], spelled: dict[str, str], bots: Sequence[bool]
) -> tuple[dict[str, list[Any]], list[str | None]]:
    """The values by folded name, and per event what has no column: reserved names, those beyond the bound."""
    values: dict[str, list[Any]] = {}
    extras: list[str | None] = []
    folds: dict[str, str] = {}
    for place, each in enumerate(group):
        extra: dict[str, Any] = {}
        for name, value in each.properties.items():
            folded = folds.get(name)
            if folded is None:
                folded = folds[name] = fold_name(name)
            if (given := values.get(folded)) is not None:
                given[place] = value
                continue
            if folded not in spelled:
                if not _may_be_column(name, folded) or len(spelled) >= MOST_PROPERTIES:
                    extra[name] = value
                    continue
                if value is None:
                    continue
                spelled[folded] = name
            values[folded] = [None] * len(group)
            values[folded][place] = value
        if each.flags:
            extra["_flags"] = list(each.flags)
        if bots[place]:
            extra["_agent"] = each.agent[:MOST_AGENT]
        extras.append(write_json(extra) if extra else None)
    return values, extras


def _may_be_column(name: str, folded: str) -> bool:
    return bool(folded) and not name.startswith("_") and folded not in _NEVER and len(name) <= MOST_NAME


def _choose_types(
    columns: dict[str, Type], spelled: Mapping[str, str], fixed: set[str], values: Mapping[str, Sequence[Any]]
) -> dict[str, Type]:
    """Gives new columns a type; returns the whole-number columns that have to take fractions from now on."""
    widened: dict[str, Type] = {}
    for folded, given in values.items():
        name = spelled[folded]
        if name not in columns:
            kind = infer_first(given)
            if kind is not None:
                columns[name] = kind
        elif columns[name] is Type.INTEGER and folded not in fixed and any(map(has_fraction, given)):
            columns[name] = widened[name] = Type.DECIMAL
    return widened


def _retype(engine: Engine, target: Table, present: Mapping[str, str], widened: Mapping[str, Type]) -> None:
    """Writes a table anew with whole-number columns as decimals."""
    selected = [
        exp.alias_(cast(column(name), COLUMN_TYPES[widened[name]], safe=True), name, quoted=True)
        if name in widened
        else column(name)
        for name in present
    ]
    rows = exp.select(*selected).from_(table(target.name, target.schema)).order_by(column("_ts"))
    engine.create(target, rows, step=f"widen {target.name}")


def _reject(happening: Happening, reason: str, field: str, row: Mapping[str, Any]) -> Reject:
    told = {"message_id": happening.message_id, **row}
    return Reject(
        happening.source,
        happening.event,
        reason,
        field,
        write_json(told),
        happening.ts,
        happening.received_at,
    )
