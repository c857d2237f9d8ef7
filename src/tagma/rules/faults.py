"""Rule errors with a place, made in one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.errors import Place, RuleError, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.rules.tree import Span


def rule_fault(
    text: str | None,
    span: Span,
    what: Text,
    *,
    nearest: Sequence[str] = (),
    next_step: Text | None = None,
) -> RuleError:
    """A RuleError at a span of a rule's text (without the text: as if it were one line)."""
    error = RuleError(what, nearest=nearest, next_step=next_step)
    error.span = span
    return place_fault(error, text or "")


def place_fault(error: RuleError, text: str) -> RuleError:
    """The same error with the line and column of its span in this text."""
    start = error.span[0]
    before = text[:start]
    line = before.count("\n") + 1
    column = start - (before.rfind("\n") + 1) + 1
    error.where = Place(line=line, column=column)
    return error
