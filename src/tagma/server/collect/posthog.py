"""The addresses of the PostHog family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.collect.intake import BodyError, accept_posthog, inflate_body, read_posthog
from tagma.collect.intake.refusals import REASONS
from tagma.server.collect.answers import answer_json
from tagma.server.collect.segment import explain
from tagma.server.collect.taking import accept_events, find_peer, find_source, read_body, store, work

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from tagma.collect.intake import Envelope, Intake
    from tagma.flows.collecting.point import CollectionPoint


async def take(request: Request, point: CollectionPoint) -> Response:
    """POST /batch/ and /capture/."""
    await keep(request, point, "")
    return answer_json({"status": 1})


async def take_v1(request: Request, point: CollectionPoint) -> Response:
    """POST /i/v1/analytics/events: the answer says of every event what became of it."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    intake = await keep(request, point, key.strip() if kind.casefold() == "bearer" else "")
    results = {
        told: {"result": "ok"} if reason is None else {"result": "drop", "details": REASONS[reason].en}
        for told, reason in intake.outcomes
        if told
    }
    return answer_json({"results": results})


async def keep(request: Request, point: CollectionPoint, key: str) -> Intake:
    """Reads the body, finds the source, checks the events and stores them."""
    raw = await read_body(request)

    def read() -> Envelope:
        try:
            return read_posthog(inflate_body(raw, request.headers.get("content-encoding", "")))
        except BodyError as error:
            raise explain(error) from None

    envelope = await work(len(raw), read)
    source = find_source(point, [key] if key else envelope.keys, unknown=401, disabled=401)
    arrival = point.arrive(source.source, request.url.path, find_peer(request))
    intake = await work(len(raw), lambda: accept_events(accept_posthog, envelope, arrival, raw))
    await store(point, intake)
    return intake
