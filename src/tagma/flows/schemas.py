"""JSON Schemas of all kinds of definitions, for editors and the reference pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tagma.catalog import build_combined_schema, build_schema
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

COMBINED = "tagma"


def read_schema(kind: str = COMBINED) -> dict[str, Any]:
    """The schema of one kind; ``tagma`` is the one for any definition, which editors want.

    Raises:
        NotFoundError: there is no such kind.
    """
    if kind == COMBINED:
        return build_combined_schema(KINDS)
    if kind not in KINDS:
        known = [COMBINED, *KINDS]
        raise NotFoundError(
            Text(f"there is no kind of definition “{kind}”", f"没有“{kind}”这类定义"),
            nearest=nearest_names(kind, known),
            next_step=Text(f"the kinds are: {', '.join(known)}", f"可用的类别：{'、'.join(known)}"),
        )
    return build_schema(KINDS[kind])


def write_schemas(folder: Path) -> list[Path]:
    """Writes ``<kind>.schema.json`` for every kind and ``tagma.schema.json`` for all; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in (COMBINED, *KINDS):
        path = folder / f"{kind}.schema.json"
        path.write_text(json.dumps(read_schema(kind), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written
