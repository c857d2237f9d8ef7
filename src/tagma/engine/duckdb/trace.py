"""Debug mode: every step of a pipeline becomes a temporary table, counted and timed."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine.duckdb.statements import TEMPORARY, create_table_as
from tagma.engine.pipeline import Pipeline
from tagma.engine.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Callable

LOGGER = logging.getLogger("tagma.engine")


def materialise_steps(pipeline: Pipeline, run: Callable[[exp.Expr, str], int], *, step: str) -> Pipeline:
    """Makes a temporary table ``step:<statement>:<step>`` of each step but the last.

    Later steps read the earlier ones under their own names, so a step's SQL is what it was in one piece.

    Args:
        run: runs a statement under a step name and returns its number of rows.

    Returns:
        The pipeline whose earlier steps read those tables.
    """
    done = Pipeline()
    *earlier, last = pipeline.steps
    for number, part in enumerate(earlier, start=1):
        table = Table(TEMPORARY, f"step:{step}:{number}:{part.name}")
        statement = done.then(part.name, part.query).statement()
        started = time.perf_counter()
        rows = run(create_table_as(table, statement, replace=True), f"{step} / {part.name}")
        log_step(f"{step} / {part.name}", rows, started)
        done = done.then(part.name, exp.select("*").from_(exp.table_(table.name, db=TEMPORARY, quoted=True)))
    return done.then(last.name, last.query)


def log_step(name: str, rows: int, started: float, level: int = logging.INFO) -> None:
    """Logs one step: its name, its rows, its milliseconds since ``started`` (of ``perf_counter``)."""
    LOGGER.log(level, "%s: %d rows in %.1f ms", name, rows, (time.perf_counter() - started) * 1000)
