"""Fuzzes with coverage as the guide: ``python -m tests.fuzz.run TARGET RUNS [FOLDER]``.

What is found is kept in FOLDER: inputs that reach new code under ``corpus``, those that fail as ``crash-*``.
An input that takes more than a second counts as a failure.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from types import FrameType

import atheris

with atheris.instrument_imports(include=["tagma", "json.decoder", "csv"]):
    from tests.fuzz.seeds import list_seeds
    from tests.fuzz.targets import TARGETS

MOST_SECONDS = 1.0
MOST_BYTES = 4_096


class HungError(Exception):
    """An input took longer than it may."""


def main(name: str, runs: int, folder: Path) -> None:
    """Runs one target so many times, beginning with its seeds."""
    corpus = folder / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(list_seeds(name)):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    target = TARGETS[name]

    def hang(number: int, frame: FrameType | None) -> None:
        raise HungError

    def take(data: bytes) -> None:
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)  # its own work, not that of a busy machine
        try:
            target(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    signal.signal(signal.SIGPROF, hang)
    print(f"{name}: {runs} runs from {time.strftime('%H:%M:%S')}", flush=True)
    flags = [f"-runs={runs}", f"-max_len={MOST_BYTES}", f"-artifact_prefix={folder}/crash-{name}-"]
    flags += ["-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=1"]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], take)
    atheris.Fuzz()


if __name__ == "__main__":
    place = Path(sys.argv[3]) if len(sys.argv) > 3 else Path("fuzz-found")
    main(sys.argv[1], int(sys.argv[2]), place)
