"""The only mint of customers, and the way of sources into typed tables."""

from tagma.identity.events import define_event
from tagma.identity.load import Declared, define_tables, load_events, load_source
from tagma.identity.report import LoadReport, OutputReport, Quarantined
from tagma.identity.tables import (
    COLUMN_TYPES,
    CONSENT_COLUMNS,
    CONSENTS,
    CUSTOMER_COLUMNS,
    CUSTOMERS,
    EVENT_COLUMNS,
    IDENTITIES,
    LOADS,
    QUARANTINE,
    TRAIT_HISTORY,
    TRAIT_HISTORY_COLUMNS,
    USER_KIND,
)

__all__ = [
    "COLUMN_TYPES",
    "CONSENTS",
    "CONSENT_COLUMNS",
    "CUSTOMERS",
    "CUSTOMER_COLUMNS",
    "EVENT_COLUMNS",
    "IDENTITIES",
    "LOADS",
    "QUARANTINE",
    "TRAIT_HISTORY",
    "TRAIT_HISTORY_COLUMNS",
    "USER_KIND",
    "Declared",
    "LoadReport",
    "OutputReport",
    "Quarantined",
    "define_event",
    "define_tables",
    "load_events",
    "load_source",
]
