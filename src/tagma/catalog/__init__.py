"""Definitions as code: reading, ordering, comparing and advising, whatever the kind."""

from tagma.catalog.diff import Difference, FieldChange, diff_bodies, diff_definitions
from tagma.catalog.draft import Draft, DraftPlace, open_draft
from tagma.catalog.fingerprint import fingerprint
from tagma.catalog.graph import Graph, build_graph, find_circles
from tagma.catalog.kind import Definition, Key, Kind, Notice, Reference
from tagma.catalog.lint import lint_definitions
from tagma.catalog.load import (
    Catalog,
    build_definition,
    load_definitions,
    read_definitions,
    read_draft,
    sort_errors,
)
from tagma.catalog.model import DefinitionModel, Label, Number, Part, Words, described
from tagma.catalog.names import Name, fold_name
from tagma.catalog.refuse import parsed_by, refuse, text_format
from tagma.catalog.schema import build_combined_schema, build_schema

__all__ = [
    "Catalog",
    "Definition",
    "DefinitionModel",
    "Difference",
    "Draft",
    "DraftPlace",
    "FieldChange",
    "Graph",
    "Key",
    "Kind",
    "Label",
    "Name",
    "Notice",
    "Number",
    "Part",
    "Reference",
    "Words",
    "build_combined_schema",
    "build_definition",
    "build_graph",
    "build_schema",
    "described",
    "diff_bodies",
    "diff_definitions",
    "find_circles",
    "fingerprint",
    "fold_name",
    "lint_definitions",
    "load_definitions",
    "open_draft",
    "parsed_by",
    "read_definitions",
    "read_draft",
    "refuse",
    "sort_errors",
    "text_format",
]
