"""One refresh of a hundred mixed tags by Tagma, one hand-written scan, tag-by-tag SQL, pandas and Polars.

``python -m benchmarks.refresh --customers 20000 --events 1000000`` (the defaults; the full size is
1,000,000 and 50,000,000). Every peer runs in a process of its own. The SQL peers read the same DuckDB
file as Tagma; pandas and Polars read Parquet copies with only the columns they need, and reading is
part of their time. The scan computes the plain subset (counts, sums, averages, extremes, recency and
what is built of them), and Tagma runs that subset once more beside it. All answers are compared value
by value. The shop is kept in ``--folder`` for the next run.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import mix
from benchmarks.frames import write_frames
from benchmarks.generate import generate_shop
from benchmarks.measure import describe_machine, print_table, run_alone, write_result
from benchmarks.mix import TAGS

RUNS = (
    ("tagma", "tagma", False),
    ("tagma, plain tags", "tagma", True),
    ("one scan, plain tags", "scan", True),
    ("tag by tag", "one_by_one", False),
    ("polars", "polars", False),
    ("pandas", "pandas", False),
)


def compare(first: Path, second: Path) -> dict[str, int]:
    """How many customers get another value, per tag of both where any does; floats agree to nine digits."""
    connection = duckdb.connect()
    kinds, others = (
        {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()}
        for path in (first, second)
    )
    tags = [tag for tag in TAGS if tag.name in kinds and tag.name in others]
    checks = []
    for tag in tags:
        a, b = f"a.{tag.name}", f"b.{tag.name}"
        if kinds[tag.name] in ("BOOLEAN", "VARCHAR"):
            checks.append(f"count(*) FILTER (WHERE {a} IS DISTINCT FROM {b})")
        else:
            close = f"abs({a}::DOUBLE - {b}::DOUBLE) <= 1e-8 * greatest(1, abs({a}::DOUBLE))"
            checks.append(f"count(*) FILTER (WHERE NOT coalesce({close}, {a} IS NULL AND {b} IS NULL))")
    row = connection.execute(
        f"SELECT count(*), {', '.join(checks)} FROM '{first}' a FULL JOIN '{second}' b USING (c)"
    ).fetchall()[0]
    return {tag.name: count for tag, count in zip(tags, row[1:], strict=True) if count}


def run_benchmark(
    folder: Path, customers: int, events: int, only: set[str], memory_limit: str
) -> dict[str, Any]:
    """Makes the shop unless it is there, runs the peers and compares their answers."""
    if not (folder / ".tagma" / "warehouse.duckdb").exists():
        generate_shop(folder, customers, events)
    if not (folder / "frames").exists():
        write_frames(folder, TAGS)
    connection = duckdb.connect(str(folder / ".tagma" / "warehouse.duckdb"), read_only=True)
    sizes = {
        event: connection.execute(f'SELECT count(*) FROM events."{event}"').fetchall()[0][0]
        for event in ("page_view", "add_to_cart", "order", "coupon_redeem", "complaint")
    }
    people = connection.execute("SELECT count(*) FROM people.customers").fetchall()[0][0]
    connection.close()
    machine = describe_machine()
    results: dict[str, Any] = {}
    reference: Path | None = None
    for title, peer, plain in RUNS:
        if only and peer not in only:
            continue
        out = folder / f"{peer}-{'plain' if plain else 'all'}.parquet"
        found = run_alone(
            peer, str(folder), str(out), "--memory-limit", memory_limit, *(["--plain"] if plain else [])
        )
        if "failed" not in found:
            if reference is not None:
                found["different"] = compare(reference, out)
            if reference is None or "plain" in reference.name:
                reference = out
        results[title] = found
        print(f"{title}: {found}", flush=True)
    return {
        "benchmark": "refresh",
        "customers": people,
        "events": sizes,
        "mix": (mix.__doc__ or "").split("Mix: ")[1].strip(),
        "plain_tags": sum(tag.is_plain for tag in TAGS),
        "memory_limit": memory_limit,
        "machine": machine,
        "results": results,
    }


def print_result(result: dict[str, Any]) -> None:
    """Prints the table, with each time as a ratio to Tagma's on the same tags."""
    results = result["results"]
    rows = []
    for title, found in results.items():
        if "failed" in found:
            rows.append([title, "-", "-", "-", "-", "-", found["failed"]])
            continue
        beside = results.get("tagma, plain tags" if "plain" in title else "tagma", {})
        ratio = f"{found['seconds'] / beside['seconds']:.2f}" if "seconds" in beside else "-"
        wrong = found.get("different")
        agrees = "reference" if wrong is None else "equal" if not wrong else f"{len(wrong)} tags differ"
        times = [f"{found['seconds']:.1f}", f"{found['cpu_seconds']:.1f}"]
        rows.append([title, str(found["tags"]), *times, f"{found['peak_mib']:,}", ratio, agrees])
    print(
        f"\n{result['customers']:,} customers, {sum(result['events'].values()):,} events {result['events']}"
    )
    print(f"Mix: {result['mix']}\nMachine: {result['machine']}\n")
    print_table(["peer", "tags", "seconds", "CPU s", "peak MiB", "time / tagma", "answers"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="where the shop is kept; default: a temporary folder per size"
    )
    parser.add_argument(
        "--only", default="", help="peers to run, separated by commas: tagma,scan,one_by_one,polars,pandas"
    )
    parser.add_argument(
        "--memory-limit", default="8GB", help="of DuckDB, in Tagma and in the SQL peers alike"
    )
    options = parser.parse_args()
    folder = (
        options.folder or Path(tempfile.gettempdir()) / f"tagma-shop-{options.customers}-{options.events}"
    )
    result = run_benchmark(
        folder,
        options.customers,
        options.events,
        set(filter(None, options.only.split(","))),
        options.memory_limit,
    )
    print_result(result)
    print(f"\nwritten to {write_result('refresh', result)}")


if __name__ == "__main__":
    main()
