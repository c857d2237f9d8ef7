"""What a lake holds at one commit, as a value: tables, their columns, and the parts their rows lie in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tagma.engine.protocol import Table

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of Parquet files that never change.

    Attributes:
        path: of the folder, below the lake.
        files: their paths below that folder, with their sizes in bytes.
        columns: the columns that the files hold and a table may read, with their DuckDB types.
    """

    path: str
    files: tuple[tuple[str, int], ...]
    columns: Mapping[str, str]
    rows: int

    @property
    def size(self) -> int:
        return sum(size for _, size in self.files)


@dataclass(frozen=True)
class Generation:
    """One state of a table: its columns in order, and the parts that together hold its rows."""

    columns: Mapping[str, str]
    parts: tuple[Part, ...] = ()

    @cached_property
    def name(self) -> str:
        """A name that no other state of any table has."""
        said = json.dumps([list(self.columns.items()), [[p.path, list(p.columns)] for p in self.parts]])
        return "g" + hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def size(self) -> int:
        """In bytes of Parquet."""
        return sum(part.size for part in self.parts)

    def add(self, part: Part | None) -> Generation:
        """The table with more rows."""
        return self if part is None else replace(self, parts=(*self.parts, part))

    def widen(self, columns: Mapping[str, str]) -> Generation:
        """The table with more columns, empty in the rows it has."""
        return replace(self, columns={**self.columns, **columns})

    def narrow(self, names: set[str]) -> Generation:
        """The table without some columns (folded names), which its parts must not give back later."""

        def keep(columns: Mapping[str, str]) -> dict[str, str]:
            return {name: kind for name, kind in columns.items() if name.casefold() not in names}

        parts = tuple(replace(part, columns=keep(part.columns)) for part in self.parts)
        return Generation(keep(self.columns), parts)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All tables of a lake at one commit; changed by making another."""

    number: int = 0
    tables: Mapping[Table, Generation] = field(default_factory=dict)

    def find(self, table: Table) -> Generation | None:
        """A table's state; upper and lower case of its name are one."""
        named = self.spell(table)
        return None if named is None else self.tables[named]

    def spell(self, table: Table) -> Table | None:
        """The table as it is written in this lake."""
        if table in self.tables:
            return table
        folded = str(table).casefold()
        return next((known for known in self.tables if str(known).casefold() == folded), None)

    def put(self, table: Table, generation: Generation) -> Snapshot:
        return replace(self, tables={**self.tables, self.spell(table) or table: generation})

    def drop(self, table: Table) -> Snapshot:
        gone = self.spell(table)
        return replace(self, tables={name: each for name, each in self.tables.items() if name != gone})

    def list_parts(self) -> set[str]:
        """The folders of all parts."""
        return {part.path for generation in self.tables.values() for part in generation.parts}


def write_snapshot(snapshot: Snapshot) -> str:
    """The text of a commit: one line of JSON behind the checksum of that line."""
    tables = [
        {
            "schema": table.schema,
            "name": table.name,
            "columns": dict(generation.columns),
            "parts": [
                {"path": part.path, "rows": part.rows, "columns": dict(part.columns), "files": part.files}
                for part in generation.parts
            ],
        }
        for table, generation in snapshot.tables.items()
    ]
    body = json.dumps({"format": FORMAT, "commit": snapshot.number, "tables": tables}, ensure_ascii=False)
    return f"{_checksum(body)}\n{body}\n"


def read_snapshot(text: str) -> Snapshot:
    """The snapshot of a commit's text.

    Raises:
        ValueError: it is cut off, changed, or of a format that is not known.
    """
    checksum, _, body = text.partition("\n")
    body = body.rstrip("\n")
    if checksum != _checksum(body):
        raise ValueError("checksum")
    data: dict[str, Any] = json.loads(body)
    if data["format"] != FORMAT:
        raise ValueError("format")
    tables = {
        Table(row["schema"], row["name"]): Generation(row["columns"], tuple(map(_read_part, row["parts"])))
        for row in data["tables"]
    }
    return Snapshot(data["commit"], tables)


def _read_part(row: dict[str, Any]) -> Part:
    files = tuple((name, size) for name, size in row["files"])
    return Part(row["path"], files, row["columns"], row["rows"])


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
