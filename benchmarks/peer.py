"""One peer in one process: ``python -m benchmarks.peer NAME FOLDER OUT --memory-limit 8GB [--plain]``
prints its JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks.measure import peak_memory, processor_time
from benchmarks.mix import TAGS, Tag


def run_peer(
    name: str, folder: Path, out: Path, tags: tuple[Tag, ...], memory_limit: str
) -> dict[str, float]:
    """Computes the tags, then (untimed) writes them to a Parquet file, a row per customer in order."""
    began = time.perf_counter()
    if name == "tagma":
        from benchmarks.tagma_peer import run, save

        with run(folder, tags, memory_limit) as engine:
            seconds, cpu, memory = time.perf_counter() - began, processor_time(), peak_memory()
            save(engine, out, tags)
    elif name in ("scan", "one_by_one"):
        from benchmarks import sql_peers

        connection = sql_peers.connect(folder, memory_limit)
        (sql_peers.run_scan if name == "scan" else sql_peers.run_one_by_one)(connection, tags)
        seconds, cpu, memory = time.perf_counter() - began, processor_time(), peak_memory()
        if name == "one_by_one":
            sql_peers.gather(connection, tags)
        connection.execute(
            f"COPY (SELECT _customer_id AS c, * EXCLUDE _customer_id FROM result ORDER BY c) TO '{out}'"
        )
    elif name == "polars":
        from benchmarks import polars_peer

        frame = polars_peer.run(folder / "frames", tags)
        seconds, cpu, memory = time.perf_counter() - began, processor_time(), peak_memory()
        frame.write_parquet(out)
    else:
        from benchmarks import pandas_peer

        table = pandas_peer.run(folder / "frames", tags)
        seconds, cpu, memory = time.perf_counter() - began, processor_time(), peak_memory()
        table.to_parquet(out, index=False)
    return {
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 1),
        "peak_mib": round(memory),
        "tags": len(tags),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["tagma", "scan", "one_by_one", "pandas", "polars"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--plain", action="store_true", help="only the tags that one scan with plain aggregates can compute"
    )
    parser.add_argument("--memory-limit", default="8GB")
    options = parser.parse_args()
    tags = tuple(tag for tag in TAGS if tag.is_plain or not options.plain)
    print(json.dumps(run_peer(options.name, options.folder, options.out, tags, options.memory_limit)))


if __name__ == "__main__":
    main()
