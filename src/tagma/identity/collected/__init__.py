"""Collected events into typed tables: exactly once, in order of the journal, reproducible from it."""

from tagma.identity.collected.load import CollectedReport, load_entries, read_position
from tagma.identity.collected.tables import SOURCE_PREFIX, forget_collected, read_trait_types

__all__ = [
    "SOURCE_PREFIX",
    "CollectedReport",
    "forget_collected",
    "load_entries",
    "read_position",
    "read_trait_types",
]
