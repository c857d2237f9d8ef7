"""The portrait of all customers as of an instant: computed beside the live one, then put in its place.

``build_portrait`` computes, ``publish_portrait`` records what changed and swaps in one transaction. Until
that commits, the last portrait serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.protocol import Engine, Table
from tagma.evaluate.changes import record_changes
from tagma.evaluate.plan import Plan, Planner
from tagma.evaluate.relations import KEY
from tagma.evaluate.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.evaluate.computed import Computed

FRESH = Table("portrait", "fresh")
LIVE = Table("portrait", "profile")
COLUMNS = Table("portrait", "columns")
CUTS = Table("portrait", "cuts")
RANKS = Table("portrait", "ranks")

TABLES: dict[Table, dict[str, str]] = {
    COLUMNS: {
        "name": "VARCHAR",
        "kind": "VARCHAR",
        "type": "VARCHAR",
        "fingerprint": "VARCHAR",
        "version": "BIGINT",
        "instant": "TIMESTAMP",
        "as_of": "TIMESTAMP",
        "run": "VARCHAR",
    },
    CUTS: {
        "key": "VARCHAR",
        "p": "DECIMAL(9, 6)",
        "value": "VARCHAR",
        "type": "VARCHAR",
        "population": "BIGINT",
        "instant": "TIMESTAMP",
        "run": "VARCHAR",
    },
    RANKS: {"key": "VARCHAR", KEY: "BIGINT", "rank": "BIGINT"},
}


@dataclass(frozen=True, slots=True)
class Published:
    """What a refresh put in place."""

    customers: int
    tag_changes: int
    segment_changes: int


def plan_portrait(world: World, outputs: Sequence[Computed]) -> Plan:
    """The plan of the whole portrait: all traits and all formulas."""
    traits = [field.name for field in world.vocabulary.fields.values() if field.kind == "trait"]
    return Planner(world).plan(outputs, traits)


def build_portrait(engine: Engine, plan: Plan) -> int:
    """Computes the portrait into ``portrait.fresh``; returns the number of customers."""
    for table, columns in TABLES.items():
        engine.define(table, columns, step="define portrait")
    return engine.create(FRESH, plan.pipeline, step="evaluate")


def publish_portrait(engine: Engine, plan: Plan, outputs: Sequence[Computed], run: str) -> Published:
    """Stores population values, records changes and swaps the fresh portrait in, in one transaction."""
    with engine.transaction():
        _store_cuts(engine, plan, run)
        _store_ranks(engine, plan)
        for name in [*_cut_columns(plan), *(rank.column for rank in plan.ranks)]:
            drop = exp.Alter(
                this=dialect.table("fresh", "portrait"),
                kind="TABLE",
                actions=[exp.Drop(tables=[dialect.column(name)], kind="COLUMN")],
            )
            engine.execute(drop, step="drop population columns")
        tags, segments = record_changes(engine, plan, outputs, run)
        _store_columns(engine, plan, outputs, run)
        engine.swap(FRESH, LIVE, step="publish")
    customers = engine.query(dialect.query("SELECT COUNT(*) AS n FROM portrait.profile"), step="count")
    return Published(customers.column("n")[0].as_py(), tags, segments)


def _cut_columns(plan: Plan) -> list[str]:
    return [name for cut in plan.cuts for name in (cut.column, cut.size_column)]


def _store_cuts(engine: Engine, plan: Plan, run: str) -> None:
    engine.execute(dialect.from_template("DELETE FROM portrait.cuts"), step="store cuts")
    if not plan.cuts:
        return
    fitted = exp.Select().from_(dialect.table("fresh", "portrait")).limit(1)
    for cut in plan.cuts:
        text = dialect.cast(dialect.column(cut.column), "VARCHAR")
        fitted.select(exp.alias_(text, cut.column, quoted=True), copy=False)
        fitted.select(dialect.column(cut.size_column), copy=False)
    rows = engine.query(fitted, step="store cuts").to_pylist()
    row = rows[0] if rows else {}
    stored = [
        {
            "key": cut.key,
            "p": cut.p,
            "value": row.get(cut.column),
            "type": cut.type.value,
            "population": row.get(cut.size_column, 0),
            "instant": cut.at,
            "run": run,
        }
        for cut in plan.cuts
    ]
    engine.load(CUTS, pa.Table.from_pylist(stored), step="store cuts")


def _store_ranks(engine: Engine, plan: Plan) -> None:
    engine.execute(dialect.from_template("DELETE FROM portrait.ranks"), step="store ranks")
    for rank in plan.ranks:
        insert = dialect.from_template(
            "INSERT INTO portrait.ranks (_customer_id, rank, key) "
            "SELECT _customer_id, :rank, :key FROM portrait.fresh WHERE :rank IS NOT NULL",
            key=dialect.literal(rank.key),
            rank=dialect.column(rank.column),
        )
        engine.execute(insert, step="store ranks")


def _store_columns(engine: Engine, plan: Plan, outputs: Sequence[Computed], run: str) -> None:
    engine.execute(dialect.from_template("DELETE FROM portrait.columns"), step="store columns")
    stored: list[dict[str, Any]] = [
        {
            "name": output.column,
            "kind": output.kind,
            "type": output.type.value,
            "fingerprint": output.fingerprint,
            "version": output.version,
            "instant": plan.instants[output.column],
        }
        for output in outputs
    ]
    stored += [
        {"name": trait, "kind": "trait", "type": "", "fingerprint": "", "version": 0, "instant": plan.as_of}
        for trait in plan.traits
    ]
    stored = [{**row, "as_of": plan.as_of, "run": run} for row in stored]
    if stored:
        engine.load(COLUMNS, pa.Table.from_pylist(stored), step="store columns")
