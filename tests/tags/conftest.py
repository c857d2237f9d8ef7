"""Tags built from their YAML, and their expansion in canonical text."""

from __future__ import annotations

from typing import Any

from tagma.catalog.document import read_documents
from tagma.evaluate import Cases
from tagma.models.computed import ComputedModel
from tagma.rules.text import format_rule
from tagma.tags.definition import TagDefinition


def build_tag(text: str) -> TagDefinition:
    """A tag from the fields after kind and name."""
    (document,), errors = read_documents(f"kind: tag\nname: t\n{text}\n", "a.yaml")
    assert errors == []
    return TagDefinition.model_validate(document.data)


def list_cases(model: ComputedModel) -> dict[Any, str]:
    """Value → rule of an expanded tag, in order."""
    formula = model.build_formula()
    assert isinstance(formula, Cases)
    return {case.value: format_rule(case.when) for case in formula.cases}
