"""Durable events a second over HTTP: one server, eight connections, batches of 1, 20 and 100 events.

    python -m benchmarks.collect --seconds 10 --keys 1000000

The load generator runs on the same machine in processes of its own; its CPU is told. An event counts once its
request is answered 200: after the commit that holds it. The server loads into the warehouse meanwhile.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tagma.collect.journal.keys import write_keys
from tagma.flows.collecting.keys import add_write_key
from tagma.workspace import open_workspace

CONNECTIONS = 8
KEYS_A_FILE = 16_000_000
EVENT = {
    "type": "track",
    "event": "Order Completed",
    "userId": "user-000000",
    "anonymousId": "11111111-2222-3333-4444-555555555555",
    "timestamp": "2026-01-01T00:00:00.000Z",
    "properties": {"order_id": "o-1", "total": 129.5, "currency": "CNY", "items": 3, "channel": "app"},
    "context": {
        "library": {"name": "bench", "version": "1"},
        "ip": "192.0.2.1",
        "locale": "zh-CN",
        "userAgent": "Mozilla/5.0 (bench)",
    },
    "integrations": {},
}
"""About 500 bytes, as SDKs send them."""


def send(port: int, key: str, batch: int, seconds: float, name: str, results: Any) -> None:
    """One connection: sends batch after batch, and measures how long each answer takes."""
    head, tail = json.dumps(EVENT)[:-1].encode(), b'"}'
    prefix = b'{"batch":['
    headers = {
        "Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(),
        "Content-Type": "application/json",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    latencies: list[float] = []
    number = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        events = [
            head + b', "messageId": "%s-%d' % (name.encode(), number + each) + tail for each in range(batch)
        ]
        body = prefix + b",".join(events) + b"]}"
        started = time.perf_counter()
        connection.request("POST", "/v1/batch", body, headers)
        answer = connection.getresponse()
        answer.read()
        latencies.append(time.perf_counter() - started)
        if answer.status == 200:
            number += batch
    results.put((number, latencies, time.process_time()))


def measure(port: int, key: str, batch: int, seconds: float, server: int) -> dict[str, Any]:
    """Eight connections at once."""
    results: Any = multiprocessing.Queue()
    before = read_cpu(server)
    started = time.perf_counter()
    senders = []
    for number in range(CONNECTIONS):
        name = f"{os.getpid()}-{batch}-{number}-{time.time_ns()}"
        arguments = (port, key, batch, seconds, name, results)
        senders.append(multiprocessing.Process(target=send, args=arguments))
    for sender in senders:
        sender.start()
    told = [results.get() for _ in senders]
    for sender in senders:
        sender.join()
    elapsed = time.perf_counter() - started
    latencies = np.array([latency for _, own, _ in told for latency in own]) * 1000
    return {
        "batch": batch,
        "events": sum(number for number, _, _ in told),
        "events_per_second": round(sum(number for number, _, _ in told) / elapsed),
        "p50_ms": round(float(np.percentile(latencies, 50)), 1),
        "p99_ms": round(float(np.percentile(latencies, 99)), 1),
        "server_cpu_s": round(read_cpu(server) - before, 1),
        "sender_cpu_s": round(sum(cpu for _, _, cpu in told), 1),
        "server_rss_mib": read_memory(server),
        "load": os.getloadavg()[0],
    }


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--keys", type=int, default=0, help="keys of older events, stored before the start")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "tagma.yaml").write_text("name: bench\n", encoding="utf-8")
        with open_workspace(folder, own=False) as ws:
            key = add_write_key(ws, "bench", author="bench").key
        store_keys(folder / ".tagma" / "journal", asked.keys)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "tagma",
            "-w",
            str(folder),
            "serve",
            "--no-open",
            "--json",
            "--port",
            str(port),
        ]
        server = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            assert server.stdout is not None
            server.stdout.readline()
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            shown = f"{CONNECTIONS} connections, {asked.seconds:g} s each, {asked.keys:,} older keys"
            print(f"{shown}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
            for batch in (1, 20, 100):
                print(json.dumps(measure(port, key, batch, asked.seconds, server.pid)), flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
