"""How long the count of a new segment takes: twenty rules through ``tagma.flows.count``, each many times.

``python -m benchmarks.count --customers 20000 --events 1000000 --runs 20`` (the defaults; the full size is
1,000,000 and 50,000,000). *Cold* is the first time a rule is asked after the workspace was opened:
nothing of it is planned or in the buffers of the database (the file may be in the cache of the operating
system). *Warm* are the following runs; median and 95th percentile are over these. Time is that of the
whole call: vocabulary, parsing, checking, SQL, answer. Beside each rule stands the median of the SQL that
an analyst would write for it, run warm on the same file; its count must be the same.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.generate import generate_shop
from benchmarks.measure import describe_machine, peak_memory, print_table, write_result
from benchmarks.questions import NOW, QUESTIONS, Question
from benchmarks.sessions import AS_OF
from tagma.flows.count import CountAnswer, count_customers
from tagma.workspace import open_workspace


def run_benchmark(folder: Path, customers: int, events: int, runs: int) -> dict[str, Any]:
    """Makes the shop unless it is there, and asks every rule once cold and that many times warm."""
    if not (folder / ".tagma" / "warehouse.duckdb").exists():
        generate_shop(folder, customers, events)
    machine = describe_machine()
    with open_workspace(folder, purpose="benchmark") as ws:
        found = [
            _ask(question, runs, lambda question=question: count_customers(ws, question.rule, AS_OF))
            for question in QUESTIONS
        ]
        peak = peak_memory()
    connection = duckdb.connect(str(folder / ".tagma" / "warehouse.duckdb"), read_only=True)
    connection.execute("SET enable_progress_bar = false")
    for question, one in zip(QUESTIONS, found, strict=True):
        _compare(connection, question, one, runs)
    connection.close()
    small = [one["p95_ms"] for one in found if one["rows"] <= 10_000_000]
    return {
        "benchmark": "count",
        "customers": found[0]["total"],
        "runs": runs,
        "machine": machine,
        "peak_mib": round(peak),
        "largest_p95_up_to_10m_rows": max(small),
        "rules": found,
    }


def _ask(question: Question, runs: int, count: Callable[[], CountAnswer]) -> dict[str, Any]:
    times = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        answer = count()
        times.append((time.perf_counter() - began) * 1000)
    cold, *warm = times
    return {
        "rule": question.rule,
        "count": answer.count,
        "total": answer.total,
        "cold_ms": round(cold, 1),
        "median_ms": round(statistics.median(warm), 1),
        "p95_ms": round(statistics.quantiles(warm, n=20, method="inclusive")[-1], 1),
    }


def _compare(
    connection: duckdb.DuckDBPyConnection, question: Question, one: dict[str, Any], runs: int
) -> None:
    """Adds the hand-written SQL's time and count, and the number of events in reach."""
    times = []
    for _ in range(max(3, runs // 2)):
        began = time.perf_counter()
        count = connection.execute(question.statement).fetchall()[0][0]
        times.append((time.perf_counter() - began) * 1000)
    one["sql_median_ms"] = round(statistics.median(times[1:]), 1)
    one["sql_count"] = count
    one["rows"] = sum(
        connection.execute(
            f'SELECT count(*) FROM events."{event}" WHERE {days} = 0 OR _ts > {NOW} - INTERVAL {days} DAY'
        ).fetchall()[0][0]
        for event, days in question.reads
    )


def print_result(result: dict[str, Any]) -> None:
    """Prints a row per rule."""
    print(f"{result['customers']:,} customers; {result['runs']} warm runs a rule")
    print(f"Machine: {result['machine']}\n")
    rows = [
        [
            one["rule"],
            f"{one['count']:,}"
            + ("" if one["count"] == one["sql_count"] else f" (SQL {one['sql_count']:,})"),
            f"{one['rows']:,}",
            *(f"{one[key]:.0f}" for key in ("cold_ms", "median_ms", "p95_ms", "sql_median_ms")),
        ]
        for one in result["rules"]
    ]
    header = ["rule", "customers", "events in reach", "cold ms", "median ms", "p95 ms", "SQL median ms"]
    print_table(header, rows)
    largest = result["largest_p95_up_to_10m_rows"]
    print(
        f"\nlargest p95 with at most 10 M events in reach: {largest:.0f} ms; peak {result['peak_mib']:,} MiB"
    )


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
    print_result(result)
    print(f"written to {write_result('count', result)}")


if __name__ == "__main__":
    main()
