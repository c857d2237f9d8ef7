"""How a number is spread over customers: quartiles and a histogram of at most twenty bins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect

if TYPE_CHECKING:
    from tagma.engine import Engine

BINS = 20
TAIL = 0.99


@dataclass(frozen=True, slots=True)
class SpreadBin:
    """Numbers from ``low`` (included) to ``high`` (excluded, but in the last bin)."""

    low: float
    high: float
    customers: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The known values of one column."""

    customers: int
    mean: float | None
    least: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    most: float | None
    bins: tuple[SpreadBin, ...]


def read_spread(engine: Engine, table: exp.Table, column: str) -> Spread:
    """Reads it in two queries.

    Bins are equally wide and have round edges (1, 2 or 5 times a power of ten); whole numbers of few values
    have a bin each. They reach from the least value to the 99th percentile: the last bin takes all above it.
    """
    value = dialect.cast(dialect.column(column), "DOUBLE")
    summary = dialect.query(
        "SELECT COUNT(:c) AS n, SUM(:c) AS s, MIN(:c) AS least, MAX(:c) AS most, "
        "QUANTILE_DISC(:c, 0.25) AS q1, QUANTILE_DISC(:c, 0.5) AS q2, QUANTILE_DISC(:c, 0.75) AS q3, "
        "QUANTILE_DISC(:c, 0.99) AS tail FROM :t",
        c=value,
        t=table,
    )
    row = engine.query(summary, step=f"spread of {column}").to_pylist()[0]
    if not row["n"]:
        return Spread(0, None, None, None, None, None, None, ())
    edges = choose_edges(row["least"], row["tail"], row["most"])
    select = exp.Select().from_(table)
    for number, (low, high) in enumerate(pairwise(edges)):
        last = number == len(edges) - 2
        within = dialect.from_template(
            "COUNT(*) FILTER (WHERE :c >= :low AND (:c < :high OR :last))",
            c=value,
            low=dialect.cast(dialect.literal(Decimal(repr(low))), "DOUBLE"),
            high=dialect.cast(dialect.literal(Decimal(repr(high))), "DOUBLE"),
            last=dialect.literal(last),
        )
        select.select(exp.alias_(within, f"n{number}", quoted=True), copy=False)
    counts = engine.query(select, step=f"histogram of {column}").to_pylist()[0]
    highs = [*edges[1:-1], max(edges[-1], row["most"])]
    bins = tuple(
        SpreadBin(low, high, counts[f"n{number}"])
        for number, (low, high) in enumerate(zip(edges, highs, strict=False))
    )
    mean = row["s"] / row["n"]
    return Spread(row["n"], mean, row["least"], row["q1"], row["q2"], row["q3"], row["most"], bins)


def choose_edges(least: float, tail: float, most: float) -> list[float]:
    """Round edges of at most twenty equally wide bins that cover ``least`` to ``tail``."""
    top = tail if tail > least else most
    if top <= least:
        return [least, least + 1]
    rough = (top - least) / (BINS - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    width = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))
    first = math.floor(least / width)
    count = min(max(math.floor(top / width) - first + 1, 1), BINS)
    return [round((first + number) * width, 12) for number in range(count + 1)]
