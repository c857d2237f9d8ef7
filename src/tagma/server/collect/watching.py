"""For those who watch the server: ``/healthz`` in one word, ``/metrics`` in the text format of Prometheus."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tagma.flows.access.sessions import find_key_caller
from tagma.flows.collecting.health import CollectionHealth, read_health

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tagma.flows.collecting.point import CollectionPoint

HEALTH, METRICS = "/healthz", "/metrics"
KEPT = 2.0
"""Seconds for which an answer is given again, so that many who ask cost no more than one."""

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_STATES = ("green", "amber", "red")
log = logging.getLogger("tagma.collect")
Labels = Mapping[str, str]


class Watching:
    """Answers the two addresses and lets all other requests through.

    Health needs no caller and no known name of the host: it says one word. Metrics name sources, so they need
    an API key.
    """

    def __init__(self, app: ASGIApp, point: CollectionPoint) -> None:
        self.app, self.point = app, point
        self._asking = asyncio.Lock()
        self._known: CollectionHealth | None = None
        self._read_at = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in (HEALTH, METRICS):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if request.method not in ("GET", "HEAD"):
            answer: Response = PlainTextResponse("only GET\n", 405, _HEADERS)
        elif scope["path"] == HEALTH:
            answer = await self._tell_health()
        else:
            answer = await self._tell_metrics(request)
        await answer(scope, receive, send)

    async def _tell_health(self) -> Response:
        health = await self._look()
        state = "red" if health is None else health.state
        return JSONResponse({"status": state}, 503 if state == "red" else 200, _HEADERS)

    async def _tell_metrics(self, request: Request) -> Response:
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        caller = None
        if kind.casefold() == "bearer":
            caller = await run_in_threadpool(find_key_caller, self.point.ws, key.strip())
        if caller is None:
            return PlainTextResponse(
                "an API key is needed\n", 401, {**_HEADERS, "WWW-Authenticate": "Bearer"}
            )
        health = await self._look()
        text = "".join(write_metrics(self.point, health))
        return Response(text, 200, {**_HEADERS, "Content-Type": TEXT_FORMAT})

    async def _look(self) -> CollectionHealth | None:
        """How collection is, not older than two seconds; None where that cannot be read."""
        async with self._asking:
            if time.monotonic() - self._read_at > KEPT:
                try:
                    self._known = await run_in_threadpool(read_health, self.point.ws)
                except Exception:
                    log.exception("the health of collection cannot be read")
                    self._known = None
                self._read_at = time.monotonic()
            return self._known


def write_metrics(point: CollectionPoint, health: CollectionHealth | None) -> Iterator[str]:
    """All metrics, each with what it means."""
    tally, journal = point.tally, point.opened
    yield _write(
        "tagma_events_accepted_total",
        "Events taken, by source and family of protocols.",
        {
            _label(source=source, family=family): count
            for (source, family), count in sorted(tally.accepted.items())
        },
    )
    yield _write(
        "tagma_events_refused_total",
        "Events kept in quarantine at the door, and requests with an unknown key.",
        {_label(reason=reason): count for reason, count in sorted(tally.refused.items())},
    )
    yield _write(
        "tagma_requests_total",
        "Requests with events, by the status that they were answered.",
        {_label(status=str(status)): count for status, count in sorted(tally.answers.items())},
    )
    yield _write("tagma_loads_total", "Loads into the warehouse.", tally.loads)
    yield _write("tagma_load_events_total", "Events of the journal that were loaded.", tally.loaded)
    yield _write("tagma_load_seconds_total", "Seconds that loads took.", round(tally.load_seconds, 3))
    if journal is not None:
        counts = journal.counts
        yield _write("tagma_journal_stored_total", "Events made durable.", counts["stored"])
        yield _write(
            "tagma_journal_duplicates_total", "Events that were there already.", counts["duplicates"]
        )
        yield _write("tagma_journal_conflicts_total", "Of these, with another content.", counts["conflicts"])
        yield _write("tagma_journal_failures_total", "Commits that failed.", counts["failures"])
    yield _write("tagma_up", "Whether the health of collection could be read.", int(health is not None))
    if health is not None:
        yield from _write_health(health)


def _write_health(health: CollectionHealth) -> Iterator[str]:
    journal, quarantine = health.journal, health.quarantine
    state = _STATES.index(health.state)
    yield _write("tagma_collection_state", "0 green, 1 amber, 2 red.", state, "gauge")
    gauges = {
        "tagma_journal_position": ("Newest event on disk.", journal.position),
        "tagma_journal_loaded_position": ("Newest event in the warehouse.", journal.loaded),
        "tagma_journal_lag_events": ("Events that wait to be loaded.", journal.lag_events),
        "tagma_journal_lag_seconds": ("Age of the oldest of them.", round(journal.lag_seconds, 3)),
        "tagma_journal_waiting_bytes": ("Bytes that wait for the disk.", journal.waiting_bytes),
        "tagma_journal_segments": ("Files of the journal.", journal.segments),
        "tagma_journal_bytes": ("Size of the journal.", journal.bytes),
        "tagma_journal_sync_age_seconds": (
            "Since events were last made durable.",
            None if journal.sync_age is None else round(journal.sync_age, 3),
        ),
        "tagma_disk_free_bytes": ("Free room on the disk of the journal.", journal.free_bytes),
        "tagma_disk_free_share": ("The same as a share of the disk.", round(journal.free_share, 4)),
        "tagma_quarantine_rows": ("Rows in quarantine.", quarantine.waiting),
        "tagma_quarantine_share": ("Share of today's events in quarantine.", round(quarantine.share, 4)),
        "tagma_write_keys": ("Write keys in use.", health.keys),
    }
    for name, (meaning, value) in gauges.items():
        if value is not None:
            yield _write(name, meaning, value, "gauge")


def _write(name: str, meaning: str, values: float | Mapping[str, float], kind: str = "counter") -> str:
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
    found = values if isinstance(values, Mapping) else {"": values}
    lines += [f"{name}{labels} {value}" for labels, value in found.items()]
    return "\n".join(lines) + "\n"


def _label(**labels: str) -> str:
    escaped = (
        (name, text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"'))
        for name, text in labels.items()
    )
    return "{" + ",".join(f'{name}="{text}"' for name, text in escaped) + "}"
