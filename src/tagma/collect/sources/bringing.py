"""Rows that come from elsewhere, as files of the runtime folder, which the source then reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.collect.sources.databases import extract_rows, has_new_rows
from tagma.collect.sources.files import find_inputs
from tagma.collect.sources.functions import run_function

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition

Progress = Callable[[str, int, int | None], None]


def bring_rows(definition: SourceDefinition, folder: Path, progress: Progress | None = None) -> int:
    """Brings what a database or a function has; returns how many rows came. Files are where they are.

    Raises:
        SourceError: it cannot be reached, refuses, or fails; what came before stays.
    """
    match definition.reads:
        case "database":
            return extract_rows(definition, folder, progress)
        case "dlt":
            return run_function(definition, folder, progress)
    return 0


def has_changed(definition: SourceDefinition, folder: Path, before: object) -> tuple[bool, object]:
    """Whether a source may have anything new, by a look that costs little; and what was seen.

    Of files name, size and time of change count; a database is asked for rows from the last cursor value on.

    Args:
        before: what was seen the last time; None: nothing.

    Raises:
        SourceError: it cannot be reached.
    """
    match definition.reads:
        case "files":
            stats = [(path, path.stat()) for each in find_inputs(definition, folder) for path in each.paths]
            seen = tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats)
            return seen != before, seen
        case "database" if definition.cursor is not None:
            return has_new_rows(definition, folder), True
    return True, None
