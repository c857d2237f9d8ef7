"""When each source is due; what was missed while nobody served is made up for once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tagma.collect.schedule import Schedule, read_schedule
from tagma.collect.sources import has_changed
from tagma.errors import SourceError

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.workspace import Workspace

AFTER_FAILURE = timedelta(minutes=1)
BY_SCHEDULE = "schedule"
"""The author of a run that nobody started."""


@dataclass(slots=True)
class Timetable:
    """The sources with a schedule, and when each is due.

    The instant is written down when a load begins, so that it outlives a restart; a look that finds
    nothing new is not written down.
    """

    ws: Workspace
    _models: dict[str, SourceDefinition] = field(default_factory=dict)
    _schedules: dict[str, Schedule] = field(default_factory=dict)
    _due: dict[str, datetime] = field(default_factory=dict)
    _seen: dict[str, object] = field(default_factory=dict)

    def follow(self, models: Sequence[SourceDefinition], now: datetime) -> None:
        """Takes over the schedules in force; a source that was never loaded is due at once."""
        planned, loaded = self.ws.state.schedules.list(), dict(self.ws.state.loads.list_times())
        self._models = {model.name: model for model in models if model.schedule is not None}
        self._schedules = {name: read_schedule(str(model.schedule)) for name, model in self._models.items()}
        self._seen.clear()
        self._due = {}
        for name, schedule in self._schedules.items():
            known = planned.get(name)
            if known is not None and known.schedule == schedule.text:
                self._due[name] = known.next_at
            else:
                due = now if name not in loaded else schedule.next_after(now, self.ws.calendar)
                self._due[name] = due
                self.ws.state.schedules.plan(name, schedule.text, due)
        for name in planned.keys() - self._schedules.keys():
            self.ws.state.schedules.forget(name)

    def list_due(self, now: datetime) -> list[SourceDefinition]:
        """The sources whose time has come, the longest waiting first."""
        due = sorted((at, name) for name, at in self._due.items() if at <= now)
        return [self._models[name] for _, name in due]

    def find_next(self) -> datetime | None:
        """When the next source is due."""
        return min(self._due.values(), default=None)

    def look(self, model: SourceDefinition) -> bool:
        """Whether a source has anything new, as far as that can be told cheaply; else it has."""
        last = self.ws.state.source_loads.list(model.name, 1)
        if self.ws.state.loads.get(model.name) is None or (last and last[0].error is not None):
            return True
        try:
            changed, seen = has_changed(model, self.ws.folder, self._seen.get(model.name))
        except SourceError:
            return True  # the load says, and records, what is wrong
        self._seen[model.name] = seen
        return changed

    def note_begun(self, model: SourceDefinition, now: datetime) -> None:
        """Plans the load after the one that begins now."""
        schedule = self._schedules[model.name]
        due = schedule.next_after(now, self.ws.calendar)
        last = self.ws.state.source_loads.list(model.name, 1)
        if last and last[0].error is not None:
            due = max(due, now + AFTER_FAILURE)
        self._due[model.name] = due
        self.ws.state.schedules.plan(model.name, schedule.text, due, begun_at=now)

    def note_nothing_new(self, model: SourceDefinition, now: datetime) -> None:
        """Plans the next look."""
        self._due[model.name] = self._schedules[model.name].next_after(now, self.ws.calendar)

    def put_off(self, model: SourceDefinition, until: datetime) -> None:
        """Leaves a source due, for when there is room."""
        self._due[model.name] = until
