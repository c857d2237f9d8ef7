"""Customers written to a file that is fetched once: a run with steps, progress and a way to stop it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tagma.clock import wall_now
from tagma.engine.limits import limit_time
from tagma.errors import NotFoundError, RunError, Text
from tagma.flows.asking.world import SECONDS
from tagma.flows.file_names import make_file_name
from tagma.flows.files import check_size, write_rows
from tagma.flows.people.browsing import select_customers
from tagma.flows.stepping import Progress, Stopped, never, no_progress, record_steps, refuse_stopped

if TYPE_CHECKING:
    import pyarrow as pa

    from tagma.flows.people.browsing import Selection, Wanted
    from tagma.state import Run
    from tagma.workspace import Workspace

Format = Literal["csv", "xlsx", "json", "parquet"]
EXPORTS_FOLDER = "exports"
_KEPT = timedelta(days=1)


@dataclass(slots=True)
class Export:
    """One export while it runs.

    Attributes:
        count: how many customers there were when it was asked for.
    """

    ws: Workspace
    run: Run
    selection: Selection
    path: Path
    count: int
    progress: Progress
    stopped: Stopped
    _rows: pa.Table | None = None

    def select(self) -> int:
        """The customers and their columns."""
        rows = self.ws.engine.query(self.selection.rows, step="select customers")
        self._rows = rows.select(["customer", *self.selection.columns])
        return int(rows.num_rows)

    def write(self) -> int:
        """The file, which is there whole or not at all."""
        assert self._rows is not None
        return write_rows(self._rows, self.path, self._report)

    def _report(self, done: int) -> None:
        refuse_stopped(self.stopped)
        self.progress(f"write {done:,} / {self.count:,}", done, self.count)


def start_export(
    ws: Workspace,
    wanted: Wanted,
    file_format: Format,
    *,
    author: str = "",
    title: str = "",
    progress: Progress = no_progress,
    stopped: Stopped = never,
) -> Export:
    """Records that an export begins; ``finish_export`` does it. Files older than a day are removed.

    Args:
        title: what the file is called; default: customers.

    Raises:
        RuleError: the rule is none. NotFoundError: an unknown column. WorkspaceError: too much for Excel.
    """
    selection = select_customers(ws, wanted)
    with limit_time(SECONDS):
        count = int(ws.engine.query(selection.count, step="count customers").column("n")[0].as_py())
    check_size(count, f".{file_format}")
    folder = find_folder(ws)
    folder.mkdir(mode=0o700, exist_ok=True)
    remove_old(folder)
    run = ws.state.runs.start("export", author=author)
    at = ws.calendar.to_local(run.started_at).strftime("%Y%m%d-%H%M")
    path = folder / f"{run.id}-{make_file_name(title, 'customers')}-{at}.{file_format}"
    return Export(ws, run, selection, path, count, progress, stopped)


def finish_export(export: Export) -> Run:
    """Does what was started.

    Raises:
        StoppedError: somebody stopped it. TagmaError: of the step that failed; both are recorded.
    """
    steps = (("select customers", export.select), ("write file", export.write))
    return record_steps(export.ws, export.run, steps, export.progress, export.stopped)


def find_file(ws: Workspace, run_id: str, reader: str | None) -> Path:
    """The file of an export that is done.

    Args:
        reader: who asks, and may have only what they exported themselves; None: whoever may have all.

    Raises:
        NotFoundError: no such export, somebody else's, or its file is gone. RunError: it is not done.
    """
    run = ws.state.runs.get(run_id)
    if run.flow != "export" or (reader is not None and run.author != reader):
        raise NotFoundError(
            Text(f"there is no export “{run_id}” of yours", f"没有您的导出“{run_id}”"),
            next_step=Text("export it anew", "请重新导出"),
        )
    if run.status == "running":
        raise RunError(
            Text("the export is not done yet", "导出尚未完成"),
            next_step=Text("wait until its run is done", "请等待其运行完成"),
        )
    found = next(iter(find_folder(ws).glob(f"{run.id}-*")), None)
    if found is None:
        raise NotFoundError(
            Text("the file of this export is gone", "该导出的文件已不存在"),
            next_step=Text(
                "a file is kept for a day, and only until it was fetched: export it anew",
                "文件最多保留一天，下载后即删除，请重新导出",
            ),
        )
    return found


def name_download(path: Path) -> str:
    """What the file is called at the one who fetched it."""
    return path.name.partition("-")[2]


def find_folder(ws: Workspace) -> Path:
    """The folder of exported files."""
    return ws.runtime / EXPORTS_FOLDER


def remove_old(folder: Path) -> int:
    """Removes files older than a day, half-written ones, too; returns how many."""
    removed = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
            if wall_now() - written > _KEPT:
                path.unlink()
                removed += 1
    return removed
