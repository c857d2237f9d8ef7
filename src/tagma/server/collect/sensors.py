"""The addresses of the Sensors family (神策).

Any answer but a prompt 200 costs events somewhere, so nearly every request gets one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.collect.intake import BodyError, accept_sensors, read_sensors
from tagma.collect.intake.bots import MOST_AGENT
from tagma.collect.intake.envelope import refuse_body
from tagma.collect.intake.refusals import REASONS
from tagma.collect.intake.sensors import FAMILY, is_encrypted, parse_form
from tagma.server.collect.answers import RefusedRequest, answer_gif, answer_json
from tagma.server.collect.taking import (
    HOLD,
    accept_events,
    find_peer,
    find_source,
    log,
    read_body,
    store,
    too_large,
    work,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from tagma.collect.intake import Arrival, Envelope, Intake
    from tagma.flows.collecting.point import CollectionPoint
    from tagma.state import WriteKey

_DONE = {"code": 0, "success": True, "message": "ok"}


async def take(request: Request, point: CollectionPoint) -> Response:
    """GET and POST /sa and /sa.gif."""
    raw, envelope, source = await read(request, point)
    arrival = arrive(request, point, source)
    intake = await work(len(raw), lambda: check(envelope, arrival, raw))
    await store(point, intake, full=503, hold=HOLD)
    return answer_gif() if request.method == "GET" else answer_json(_DONE)


async def take_debug(request: Request, point: CollectionPoint) -> Response:
    """GET and POST /debug: says what is wrong; with ``Dry-Run: true`` nothing is stored."""
    raw, envelope, source = await read(request, point)
    intake = check(envelope, arrive(request, point, source), raw)
    if intake.refused:
        told = "; ".join(REASONS[reason].en for reason in intake.refused)
        raise RefusedRequest(400, next(iter(intake.refused)), f"the event {told}")
    if request.headers.get("dry-run", "").casefold() != "true":
        await store(point, intake, full=503, hold=HOLD)
    return answer_json(_DONE)


async def read(request: Request, point: CollectionPoint) -> tuple[bytes, Envelope | None, WriteKey]:
    """The body, what it holds (None: it cannot be read), and the source.

    Raises:
        RefusedRequest: an unknown token, encrypted data, or too large a body.
    """
    query = request.scope["query_string"].decode("latin-1")
    raw = b"" if request.method == "GET" else await read_body(request)
    if is_encrypted(query, raw):
        log.warning(
            "encrypted data on %s: they cannot be read without the key of the sender", request.url.path
        )
        raise RefusedRequest(403, "encrypted", "encrypted data are not taken")
    envelope = None
    try:
        envelope = await work(len(raw) + len(query), lambda: read_sensors(query, raw))
    except BodyError as error:
        if error.too_large:
            raise too_large() from None
    keys = envelope.keys if envelope is not None else (parse_form(query).get("token", ""),)
    return raw, envelope, find_source(point, keys, unknown=403, disabled=403)


def arrive(request: Request, point: CollectionPoint, source: WriteKey) -> Arrival:
    query = request.scope["query_string"].decode("latin-1")
    route, agent = f"{request.url.path}?{query[:200]}", request.headers.get("user-agent", "")
    return point.arrive(source.source, route, find_peer(request), agent[:MOST_AGENT])


def check(envelope: Envelope | None, arrival: Arrival, raw: bytes) -> Intake:
    """What becomes of the events; a body that cannot be read is kept whole, for later."""
    if envelope is None:
        return refuse_body(FAMILY, raw, arrival)
    return accept_events(accept_sensors, envelope, arrival, raw)
