"""Rules of checks and noise, checked against what a workspace knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.errors import RuleError, TagmaError
from tagma.measure.definition import CheckDefinition, NoiseDefinition
from tagma.models.rule_text import read_rule
from tagma.rules import check_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from tagma.catalog import Definition, Key
    from tagma.rules.vocabulary import Vocabulary


def check_quality_rules(
    definitions: Iterable[Definition], vocabulary: Vocabulary, unusable: Set[Key]
) -> list[TagmaError]:
    """The mistakes in checks and noise, each with its file, line and column.

    Args:
        unusable: keys that are wrong elsewhere; what reads them is not called wrong, too.
    """
    errors: list[TagmaError] = []
    for item in definitions:
        if not isinstance(item.model, CheckDefinition | NoiseDefinition):
            continue
        if any(reference.key in unusable for reference in item.reads):
            continue
        text = item.model.when
        for scope in [f"event:{name}" for name in item.model.event] or ["customer"]:
            try:
                check_rule(read_rule(text), vocabulary, scope=scope, expects="condition", text=text)
            except RuleError as error:
                place = ("when",) if error.where is not None else ("event",)
                errors.append(item.place_error(error, place))
                break
    return errors
