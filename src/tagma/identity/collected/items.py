"""Items that programs send: one table for each type, the same whatever the order of arrival."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import column, from_template, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.collected.rejects import Reject
from tagma.identity.collected.tables import ITEM_OPERATIONS, spell_names
from tagma.identity.collected.values import ARROW_TYPES, MisfitError, convert_value, infer_first
from tagma.identity.tables import COLUMN_TYPES, MOST_PROPERTIES
from tagma.identity.values import write_json
from tagma.rules.vocabulary import Type, fold_name

SCHEMA = "items"
ITEM_ID, UPDATED_AT = "item_id", "_updated_at"
ITEM_COLUMNS = {ITEM_ID: "VARCHAR", UPDATED_AT: "TIMESTAMP"}
MOST_TYPES = 1_000
MOST_NAME = 100

_TOUCHED = Table("temp", "touched items")
_TYPES = {kind: type_ for type_, kind in COLUMN_TYPES.items()}
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ItemStep:
    """One operation on an item on its way into the table."""

    item_type: str
    item_id: str
    action: str
    properties: Mapping[str, Any]
    ts: datetime
    received_at: datetime
    source: str
    message_id: str


def apply_items(engine: Engine, steps: Sequence[ItemStep]) -> list[Reject]:
    """Keeps the operations and writes the items that they concern anew; returns what could not be done."""
    if not steps:
        return []
    spelled = spell_names(engine.tables(SCHEMA))
    rejects: list[Reject] = []
    kept: list[ItemStep] = []
    for step in steps:
        folded = fold_name(step.item_type)
        if folded not in spelled:
            if len(spelled) >= MOST_TYPES or len(step.item_type) > MOST_NAME:
                rejects.append(_reject(step, "too_many_item_types", "", {}))
                continue
            spelled[folded] = step.item_type
        kept.append(step)
    _keep(engine, kept, spelled)
    touched = dict.fromkeys((spelled[fold_name(step.item_type)], step.item_id) for step in kept)
    items = _fold(engine, list(touched))
    latest = {(spelled[fold_name(step.item_type)], step.item_id): step for step in kept}
    for item_type in dict.fromkeys(name for name, _ in touched):
        own = {item_id: items.get((item_type, item_id)) for name, item_id in touched if name == item_type}
        rejects += _write(engine, item_type, own, latest)
    return rejects


def _keep(engine: Engine, steps: Sequence[ItemStep], spelled: Mapping[str, str]) -> None:
    rows = {
        "item_type": pa.array([spelled[fold_name(step.item_type)] for step in steps], pa.string()),
        "item_id": pa.array([step.item_id for step in steps], pa.string()),
        "action": pa.array([step.action for step in steps], pa.string()),
        "properties": pa.array([_dump(step.properties) for step in steps], pa.string()),
        "_ts": pa.array([step.ts for step in steps], pa.timestamp("us")),
        "_received_at": pa.array([step.received_at for step in steps], pa.timestamp("us")),
        "_source": pa.array([step.source for step in steps], pa.string()),
        "_message_id": pa.array([step.message_id for step in steps], pa.string()),
    }
    engine.load(ITEM_OPERATIONS, pa.table(rows), step="keep item operations")


def _fold(engine: Engine, touched: Sequence[Key]) -> dict[Key, tuple[dict[str, Any], datetime]]:
    """The items as all their operations leave them; a deleted one is not among them."""
    engine.define(_TOUCHED, {"item_type": "VARCHAR", "item_id": "VARCHAR"}, step="touched items")
    keys = {"item_type": [name for name, _ in touched], "item_id": [item for _, item in touched]}
    engine.load(_TOUCHED, pa.table(keys), step="touched items")
    mine = from_template(
        """
        EXISTS (SELECT 1 FROM :touched AS t WHERE t."item_type" = "item_operations"."item_type"
          AND t."item_id" = "item_operations"."item_id")
        """,
        touched=table(_TOUCHED.name, _TOUCHED.schema),
    )
    rows = exp.select("*").from_(table(ITEM_OPERATIONS.name, ITEM_OPERATIONS.schema)).where(mine)
    rows = rows.order_by(column("_ts"), column("_message_id"))
    found: dict[Key, tuple[dict[str, Any], datetime]] = {}
    for row in engine.query(rows, step="read item operations").to_pylist():
        key = (row["item_type"], row["item_id"])
        if row["action"] == "delete":
            found.pop(key, None)
            continue
        known = found[key][0] if key in found else {}
        found[key] = (known | _load(row["properties"]), row["_ts"])
    engine.drop(_TOUCHED, step="touched items")
    return found


def _write(
    engine: Engine,
    item_type: str,
    items: Mapping[str, tuple[dict[str, Any], datetime] | None],
    latest: Mapping[Key, ItemStep],
) -> list[Reject]:
    target = Table(SCHEMA, item_type)
    present = engine.tables(SCHEMA).get(item_type, {})
    columns = {name: _TYPES[kind] for name, kind in present.items() if name not in ITEM_COLUMNS}
    spelled = spell_names(columns)
    there = {item_id: found for item_id, found in items.items() if found is not None}
    values: dict[str, list[Any]] = {}
    for place, (given, _) in enumerate(there.values()):
        for name, value in given.items():
            folded = fold_name(name)
            if folded not in spelled:
                odd = not folded or name.startswith("_") or folded == ITEM_ID or len(name) > MOST_NAME
                if odd or value is None or len(spelled) >= MOST_PROPERTIES:
                    continue
                spelled[folded] = name
            values.setdefault(folded, [None] * len(there))[place] = value
    for folded, given_values in values.items():
        kind = infer_first(given_values)
        if spelled[folded] not in columns and kind is not None:
            columns[spelled[folded]] = Type.DECIMAL if kind is Type.INTEGER else kind
    wanted = {**ITEM_COLUMNS, **{name: COLUMN_TYPES[kind] for name, kind in columns.items()}}
    engine.define(target, wanted, step=f"define items of {item_type}")
    _forget(engine, target, list(items))
    rejects: list[Reject] = []
    arrays: dict[str, pa.Array] = {
        ITEM_ID: pa.array(list(there), pa.string()),
        UPDATED_AT: pa.array([at for _, at in there.values()], pa.timestamp("us")),
    }
    for folded, given_values in values.items():
        name = spelled[folded]
        if name not in columns:
            continue
        converted: list[Any] = []
        for item_id, value in zip(there, given_values, strict=True):
            try:
                converted.append(convert_value(value, columns[name]))
            except MisfitError:
                converted.append(None)
                step = latest[item_type, item_id]
                if step.properties.get(name) == value:  # else it was told when it came
                    rejects.append(_reject(step, f"not {columns[name].value}", name, {name: value}))
        arrays[name] = pa.array(converted, ARROW_TYPES[columns[name]])
    if there:
        engine.load(target, pa.table(arrays), step=f"write items of {item_type}")
    return rejects


def _forget(engine: Engine, target: Table, item_ids: Sequence[str]) -> None:
    engine.define(_TOUCHED, {"item_id": "VARCHAR"}, step="touched items")
    engine.load(_TOUCHED, pa.table({"item_id": pa.array(item_ids, pa.string())}), step="touched items")
    mine = from_template(
        '"item_id" IN (SELECT t."item_id" FROM :touched AS t)',
        touched=table(_TOUCHED.name, _TOUCHED.schema),
    )
    engine.execute(exp.delete(table(target.name, target.schema), where=mine), step="forget touched items")
    engine.drop(_TOUCHED, step="touched items")


def _dump(properties: Mapping[str, Any]) -> str:
    told = {
        name: {"$instant": value.isoformat()} if isinstance(value, datetime) else value
        for name, value in properties.items()
    }
    return json.dumps(told, ensure_ascii=False)


def _load(text: str) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value["$instant"])
        if isinstance(value, dict) and value.keys() == {"$instant"}
        else value
        for name, value in json.loads(text).items()
    }


def _reject(step: ItemStep, reason: str, name: str, row: Mapping[str, Any]) -> Reject:
    told = {"item_type": step.item_type, "item_id": step.item_id, **row}
    return Reject(
        step.source, f"item:{step.item_type}", reason, name, write_json(told), step.ts, step.received_at
    )
