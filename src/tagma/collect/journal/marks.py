"""Marks of what was done with refused entries since; the entries themselves stay as they came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tagma.collect.journal.record import REPLAYED, Record, digest_content, make_key

if TYPE_CHECKING:
    from tagma.collect.journal.record import Entry


def make_discard(entry: Entry) -> Record:
    """The mark that a refused entry was given up: it leaves the quarantine and is not tried again.

    It reads like the mark of one that was accepted since, so that loading and rebuilding need no second way.
    """
    body = json.dumps({"position": entry.position, "discarded": True}).encode()
    key = make_key("discarded", body)
    record = entry.record
    return Record(key, record.received_at, record.source, REPLAYED, digest_content(body), body)


def read_marked(record: Record) -> int:
    """The position of the entry that a mark speaks of."""
    return int(json.loads(record.body)["position"])
