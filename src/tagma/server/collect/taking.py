"""What all families share on the way in: the body within bounds, the key, the journal, how full it may be."""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from starlette.concurrency import run_in_threadpool

from tagma.collect.intake.envelope import refuse_body
from tagma.collect.intake.limits import MOST_RAW
from tagma.collect.journal import JournalFullError, OverloadedError
from tagma.errors import TagmaError
from tagma.server.collect.answers import RefusedRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from tagma.collect.intake import Arrival, Envelope, Intake
    from tagma.flows.collecting.point import CollectionPoint
    from tagma.state import WriteKey

T = TypeVar("T")

DEADLINE = 25.0
HOLD = 10.0
INLINE = 64 << 10
log = logging.getLogger("tagma.collect")


async def read_body(request: Request) -> bytes:
    """The body, as far as it is let in.

    Raises:
        RefusedRequest: too large (told before it is read where it says so itself), or too slow.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > MOST_RAW:
        raise too_large()
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(DEADLINE):
            async for part in request.stream():
                size += len(part)
                if size > MOST_RAW:
                    raise too_large()
                parts.append(part)
    except TimeoutError:
        raise RefusedRequest(503, "too_slow", "the body did not come in time", 1) from None
    return b"".join(parts)


async def work(size: int, task: Callable[[], T]) -> T:
    """Does small work at once and large work in a thread, so that others are not kept waiting."""
    return task() if size <= INLINE else await run_in_threadpool(task)


def accept_events(
    accept: Callable[[Envelope, Arrival], Intake], envelope: Envelope, arrival: Arrival, data: bytes
) -> Intake:
    """Checks the events; should one of them bring the check down, the whole body is kept as refused."""
    try:
        return accept(envelope, arrival)
    except Exception:
        log.exception("a body of %s bytes from %s was not understood", len(data), arrival.source)
        return refuse_body(envelope.family, data, arrival)


def find_source(point: CollectionPoint, keys: Iterable[str], *, unknown: int, disabled: int) -> WriteKey:
    """The source that a request is for.

    Raises:
        RefusedRequest: its key is unknown or disabled.
    """
    found = point.find_source(keys)
    if found is None:
        point.tally.refused["unknown_key"] += 1
        raise RefusedRequest(unknown, "unknown_key", "the write key is missing or not known here")
    if found.disabled_at is not None:
        raise RefusedRequest(disabled, "source_disabled", "the write key is disabled")
    return found


async def store(point: CollectionPoint, intake: Intake, *, full: int = 429, hold: float = 0) -> None:
    """Waits until everything of the request is on disk.

    Args:
        full: the status while the queue has no room.
        hold: seconds to wait for room before that.

    Raises:
        RefusedRequest: no room, or the disk does not take it.
    """
    if not intake.records:
        return
    until = time.monotonic() + hold
    while True:
        try:
            promise = point.submit(intake)
            await asyncio.wrap_future(promise)
            return
        except OverloadedError as error:
            if time.monotonic() >= until:
                raise RefusedRequest(full, error.code, error.what.en, 1) from None
            await asyncio.sleep(0.05)
        except JournalFullError as error:
            raise RefusedRequest(503, error.code, "events cannot be stored at the moment", 5) from None
        except TagmaError as error:
            log.error("the journal: %s", error)
            raise RefusedRequest(503, error.code, "events cannot be stored at the moment", 5) from None


def read_basic(request: Request) -> str:
    """The write key of an Authorization header; empty where there is none.

    Raises:
        RefusedRequest: another kind of authorization.
    """
    kind, _, given = request.headers.get("authorization", "").strip().partition(" ")
    if not kind:
        return ""
    if kind.casefold() != "basic":
        raise RefusedRequest(
            401, "unsupported_authorization", "only Basic authorization with the write key is taken"
        )
    try:
        text = base64.b64decode(given.strip() + "=" * (-len(given.strip()) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return text.partition(":")[0]


def find_peer(request: Request) -> str:
    """The address of the sender; behind a trusted proxy, what the proxy says."""
    return request.client.host if request.client is not None else ""


def too_large() -> RefusedRequest:
    return RefusedRequest(413, "too_large", "the body is larger than 5 MiB, or 10 MiB unpacked")
