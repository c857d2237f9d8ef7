"""The main flow: from sources to a published portrait, one short list of steps.

Every step is recorded in the run with its rows and time. A step that fails leaves what was published before;
the run can be resumed from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from tagma.clock import ON_DEMAND
from tagma.errors import RunError, Text
from tagma.evaluate import build_portrait, plan_portrait, publish_portrait
from tagma.evaluate.changes import forget_after
from tagma.flows.collecting.load import load_collected
from tagma.flows.definitions import CheckedDefinitions, load_applied
from tagma.flows.load import import_lists, load_sources, pack_ledger, refold_traits
from tagma.flows.stepping import Progress, Stopped, never, record_steps, refuse_stopped
from tagma.flows.world import find_published, open_world
from tagma.identity import LoadReport
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.evaluate import Computed, Plan, World
    from tagma.evaluate.refresh import Published
    from tagma.state import Run
    from tagma.workspace import Workspace


@dataclass(slots=True)
class Day:
    """One run of the main flow while it runs.

    Attributes:
        given: the instant asked for; None: the workspace's clock, once the sources are loaded.
        demanded: the formulas on demand to run now.
        done: the steps that an earlier run did already.
    """

    ws: Workspace
    run: Run
    given: datetime | None
    force: bool
    demanded: Sequence[str]
    progress: Progress
    stopped: Stopped = never
    done: frozenset[str] = frozenset()
    loads: list[LoadReport] = field(default_factory=list)
    published: Published | None = None
    _applied: CheckedDefinitions | None = None
    _world: World | None = None
    _plan: Plan | None = None

    def report(self, part: str, done: int, total: int | None) -> None:
        """Tells of a part of a step, and ends there where somebody wants it."""
        refuse_stopped(self.stopped)
        self.progress(part, done, total)

    @property
    def applied(self) -> CheckedDefinitions:
        if self._applied is None:
            self._applied = load_applied(self.ws)
        return self._applied

    @property
    def outputs(self) -> list[Computed]:
        return list(self.applied.computed.values())

    @property
    def world(self) -> World:
        """The applied definitions at the instant of this run, which is fixed from here on."""
        if self._world is None:
            world = open_world(self.ws, self.given, self.applied)
            now = {
                column: world.as_of
                for column, computed in world.definitions.items()
                if computed.cadence == ON_DEMAND
                and (
                    fold_name(column) in {fold_name(name) for name in self.demanded}
                    or column not in world.last_runs
                )
            }
            self._world = _with_runs(world, now)
            self.ws.state.runs.aim(self.run.id, world.as_of)
        return self._world

    @property
    def plan(self) -> Plan:
        if self._plan is None:
            self._plan = plan_portrait(self.world, self.outputs)
        return self._plan


def load(day: Day) -> int:
    """Sources and what programs sent → typed events, traits, consents under a customer."""
    day.loads = load_sources(day.ws, day.applied.definitions, force=day.force, progress=day.report)
    collected = load_collected(day.ws, progress=day.report)
    return sum(report.loaded for report in day.loads) + collected.events


def members(day: Day) -> int:
    """Imported lists → members."""
    return import_lists(day.ws, day.applied.definitions)


def fold(day: Day) -> int:
    """The history of traits → one row a customer."""
    rows = refold_traits(day.ws, day.applied.definitions)
    day._applied = None  # now all traits have columns
    return rows


def evaluate(day: Day) -> int:
    """All tags and segments for all customers, beside the live portrait."""
    _refuse_going_back(day)
    return build_portrait(day.ws.engine, day.plan)


def publish(day: Day) -> int:
    """What changed is recorded, and the fresh portrait takes the place of the live one."""
    if day.force:
        forget_after(day.ws.engine, day.world.as_of)
    day.published = publish_portrait(day.ws.engine, day.plan, day.outputs, day.run.id)
    return day.published.customers


def pack(day: Day) -> int:
    """Each customer's rows, packed by customer for explanations, timelines and profiles."""
    return pack_ledger(day.ws, day.run.id, progress=day.report)


DAY: tuple[tuple[str, Callable[[Day], int]], ...] = (
    ("load sources", load),
    ("import lists", members),
    ("fold traits", fold),
    ("evaluate", evaluate),
    ("publish", publish),
    ("pack ledger", pack),
)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did."""

    run: Run
    loads: tuple[LoadReport, ...]
    published: Published | None

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        from tagma.flows.runs import run_to_dict

        found = run_to_dict(self.run, language)
        found["loads"] = [report.to_dict(language) for report in self.loads]
        if self.published is not None:
            found["customers"] = self.published.customers
            found["tag_changes"] = self.published.tag_changes
            found["segment_changes"] = self.published.segment_changes
        return found


def run_steps(day: Day, steps: Sequence[tuple[str, Callable[[Day], int]]]) -> RunReport:
    """Runs steps in order, recording each."""
    bound = [(name, partial(step, day)) for name, step in steps]
    run = record_steps(day.ws, day.run, bound, day.progress, day.stopped)
    return RunReport(run, tuple(day.loads), day.published)


def _with_runs(world: World, now: dict[str, datetime]) -> World:
    from dataclasses import replace

    return replace(world, last_runs={**world.last_runs, **now})


def _refuse_going_back(day: Day) -> None:
    published = find_published(day.ws.engine)
    if published is None or day.force or day.world.as_of >= published.as_of:
        return
    shown = day.ws.calendar.to_local(published.as_of).isoformat(" ", "seconds")
    raise RunError(
        Text(f"the published portrait is newer: {shown}", f"已发布的画像更新：{shown}"),
        next_step=Text(
            "to look at an earlier day use --as-of with count, customers, profile or explain; "
            "to publish it, use “tagma refresh --force”",
            "查看更早的日期请在 count、customers、profile、explain 上使用 --as-of；"
            "确需发布请用“tagma refresh --force”",
        ),
    )
