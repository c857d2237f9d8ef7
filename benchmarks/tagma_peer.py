"""The hundred tags through Tagma's evaluator: one plan, one statement, then the portrait is published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from benchmarks.generate import EVENTS, TRAITS, TYPES
from benchmarks.mix import Cases, Formula, Tag, Tiers
from benchmarks.sessions import AS_OF
from tagma.clock import Calendar
from tagma.engine.duckdb import open_warehouse
from tagma.engine.protocol import Engine
from tagma.evaluate import computed
from tagma.evaluate.refresh import build_portrait, plan_portrait, publish_portrait
from tagma.evaluate.world import World
from tagma.rules import check_rule, parse_rule, tree
from tagma.rules.vocabulary import EventType, Field, Names, Property, Type, Vocabulary

UNDATED = datetime(1, 1, 1)


def build_vocabulary(fields: dict[str, Field] | None = None) -> Vocabulary:
    """What rules may name in the generated shop."""
    events = {
        event: EventType(
            event, Names({name: Property(name, Type(TYPES[kind])) for name, (kind, _) in properties.items()})
        )
        for event, properties in EVENTS.items()
    }
    traits = {name: Field(name, Type(TYPES[kind])) for name, (kind, _) in TRAITS.items()}
    return Vocabulary(
        Names(events),
        Names(traits | (fields or {})),
        Names({}),
        Names({}),
        Names({}),
        Calendar("Asia/Shanghai"),
    )


def define_tags(tags: tuple[Tag, ...], vocabulary: Vocabulary) -> list[computed.Computed]:
    """The tags as formulas of the evaluator, all of the moment."""
    found = []
    for tag in tags:
        formula, kind = _formula(tag.formula, vocabulary)
        found.append(computed.Computed(tag.name, "tag", formula, kind, "realtime", tag.name))
    return found


def _formula(formula: Formula, vocabulary: Vocabulary) -> tuple[computed.Formula, Type]:
    match formula:
        case Tiers(feature, tiers):
            rules = [(label, f"{feature.rule} >= {at}") for at, label in tiers]
            return computed.Cases(
                tuple(computed.Case(label, parse_rule(rule)) for label, rule in rules)
            ), Type.TEXT
        case Cases(cases, otherwise):
            found = tuple(computed.Case(label, parse_rule(when.rule)) for label, when in cases)
            return computed.Cases(found, otherwise), Type.TEXT
    rule: tree.Node = parse_rule(formula.rule)
    return computed.Value(rule), check_rule(rule, vocabulary).type


@contextmanager
def open_shop(folder: Path, memory_limit: str) -> Iterator[Engine]:
    """The warehouse of the generated shop."""
    engine = open_warehouse(folder / ".tagma" / "warehouse.duckdb", memory_limit)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def run(folder: Path, tags: tuple[Tag, ...], memory_limit: str) -> Iterator[Engine]:
    """Opens the shop, computes the portrait and publishes it; leaves the shop open."""
    with open_shop(folder, memory_limit) as engine:
        vocabulary = build_vocabulary()
        outputs = define_tags(tags, vocabulary)
        world = World(vocabulary, {output.column: output for output in outputs}, AS_OF, UNDATED)
        plan = plan_portrait(world, outputs)
        build_portrait(engine, plan)
        publish_portrait(engine, plan, outputs, "benchmark")
        yield engine


def save(engine: Engine, out: Path, tags: tuple[Tag, ...]) -> None:
    """Writes the portrait as the other peers write theirs."""
    import pyarrow.parquet as pq
    from sqlglot import exp

    columns = [
        exp.alias_(exp.column("_customer_id", quoted=True), "c"),
        *(exp.column(tag.name, quoted=True) for tag in tags),
    ]
    query = exp.select(*columns).from_(exp.table_("profile", db="portrait", quoted=True)).order_by("c")
    pq.write_table(engine.query(query, step="save"), out)
