"""Which files of a source are new, and whether they may be added to those that were loaded before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagma.collect.definition import RAW_RELATION
from tagma.collect.sources.files import describe_definition, find_inputs, fingerprint_file

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition

# Whatever looks at more than one row: with it a new file may change what the files before it gave.
_WIDER = (
    exp.AggFunc, exp.Window, exp.Subquery, exp.Join, exp.Union, exp.CTE, exp.Group, exp.Having, exp.Distinct,
    exp.Qualify, exp.Order, exp.Limit, exp.Offset, exp.TableSample, exp.Lateral, exp.Unnest,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The files of a source that may grow by files.

    Attributes:
        base: fingerprint of everything but the files.
        prints: fingerprint by file name, in the order of the files.
        paths: where they are, by file name.
    """

    base: str
    prints: Mapping[str, str]
    paths: Mapping[str, Path]

    def find_new(self, base: str, loaded: Mapping[str, str]) -> list[str] | None:
        """The files that come after all that were loaded; None where only a whole load will do.

        Args:
            loaded: fingerprints of the files that were loaded.
        """
        if base != self.base or not loaded:
            return None
        names = list(self.prints)
        known = names[: len(loaded)]
        if any(self.prints[name] != loaded.get(name) for name in known):
            return None
        return names[len(loaded) :]


def may_grow(definition: SourceDefinition) -> bool:
    """Whether what a source gives grows with its files: its SELECTs look at one row at a time."""
    if definition.reads != "files" or definition.traits or definition.consents or len(definition.read) != 1:
        return False
    return all(_looks_at_one_row(sql) for sql in definition.events.values())


def find_source_files(definition: SourceDefinition, folder: Path, about: str) -> SourceFiles | None:
    """The files of a source whose SELECTs look at one row at a time; None for any other source.

    Args:
        about: what else the load depends on.

    Raises:
        SourceError: a file is missing, empty or unreadable.
    """
    if not may_grow(definition):
        return None
    (found,) = find_inputs(definition, folder)
    names = [
        path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
        for path in found.paths
    ]
    digest = hashlib.blake2b(describe_definition(definition).encode(), digest_size=16)
    digest.update(about.encode())
    prints = {name: fingerprint_file(path) for name, path in zip(names, found.paths, strict=True)}
    return SourceFiles(digest.hexdigest(), prints, dict(zip(names, found.paths, strict=True)))


def _looks_at_one_row(sql: str) -> bool:
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return False
    if not isinstance(tree, exp.Select) or any(isinstance(node, _WIDER) for node in tree.walk()):
        return False
    tables = [table.name.casefold() for table in tree.find_all(exp.Table)]
    unknown = tree.find(exp.Anonymous)  # it may be an aggregate
    return tables == [RAW_RELATION] and unknown is None
