"""Which requests are events: they pass here, beside everything that the API and the screens require."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from tagma.server.collect import documents, posthog, segment, sensors
from tagma.server.collect.answers import RefusedRequest, answer_preflight
from tagma.server.collect.taking import log

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tagma.flows.collecting.point import CollectionPoint

_SETTINGS = re.compile(r"/v1/projects/([^/]+)/settings")
_PATHS = frozenset(
    {f"/v1/{name}" for name in segment.KINDS}
    | {"/v1/m", "/beacon/v1/batch", "/pixel/v1/track", "/pixel/v1/page", "/sourceConfig"}
    | {"/sa", "/sa.gif", "/debug", "/batch", "/capture", "/i/v1/analytics/events", "/flags", "/decide"}
)


class Door:
    """Takes the requests that are events and lets all others through."""

    def __init__(self, app: ASGIApp, point: CollectionPoint) -> None:
        self.app, self.point = app, point

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_collection(scope["path"]):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except RefusedRequest as refused:
            answer = refused.answer()
        except ClientDisconnect:
            return  # nobody is there to be answered, and nothing was taken
        except Exception:
            log.exception("%s %s failed", request.method, scope["path"])
            answer = RefusedRequest(503, "internal", "events cannot be taken at the moment", 5).answer()
        self.point.tally.answers[answer.status_code] += 1
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path, point = trim(request.scope["path"]), self.point
        if "transfer-encoding" in request.headers and "content-length" in request.headers:
            raise RefusedRequest(400, "framing", "a body has one length, not two")
        if request.method == "OPTIONS":
            return answer_preflight()
        if settings := _SETTINGS.fullmatch(path):
            return await documents.give_settings(request, point, settings[1])
        match request.method, path:
            case "GET", "/sourceConfig":
                return await documents.give_source(request, point)
            case "GET", "/pixel/v1/track" | "/pixel/v1/page":
                return await segment.take_pixel(request, point, path.rpartition("/")[2])
            case "GET" | "POST", "/sa" | "/sa.gif":
                return await sensors.take(request, point)
            case "GET" | "POST", "/debug":
                return await sensors.take_debug(request, point)
            case "POST", "/batch" | "/capture":
                return await posthog.take(request, point)
            case "POST", "/i/v1/analytics/events":
                return await posthog.take_v1(request, point)
            case "POST", "/v1/m":
                return await segment.discard(request)
            case "POST", "/beacon/v1/batch":
                return await segment.take(request, point, "batch")
            case "POST", _ if path.startswith("/v1/"):
                return await segment.take(request, point, segment.KINDS[path.removeprefix("/v1/")])
            case _, "/flags" | "/decide":
                raise RefusedRequest(404, "no_flags", "there are no feature flags here")
        raise RefusedRequest(405, "method", "this address does not take this method")


def is_collection(path: str) -> bool:
    """Whether a path is one that events are sent to, with or without a slash at its end."""
    trimmed = trim(path)
    return trimmed in _PATHS or _SETTINGS.fullmatch(trimmed) is not None


def trim(path: str) -> str:
    return path.removesuffix("/")
