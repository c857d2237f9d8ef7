"""The portrait of all customers as of an instant: computed beside the live one, then put in its place.

``build_portrait`` computes, ``publish_portrait`` records what changed and swaps in one transaction. Until
that commits, the last portrait serves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.protocol import Engine, Table
from tagma.evaluate.changes import record_changes
from tagma.evaluate.plan import Plan, Planner, World
from tagma.evaluate.relations import KEY
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

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
            drop = dialect.from_template("ALTER TABLE portrait.fresh DROP COLUMN x")
            drop.find(exp.Column, exp.Drop).set("this", exp.to_identifier(name, quoted=True))  # type: ignore[union-attr]
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
    for cut in plan.cuts:
        row = dialect.query(
            "SELECT :key AS key, :p AS p, CAST(MAX(:value) AS VARCHAR) AS value, :type AS type, "
            "COALESCE(MAX(:size), 0) AS population, :at AS instant, :run AS run FROM portrait.fresh",
            key=dialect.literal(cut.key),
            p=dialect.literal(cut.p),
            value=dialect.column(cut.column),
            size=dialect.column(cut.size_column),
            type=dialect.literal(cut.type.value),
            run=dialect.literal(run),
            at=dialect.literal(cut.at),
        )
        engine.load(CUTS, engine.query(row, step="store cuts"), step="store cuts")


def _store_ranks(engine: Engine, plan: Plan) -> None:
    engine.execute(dialect.from_template("DELETE FROM portrait.ranks"), step="store ranks")
    for rank in plan.ranks:
        insert = dialect.from_template(
            "INSERT INTO portrait.ranks (key, _customer_id, rank) "
            "SELECT :key, _customer_id, :rank FROM portrait.fresh WHERE :rank IS NOT NULL",
            key=dialect.literal(rank.key),
            rank=dialect.column(rank.column),
        )
        engine.execute(insert, step="store ranks")


def _store_columns(engine: Engine, plan: Plan, outputs: Sequence[Computed], run: str) -> None:
    engine.execute(dialect.from_template("DELETE FROM portrait.columns"), step="store columns")
    rows: list[tuple[str, str, str, str, int, datetime | None]] = [
        (
            output.column,
            output.kind,
            output.type.value,
            output.fingerprint,
            output.version,
            plan.instants[output.column],
        )
        for output in outputs
    ]
    rows += [(trait, "trait", Type.TEXT.value, "", 0, plan.as_of) for trait in plan.traits]
    for name, kind, column_type, fingerprint, version, instant in rows:
        row = dialect.query(
            "SELECT :name AS name, :kind AS kind, :type AS type, :print AS fingerprint, :version AS version, "
            "CAST(:instant AS TIMESTAMP) AS instant, :as_of AS as_of, :run AS run",
            name=dialect.literal(name),
            kind=dialect.literal(kind),
            type=dialect.literal(column_type),
            print=dialect.literal(fingerprint),
            version=dialect.literal(version),
            instant=dialect.literal(instant),
            as_of=dialect.literal(plan.as_of),
            run=dialect.literal(run),
        )
        engine.load(COLUMNS, engine.query(row, step="store columns"), step="store columns")
