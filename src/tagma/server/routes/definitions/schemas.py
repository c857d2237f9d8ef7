"""JSON Schemas of the kinds of definitions, from which forms are drawn."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from tagma.flows.schemas import read_schema

router = APIRouter(prefix="/schemas", tags=["definitions"])


@router.get("/{kind}", summary="The JSON Schema of a kind of definition")
def get_schema(kind: str) -> dict[str, Any]:
    """``tagma`` is the schema for any definition; ``x-description`` has both languages."""
    return read_schema(kind)
