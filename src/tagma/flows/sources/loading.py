"""Loading one source or some of them, as a run of its own; the portrait follows with the next refresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tagma.catalog import fold_name
from tagma.collect.definition import SourceDefinition
from tagma.errors import NotFoundError, SourceError, Text, nearest_names
from tagma.flows.definitions import read_applied
from tagma.flows.load import is_batch, load_sources, refold_traits
from tagma.flows.stepping import Progress, Stopped, never, no_progress, record_steps, refuse_stopped

if TYPE_CHECKING:
    from tagma.catalog import Definition
    from tagma.errors import Language
    from tagma.identity import LoadReport
    from tagma.state import Run
    from tagma.workspace import Workspace


@dataclass(slots=True)
class Load:
    """A load that was begun.

    Attributes:
        names: of the sources; all when empty.
    """

    ws: Workspace
    run: Run
    names: tuple[str, ...]
    force: bool
    progress: Progress
    stopped: Stopped
    reports: list[LoadReport] = field(default_factory=list)

    def report(self, part: str, done: int, total: int | None) -> None:
        """Tells of a part, and ends there where somebody wants it."""
        refuse_stopped(self.stopped)
        self.progress(part, done, total)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did."""

    run: Run
    loads: tuple[LoadReport, ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        from tagma.flows.runs import run_to_dict

        return {
            **run_to_dict(self.run, language),
            "loads": [report.to_dict(language) for report in self.loads],
        }


def load(
    ws: Workspace,
    names: Sequence[str] = (),
    *,
    force: bool = False,
    author: str = "",
    progress: Progress = no_progress,
) -> Loaded:
    """Loads what is new of some sources; see ``start_load``."""
    return finish_load(start_load(ws, names, force=force, author=author, progress=progress))


def start_load(
    ws: Workspace,
    names: Sequence[str] = (),
    *,
    force: bool = False,
    author: str = "",
    progress: Progress = no_progress,
    stopped: Stopped = never,
) -> Load:
    """Records that a load begins; ``finish_load`` does it, in this thread or another.

    Args:
        names: of the sources; all when empty.
        force: loads them although nothing has changed.

    Raises:
        NotFoundError: no such source. SourceError: it sends by itself.
    """
    chosen = _find_names(read_applied(ws), names)
    run = ws.state.runs.start("load", author=author)
    return Load(ws, run, chosen, force, progress, stopped)


def finish_load(begun: Load) -> Loaded:
    """Does what was started.

    Raises:
        StoppedError: somebody stopped it. TagmaError: of the step that failed; both are recorded.
    """
    ws = begun.ws
    definitions = read_applied(ws)

    def load_them() -> int:
        only = begun.names or None
        begun.reports = load_sources(ws, definitions, only=only, force=begun.force, progress=begun.report)
        return sum(report.loaded for report in begun.reports)

    def fold() -> int:
        given = {item.name for item in definitions if getattr(item.model, "traits", None)}
        fresh = {report.source for report in begun.reports if not report.skipped}
        return refold_traits(ws, definitions) if given & fresh else 0

    steps = (("load sources", load_them), ("fold traits", fold))
    run = record_steps(ws, begun.run, steps, begun.progress, begun.stopped)
    return Loaded(run, tuple(begun.reports))


def _find_names(definitions: Sequence[Definition], names: Sequence[str]) -> tuple[str, ...]:
    sources = [item for item in definitions if isinstance(item.model, SourceDefinition)]
    known = {fold_name(item.name): item for item in sources}
    found = []
    for name in names:
        item = known.get(fold_name(name))
        if item is None:
            raise NotFoundError(
                Text(f"there is no source “{name}” in force", f"没有生效的数据源“{name}”"),
                nearest=nearest_names(name, [each.name for each in sources]),
                next_step=Text(
                    "“tagma sources” lists them; “tagma apply” puts new ones in force",
                    "用“tagma sources”列出；“tagma apply”使新的生效",
                ),
            )
        if not is_batch(item):
            raise SourceError(
                Text(f"“{item.name}” sends by itself", f"“{item.name}”会自行发送数据"),
                next_step=Text("“tagma serve” listens for it", "“tagma serve”会监听其消息"),
            )
        found.append(item.name)
    return tuple(found)
