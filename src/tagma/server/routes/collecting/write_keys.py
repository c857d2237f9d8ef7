"""Write keys: what lets a page, an app or a server send events to one source."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fastapi import APIRouter
from pydantic import Field

from tagma.flows.collecting import keys
from tagma.server.access.gate import quote
from tagma.server.asking import Caller, Ws
from tagma.server.shapes import Instant, Shape

if TYPE_CHECKING:
    from tagma.workspace import Workspace

router = APIRouter(prefix="/write-keys", tags=["collect"])
log = logging.getLogger("tagma.server.collect")


class OldKeyShape(Shape):
    """A key that was replaced; it is taken until it ends."""

    key: str
    replaced_at: Instant
    ends_at: Instant


class WriteKeyShape(Shape):
    """The write key of a source. It stands in pages for all to see, so it is no secret.

    ``id`` names the source and stays when the key is replaced; ``disabled_at`` null: it is in use.
    """

    id: str
    source: str
    key: str
    author: str
    created_at: Instant
    disabled_at: Instant | None
    old: list[OldKeyShape]


class WriteKeyList(Shape):
    """Write keys by source."""

    items: list[WriteKeyShape]


class NewWriteKey(Shape):
    """A source to send events to, named after what sends."""

    source: str


class ToRotate(Shape):
    """For how many days the old key is taken yet; 0: it is refused at once."""

    days: int = Field(keys.OVERLAP_DAYS, ge=0, le=keys.MOST_OVERLAP_DAYS)


@router.get("")
def get_write_keys(ws: Ws) -> WriteKeyList:
    """All write keys."""
    return WriteKeyList(items=[_show(each) for each in keys.list_source_keys(ws)])


@router.post("", status_code=201)
def post_write_key(ws: Ws, caller: Caller, asked: NewWriteKey) -> WriteKeyShape:
    """Make the write key of a source; a source that has one keeps it."""
    made = keys.add_write_key(ws, asked.source, author=caller.name)
    log.info("write key of %s made by %s", quote(made.source), quote(caller.name))
    return _find(ws, keys.name_key(made.source))


@router.post("/{id}/rotate")
def post_rotation(ws: Ws, caller: Caller, id: str, asked: ToRotate) -> WriteKeyShape:  # noqa: A002
    """Give a source a new key, while the old one is taken for some days yet."""
    source = keys.find_source_key(ws, id).current.source
    keys.rotate_write_key(ws, source, author=caller.name, days=asked.days)
    log.info("write key of %s replaced by %s", quote(source), quote(caller.name))
    return _find(ws, id)


@router.post("/{id}/enable")
def post_enabling(ws: Ws, caller: Caller, id: str) -> WriteKeyShape:  # noqa: A002
    """Take again what comes with the key of a source."""
    source = keys.find_source_key(ws, id).current.source
    keys.enable_write_key(ws, source)
    log.info("write key of %s enabled by %s", quote(source), quote(caller.name))
    return _find(ws, id)


@router.delete("/{id}")
def delete_write_key(ws: Ws, caller: Caller, id: str) -> WriteKeyShape:  # noqa: A002
    """Refuse what comes with the key of a source, old keys too, from now on. What came stays."""
    source = keys.find_source_key(ws, id).current.source
    keys.disable_write_key(ws, source)
    log.info("write key of %s disabled by %s", quote(source), quote(caller.name))
    return _find(ws, id)


def _find(ws: Workspace, key_id: str) -> WriteKeyShape:
    return _show(keys.find_source_key(ws, key_id))


def _show(found: keys.SourceKey) -> WriteKeyShape:
    current = found.current
    return WriteKeyShape(
        id=found.id,
        source=current.source,
        key=current.key,
        author=current.author,
        created_at=current.created_at,
        disabled_at=current.disabled_at,
        old=[OldKeyShape.model_validate(each) for each in found.old],
    )
