"""A process that writes to a journal until it is killed: ten threads, each telling on stdout what was acknowledged."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tagma.collect.journal import EVENT, Record, open_journal
from tagma.collect.journal.record import digest_content, make_key


def make_record(name: str, content: str = "", kind: int = EVENT) -> Record:
    body = f'{{"name": "{name}", "content": "{content}"}}'.encode()
    return Record(make_key("web", name), 1_700_000_000_000_000, "web", kind, digest_content(body), body)


def main(folder: Path, start: int, threads: int = 10, batch: int = 20) -> None:
    told = threading.Lock()
    with open_journal(folder, seal_rows=2_000) as journal:

        def write(thread: int) -> None:
            number = 0
            while True:
                names = [f"{thread}-{start}-{number + each}" for each in range(batch)]
                journal.append([make_record(name) for name in names])
                with told:
                    sys.stdout.write("\n".join(names) + "\n")
                    sys.stdout.flush()
                number += batch

        workers = [threading.Thread(target=write, args=(thread,), daemon=True) for thread in range(threads)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
