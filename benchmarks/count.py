"""How long the count of a new segment takes: twenty rules through ``tagma.flows.count``, each several
times.

``python -m benchmarks.count --customers 20000 --events 1000000 --runs 20`` (the defaults; the full size
is 1,000,000 and 50,000,000). *Cold* is the first time a rule is asked after the workspace was opened:
nothing of it is planned or in the buffers of the database (the file may be in the cache of the
operating system). *Warm* are the following runs; median and 95th percentile are over these. Time is
that of the whole call: vocabulary, parsing, checking, SQL, answer.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlglot import exp

from benchmarks.generate import generate_shop
from benchmarks.measure import describe_machine, peak_memory, print_table, write_result
from benchmarks.sessions import AS_OF
from tagma.engine.protocol import Engine
from tagma.flows.count import count_customers
from tagma.workspace import open_workspace

# Each rule, with the events it must look at and how many days back (0: ever).
RULES: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("count(order in last 30 days) >= 2", (("order", 30),)),
    ("count(order in last 365 days) >= 5", (("order", 365),)),
    ("sum(order.amount) > 1000", (("order", 0),)),
    ("avg(order.amount in last 90 days) < avg(order.amount in 180 to 90 days ago)", (("order", 180),)),
    ("count(order where channel = 'app' and amount > 100 in last 180 days) >= 1", (("order", 180),)),
    ("days_since(last(order)) > 90", (("order", 0),)),
    ("last(order.store) = 's7'", (("order", 0),)),
    ("distinct(order.category) >= 5", (("order", 0),)),
    ("days(order in last 180 days) >= 3", (("order", 180),)),
    ("median(order.amount in last 365 days) > 120", (("order", 365),)),
    ("count(page_view in last 7 days) >= 5", (("page_view", 7),)),
    ("sum(page_view.dwell in last 30 days) > 600", (("page_view", 30),)),
    ("any(page_view.product: sum(page_view.dwell in last 1 day) > 300)", (("page_view", 1),)),
    ("top(order.category in last 90 days) = 'c3'", (("order", 90),)),
    ("did(add_to_cart then not order within 1 day in last 7 days)", (("add_to_cart", 7), ("order", 7))),
    ("did(coupon_redeem then order within 30 days in last 90 days)", (("coupon_redeem", 90), ("order", 90))),
    ("gap(order in last 365 days) < 14", (("order", 365),)),
    ("city in ('city1', 'city2') and age between 25 and 40 and not level = 'gold'", ()),
    (
        "level = 'gold' and count(order in last 90 days) = 0 and count(page_view in last 30 days) > 0",
        (("order", 90), ("page_view", 30)),
    ),
    ("count(page_view) >= 50", (("page_view", 0),)),
)


def count_rows(engine: Engine, reads: tuple[tuple[str, int], ...]) -> int:
    """How many events lie in the windows of a rule."""
    rows = 0
    for event, days in reads:
        query = exp.select(exp.alias_(exp.Count(this=exp.Star()), "n")).from_(
            exp.table_(event, db="events", quoted=True)
        )
        if days:
            low = exp.cast(exp.Literal.string(str(AS_OF)), "TIMESTAMP") - exp.Interval(
                this=exp.Literal.string(str(days)), unit=exp.var("DAY")
            )
            query = query.where(exp.column("_ts", quoted=True) > low)
        rows += engine.query(query, step="rows").column("n")[0].as_py()
    return rows


def run_benchmark(folder: Path, customers: int, events: int, runs: int) -> dict[str, Any]:
    """Makes the shop unless it is there, and asks every rule that many times warm."""
    if not (folder / ".tagma" / "warehouse.duckdb").exists():
        generate_shop(folder, customers, events)
    machine = describe_machine()
    found: list[dict[str, Any]] = []
    with open_workspace(folder, purpose="benchmark") as ws:
        for rule, reads in RULES:
            times = []
            for _ in range(runs + 1):
                began = time.perf_counter()
                answer = count_customers(ws, rule, AS_OF)
                times.append((time.perf_counter() - began) * 1000)
            cold, *warm = times
            found.append(
                {
                    "rule": rule,
                    "count": answer.count,
                    "total": answer.total,
                    "rows": count_rows(ws.engine, reads),
                    "cold_ms": round(cold, 1),
                    "median_ms": round(statistics.median(warm), 1),
                    "p95_ms": round(statistics.quantiles(warm, n=20, method="inclusive")[-1], 1),
                }
            )
            print(found[-1], flush=True)
    small = [one["p95_ms"] for one in found if one["rows"] <= 10_000_000]
    return {
        "benchmark": "count",
        "runs": runs,
        "machine": machine,
        "peak_mib": round(peak_memory()),
        "largest_p95_up_to_10m_rows": max(small),
        "rules": found,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument(
        "--folder", type=Path, help="where the shop is kept; default: a temporary folder per size"
    )
    options = parser.parse_args()
    folder = (
        options.folder or Path(tempfile.gettempdir()) / f"tagma-shop-{options.customers}-{options.events}"
    )
    result = run_benchmark(folder, options.customers, options.events, options.runs)
    print(f"\nMachine: {result['machine']}\n")
    rows = [
        [
            one["rule"],
            f"{one['count']:,}",
            f"{one['rows']:,}",
            *(f"{one[key]:.0f}" for key in ("cold_ms", "median_ms", "p95_ms")),
        ]
        for one in result["rules"]
    ]
    print_table(["rule", "customers", "events in reach", "cold ms", "median ms", "p95 ms"], rows)
    print(
        f"\nlargest p95 with at most 10 M events in reach: {result['largest_p95_up_to_10m_rows']:.0f} ms; "
        f"peak {result['peak_mib']:,} MiB"
    )
    print(f"written to {write_result('count', result)}")


if __name__ == "__main__":
    main()
