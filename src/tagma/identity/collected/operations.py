"""Operations on profiles: kept, and folded into the history of traits whatever their order of arrival."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import pyarrow as pa

from tagma.collect.sources.outputs import RESERVED
from tagma.engine.dialect import column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.collected.fold import Held, Step, fold_steps
from tagma.identity.collected.rejects import Reject
from tagma.identity.collected.tables import (
    OPERATIONS,
    SOURCE_PREFIX,
    TRAIT_TYPES,
    read_trait_types,
    spell_names,
)
from tagma.identity.collected.values import convert_value, infer_value, write_value
from tagma.identity.tables import TRAIT_HISTORY
from tagma.identity.values import write_json
from tagma.rules.vocabulary import Type, fold_name

MOST_TRAITS = 1_000
MOST_NAME = 100

_TOUCHED = Table("temp", "touched traits")


@dataclass(frozen=True, slots=True)
class Deed:
    """One operation on its way into the table."""

    customer: int
    trait: str
    action: str
    value: Any
    place: int
    ts: datetime
    received_at: datetime
    source: str
    message_id: str


def apply_operations(engine: Engine, deeds: Sequence[Deed], types: Mapping[str, Type]) -> list[Reject]:
    """Keeps the operations and folds the traits that they concern anew; returns what could not be done.

    Args:
        types: of the traits that definitions or files give, by name.
    """
    if not deeds:
        return []
    known = read_trait_types(engine)
    spelled = spell_names(types, known)
    kept, rejects = _choose(deeds, spelled)
    fresh: dict[str, Type] = {}
    for deed in kept:
        if deed.trait and deed.trait not in types and deed.trait not in known and deed.trait not in fresh:
            kind = Type.LIST if deed.action == "append" else infer_value(deed.value)
            if deed.value is not None:
                fresh[deed.trait] = Type.DECIMAL if kind is Type.INTEGER else kind
    if fresh:
        rows = {"trait": list(fresh), "type": [kind.value for kind in fresh.values()]}
        engine.load(TRAIT_TYPES, pa.table(rows), step="trait types")
    _keep(engine, kept)
    kinds = {**fresh, **known, **types}
    return rejects + _refold(engine, kept, kinds)


def _choose(deeds: Sequence[Deed], spelled: dict[str, str]) -> tuple[list[Deed], list[Reject]]:
    kept: list[Deed] = []
    rejects: list[Reject] = []
    for deed in deeds:
        folded = fold_name(deed.trait)
        if deed.action != "delete" and folded not in spelled:
            odd = not folded or deed.trait.startswith("_") or folded in RESERVED
            if odd or len(deed.trait) > MOST_NAME:
                rejects.append(_reject(deed, "name_not_possible"))
                continue
            if len(spelled) >= MOST_TRAITS:
                rejects.append(_reject(deed, "too_many_traits"))
                continue
            spelled[folded] = deed.trait
        kept.append(replace(deed, trait=spelled.get(folded, "")))
    return kept, rejects


def _keep(engine: Engine, deeds: Sequence[Deed]) -> None:
    rows = {
        "_customer_id": pa.array([deed.customer for deed in deeds], pa.int64()),
        "trait": pa.array([deed.trait for deed in deeds], pa.string()),
        "action": pa.array([deed.action for deed in deeds], pa.string()),
        "value": pa.array([_write(deed.value) for deed in deeds], pa.string()),
        "place": pa.array([deed.place for deed in deeds], pa.int32()),
        "_ts": pa.array([deed.ts for deed in deeds], pa.timestamp("us")),
        "_received_at": pa.array([deed.received_at for deed in deeds], pa.timestamp("us")),
        "_source": pa.array([deed.source for deed in deeds], pa.string()),
        "_message_id": pa.array([deed.message_id for deed in deeds], pa.string()),
    }
    engine.load(OPERATIONS, pa.table(rows), step="keep operations")


def _write(value: Any) -> str:
    if isinstance(value, datetime):
        return json.dumps({"$instant": value.isoformat()})
    return json.dumps(value, ensure_ascii=False)


def _read(text: str) -> Any:
    value = json.loads(text)
    if isinstance(value, dict) and value.keys() == {"$instant"}:
        return datetime.fromisoformat(value["$instant"])
    return value


def _refold(engine: Engine, deeds: Sequence[Deed], kinds: Mapping[str, Type]) -> list[Reject]:
    """Folds every trait concerned from all its operations; a deletion concerns all of its customer's."""
    wide = {deed.customer for deed in deeds if deed.action == "delete"}
    pairs = dict.fromkeys((deed.customer, deed.trait) for deed in deeds if deed.trait)
    touched = {
        "customer": pa.array([*wide, *(customer for customer, _ in pairs)], pa.int64()),
        "trait": pa.array([*([None] * len(wide)), *(trait for _, trait in pairs)], pa.string()),
    }
    engine.define(_TOUCHED, {"customer": "BIGINT", "trait": "VARCHAR"}, step="touched traits")
    engine.load(_TOUCHED, pa.table(touched), step="touched traits")
    rows = engine.query(
        query(
            """
            SELECT o.* FROM "collect"."operations" AS o
            WHERE EXISTS (SELECT 1 FROM :touched AS t WHERE t."customer" = o."_customer_id"
              AND (t."trait" IS NULL OR t."trait" = o."trait" OR o."action" = 'delete'))
            """,
            touched=table(_TOUCHED.name, _TOUCHED.schema),
        ),
        step="operations of touched traits",
    ).to_pylist()
    _clear_history(engine)
    engine.drop(_TOUCHED, step="touched traits")
    steps, deletions = _group(rows, wide, set(pairs))
    rejects: list[Reject] = []
    held: list[tuple[int, str, Held]] = []
    fresh = {(deed.customer, deed.trait, deed.message_id, deed.place) for deed in deeds}
    for (customer, trait), own in sorted(steps.items()):
        convert = partial(convert_value, kind=kinds.get(trait, Type.TEXT))
        values, misfits = fold_steps([*own, *deletions.get(customer, ())], convert)
        held += [(customer, trait, each) for each in values]
        for step in misfits:
            if (customer, trait, step.message_id, step.place) in fresh:
                row = write_json({trait: step.value, "message_id": step.message_id})
                reason = f"not {kinds.get(trait, Type.TEXT).value}"
                rejects.append(
                    Reject(step.source, step.action, reason, trait, row, step.ts, step.received_at)
                )
    _write_history(engine, held)
    return rejects


def _group(
    rows: Sequence[dict[str, Any]], wide: set[int], pairs: set[tuple[int, str]]
) -> tuple[dict[tuple[int, str], list[Step]], dict[int, list[Step]]]:
    steps: dict[tuple[int, str], list[Step]] = {}
    deletions: dict[int, list[Step]] = {}
    for row in rows:
        step = Step(
            row["_ts"], row["_message_id"], row["place"], row["action"], _read(row["value"]),
            row["_received_at"], row["_source"],
        )  # fmt: skip
        customer, trait = row["_customer_id"], row["trait"]
        if step.action == "delete":
            deletions.setdefault(customer, []).append(step)
        elif customer in wide or (customer, trait) in pairs:
            steps.setdefault((customer, trait), []).append(step)
    return steps, deletions


def _clear_history(engine: Engine) -> None:
    from sqlglot import exp

    touched = from_template(
        """
        STARTS_WITH("_source", :prefix) AND EXISTS (SELECT 1 FROM :touched AS t
          WHERE t."customer" = "_customer_id" AND (t."trait" IS NULL OR t."trait" = :trait))
        """,
        prefix=literal(SOURCE_PREFIX),
        touched=table(_TOUCHED.name, _TOUCHED.schema),
        trait=column("trait", TRAIT_HISTORY.name),
    )
    statement = exp.delete(table(TRAIT_HISTORY.name, TRAIT_HISTORY.schema), where=touched)
    engine.execute(statement, step="clear folded traits")


def _write_history(engine: Engine, held: Sequence[tuple[int, str, Held]]) -> None:
    if not held:
        return
    values = [each.value for _, _, each in held]
    steps = [each.step for _, _, each in held]
    rows = {
        "_customer_id": pa.array([customer for customer, _, _ in held], pa.int64()),
        "trait": pa.array([trait for _, trait, _ in held], pa.string()),
        "value": pa.array([None if value is None else write_value(value) for value in values], pa.string()),
        "_ts": pa.array([step.ts for step in steps], pa.timestamp("us")),
        "_received_at": pa.array([step.received_at for step in steps], pa.timestamp("us")),
        "_source": pa.array([step.source for step in steps], pa.string()),
        "_message_id": pa.array([f"{step.message_id}#{step.place:06}" for step in steps], pa.string()),
        "_cleared": pa.array([value is None for value in values], pa.bool_()),
    }
    engine.load(TRAIT_HISTORY, pa.table(rows), step="fold operations")


def _reject(deed: Deed, reason: str) -> Reject:
    row = write_json({deed.trait: deed.value, "message_id": deed.message_id})
    return Reject(deed.source, deed.action, reason, deed.trait, row, deed.ts, deed.received_at)
