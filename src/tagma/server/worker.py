"""What the server does beside answering: refreshes and exports, each in a thread of its own.

One of them may write at a time, a refresh or an apply; whoever comes second is told what is under way.
Exports only read and run beside them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tagma.clock import wall_now
from tagma.engine import Interruptible
from tagma.engine.duckdb.soundness import is_damage
from tagma.errors import BusyError, RunError, TagmaError, Text
from tagma.workspace import mark_damaged

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.state import Run
    from tagma.workspace import Workspace

MOST_EXPORTS = 3
_PATIENCE = 10.0
_NAGGING = 0.1
log = logging.getLogger("tagma.server")

Task = Callable[[], object]
Begin = Callable[["Watch"], "tuple[Run, Task]"]
"""Records a run and gives what does it."""


class Watch:
    """What is known of a run under way, and the way to stop it."""

    def __init__(self) -> None:
        self.step, self.part, self.done, self.total = "", "", 0, 0
        self._ended = threading.Event()
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._interrupt: Callable[[], None] | None = None

    def report(self, step: str, done: int, total: int | None) -> None:
        """Notes the step that is at work; other names are parts of it."""
        from tagma.flows.stepping import STEPS

        if step in STEPS:
            self.step, self.part, self.done, self.total = step, "", done, total or 0
        else:
            self.part = step

    def stopped(self) -> bool:
        """Whether somebody wants the run to end."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Wants the run to end: at its next step, or inside the statement that it runs."""
        if not self._stopped.is_set():
            self._stopped.set()
            threading.Thread(target=self._nag, name="stop a run", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Waits for the end; returns whether it came."""
        return self._ended.wait(seconds)

    @contextmanager
    def watching(self, engine: object, *, writing: bool) -> Iterator[None]:
        """Lets ``stop`` reach the statements that this thread runs inside."""
        working = engine.work(writing=writing) if isinstance(engine, Interruptible) else nullcontext()
        with working as interrupt:
            self._interrupt = interrupt
            try:
                yield
            finally:
                with self._lock:
                    self._interrupt = None

    def end(self) -> None:
        self._ended.set()

    def _nag(self) -> None:
        """Interrupts again and again: one blow may fall between two statements."""
        while not self._ended.is_set():
            with self._lock:
                if self._interrupt is not None:
                    self._interrupt()
            self._ended.wait(_NAGGING)


@dataclass
class _Slot:
    """Who writes now."""

    what: Text
    author: str
    since: datetime
    short: bool
    run: str | None = None
    watch: Watch | None = None


@dataclass
class Worker:
    """The runs of one server."""

    ws: Workspace
    _turn: threading.Condition = field(default_factory=threading.Condition)
    _slot: _Slot | None = None
    _watches: dict[str, Watch] = field(default_factory=dict)
    _exports: int = 0
    _closed: bool = False

    @contextmanager
    def hold(
        self, what: Text, author: str, *, short: bool = True, watch: Watch | None = None
    ) -> Iterator[None]:
        """Keeps refreshes and other changes out while something is changed.

        Args:
            short: others wait for it; all wait for others that are short.
            watch: stops the run that is done inside.

        Raises:
            BusyError: a refresh is under way; says whose.
        """
        mine = _Slot(what, author, wall_now(), short=short, watch=watch)
        self._take(mine)
        try:
            yield
        finally:
            self._release(mine)

    def start(self, what: Text, author: str, begin: Begin, *, writing: bool, held: bool = False) -> Run:
        """Begins a run and returns at once; its thread does the rest.

        Args:
            held: the caller holds the turn and hands it on to the run.

        Raises:
            BusyError: something else writes, or too many exports are under way.
        """
        if not writing:
            return self._begin(begin, None)
        slot = _Slot(what, author, wall_now(), short=False)
        self._take(slot, held=held)
        try:
            return self._begin(begin, slot)
        except BaseException:
            self._release(slot)
            raise

    def find(self, run_id: str) -> Watch | None:
        """What is known of a run under way; None when it is not."""
        return self._watches.get(run_id)

    def cancel(self, run_id: str) -> None:
        """Stops a run.

        Raises:
            RunError: it is not under way.
        """
        watch = self.find(run_id) or self._find_held(run_id)
        if watch is None:
            raise RunError(
                Text(f"run {run_id} is not under way", f"运行 {run_id} 不在进行中"),
                next_step=Text("load the list again: it may have ended", "请刷新列表，它可能已结束"),
            )
        watch.stop()

    def _find_held(self, run_id: str) -> Watch | None:
        """The watch of who holds the turn, where the run is theirs: a run that nobody started here."""
        run = self.ws.state.runs.get(run_id)
        with self._turn:
            slot = self._slot
        theirs = slot is not None and slot.run is None and run.status == "running" and run.flow == "refresh"
        return slot.watch if slot is not None and theirs else None

    def stop(self) -> None:
        """Takes no more work and cancels what is under way."""
        with self._turn:
            self._closed = True
            for watch in self._watches.values():
                watch.stop()

    def close(self, seconds: float = 30.0) -> None:
        """The same, and waits for the end of what was under way."""
        under_way = dict(self._watches)
        self.stop()
        for run, watch in under_way.items():
            if not watch.wait(seconds):
                log.error("run %s did not stop within %s seconds", run, seconds)

    def _begin(self, begin: Begin, slot: _Slot | None) -> Run:
        self._admit(writing=slot is not None)
        watch = Watch()
        try:
            run, task = begin(watch)
        except BaseException:
            self._leave(writing=slot is not None)
            raise
        with self._turn:
            self._watches[run.id] = watch
            if slot is not None:
                slot.run = run.id
            if self._closed:
                watch.stop()
        work = threading.Thread(target=self._work, args=(run, task, watch, slot), name=f"run {run.id}")
        work.daemon = True
        work.start()
        return run

    def _admit(self, *, writing: bool) -> None:
        with self._turn:
            if self._closed:
                raise BusyError(Text("the server is about to stop", "服务器即将停止"))
            if writing:
                return
            if self._exports >= MOST_EXPORTS:
                raise BusyError(
                    Text(
                        f"{MOST_EXPORTS} exports are under way already", f"已有 {MOST_EXPORTS} 个导出正在进行"
                    ),
                    next_step=Text("wait until one is done, or cancel one", "请等待其一完成，或取消其一"),
                )
            self._exports += 1

    def _leave(self, *, writing: bool) -> None:
        if not writing:
            with self._turn:
                self._exports -= 1

    def _work(self, run: Run, task: Task, watch: Watch, slot: _Slot | None) -> None:
        try:
            with watch.watching(self.ws.engine, writing=slot is not None):
                task()
        except TagmaError as error:
            log.warning("%s %s ended: %s", run.flow, run.id, error)
            if is_damage(error):
                mark_damaged(self.ws)
        except BaseException:
            log.exception("%s %s failed", run.flow, run.id)
        finally:
            with self._turn:
                del self._watches[run.id]
            if slot is not None:
                self._release(slot)
            self._leave(writing=slot is not None)
            watch.end()

    def _take(self, mine: _Slot, *, held: bool = False) -> None:
        with self._turn:
            if not held:
                self._turn.wait_for(lambda: self._slot is None or not self._slot.short, _PATIENCE)
                if self._slot is not None:
                    raise OccupiedError(self._slot, self.ws)
            self._slot = mine

    def _release(self, mine: _Slot) -> None:
        with self._turn:
            if self._slot is mine:
                self._slot = None
                self._turn.notify_all()


class OccupiedError(BusyError):
    """Something else writes.

    Attributes:
        data: the run that is under way, None where it is no run.
    """

    def __init__(self, slot: _Slot, ws: Workspace) -> None:
        at = ws.calendar.to_local(slot.since).strftime("%H:%M")
        who = slot.author
        super().__init__(
            Text(
                f"{slot.what.en} is under way, started{f' by {who}' if who else ''} at {at}",
                f"“{slot.what.zh}”正在进行，{f'由 {who} ' if who else ''}于 {at} 开始",
            ),
            next_step=Text(
                "try again when it is done, or cancel it under Runs; what you typed is kept",
                "请待其完成后重试，或在“运行”中取消它；您的输入已保留",
            ),
        )
        self.data: dict[str, Any] = {"run": slot.run}
