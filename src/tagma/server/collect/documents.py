"""The documents that browser SDKs ask for before they send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.collect.answers import answer_json
from tagma.server.collect.taking import find_source, read_basic

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from tagma.flows.collecting.point import CollectionPoint


async def give_settings(request: Request, point: CollectionPoint, key: str) -> Response:
    """GET /v1/projects/{key}/settings, for Segment's browser SDK: where to send, and nothing else to load."""
    find_source(point, [key], unknown=401, disabled=403)
    host = request.headers.get("host", "")
    segment = {
        "apiKey": key,
        "apiHost": f"{host}/v1",
        "protocol": request.scope["scheme"],
        "addBundledMetadata": True,
        "unbundledIntegrations": [],
        "maybeBundledConfigIds": {},
    }
    return answer_json(
        {
            "integrations": {"Segment.io": segment},
            "plan": {"track": {"__default": {"enabled": True}}},
            "metrics": {"sampleRate": 0},
            "edgeFunction": {},
            "middlewareSettings": {},
            "enabledMiddleware": {},
            "analyticsNextEnabled": True,
            "remotePlugins": [],
        }
    )


async def give_source(request: Request, point: CollectionPoint) -> Response:
    """GET /sourceConfig/, for RudderStack's browser SDK: the source, with no destinations of its own."""
    key = read_basic(request) or request.query_params.get("writeKey", "")
    found = find_source(point, [key], unknown=401, disabled=403)
    made = found.created_at.isoformat(timespec="milliseconds") + "Z"
    return answer_json(
        {
            "source": {
                "id": found.source,
                "name": found.source,
                "writeKey": key,
                "enabled": True,
                "config": {},
                "sourceDefinitionId": "web",
                "sourceDefinition": {"id": "web", "name": "Javascript", "displayName": "Javascript"},
                "destinations": [],
                "connections": [],
                "workspaceId": "tagma",
                "dataplanes": {},
                "createdAt": made,
                "updatedAt": made,
            },
            "updatedAt": made,
        }
    )
