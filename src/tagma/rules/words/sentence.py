"""A rule as a sentence that a person would write."""

from __future__ import annotations

from tagma.errors import Language, Text
from tagma.rules import tree
from tagma.rules.vocabulary import Type, Vocabulary
from tagma.rules.words.chinese import say_condition as say_condition_zh
from tagma.rules.words.chinese_values import say_value as say_value_zh
from tagma.rules.words.english import say_condition as say_condition_en
from tagma.rules.words.english_values import say_value as say_value_en
from tagma.rules.words.labels import Labels
from tagma.rules.words.simplify import simplify_rule

SPEAKERS = {"en": (say_condition_en, say_value_en), "zh": (say_condition_zh, say_value_zh)}
LONG = {"en": 180, "zh": 90}
ALL = Text("all of the following:", "同时满足以下各项：")
ANY = Text("at least one of the following:", "满足以下任意一项：")


def describe_rule(
    node: tree.Node, vocabulary: Vocabulary, language: Language, *, event: str | None = None
) -> str:
    """Says a rule in one language: a clause for a condition, a noun phrase for a value.

    A long chain of conditions becomes numbered lines.

    Args:
        event: the event type whose properties plain names are, for rules in event scope.
    """
    say_condition, say_value = SPEAKERS[language]
    labels = Labels(vocabulary, language, say_condition, event)
    if _is_value(node, labels):
        return say_value(node, labels)
    words = labels.condition(node)
    simple = simplify_rule(node)
    if len(words) <= LONG[language] or not isinstance(simple, tree.And | tree.Or) or len(simple.operands) < 3:
        return words
    head = (ALL if isinstance(simple, tree.And) else ANY).in_language(language)
    lines = (f"{number}. {labels.condition(operand)}" for number, operand in enumerate(simple.operands, 1))
    return "\n".join((head, *lines))


def _is_value(node: tree.Node, labels: Labels) -> bool:
    """Whether a rule gives a value rather than yes or no."""
    match node:
        case tree.Literal(value=value):
            return not isinstance(value, bool)
        case tree.Name() | tree.CustomerName():
            type_ = labels.type_of(node)
            return type_ is not None and type_ is not Type.BOOL
        case tree.Aggregate():
            return labels.type_of(node) is not Type.BOOL
        case tree.Gap() | tree.Population() | tree.Arithmetic() | tree.Negate():
            return True
        case tree.Call(args=args):
            return not args or _is_value(args[-1], labels) or node.function not in ("coalesce", "if")
    return False
