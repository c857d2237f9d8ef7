"""What the state hands out: frozen values, never database rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

RunStatus = Literal["running", "done", "failed"]
Role = Literal["administrator", "analyst", "viewer"]
Scope = Literal["read", "write", "admin"]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One definition as it shall be from now on; ``body`` None removes it."""

    kind: str
    name: str
    fingerprint: str
    body: Json | None


@dataclass(frozen=True, slots=True)
class StoredDefinition:
    """One version of a definition.

    Attributes:
        version: counts from 1 for each kind and name; a removal is a version too.
        body: None for a removal.
        applied_at: naive UTC.
        active: whether it is in force now.
    """

    kind: str
    name: str
    version: int
    fingerprint: str
    body: Json | None
    author: str
    reason: str
    applied_at: datetime
    active: bool


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run; ``ms`` is its duration in milliseconds."""

    position: int
    name: str
    status: RunStatus
    rows: int | None = None
    ms: float | None = None
    error: Json | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow; instants are naive UTC.

    Attributes:
        as_of: the instant that the run computes for, None where it has none.
        error: the error's ``to_dict``, None unless it failed.
    """

    id: str
    flow: str
    status: RunStatus
    as_of: datetime | None
    started_at: datetime
    ended_at: datetime | None
    author: str
    error: Json | None
    steps: tuple[RunStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What was last loaded of a source; ``fingerprint`` is of its definition and files."""

    source: str
    fingerprint: str
    rows: int
    loaded_at: datetime
    report: Json


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in; ``password`` is a hash."""

    name: str
    role: Role
    password: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class LogIn:
    """One log-in that has not ended.

    Attributes:
        user: None for the person at the machine itself, who came with the token of a start.
        launch: the hash of that token.
    """

    id: str
    user: str | None
    launch: str | None
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Key:
    """An API key; the key itself is not kept, only its hash and last four characters."""

    id: str
    name: str
    scope: Scope
    ending: str
    author: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class View:
    """What somebody saved of a list: its filter, columns and order."""

    id: str
    owner: str
    page: str
    name: str
    query: Json
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WriteKey:
    """What lets a web page or an app send events to one source; it stands in pages for all to see.

    Attributes:
        disabled_at: from then on it is refused; None while it is in use.
    """

    key: str
    source: str
    author: str
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class OldWriteKey:
    """A write key that another took the place of; it opens the source until it ends."""

    key: str
    source: str
    replaced_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SourceLoad:
    """One load of a source.

    Attributes:
        rows: that the source has given in all.
        new_rows: of them, those that came with this load.
        rejected: rows in quarantine.
        error: the error's ``to_dict``, None unless it failed.
    """

    source: str
    at: datetime
    rows: int
    new_rows: int
    rejected: int
    ms: float
    error: Json | None


@dataclass(frozen=True, slots=True)
class Planned:
    """When a source is loaded next.

    Attributes:
        begun_at: when it was last begun by its schedule.
    """

    source: str
    schedule: str
    next_at: datetime
    begun_at: datetime | None
