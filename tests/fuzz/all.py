"""Fuzzes every target in a process of its own: ``python -m tests.fuzz.all RUNS FOLDER``; prints what was found."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

SHARES = {
    "segment": 0.25, "sensors": 0.25, "posthog": 0.15, "bodies": 0.2, "rules": 0.08, "trees": 0.06, "csv": 0.06,
    "orders": 0.003,
}  # fmt: skip
"""Parts of all runs; what reads a file with the engine is two hundred times slower than what reads a body."""


def main(runs: int, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    failed, done = 0, 0
    for name, share in SHARES.items():
        begun = time.monotonic()
        log = folder / f"{name}.log"
        with log.open("wb") as out:
            command = [
                sys.executable,
                "-m",
                "tests.fuzz.run",
                name,
                str(max(1, int(runs * share))),
                str(folder),
            ]
            code = subprocess.run(command, stdout=out, stderr=out, check=False).returncode
        told = log.read_text(encoding="utf-8", errors="replace")
        found = re.search(r"number_of_executed_units: (\d+)", told)
        ran = int(found[1]) if found else 0
        done, failed = done + ran, failed + bool(code)
        seconds = time.monotonic() - begun
        print(
            f"{name:8} {ran:9,} runs {seconds:7.0f} s  {'failed, see ' + str(log) if code else 'ok'}",
            flush=True,
        )
    print(f"{done:,} runs, {failed} targets failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), Path(sys.argv[2])))
