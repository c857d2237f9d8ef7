"""What loading collected events writes beside the tables that all loading writes."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.mint import refresh_customers
from tagma.identity.quality.aside import delete_aside
from tagma.identity.quality.seen import forget_seen
from tagma.identity.tables import QUARANTINE, TRAIT_HISTORY
from tagma.rules.vocabulary import Type, fold_name

SOURCE_PREFIX = "push:"
"""Before the name of a write key's source, so that no file source has the same."""

JOURNAL = Table("collect", "journal")
OPERATIONS = Table("collect", "operations")
TRAIT_TYPES = Table("collect", "trait_types")
ITEM_OPERATIONS = Table("collect", "item_operations")
COLLECTED_TABLES: Mapping[Table, Mapping[str, str]] = {
    JOURNAL: {"position": "BIGINT"},
    OPERATIONS: {
        "_customer_id": "BIGINT",
        "trait": "VARCHAR",
        "action": "VARCHAR",
        "value": "VARCHAR",
        "place": "INTEGER",
        "_ts": "TIMESTAMP",
        "_received_at": "TIMESTAMP",
        "_source": "VARCHAR",
        "_message_id": "VARCHAR",
    },
    TRAIT_TYPES: {"trait": "VARCHAR", "type": "VARCHAR"},
    ITEM_OPERATIONS: {
        "item_type": "VARCHAR",
        "item_id": "VARCHAR",
        "action": "VARCHAR",
        "properties": "VARCHAR",
        "_ts": "TIMESTAMP",
        "_received_at": "TIMESTAMP",
        "_source": "VARCHAR",
        "_message_id": "VARCHAR",
    },
}


def define_collected(engine: Engine) -> None:
    """Makes the tables, unless they are there."""
    present = engine.tables("collect")
    for target, columns in COLLECTED_TABLES.items():
        if target.name not in present:
            engine.define(target, columns, step=f"define {target.name}")


def read_trait_types(engine: Engine) -> dict[str, Type]:
    """The traits that senders set, with the type that each was first seen with."""
    if TRAIT_TYPES.name not in engine.tables(TRAIT_TYPES.schema):
        return {}
    rows = engine.query(query('SELECT "trait", "type" FROM "collect"."trait_types"'), step="trait types")
    return {row["trait"]: Type(row["type"]) for row in rows.to_pylist()}


def forget_collected(engine: Engine) -> None:
    """Removes everything that came from the journal, so that it can be loaded from its beginning.

    Identities stay: their numbers are never given away again.
    """
    with engine.transaction():
        for name in engine.tables("events"):
            target = Table("events", name)
            delete_pushed(engine, target)
            rows = query('SELECT COUNT(*) AS "n" FROM :events', events=table(name, "events"))
            if not engine.query(rows, step="count events").column(0)[0].as_py():
                engine.drop(target, step="drop empty event")
        for target in (TRAIT_HISTORY, QUARANTINE):
            delete_pushed(engine, target)
        forget_seen(engine, pushed_condition())
        delete_aside(engine, pushed_condition())
        for name in engine.tables("items"):
            engine.drop(Table("items", name), step="drop items")
        for target in COLLECTED_TABLES:
            engine.drop(target, step=f"drop {target.name}")
        refresh_customers(engine)


def delete_pushed(engine: Engine, target: Table) -> None:
    """Removes the rows of a table that came from the journal."""
    statement = exp.delete(table(target.name, target.schema), where=pushed_condition())
    engine.execute(statement, step=f"clear {target.name}")


def pushed_condition() -> exp.Expr:
    """Holds for rows that came from the journal."""
    return from_template(
        "STARTS_WITH(:source, :prefix)", source=column("_source"), prefix=literal(SOURCE_PREFIX)
    )


def spell_names(*groups: Mapping[str, object]) -> dict[str, str]:
    """The spelling of names by how they are folded; the first group that knows one decides."""
    spelled: dict[str, str] = {}
    for names in groups:
        for name in names:
            spelled.setdefault(fold_name(name), name)
    return spelled


def write_position(engine: Engine, position: int) -> None:
    """Remembers up to where the journal is loaded; part of the transaction of what was loaded."""
    engine.execute(exp.delete(table(JOURNAL.name, JOURNAL.schema)), step="move on in the journal")
    engine.load(JOURNAL, pa.table({"position": [position]}), step="move on in the journal")
