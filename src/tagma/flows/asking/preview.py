"""How many customers a rule holds for, and some of them to look at."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.evaluate import Planner, count_customers, find_matching
from tagma.flows.asking.reading import find_asked
from tagma.flows.asking.world import SECONDS, open_asking
from tagma.flows.customers import find_column

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tagma.evaluate import World
    from tagma.workspace import Workspace

SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """How many of how many, and a sample.

    Attributes:
        columns: the names of the sample's columns in the portrait, after ``customer``.
        rows: the values of ``customer`` and the columns, by customer.
        ms: the time of the query and its planning.
    """

    count: int
    total: int
    as_of: datetime
    ms: float
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    world: World


def preview_rule(
    ws: Workspace,
    text: str | None = None,
    json: Any = None,
    as_of: datetime | None = None,
    columns: Sequence[str] = (),
) -> Preview:
    """Counts the customers that a rule holds for; ten of them, always the same, spread over all.

    Raises:
        RuleError: no condition. NotFoundError: an unknown column. TooLongError: it took too long.
    """
    start = time.perf_counter()
    world = open_asking(ws, as_of)
    asked = find_asked(world.vocabulary, text, json)
    names = tuple(dict.fromkeys(find_column(world, column) for column in columns))
    matched = find_matching(world, asked)
    sample = dialect.query(
        "SELECT _customer_id, (SELECT COUNT(*) FROM :last) AS _n FROM :last "
        "ORDER BY MOD(_customer_id * 48271, 2147483647), _customer_id LIMIT :k",
        last=dialect.table(matched.steps[-1].name),
        k=dialect.literal(SAMPLE),
    )
    with limit_time(SECONDS):
        found = ws.engine.query(matched.then("sample", sample), step="preview").to_pylist()
        rows = _read_rows(ws, world, names, [row["_customer_id"] for row in found])
        total = count_customers(ws.engine, world.as_of)
    count = found[0]["_n"] if found else 0
    ms = (time.perf_counter() - start) * 1000
    return Preview(count, total, world.as_of, round(ms, 1), names, rows, world)


def _read_rows(
    ws: Workspace, world: World, names: Sequence[str], keys: Sequence[int]
) -> tuple[tuple[Any, ...], ...]:
    """The columns of some customers, by customer."""
    if not keys:
        return ()
    fields = {name: world.vocabulary.fields.get(name) for name in names}
    traits = [name for name, field in fields.items() if field is not None and field.kind == "trait"]
    plan = Planner(world).plan([world.definitions[name] for name in names if name not in traits], traits)
    chosen = (
        exp.Select()
        .from_(dialect.table("portrait"))
        .select(*(dialect.column(name) for name in ("customer", *names)))
        .where(dialect.column("_customer_id").isin(*(dialect.literal(key) for key in keys)))
        .order_by(dialect.column("customer"))
    )
    rows = ws.engine.query(plan.pipeline.then("chosen", chosen), step="sample").to_pylist()
    return tuple(tuple(row[name] for name in ("customer", *names)) for row in rows)
