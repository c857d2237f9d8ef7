"""Whether the journal is sound, and how far it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.collect.journal import Finding, verify_journal
from tagma.collect.journal.layout import find_last
from tagma.errors import WorkspaceError
from tagma.flows.collecting.load import has_journal
from tagma.flows.collecting.point import journal_folder
from tagma.identity.collected import read_position

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class JournalReport:
    """How the journal is.

    Attributes:
        entries: on disk; ``loaded`` of them are in the warehouse.
    """

    entries: int
    loaded: int
    bytes: int
    findings: Sequence[Finding]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "entries": self.entries,
            "loaded": self.loaded,
            "bytes": self.bytes,
            "findings": [
                {
                    "file": each.file.name,
                    "position": each.position,
                    "message": each.what.in_language(language),
                }
                for each in self.findings
            ],
        }


def verify(ws: Workspace) -> JournalReport:
    """Reads the whole journal and checks everything in it."""
    folder = journal_folder(ws)
    if not has_journal(ws):
        return JournalReport(0, read_position(ws.engine), 0, ())
    size = sum(path.stat().st_size for path in folder.iterdir())
    findings = tuple(verify_journal(folder))
    try:
        last = find_last(folder)
    except WorkspaceError:  # the findings say what is wrong with it
        last = 0
    return JournalReport(last, read_position(ws.engine), size, findings)
