"""What two simple ways to write reach without our work: no HTTP, no JSON, events of the same size in batches.

``unique index`` is an SQLite table whose key has a unique index, the usual way to keep each event once, and
is filled before it is measured; ``log`` is a file with one write and one fdatasync a batch, which keeps
nothing once and is the upper bound of this disk.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

SIZE = 500


def measure_index(folder: Path, batch: int, seconds: float, rows: int) -> dict[str, Any]:
    """Durable events a second into a table with a unique index that holds some rows already."""
    connection = sqlite3.connect(folder / "index.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("CREATE TABLE events (row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, body BLOB)")
    body = os.urandom(SIZE)
    for start in range(0, rows, 50_000):
        keys = sorted(os.urandom(16) for _ in range(min(50_000, rows - start)))
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO events (key, body) VALUES (?, ?)", [(key, b"") for key in keys])
        connection.execute("COMMIT")
    connection.execute("PRAGMA synchronous = FULL")
    end, began, cpu, done = time.perf_counter() + seconds, time.perf_counter(), time.process_time(), 0
    while time.perf_counter() < end:
        events = [(os.urandom(16), body) for _ in range(batch)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events (key, body) VALUES (?, ?) ON CONFLICT DO NOTHING", events)
        connection.execute("COMMIT")
        done += batch
    spent = time.perf_counter() - began
    connection.close()
    return {
        "peer": f"SQLite, unique index, {rows:,} rows before",
        "batch": batch,
        "events_per_second": round(done / spent),
        "cpu_us_per_event": round((time.process_time() - cpu) / done * 1e6, 1),
    }


def measure_log(folder: Path, batch: int, seconds: float) -> dict[str, Any]:
    """Durable events a second into a file."""
    body = os.urandom(SIZE) * batch
    end, began, cpu, done = time.perf_counter() + seconds, time.perf_counter(), time.process_time(), 0
    with (folder / "log").open("ab", buffering=0) as file:
        while time.perf_counter() < end:
            file.write(body)
            os.fdatasync(file.fileno())
            done += batch
    spent = time.perf_counter() - began
    return {
        "peer": "log and fdatasync",
        "batch": batch,
        "events_per_second": round(done / spent),
        "cpu_us_per_event": round((time.process_time() - cpu) / done * 1e6, 1),
    }
