"""The home page: how the shop does, what the portrait says, what moved, what is still to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.asking.kept import keep_answer
from tagma.flows.asking.world import find_now
from tagma.flows.definitions import load_applied
from tagma.flows.listing import list_tags
from tagma.flows.portraits.figures import Figure, read_figures
from tagma.flows.world import find_published

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.flows.listing import TagListing
    from tagma.flows.world import Published
    from tagma.state import Run
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Moved:
    """How many customers one tag or segment moved in the newest run."""

    kind: str
    name: str
    label: Text
    entered: int
    left: int
    changed: int


@dataclass(frozen=True, slots=True)
class Todo:
    """A first step in a new workspace, and whether it was made."""

    name: str
    label: Text
    done: bool
    link: str


@dataclass(frozen=True, slots=True)
class Home:
    """What somebody sees first.

    Attributes:
        as_of: of the portrait; None before the first refresh.
        figures: none before there are customers.
        changes: most customers first.
        last_run: the newest refresh, however it ended.
    """

    as_of: datetime | None
    figures: tuple[Figure, ...]
    tags: tuple[TagListing, ...]
    changes: tuple[Moved, ...]
    last_run: Run | None
    checklist: tuple[Todo, ...]

    @property
    def rfm(self) -> TagListing | None:
        """The tag that divides customers by recency, frequency and monetary value."""
        return next((tag for tag in self.tags if tag.way == "rfm" and tag.coverage is not None), None)


def read_home(ws: Workspace) -> Home:
    """Reads it; the figures are kept until something was loaded, applied or published."""
    published = find_published(ws.engine)
    figures: tuple[Figure, ...] = ()
    if "customers" in ws.engine.tables("people"):
        at = published.as_of if published is not None else find_now(ws)
        asked = ("figures", at if published is not None or ws.settings.clock == "data" else at.date())
        figures = keep_answer(ws, asked, lambda: read_figures(ws, at))
    tags = keep_answer(ws, "tags", lambda: list_tags(ws))
    changes: tuple[Moved, ...] = ()
    if published is not None:
        changes = keep_answer(ws, "moved", lambda: _list_moved(ws, published))
    runs = ws.state.runs.list(flow="refresh", limit=1)
    return Home(
        published.as_of if published is not None else None,
        figures,
        tuple(tags),
        changes,
        runs[0] if runs else None,
        _list_todos(ws, bool(figures), published is not None),
    )


def _list_moved(ws: Workspace, published: Published) -> tuple[Moved, ...]:
    """What the run of the portrait that serves moved."""
    vocabulary = load_applied(ws).vocabulary
    found = []
    tables = ws.engine.tables("portrait")
    run = dialect.literal(published.run)
    if "segment_changes" in tables:
        query = dialect.query(
            "SELECT name, COUNT(*) FILTER (WHERE entered) AS entered, "
            'COUNT(*) FILTER (WHERE NOT entered) AS "left" '
            "FROM portrait.segment_changes WHERE run = :run GROUP BY 1",
            run=run,
        )
        for row in ws.engine.query(query, step="count moves").to_pylist():
            segment = vocabulary.segments.get(row["name"])
            if segment is not None:
                label = segment.label or Text(segment.name, segment.name)
                found.append(Moved("segment", segment.name, label, row["entered"], row["left"], 0))
    if "tag_changes" in tables:
        query = dialect.query(
            "SELECT name, COUNT(*) AS n, "
            "COUNT(*) FILTER (WHERE old IS NULL OR (old = 'false' AND new = 'true')) AS entered, "
            "COUNT(*) FILTER (WHERE new IS NULL OR (new = 'false' AND old = 'true')) AS \"left\" "
            "FROM portrait.tag_changes WHERE run = :run GROUP BY 1",
            run=run,
        )
        for row in ws.engine.query(query, step="count moves").to_pylist():
            field = vocabulary.fields.get(row["name"])
            if field is not None:
                label = field.label or Text(field.name, field.name)
                changed = row["n"] - row["entered"] - row["left"]
                found.append(Moved("tag", field.name, label, row["entered"], row["left"], changed))
    found.sort(key=lambda one: (-(one.entered + one.left + one.changed), one.kind, one.name))
    return tuple(found)


def _list_todos(ws: Workspace, customers: bool, published: bool) -> tuple[Todo, ...]:
    kinds = {definition.kind.name for definition in load_applied(ws).definitions}
    return (
        Todo("source", Text("Bring in your data", "接入数据"), "source" in kinds, "/start"),
        Todo("load", Text("Load customers and events", "加载客户与事件"), customers, "/runs"),
        Todo("tag", Text("Define a tag", "定义一个标签"), "tag" in kinds, "/tags"),
        Todo("segment", Text("Build a segment", "建立一个分群"), "segment" in kinds, "/segments"),
        Todo("refresh", Text("Compute the first portrait", "计算第一次画像"), published, "/runs"),
        Todo(
            "users",
            Text("Give colleagues an account", "为同事开通账号"),
            bool(ws.state.users.list()),
            "/settings",
        ),
    )
