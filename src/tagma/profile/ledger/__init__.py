"""The customer-keyed store: packed rows of every table that rules read, found by customer in milliseconds."""

from tagma.profile.ledger.bind import bind_customers, read_events, read_rows
from tagma.profile.ledger.build import append_rows, build_ledger, compact_rows, replace_rows
from tagma.profile.ledger.store import Ledger, open_ledger

__all__ = [
    "Ledger",
    "append_rows",
    "bind_customers",
    "build_ledger",
    "compact_rows",
    "open_ledger",
    "read_events",
    "read_rows",
    "replace_rows",
]
