"""A rule while it is being written, as text or as JSON: what it says, or what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from tagma.errors import Place, RuleError, Text
from tagma.evaluate import Computed, ask
from tagma.flows.definitions import load_applied
from tagma.flows.world import refuse_unknown
from tagma.rules import check_rule, parse_rule
from tagma.rules.codec import rule_from_json, rule_to_json
from tagma.rules.text import format_rule
from tagma.rules.tree import InSegment, Name
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from tagma.rules.checks.check import Checked, RuleWarning
    from tagma.rules.tree import Node, Span
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a rule.

    Attributes:
        text: canonical where it is valid, else as it was given (None for JSON that is no rule).
        json: the tree, where there is one: a rule with a wrong name has one, too.
        words, type, unit: of a valid rule.
        error: what is wrong; its span speaks of ``text``.
    """

    text: str | None
    json: Any = None
    words: Text | None = None
    type: str | None = None
    unit: str | None = None
    error: RuleError | None = None
    warnings: tuple[RuleWarning, ...] = ()

    @property
    def valid(self) -> bool:
        return self.error is None


def read_rule(
    ws: Workspace, text: str | None = None, json: Any = None, *, expects: str | None = None
) -> Reading:
    """Reads a rule from its text, or where that is None from its JSON form.

    Args:
        expects: ``condition`` or ``value`` where only one will do.

    Raises:
        DefinitionErrors: the applied definitions do not fit the data any more.
    """
    vocabulary = load_applied(ws).vocabulary
    try:
        node, written = parse_asked(text, json, vocabulary)
    except RuleError as error:
        return Reading(text, error=error)
    try:
        checked = _check(node, written, vocabulary, expects)
    except RuleError as error:
        if text is None:
            error.where = Place(field=find_path(node, error.span))
        return Reading(written, rule_to_json(node), error=error)
    canonical = format_rule(node)
    words = Text(describe_rule(node, vocabulary, "en"), describe_rule(node, vocabulary, "zh"))
    if checked.warnings and canonical != written:  # their spans are to speak of the text that is shown
        checked = _check(parse_rule(canonical), canonical, vocabulary, expects)
    return Reading(
        canonical, rule_to_json(node), words, checked.type.value, checked.unit, warnings=checked.warnings
    )


def parse_asked(text: str | None, json: Any, vocabulary: Vocabulary) -> tuple[Node, str]:
    """The tree of a rule and the text that its spans speak of; the name of a segment alone means its members.

    Raises:
        RuleError: no rule.
    """
    if text is None and json is None:
        raise RuleError(
            Text("there is no rule", "没有规则"),
            next_step=Text("give “text” or “json”", "请给出“text”或“json”"),
        )
    node = rule_from_json(json) if text is None else parse_rule(text)
    written = format_rule(node) if text is None else text
    if isinstance(node, Name) and node.name not in vocabulary.fields:
        segment = vocabulary.segments.get(node.name)
        if segment is not None:
            return InSegment(segment.name, span=node.span), written
    return node, written


def find_asked(vocabulary: Vocabulary, text: str | None, json: Any = None) -> Computed:
    """The formula of a condition.

    Raises:
        RuleError: no rule, or a value where a condition is needed.
    """
    node, written = parse_asked(text, json, vocabulary)
    return ask(node, _check(node, written, vocabulary, "condition"))


def find_path(node: Node, span: Span) -> str:
    """The place in the JSON form of the smallest part of a rule that holds a span of its text."""
    best, length = "$", node.span[1] - node.span[0]
    for path, part in walk_paths(node):
        start, end = part.span
        if start <= span[0] and span[1] <= end and end - start <= length:
            best, length = path, end - start
    return best


def walk_paths(node: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Every part of a rule that has a place in its JSON form, with that place, from the outside in."""
    yield path, node
    for each in fields(node):
        value = getattr(node, each.name)
        name = _JSON_NAMES.get((type(node).__name__, each.name), each.name)
        inner = path if name is None else f"{path}.{name}"
        if isinstance(value, tuple):
            for position, part in enumerate(value):
                if hasattr(part, "span"):
                    yield from walk_paths(part, f"{inner}[{position}]")
        elif is_dataclass(value) and hasattr(value, "span"):
            yield from walk_paths(value, inner)


# Where the JSON form calls a field otherwise than the tree does; None: it has no level of its own.
_JSON_NAMES: dict[tuple[str, str], str | None] = {
    ("And", "operands"): "args",
    ("Or", "operands"): "args",
    ("Not", "operand"): "value",
    ("Negate", "operand"): "value",
    ("Population", "operand"): "of",
    ("Aggregate", "selection"): None,
    ("Gap", "start"): "gap",
    ("Gap", "end"): "then",
    ("Did", "steps"): "did",
}


def _check(node: Node, written: str, vocabulary: Vocabulary, expects: str | None) -> Checked:
    refuse_unknown(node, vocabulary)
    return check_rule(node, vocabulary, expects=expects, text=written)
