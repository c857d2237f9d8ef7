"""Sources while the server serves: loaded when they are due, listened to where they send by themselves."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.collect.definition import SourceDefinition
from tagma.errors import BusyError, TagmaError, Text
from tagma.flows.collecting.listening import Listener
from tagma.flows.definitions import read_applied
from tagma.flows.sources.loading import finish_load, start_load
from tagma.flows.sources.timetable import BY_SCHEDULE, Timetable

if TYPE_CHECKING:
    from tagma.flows.collecting.point import CollectionPoint
    from tagma.server.worker import Task, Watch, Worker
    from tagma.state import Run

LONGEST = 5.0
SHORTEST = 0.05
BUSY = timedelta(seconds=1)
LOADING = Text("loading a source", "载入数据源")
log = logging.getLogger("tagma.server")


class Tending:
    """A thread that looks after the sources in force."""

    def __init__(self, point: CollectionPoint, worker: Worker) -> None:
        self._ws, self._point, self._worker = point.ws, point, worker
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._versions: object = None
        self._timetable = Timetable(self._ws)
        self._listeners: dict[str, Listener] = {}

    def start(self) -> None:
        """Begins; again, too, after it was closed."""
        self._ended.clear()
        self._versions = None
        self._thread = threading.Thread(target=self._run, name="tend sources", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends listening; a load under way is the worker's to end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        for listener in self._listeners.values():
            listener.stop()
        self._listeners.clear()

    def tend(self) -> None:
        """Follows the definitions in force, and begins one load that is due."""
        versions = self._ws.state.definitions.list_versions()
        if versions != self._versions:
            self._follow()
            self._versions = versions
        for model in self._timetable.list_due(wall_now()):
            if self._ended.is_set() or self._begin(model):
                return

    def _follow(self) -> None:
        models = [item.model for item in read_applied(self._ws) if isinstance(item.model, SourceDefinition)]
        self._timetable.follow(models, wall_now())
        sending = {model.name: model for model in models if model.reads == "mqtt"}
        for name, listener in list(self._listeners.items()):
            if sending.get(name) != listener.definition:
                listener.stop()
                del self._listeners[name]
        for name, model in sending.items():
            if name not in self._listeners:
                listener = Listener(self._point, model)
                try:
                    listener.start()
                except TagmaError as error:
                    log.warning("source %s is not listened to: %s", name, error)
                    continue
                self._listeners[name] = listener

    def _begin(self, model: SourceDefinition) -> bool:
        """Begins a load where there is anything new; returns whether the turn is taken now."""
        now = wall_now()
        if not self._timetable.look(model):
            self._timetable.note_nothing_new(model, now)
            return False

        def begin(watch: Watch) -> tuple[Run, Task]:
            load = start_load(
                self._ws, [model.name], author=BY_SCHEDULE, progress=watch.report, stopped=watch.stopped
            )
            return load.run, partial(finish_load, load)

        try:
            self._worker.start(LOADING, BY_SCHEDULE, begin, writing=True)
        except BusyError:
            self._timetable.put_off(model, now + BUSY)
            return True
        self._timetable.note_begun(model, now)
        return True

    def _run(self) -> None:
        pause = SHORTEST
        while not self._ended.wait(pause):
            try:
                self.tend()
            except Exception:
                log.exception("sources were not looked after; it is tried again")
                pause = LONGEST
                continue
            due = self._timetable.find_next()
            ahead = LONGEST if due is None else (due - wall_now()).total_seconds()
            pause = min(max(ahead, SHORTEST), LONGEST)
