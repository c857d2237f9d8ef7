"""Saved views of lists: which filter, columns and order somebody likes to come back to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tagma.errors import Place, Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.state import View
    from tagma.workspace import Workspace

MOST_VIEWS = 200
LARGEST = 20_000


def list_views(ws: Workspace, owner: str, page: str | None = None) -> list[View]:
    """The views of somebody, of one page or of all, the oldest first."""
    return ws.state.views.list(owner, page)


def save_view(ws: Workspace, owner: str, page: str, name: str, query: Mapping[str, Any]) -> View:
    """Saves a view.

    Raises:
        ViewError: it is too large, or there are too many.
    """
    _check_size(query)
    if len(ws.state.views.list(owner)) >= MOST_VIEWS:
        raise ViewError(
            Text(f"there are {MOST_VIEWS} saved views already", f"已保存 {MOST_VIEWS} 个视图"),
            next_step=Text("delete one that nobody needs", "请先删除不再需要的视图"),
        )
    return ws.state.views.add(owner, page, name, query)


def change_view(ws: Workspace, owner: str, view_id: str, name: str, query: Mapping[str, Any]) -> View:
    """Gives a view another name and content.

    Raises:
        NotFoundError: no such view of theirs. ViewError: it is too large.
    """
    _check_size(query)
    return ws.state.views.change(owner, view_id, name, query)


def delete_view(ws: Workspace, owner: str, view_id: str) -> None:
    """Deletes a view.

    Raises:
        NotFoundError: no such view of theirs.
    """
    ws.state.views.remove(owner, view_id)


class ViewError(WorkspaceError):
    """A view cannot be saved as it is."""

    code = "request"


def _check_size(query: Mapping[str, Any]) -> None:
    if len(json.dumps(query, ensure_ascii=False)) > LARGEST:
        raise ViewError(
            Text("the view is too large to be saved", "视图过大，无法保存"),
            where=Place(field="query"),
            next_step=Text("save a long rule as a segment", "请把较长的规则保存为分群"),
        )
