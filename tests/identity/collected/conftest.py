"""Collected events on their way from requests into a warehouse in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from tagma.clock import Calendar, to_micros
from tagma.collect.intake import Arrival, accept_segment, accept_sensors, read_segment
from tagma.collect.intake.envelope import Envelope
from tagma.collect.journal import Entry
from tagma.engine.dialect import query
from tagma.engine.duckdb import DuckDBEngine, open_memory
from tagma.identity.collected import CollectedReport, load_entries, read_trait_types
from tagma.profile.traits import traits_as_of
from tagma.rules.vocabulary import Type

NOW = datetime(2024, 6, 1, 12)
ZONE = Calendar("Asia/Shanghai")


@dataclass
class Pipe:
    """A journal in memory, and what it is loaded into."""

    engine: DuckDBEngine
    entries: list[Entry] = field(default_factory=list)
    declared: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    traits: Mapping[str, Type] = field(default_factory=dict)

    def segment(self, *events: Any, source: str = "web") -> None:
        envelope = read_segment(json.dumps({"batch": events}).encode())
        self._add(accept_segment(envelope, Arrival(source, to_micros(NOW))).records)

    def sensors(self, *events: dict[str, Any], source: str = "app") -> None:
        self._add(accept_sensors(Envelope("sensors", events), Arrival(source, to_micros(NOW))).records)

    def load(self, entries: list[Entry] | None = None) -> CollectedReport:
        given = self.entries if entries is None else entries
        return load_entries(self.engine, given, ZONE, declared=self.declared, traits=self.traits)

    def look(self, sql: str) -> list[dict[str, Any]]:
        return self.engine.query(query(sql), step="look").to_pylist()

    def profile(
        self, as_of: datetime = NOW, extra: Mapping[str, Type] | None = None
    ) -> dict[str, dict[str, Any]]:
        """Per customer the traits known by then."""
        kinds = {**read_trait_types(self.engine), **self.traits, **(extra or {})}
        rows = self.engine.query(traits_as_of(kinds, as_of), step="traits").to_pylist()
        names = {row["_customer_id"]: row["customer"] for row in self.look("SELECT * FROM people.customers")}
        return {
            names[row["_customer_id"]]: {
                name: value for name, value in row.items() if name != "_customer_id" and value is not None
            }
            for row in rows
        }

    def _add(self, records: Any) -> None:
        known = {entry.record.key for entry in self.entries}
        for record in records:
            if record.key not in known:
                known.add(record.key)
                self.entries.append(Entry(len(self.entries) + 1, record))


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    engine = open_memory()
    yield Pipe(engine)
    engine.close()


@pytest.fixture
def make_pipe() -> Iterator[Callable[[], Pipe]]:
    engines: list[DuckDBEngine] = []

    def make() -> Pipe:
        engines.append(open_memory())
        return Pipe(engines[-1])

    yield make
    for engine in engines:
        engine.close()
