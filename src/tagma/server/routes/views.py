"""Saved views of lists; everybody sees their own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, status
from pydantic import Field

from tagma.flows.views import change_view, delete_view, list_views, save_view
from tagma.server.asking import Caller, Ws
from tagma.server.shapes import Instant, Shape

router = APIRouter(prefix="/views", tags=["views"])


class ViewShape(Shape):
    """A saved view: of which page, under which name, with which filter, columns and order."""

    id: str
    page: str
    name: str
    query: dict[str, Any]
    created_at: Instant


class ViewList(Shape):
    """The views of the caller, the oldest first."""

    items: list[ViewShape]


class ViewToChange(Shape):
    """The name and content of a view."""

    name: str = Field(min_length=1, max_length=100)
    query: dict[str, Any]


class ViewToSave(ViewToChange):
    """A view to save."""

    page: str = Field(min_length=1, max_length=60)


class ViewDeleted(Shape):
    """The view that is no more."""

    id: str


@router.get("")
def get_views(ws: Ws, caller: Caller, page: str | None = None) -> ViewList:
    """The saved views of the caller, of one page or of all."""
    return ViewList(items=[_show(each) for each in list_views(ws, caller.name, page)])


@router.post("", status_code=status.HTTP_201_CREATED)
def post_view(ws: Ws, caller: Caller, asked: ViewToSave) -> ViewShape:
    """Saves a view."""
    return _show(save_view(ws, caller.name, asked.page, asked.name, asked.query))


@router.put("/{id}")
def put_view(ws: Ws, caller: Caller, id: str, asked: ViewToChange) -> ViewShape:  # noqa: A002
    """Gives a view another name and content."""
    return _show(change_view(ws, caller.name, id, asked.name, asked.query))


@router.delete("/{id}")
def delete_view_by_id(ws: Ws, caller: Caller, id: str) -> ViewDeleted:  # noqa: A002
    """Deletes a view."""
    delete_view(ws, caller.name, id)
    return ViewDeleted(id=id)


def _show(view: Any) -> ViewShape:
    return ViewShape(
        id=view.id, page=view.page, name=view.name, query=dict(view.query), created_at=view.created_at
    )
