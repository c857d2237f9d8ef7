"""How the number of customers that a rule holds for went over the last weeks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.clock import ON_DEMAND
from tagma.engine import dialect
from tagma.engine.limits import limit_time
from tagma.engine.pipeline import Pipeline
from tagma.evaluate import Planner
from tagma.flows.asking.reading import find_asked
from tagma.flows.asking.world import SECONDS, open_asking

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.clock import Calendar
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """How many of the customers known at an instant."""

    at: datetime
    count: int
    total: int


def count_weeks(
    ws: Workspace,
    text: str | None = None,
    json: Any = None,
    as_of: datetime | None = None,
    *,
    weeks: int = 8,
) -> list[TrendPoint]:
    """Counts as of the beginnings of the last weeks and as of now, oldest first, in one statement.

    Weeks before the first customer are left out.

    Raises:
        RuleError: no condition. TooLongError: it took too long.
    """
    world = open_asking(ws, as_of)
    asked = find_asked(world.vocabulary, text, json)
    instants = list_weeks(ws.calendar, world.as_of, weeks)
    columns = [replace(asked, name=f"_week_{number}", cadence=ON_DEMAND) for number in range(len(instants))]
    runs = {one.column: at for one, at in zip(columns, instants, strict=True)}
    world = replace(
        world,
        definitions={**world.definitions, **{one.column: one for one in columns}},
        last_runs={**world.last_runs, **runs},
    )
    steps = Planner(world).plan(columns).pipeline.steps[:-1]  # the last layer still has _first_at
    select = exp.Select().from_(dialect.table(steps[-1].name))
    for number, (column, at) in enumerate(runs.items()):
        known = dialect.from_template("_first_at <= :at", at=dialect.literal(at))
        for name, condition in (("n", dialect.column(column)), ("t", known)):
            counted = dialect.from_template("COUNT(*) FILTER (WHERE :c)", c=condition)
            select.select(exp.alias_(counted, f"{name}{number}", quoted=True), copy=False)
    with limit_time(SECONDS):
        counted_rows = ws.engine.query(Pipeline(tuple(steps)).then("weeks", select), step="count weeks")
    row = counted_rows.to_pylist()[0]
    points = [TrendPoint(at, row[f"n{number}"], row[f"t{number}"]) for number, at in enumerate(instants)]
    return [point for point in points if point.total] or points[-1:]


def list_weeks(calendar: Calendar, as_of: datetime, weeks: int) -> list[datetime]:
    """The beginnings of the last weeks before an instant, oldest first, and the instant itself."""
    start = calendar.period_start("week", calendar.local_day(as_of))
    found = [as_of]
    while len(found) <= weeks:
        at = calendar.midnight(start)
        if at < as_of:
            found.insert(0, at)
        start = calendar.period_before("week", start)
    return found
