"""JSON Schemas of the kinds: what editors check and complete while a definition is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.catalog.kind import Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind."""
    schema = kind.model.model_json_schema(by_alias=True, mode="validation")
    schema["properties"]["kind"] = {**schema["properties"]["kind"], "const": kind.name}
    return {"$schema": DIALECT, **schema, "title": f"{kind.label.en} · {kind.label.zh}"}


def build_combined_schema(kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """One schema for any definition, or a list of them: the kind chooses the fields."""
    shared: dict[str, Any] = {}
    branches = []
    for kind in kinds.values():
        schema = build_schema(kind)
        shared |= schema.pop("$defs", {})
        schema.pop("$schema")
        shared[f"kind_{kind.name}"] = schema
        branches.append(
            {
                "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/kind_{kind.name}"},
            }
        )
    shared["definition"] = {
        "type": "object",
        "required": ["kind", "name"],
        "properties": {"kind": {"enum": list(kinds)}},
        "allOf": branches,
    }
    return {
        "$schema": DIALECT,
        "title": "Tagma definitions · Tagma 定义",
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/definition"}},
        "else": {"$ref": "#/$defs/definition"},
        "$defs": shared,
    }
