"""Progress of long work, on standard error of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tagma.cli.seat import find_seat
from tagma.flows.stepping import STEPS, word_step

if TYPE_CHECKING:
    from tagma.cli.desk import Desk
    from tagma.workspace import Workspace

Report = Callable[[str, int, int | None], None]


@contextmanager
def show_progress(desk: Desk) -> Iterator[Report]:
    """A bar for the steps of a run, with the part that is at work; silent in a pipe and with JSON."""
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from tagma.cli.desk import make_console

    console, seat = make_console(stderr=True), find_seat()

    def check() -> None:
        if seat is not None and seat.stopped():
            raise KeyboardInterrupt

    if desk.json or not console.is_terminal:
        yield lambda step, done, total: check()
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        TextColumn("{task.fields[part]}", style="dim", markup=False),
    )
    alone = seat is None  # what others print in a server is not ours to move out of the way
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=alone, redirect_stderr=alone
    ) as progress:
        task = progress.add_task("", total=None, part="")

        def report(step: str, done: int, total: int | None) -> None:
            check()
            words = word_step(step, desk.language)
            if step in STEPS:
                progress.update(task, description=words, completed=done, total=total, part="")
            else:
                progress.update(task, part=words[:40])

        yield report


@contextmanager
def tell_resume(ws: Workspace, desk: Desk) -> Iterator[None]:
    """Says how to go on with a run that failed or was stopped."""
    before = {run.id for run in ws.state.runs.list(limit=1)}
    try:
        yield
    except BaseException as error:
        for run in ws.state.runs.list(limit=1):
            if run.id not in before and run.status == "failed":
                command = f"tagma refresh --resume {run.id}"
                error.add_note(desk.say(f"to go on from there: {command}", f"修复后可续跑：{command}"))
        raise
