"""Names, types and units of a rule against a vocabulary, before any SQL exists."""

from __future__ import annotations

from dataclasses import dataclass, field

from tagma.errors import Text
from tagma.rules import tree
from tagma.rules.checks.checking import TYPE_WORDS, Checking, Scope, Typed
from tagma.rules.checks.inference import INFER
from tagma.rules.vocabulary import Type, Vocabulary


@dataclass(frozen=True, slots=True)
class Uses:
    """The canonical names that a rule reads."""

    events: frozenset[str] = frozenset()
    properties: frozenset[tuple[str, str]] = frozenset()
    fields: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """Something that works but costs, at a span of the text."""

    message: Text
    span: tree.Span


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule that makes sense.

    Attributes:
        type: of its value; a condition is ``bool``.
        values: all values it can take where they are known.
    """

    rule: tree.Node
    type: Type
    unit: str | None = None
    values: tuple[str, ...] = ()
    uses: Uses = field(default_factory=Uses)
    warnings: tuple[RuleWarning, ...] = ()


def check_rule(
    node: tree.Node,
    vocabulary: Vocabulary,
    *,
    scope: str = "customer",
    expects: str | None = None,
    allow_future: bool = False,
    text: str | None = None,
) -> Checked:
    """Checks one rule.

    Args:
        scope: ``customer``, ``event:NAME`` (a condition on one event, for collection checks) or ``account``.
        expects: ``condition`` or ``value`` where only one will do.
        allow_future: whether ``in next N unit`` is allowed (labels and goals).
        text: what the rule was parsed from, for lines and columns.

    Raises:
        RuleError: an unknown name, a wrong type or unit, a window that cannot be.
    """
    checking = Checking(vocabulary, INFER, allow_future=allow_future, text=text)
    typed = checking.infer(node, checking.open_scope(scope))
    if expects == "condition" and typed.type is not Type.BOOL:
        raise checking.fault(
            node,
            Text(
                f"a condition is needed, but this is {TYPE_WORDS[typed.type].en}",
                f"这里需要条件，但得到的是{TYPE_WORDS[typed.type].zh}",
            ),
            next_step=Text("compare it with something, as in “... > 5”", "请与某个值比较，如“... > 5”"),
        )
    uses = Uses(
        frozenset(checking.events),
        frozenset(checking.properties),
        frozenset(checking.fields),
        frozenset(checking.segments),
        frozenset(checking.lists),
        frozenset(checking.purposes),
    )
    warnings = tuple(RuleWarning(message, span) for message, span in checking.warnings)
    return Checked(node, typed.type, typed.unit, typed.values, uses, warnings)


__all__ = ["Checked", "RuleWarning", "Scope", "Typed", "Uses", "check_rule"]
