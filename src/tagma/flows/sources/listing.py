"""The sources of a workspace as people look at them: what they read and give, how their loads went."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagma.clock import wall_now
from tagma.collect.address import is_address
from tagma.collect.definition import SourceDefinition
from tagma.collect.schedule import read_schedule
from tagma.collect.sources.increments import may_grow
from tagma.engine import dialect
from tagma.errors import Text
from tagma.flows.asking.kept import keep_answer
from tagma.flows.collecting.listening import find_listener
from tagma.flows.definitions import read_applied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tagma.engine import Engine
    from tagma.errors import Language
    from tagma.state import Load, Planned, SourceLoad, WriteKey
    from tagma.workspace import Workspace

SourceKind = Literal["files", "database", "push", "dlt", "mqtt"]
Status = Literal["live", "waiting", "failed", "never", "manual"]
PUSH = "push:"
_CREDENTIALS = re.compile(r"(://)([^@/]*)@")
_NO_TRAITS = ("user_id", "ts", "message_id", "file_row")


@dataclass(frozen=True, slots=True)
class Pushed:
    """What has come from a sender.

    Attributes:
        last: when the newest of it was received.
    """

    events: tuple[str, ...] = ()
    rows: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceListing:
    """One source.

    Attributes:
        read: paths and addresses by relation, without users and passwords.
        incremental: whether a load brings only what is new.
        next_at: when the server loads it next; None without a schedule.
        load: what the newest load that was done gave; None before there was one.
        last: the newest load, failed or not.
        pushed: what has come by itself.
    """

    name: str
    label: Text
    kind: SourceKind
    owner: str | None = None
    template: str | None = None
    read: Mapping[str, str] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    consents: bool = False
    incremental: bool = False
    schedule: str | None = None
    next_at: datetime | None = None
    status: Status = "never"
    load: Load | None = None
    last: SourceLoad | None = None
    pushed: Pushed | None = None

    @property
    def rows(self) -> int | None:
        if self.pushed is not None:
            return self.pushed.rows
        return self.load.rows if self.load else None

    @property
    def loaded_at(self) -> datetime | None:
        return self.load.loaded_at if self.load else self.pushed.last if self.pushed else None

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "kind": self.kind,
            "template": self.template,
            "owner": self.owner,
            "read": dict(self.read),
            "address": ", ".join(self.read.values()) or None,
            "events": list(self.events),
            "traits": list(self.traits),
            "consents": self.consents,
            "incremental": self.incremental,
            "schedule": None if self.schedule is None else {"every": self.schedule, "next_at": self.next_at},
            "status": self.status,
            "loaded_at": self.loaded_at,
            "rows": self.rows,
            "report": None if self.load is None else dict(self.load.report),
            "last_load": None if self.last is None else load_to_dict(self.last, language),
        }


def list_sources(ws: Workspace) -> list[SourceListing]:
    """The sources in force, then those who send with a write key."""
    newest, loads = ws.state.source_loads.list_newest(), {load.source: load for load in ws.state.loads.list()}
    planned, keys = ws.state.schedules.list(), ws.state.write_keys.list()
    models = [item.model for item in read_applied(ws) if isinstance(item.model, SourceDefinition)]
    sends = bool(keys) or any(model.reads == "mqtt" for model in models)
    pushed = keep_answer(ws, "pushed", lambda: read_pushed(ws.engine), collected=True) if sends else {}
    found = [
        describe(
            ws, model, loads.get(model.name), newest.get(model.name), planned.get(model.name),
            pushed.get(model.name),
        )
        for model in models
    ]  # fmt: skip
    return found + [_describe_sender(key, pushed.get(key.source)) for key in keys]


def describe(
    ws: Workspace,
    model: SourceDefinition,
    load: Load | None,
    last: SourceLoad | None,
    planned: Planned | None,
    pushed: Pushed | None,
) -> SourceListing:
    """A source in force with what is known of it."""
    kind = model.reads
    return SourceListing(
        name=model.name,
        label=model.title,
        kind=kind,
        owner=model.owner,
        template=model.template,
        read={name: hide_user(text) for name, text in model.read.items()},
        events=tuple(model.events),
        traits=tuple(list_trait_names(model)),
        consents=model.consents is not None,
        incremental=kind in ("dlt", "mqtt")
        or (may_grow(model) if kind == "files" else model.cursor is not None),
        schedule=model.schedule,
        next_at=_find_next(ws, model, planned),
        status=_find_status(ws, model, load, last, pushed),
        load=load,
        last=last,
        pushed=(pushed or Pushed()) if kind == "mqtt" else None,
    )


def _find_next(ws: Workspace, model: SourceDefinition, planned: Planned | None) -> datetime | None:
    """When the server loads a source; looks that find nothing are not written down."""
    if model.schedule is None:
        return None
    now = wall_now()
    if planned is not None and planned.schedule == model.schedule and planned.next_at > now:
        return planned.next_at
    return read_schedule(model.schedule).next_after(now, ws.calendar)


def _find_status(
    ws: Workspace,
    model: SourceDefinition,
    load: Load | None,
    last: SourceLoad | None,
    pushed: Pushed | None,
) -> Status:
    if model.reads == "mqtt":
        listener = find_listener(ws, model.name)
        if listener is not None and listener.error is not None:
            return "failed"
        if listener is not None and listener.connected:
            return "live"
        return "never" if pushed is None else "waiting"
    if last is not None and last.error is not None:
        return "failed"
    if load is None:
        return "never"
    return "waiting" if model.schedule else "manual"


def _describe_sender(key: WriteKey, pushed: Pushed | None) -> SourceListing:
    status: Status = "never" if pushed is None else "live"
    return SourceListing(
        name=key.source,
        label=Text(key.source, key.source),
        kind="push",
        owner=key.author or None,
        events=pushed.events if pushed else (),
        incremental=True,
        status="manual" if key.disabled_at is not None else status,
        pushed=pushed or Pushed(),
    )


def list_trait_names(model: SourceDefinition) -> list[str]:
    """The traits that a source gives, by its SELECT."""
    if model.traits is None:
        return []
    try:
        tree = sqlglot.parse_one(model.traits.sql, dialect="duckdb")
        names = tree.named_selects if isinstance(tree, exp.Query) else []
    except SqlglotError:
        names = []
    found = [name for name in names if name.casefold() not in _NO_TRAITS and name != "*"]
    return found or list(model.traits.fields)


def hide_user(address: str) -> str:
    """An address without user and password."""
    return _CREDENTIALS.sub(r"\1", address) if is_address(address) else address


def load_to_dict(load: SourceLoad, language: Language = "en") -> dict[str, Any]:
    """A load as JSON values."""
    from tagma.flows.runs import tell_error

    return {
        "at": load.at,
        "rows": load.rows,
        "new_rows": load.new_rows,
        "rejected": load.rejected,
        "ms": round(load.ms, 1),
        "error": tell_error(load.error, language),
    }


def read_pushed(engine: Engine) -> dict[str, Pushed]:
    """What each sender has sent, by its name."""
    found: dict[str, Pushed] = {}
    for event in engine.tables("events"):
        for row in _read_senders(engine, event):
            name = row["source"].removeprefix(PUSH)
            known = found.get(name, Pushed())
            last = max(each for each in (known.last, row["last"]) if each is not None)
            found[name] = Pushed((*known.events, event), known.rows + row["n"], last)
    return found


def _read_senders(engine: Engine, event: str) -> Sequence[Mapping[str, Any]]:
    query = dialect.query(
        "SELECT _source AS source, COUNT(*) AS n, MAX(_received_at) AS last FROM :t "
        "WHERE _source LIKE 'push:%' GROUP BY _source",
        t=dialect.table(event, "events"),
    )
    assert isinstance(query, exp.Query)
    rows: list[dict[str, Any]] = engine.query(query, step=f"senders of {event}").to_pylist()
    return rows
