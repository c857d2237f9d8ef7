"""The addresses of the Segment family: batches, single events, beacons, pixels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tagma.collect.intake import BodyError, accept_segment, inflate_body, read_segment
from tagma.server.collect.answers import RefusedRequest, answer_gif, answer_json
from tagma.server.collect.taking import (
    accept_events,
    find_peer,
    find_source,
    read_basic,
    read_body,
    store,
    too_large,
    work,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from tagma.collect.intake import Envelope
    from tagma.flows.collecting.point import CollectionPoint

KINDS = {
    "batch": "batch", "b": "batch", "import": "batch", "merge": "alias",
    "identify": "identify", "track": "track", "page": "page", "screen": "screen", "group": "group",
    "alias": "alias",
    "i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias",
}  # fmt: skip


async def take(request: Request, point: CollectionPoint, kind: str) -> Response:
    """POST /v1/batch and its relatives."""
    raw = await read_body(request)
    header = read_basic(request)
    sent = request.headers.get("sentat", "")

    def read() -> Envelope:
        try:
            return read_segment(inflate_body(raw, request.headers.get("content-encoding", "")), kind, sent)
        except BodyError as error:
            raise explain(error) from None

    envelope = await work(len(raw), read)
    return await keep(request, point, envelope, header, raw)


async def keep(
    request: Request, point: CollectionPoint, envelope: Envelope, header: str, raw: bytes
) -> Response:
    """Finds the source, checks the events and stores them."""
    keys = [key for key in (header, *envelope.keys, request.query_params.get("writeKey", "")) if key]
    source = find_source(point, keys[:1], unknown=401, disabled=403)
    arrival = point.arrive(source.source, request.url.path, find_peer(request))
    intake = await work(len(raw), lambda: accept_events(accept_segment, envelope, arrival, raw))
    await store(point, intake)
    return answer_json({"success": True})


async def discard(request: Request) -> Response:
    """POST /v1/m: what the browser SDK measures of itself."""
    await read_body(request)
    return answer_json({"success": True})


async def take_pixel(request: Request, point: CollectionPoint, kind: str) -> Response:
    """GET /pixel/v1/track and /page: an event in the query; dots in names are levels."""
    event = unfold_query(request)
    key = str(event.pop("writeKey", ""))
    envelope = read_segment(json.dumps(event).encode(), kind)
    await keep(request, point, envelope, key, b"")
    return answer_gif()


def unfold_query(request: Request) -> dict[str, Any]:
    """The query as an object: ``context.page.url=x`` is nested, ``properties={...}`` is JSON."""
    found: dict[str, Any] = {}
    for name, text in request.query_params.items():
        value: Any = text
        if text[:1] == "{":
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                value = text
        *levels, last = name.split(".")[:8]
        place = found
        for level in levels:
            inner = place.setdefault(level, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place[last] = value
    return found


def explain(error: BodyError) -> RefusedRequest:
    """A body that cannot be read, as an answer."""
    return too_large() if error.too_large else RefusedRequest(400, "unreadable", error.reason)
