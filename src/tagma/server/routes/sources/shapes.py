"""Sources as answers."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tagma.server.shapes import Instant, Problem, Shape


class ScheduleShape(Shape):
    """When the server loads a source."""

    every: str = Field(description="As it was written, such as “every 15 minutes”.")
    next_at: Instant | None


class LoadShape(Shape):
    """One load of a source.

    Attributes:
        rows: that the source has given in all; ``new_rows`` came with this load.
    """

    at: Instant
    rows: int
    new_rows: int
    rejected: int
    ms: float
    error: Problem | None


class SourceItem(Shape):
    """One source: of the definitions in force, or of who sends with a write key (``push``)."""

    name: str
    label: str
    kind: Literal["files", "database", "push", "dlt", "mqtt"]
    template: str | None
    owner: str | None
    read: dict[str, str]
    address: str | None = Field(description="What is read, without user and password.")
    events: list[str]
    traits: list[str]
    consents: bool
    incremental: bool
    schedule: ScheduleShape | None
    status: Literal["live", "waiting", "failed", "never", "manual"]
    loaded_at: Instant | None
    rows: int | None
    report: dict[str, Any] | None
    last_load: LoadShape | None


class SourceList(Shape):
    """All sources."""

    items: list[SourceItem]


class MappingShape(Shape):
    """What one SELECT of a source makes."""

    output: Literal["event", "traits", "consents"]
    event: str | None
    from_sql: str


class RelationShape(Shape):
    """A relation that the SELECTs read, with its columns."""

    relation: str
    names: list[str]


class SourceShape(SourceItem):
    """One source with all that is known of it; ``loads`` are the newest twenty."""

    mapping: list[MappingShape]
    columns: list[RelationShape]
    loads: list[LoadShape]


class TryRequest(Shape):
    """Which source to try: one in force, or one that is only written down."""

    name: str | None = Field(None, max_length=200)
    body: dict[str, Any] | None = Field(None, description="The fields of a source that is not in force.")


class TableName(Shape):
    name: str


class ColumnShape(Shape):
    """A column as it was seen; examples are masked where they say who somebody is."""

    table: str
    name: str
    type: str
    examples: list[str]


class TrialShape(Shape):
    """How a try went; ``error`` where it did not."""

    ok: bool
    ms: float
    tables: list[TableName] = Field(description="Tables, files or topics that were seen.")
    columns: list[ColumnShape]
    rows_seen: int
    warnings: list[str]
    error: Problem | None
