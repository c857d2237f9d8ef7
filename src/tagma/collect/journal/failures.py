"""Why the journal did not take events: no room in the queue, or no way to make them durable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.errors import Place, TagmaError, Text, WorkspaceError

if TYPE_CHECKING:
    from pathlib import Path


class OverloadedError(TagmaError):
    """More events are waiting for the disk than may wait; the sender is to try again."""

    code = "overloaded"

    def __init__(self) -> None:
        super().__init__(
            Text("more events are waiting than the disk takes", "待写入的事件过多，磁盘来不及写"),
            next_step=Text("send again in a moment", "请稍后重发"),
        )


class JournalFullError(TagmaError):
    """The disk did not take the events: full, read-only or failing. None of them counts as accepted."""

    code = "storage"

    def __init__(self, path: Path, reason: str, *, for_good: bool = False) -> None:
        step = (
            Text(
                "look at the disk, then start the server again: what failed once is not trusted",
                "请检查磁盘后重启服务：出错后的写入不再可信",
            )
            if for_good
            else Text("free some space; senders will send again", "请释放空间；发送方会重发")
        )
        super().__init__(
            Text(f"the journal cannot be written: {reason}", f"日志无法写入：{reason}"),
            where=Place(file=str(path)),
            next_step=step,
        )
        self.for_good = for_good


def unusable(folder: Path, error: Exception) -> WorkspaceError:
    """A journal that cannot be opened or read."""
    return WorkspaceError(
        Text(f"the journal cannot be read or written: {error}", f"无法读写日志：{error}"),
        where=Place(file=str(folder)),
        next_step=Text(
            "“tagma verify” says which file; check its permissions", "“tagma verify”会指出文件；请检查权限"
        ),
    )
