"""Instants as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tagma.errors import Text, WorkspaceError

if TYPE_CHECKING:
    from tagma.workspace import Workspace


def parse_as_of(ws: Workspace, text: str | None) -> datetime | None:
    """An instant from ISO text in the workspace's time zone; a bare date is its first moment.

    Raises:
        WorkspaceError: no date or time.
    """
    if text is None:
        return None
    try:
        if len(text.strip()) == 10:
            return ws.calendar.midnight(date.fromisoformat(text.strip()))
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WorkspaceError(
            Text(f"“{text}” is no date or time", f"“{text}”不是日期或时间"),
            next_step=Text(
                "write 2017-06-30 or 2017-06-30T18:00 (local time)",
                "请写成 2017-06-30 或 2017-06-30T18:00（本地时间）",
            ),
        ) from None
    if parsed.tzinfo is not None:
        return parsed.astimezone(UTC).replace(tzinfo=None)
    return ws.calendar.to_instant(parsed)
