"""Durable events a second over HTTP: one server, eight connections, batches of 1, 20 and 100 events.

    python -m benchmarks.collect --seconds 10 --keys 100000000 --burst 60 --slow 500

The sender runs on the same machine in a process of its own; its CPU is told. An event counts once its request
is answered 200: after the commit that holds it. The server loads into the warehouse meanwhile. Then come,
where they are asked for, a burst ten times as high as before from 50 connections, and 500 slow connections
beside normal traffic. Snowplow, RudderStack and the like need servers of their own and are not
run here; two simple ways to write are.
"""

from __future__ import annotations

import argparse
import base64
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.logs import measure_index, measure_log
from benchmarks.sender import EVENT as EVENT
from benchmarks.sender import Sent, send_batches, summarize
from benchmarks.slow import hold_connections
from tagma.collect.journal.keys import write_keys
from tagma.flows.access.keys import add_key
from tagma.flows.collecting.keys import add_write_key
from tagma.workspace import open_workspace

CONNECTIONS, BURST_CONNECTIONS = 8, 50
KEYS_A_FILE = 16_000_000
CALM = 2_000
"""Events a second before and after a burst."""


@dataclass
class Server:
    """A server under measurement."""

    port: int
    pid: int
    write_key: str
    api_key: str

    def read_metrics(self) -> dict[str, float]:
        """What the server says of itself."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/metrics", headers={"Authorization": f"Bearer {self.api_key}"}
        )
        with urllib.request.urlopen(asked) as answer:
            lines = answer.read().decode().splitlines()
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[0] != "#"}


def run_apart(task: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Runs a task in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(task, arguments, options)


def measure(server: Server, **options: Any) -> dict[str, Any]:
    """One run of senders, and what it cost the server."""
    before, began = read_cpu(server.pid), server.read_metrics()
    sent: Sent = run_apart(send_batches, server.port, server.write_key, **options)
    told = summarize(sent)
    after = server.read_metrics()
    spent = read_cpu(server.pid) - before
    return {
        **{name: options[name] for name in ("batch", "connections", "rate") if name in options},
        **told,
        "server_cpu_s": round(spent, 1),
        "loaded_meanwhile": int(after["tagma_load_events_total"] - began["tagma_load_events_total"]),
        "lag_s": round(after["tagma_journal_lag_seconds"], 1),
        "server_rss_mib": read_memory(server.pid),
        "load": round(os.getloadavg()[0], 1),
    }


def measure_burst(server: Server, seconds: float) -> Iterator[dict[str, Any]]:
    """Ten times as many events for a while, then calm: what is answered, and when the lag is gone."""
    wait_until_loaded(server, 120)
    yield {"phase": "calm", **measure(server, batch=20, connections=8, seconds=5, rate=CALM)}
    options = {"batch": 20, "connections": BURST_CONNECTIONS, "seconds": seconds, "rate": 10 * CALM}
    yield {"phase": "burst", **measure(server, **options)}
    began = time.perf_counter()
    last = wait_until_loaded(server, 120)
    yield {
        "phase": "after",
        "seconds_until_lag_below_2": round(time.perf_counter() - began, 1),
        "lag_s": round(last, 1),
    }


def wait_until_loaded(server: Server, most: float) -> float:
    """Waits until the oldest event that is not loaded is younger than two seconds; returns its age."""
    end = time.perf_counter() + most
    while True:
        lag = server.read_metrics()["tagma_journal_lag_seconds"]
        if lag < 2 or time.perf_counter() > end:
            return lag
        time.sleep(2)


def measure_slow(server: Server, count: int) -> dict[str, Any]:
    """Slow connections beside one normal sender."""
    pool = multiprocessing.get_context("spawn").Pool(1)
    with pool:
        held = pool.apply_async(hold_connections, (server.port, count, 45.0))
        time.sleep(3)
        normal = measure(server, batch=20, connections=2, seconds=30, rate=1_000)
        told = held.get()
    return {**told, "normal": {name: normal[name] for name in ("events", "answers", "p50_ms", "p99_ms")}}


def read_cpu(pid: int) -> float:
    """The CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read_memory(pid: int) -> int:
    """The most memory that a process has held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def store_keys(folder: Path, count: int) -> None:
    """Key files as a journal with that many events behind it has them."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(1)
    for number, start in enumerate(range(0, count, KEYS_A_FILE)):
        size = min(KEYS_A_FILE, count - start)
        halves = dice.integers(0, 2**64, size=(2, size), dtype=np.uint64)
        write_keys(folder, 900_001 + number, 900_001 + number, halves[0], halves[1])


@contextmanager
def serve(folder: Path, keys: int, *, encrypted: bool) -> Iterator[Server]:
    """A server over a new workspace."""
    (folder / "tagma.yaml").write_text("name: bench\n", encoding="utf-8")
    with open_workspace(folder, own=False) as ws:
        write_key = add_write_key(ws, "bench", author="bench").key
        api_key = add_key(ws, "bench", "read", author="bench")[1]
    store_keys(folder / ".tagma" / "journal", keys)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["-m", "tagma", "-w", str(folder), "serve", "--no-open", "--json", "--port", str(port)]
    surroundings = dict(os.environ)
    if encrypted:
        surroundings["TAGMA_JOURNAL_KEY"] = base64.b64encode(os.urandom(32)).decode()
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, env=surroundings)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Server(port, process.pid, write_key, api_key)
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for each size of batch")
    parser.add_argument("--keys", type=int, default=0, help="keys of older events, stored before the start")
    parser.add_argument("--burst", type=float, default=0, help="seconds of a burst; 0: none")
    parser.add_argument("--slow", type=int, default=0, help="slow connections; 0: none")
    parser.add_argument("--peers", type=float, default=3, help="seconds for each peer; 0: none")
    parser.add_argument("--encrypted", action="store_true", help="with the journal encrypted at rest")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for batch in (20, 100) if asked.peers else ():
            print(json.dumps(measure_log(folder, batch, asked.peers)), flush=True)
        if asked.peers:
            print(json.dumps(measure_index(folder, 100, asked.peers, 2_000_000)), flush=True)
        with serve(folder, asked.keys, encrypted=asked.encrypted) as server:
            shown = f"{CONNECTIONS} connections, {asked.seconds:g} s each, {asked.keys:,} older keys"
            print(f"{shown}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
            for batch in (1, 20, 100) if asked.seconds else ():
                options = {"batch": batch, "connections": CONNECTIONS, "seconds": asked.seconds}
                print(json.dumps(measure(server, **options)), flush=True)
            if asked.burst:
                for told in measure_burst(server, asked.burst):
                    print(json.dumps(told), flush=True)
            if asked.slow:
                print(json.dumps(measure_slow(server, asked.slow)), flush=True)


if __name__ == "__main__":
    main()
