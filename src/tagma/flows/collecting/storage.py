"""Whether the journal is sound, and how far it is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.collect.journal import Finding, verify_journal
from tagma.collect.journal.layout import find_last, weigh_journal
from tagma.engine import Verifiable
from tagma.errors import Text, WorkspaceError
from tagma.flows.collecting.load import has_journal
from tagma.flows.collecting.point import journal_folder
from tagma.identity.collected import read_position
from tagma.workspace import STATE_FILE, WAREHOUSE_FILE, mark_damaged

if TYPE_CHECKING:
    from pathlib import Path

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
    """Reads the journal, the state and the warehouse whole and checks everything in them.

    A warehouse that is damaged is set aside and made anew at the next start.
    """
    folder, loaded = journal_folder(ws), 0
    findings = list(_check_others(ws))
    if not findings:
        loaded = read_position(ws.engine)
    if not has_journal(ws):  # nothing was ever sent, or all that was is set aside
        findings += verify_journal(folder) if folder.is_dir() else ()
        if loaded:
            findings.append(_find_lost(folder, 0, loaded))
        return JournalReport(0, loaded, 0, tuple(findings))
    size = weigh_journal(folder)
    findings += verify_journal(folder)
    try:
        last = find_last(folder)
    except WorkspaceError:  # the findings say what is wrong with it
        last = 0
    if last < loaded:
        findings.append(_find_lost(folder, last, loaded))
    return JournalReport(last, loaded, size, tuple(findings))


def _find_lost(folder: Path, last: int, loaded: int) -> Finding:
    return Finding(
        folder,
        Text(
            f"the journal ends at {last}, but {loaded} were loaded: its end is lost",
            f"日志止于第 {last} 条，但已载入到第 {loaded} 条：末尾已丢失",
        ),
    )


def _check_others(ws: Workspace) -> Iterator[Finding]:
    for told in ws.state.check():
        yield Finding(ws.runtime / STATE_FILE, Text(told, told))
    if isinstance(ws.engine, Verifiable):
        for what in ws.engine.check():
            mark_damaged(ws)
            yield Finding(ws.runtime / WAREHOUSE_FILE, what)
