"""The events behind a leaf: the rows that its aggregates and sequences count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.pipeline import Pipeline
from tagma.evaluate.people import People
from tagma.evaluate.scan import Source, time_condition
from tagma.rules import tree
from tagma.rules.bounds import find_bounds
from tagma.rules.checks.checking import Scope
from tagma.rules.compile import Compiler
from tagma.rules.text import format_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.engine.protocol import Engine
    from tagma.evaluate.world import World
    from tagma.rules.compile import Leaves

MOST_EVENTS = 10_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """The events that one selection picks for one customer.

    Attributes:
        of: the part of the rule, as text.
        count: how many there are; ``rows`` holds the newest, newest first.
        instants: the instants of all of them, oldest first (at most 10,000).
    """

    of: str
    event: str
    count: int
    rows: tuple[Mapping[str, Any], ...]
    instants: tuple[datetime, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "of": self.of,
            "event": self.event,
            "count": self.count,
            "rows": [dict(row) for row in self.rows],
        }


def find_evidence(
    engine: Engine,
    world: World,
    node: tree.Node,
    at: datetime,
    customer_id: int,
    limit: int,
    collected: dict[tuple[tree.Selection, datetime], Evidence],
) -> tuple[Evidence, ...]:
    """The events that the selections below a node pick, one piece of evidence a selection.

    Args:
        limit: how many rows each piece shows.
        collected: what was found before, for leaves that pick the same events.
    """
    found: dict[tree.Selection, Evidence] = {}
    for label, selection in _selections(node):
        picked = tree.Selection(selection.event, None, selection.where, selection.window)
        if (picked, at) not in collected:
            collected[picked, at] = _collect(engine, world, label, picked, at, customer_id, limit)
        found.setdefault(picked, replace(collected[picked, at], of=label))
    return tuple(found.values())


def _selections(node: tree.Node) -> list[tuple[str, tree.Selection]]:
    found: list[tuple[str, tree.Selection]] = []
    for below in tree.walk(node):
        match below:
            case tree.Aggregate(selection=selection):
                found.append((format_rule(below), selection))
            case tree.Gap(start=start, end=end, window=window):
                found.extend(
                    (format_rule(below), tree.Selection(part.event, None, part.where, window))
                    for part in (start, end)
                    if part is not None
                )
            case tree.Did(steps=steps, window=window):
                for step in steps:
                    own = None if step.negated else window
                    found.append((step.event, tree.Selection(step.event, None, step.where, own)))
    return found


def _collect(
    engine: Engine,
    world: World,
    label: str,
    selection: tree.Selection,
    at: datetime,
    customer_id: int,
    limit: int,
) -> Evidence:
    event = world.vocabulary.events.get(selection.event)
    assert event is not None
    where: exp.Expr = exp.true()
    people = People(world.vocabulary, world.newest_trait)
    traits = None
    if selection.where is not None:
        compiler = Compiler(world.vocabulary, _nothing(), at, Scope("where", event))
        where = compiler.condition(selection.where)
        if any(isinstance(below, tree.CustomerName) for below in tree.walk(selection.where)):
            traits = people.traits_step(at)
    bounds = find_bounds(selection.window, at, world.vocabulary.calendar)
    mine = dialect.from_template("e._customer_id = :id", id=dialect.literal(customer_id))
    rows = Source(event.name, None, traits).rows(dialect.all_of([mine, time_condition(bounds), where]))
    rows = rows.select(exp.alias_(dialect.column("_ts", "e"), "ts", quoted=True))
    for name in event.properties:
        rows.select(dialect.column(name, "e"), copy=False)
    order = exp.Ordered(this=dialect.column("_ts", "e"), desc=True, nulls_first=False)
    steps, _ = people.steps()
    picked = Pipeline(tuple(steps)).then("picked", rows.order_by(order).limit(MOST_EVENTS))
    found = engine.query(picked, step=f"events of {event.name}")
    instants = tuple(reversed(found.column("ts").to_pylist()))
    return Evidence(label, event.name, len(instants), tuple(found.slice(0, limit).to_pylist()), instants)


class _Nothing:
    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} inside where")


def _nothing() -> Leaves:
    return _Nothing()
