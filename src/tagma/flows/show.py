"""A rule, tag or segment as SQL and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tagma.evaluate import Cases, Computed, Planner, Value
from tagma.flows.world import find_formula, open_world
from tagma.rules.codec import rule_to_json
from tagma.rules.text import format_rule
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WordedCase:
    """One case of a tag; ``rule`` None: everybody else."""

    value: Any
    rule: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """A formula in words: one sentence, or one for each case."""

    name: str | None
    rule: str | None
    words: str | None
    cases: tuple[WordedCase, ...] = ()
    json: Any = None

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "rule": self.rule,
            "words": self.words,
            "cases": [{"value": case.value, "rule": case.rule, "words": case.words} for case in self.cases],
            "json": self.json,
        }


def rule_sql(ws: Workspace, name_or_rule: str, as_of: datetime | None = None) -> str:
    """The statement that computes a rule, tag or segment for all customers, as the engine runs it."""
    world = open_world(ws, as_of)
    computed = find_formula(world, name_or_rule)
    return ws.engine.sql(Planner(world).plan([computed]).pipeline)


def rule_words(ws: Workspace, name_or_rule: str, language: Language) -> Words:
    """A rule, tag or segment in words."""
    world = open_world(ws)
    computed = find_formula(world, name_or_rule)
    return word_formula(computed, world.vocabulary, language)


def word_formula(computed: Computed, vocabulary: Vocabulary, language: Language) -> Words:
    """A formula in words."""
    name = None if computed.name.startswith("_") else computed.name
    match computed.formula:
        case Value(rule=rule):
            return Words(
                name, format_rule(rule), describe_rule(rule, vocabulary, language), json=rule_to_json(rule)
            )
        case Cases(cases=cases, otherwise=otherwise):
            told = [
                WordedCase(case.value, format_rule(case.when), describe_rule(case.when, vocabulary, language))
                for case in cases
            ]
            if otherwise is not None:
                told.append(WordedCase(otherwise, None, "其余客户" if language == "zh" else "everybody else"))
            return Words(name, None, None, tuple(told))
        case _:
            words = "在导入的名单中" if language == "zh" else "on the imported list"
            return Words(name, None, words)
