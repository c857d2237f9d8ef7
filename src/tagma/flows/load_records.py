"""What is remembered of every load of a source, of those that failed, too."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.flows.stepping import tell_in_record

if TYPE_CHECKING:
    from tagma.identity import LoadReport
    from tagma.workspace import Workspace


def record_load(ws: Workspace, name: str, fingerprint: str, report: LoadReport, *, added: bool) -> None:
    """Remembers a load that was done.

    Args:
        added: its rows came to those of the loads before; else they took their place.
    """
    at = wall_now()
    known = ws.state.loads.get(name)
    before = 0 if known is None else known.rows
    rows = before + report.loaded if added else report.loaded
    rejected = sum(item.rows for output in report.outputs for item in output.quarantined if item.refused)
    ws.state.loads.record(name, fingerprint, rows, report.to_dict(), at=at)
    ws.state.source_loads.add(
        name, rows=rows, new_rows=max(0, rows - before), rejected=rejected, ms=report.ms, at=at
    )


@contextmanager
def recording_failure(ws: Workspace, name: str) -> Iterator[None]:
    """Remembers that a load failed, and why; what was loaded before stays."""
    begun = time.perf_counter()
    try:
        yield
    except Exception as error:
        known = ws.state.loads.get(name)
        ws.state.source_loads.add(
            name,
            rows=0 if known is None else known.rows,
            ms=(time.perf_counter() - begun) * 1000,
            error=tell_in_record(error),
        )
        raise


def record_recovery(ws: Workspace, name: str) -> None:
    """Remembers that a source that failed before can be read again, though it has nothing new."""
    last, known = ws.state.source_loads.list(name, 1), ws.state.loads.get(name)
    if known is not None and last and last[0].error is not None:
        ws.state.source_loads.add(name, rows=known.rows)
