"""The versions of one definition: who changed what, when and why; how two differ; one put back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tagma.errors import DefinitionErrors
from tagma.flows.defining.in_force import check_kind
from tagma.flows.definitions import load_applied
from tagma.flows.history import diff_versions, list_versions, read_version, write_version
from tagma.flows.propose import find_restorable
from tagma.server.asking import Lang, Ws
from tagma.server.routes.definitions.shapes import FieldChangeShape, Json, show_fields
from tagma.server.shapes import Instant, Shape

router = APIRouter(prefix="/definitions", tags=["definitions"])
Number = Annotated[int, Query(ge=1, le=2**31)]


class VersionItem(Shape):
    """One version; a removal is one, too."""

    version: int
    author: str
    reason: str
    applied_at: Instant
    active: bool
    removed: bool
    changes: list[FieldChangeShape]


class VersionList(Shape):
    """All versions, newest first."""

    items: list[VersionItem]


class VersionShape(Shape):
    """The fields of one version."""

    kind: str
    name: str
    version: int
    body: Json
    yaml: str


class DiffShape(Shape):
    """How two versions differ: field by field, as a unified diff, in words."""

    before: int
    after: int
    fields: list[FieldChangeShape]
    text: str
    words: str


class RestoreRequest(Shape):
    """Which version is wanted back."""

    version: int


class RestoreShape(Shape):
    """The change to plan and apply."""

    kind: str
    name: str
    body: Json
    base_version: int | None


@router.get("/{kind}/{name:path}/versions", summary="The versions of a definition")
def get_versions(ws: Ws, kind: str, name: str) -> VersionList:
    check_kind(kind)
    items = [
        VersionItem(
            version=each.version,
            author=each.author,
            reason=each.reason,
            applied_at=each.applied_at,
            active=each.active,
            removed=each.removed,
            changes=show_fields(each.changes),
        )
        for each in list_versions(ws, kind, name)
    ]
    return VersionList(items=items)


@router.get("/{kind}/{name:path}/versions/{version}", summary="One version of a definition")
def get_version(ws: Ws, kind: str, name: str, version: int) -> VersionShape:
    check_kind(kind)
    body = read_version(ws, kind, name, version)
    return VersionShape(kind=kind, name=name, version=version, body=body, yaml=write_version(body))


@router.get("/{kind}/{name:path}/diff", summary="How two versions of a definition differ")
def get_diff(ws: Ws, language: Lang, kind: str, name: str, before: Number, after: Number) -> DiffShape:
    check_kind(kind)
    try:
        vocabulary = load_applied(ws).vocabulary
    except DefinitionErrors:
        vocabulary = None  # rules are shown as they are written
    diff = diff_versions(ws, kind, name, before, after, vocabulary)
    return DiffShape(
        before=before,
        after=after,
        fields=show_fields(diff.fields),
        text=diff.text,
        words=diff.words.in_language(language),
    )


@router.post("/{kind}/{name:path}/restore", summary="The change that puts an old version back")
def restore_version(ws: Ws, kind: str, name: str, wanted: RestoreRequest) -> RestoreShape:
    """Changes nothing: the answer is to be planned and applied."""
    change = find_restorable(ws, kind, name, wanted.version)
    return RestoreShape(kind=kind, name=name, body=dict(change.body or {}), base_version=change.base_version)
