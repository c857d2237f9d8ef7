"""The journal: accepted events on disk before they are answered, each once, in order of arrival."""

from tagma.collect.journal.failures import JournalFullError, OverloadedError
from tagma.collect.journal.journal import Journal, open_journal
from tagma.collect.journal.record import EVENT, REFUSED, Entry, Receipt, Record
from tagma.collect.journal.verify import Finding, verify_journal

__all__ = [
    "EVENT",
    "REFUSED",
    "Entry",
    "Finding",
    "Journal",
    "JournalFullError",
    "OverloadedError",
    "Receipt",
    "Record",
    "open_journal",
    "verify_journal",
]
