"""Sentences in both languages: golden pairs, and properties that hold for any rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from tagma.errors import Language
from tagma.rules.checks.check import check_rule
from tagma.rules.operators import OPERATORS
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.text import format_rule
from tagma.rules.tree import Call, Literal, Name, Node, walk
from tagma.rules.vocabulary import Names, Vocabulary
from tagma.rules.words import describe_rule
from tagma.rules.words.chinese_terms import say

from .sentences import assert_well_set
from .shop import SHOP
from .strategies import trees

GOLDEN = yaml.safe_load((Path(__file__).parents[1] / "golden/rules/words.yaml").read_text(encoding="utf-8"))
EMPTY = Vocabulary(Names({}), Names({}), Names({}), Names({}), Names({}))


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda pair: pair["rule"])
def test_golden(pair: dict[str, str]) -> None:
    rule = parse_rule(pair["rule"])
    check_rule(rule, SHOP, allow_future=True)
    assert describe_rule(rule, SHOP, "en") == pair["en"]
    assert describe_rule(rule, SHOP, "zh") == pair["zh"]


def test_golden_rules_cover_every_operator() -> None:
    texts = [pair["rule"] for pair in GOLDEN]
    rules = [parse_rule(text) for text in texts]
    calls = {node.function for rule in rules for node in walk(rule) if isinstance(node, Call)}
    joined = "\n".join(texts)
    words = {row.name for row in OPERATORS}
    assert {word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", joined)} == set()
    assert calls == {row.name for row in OPERATORS if row.family == "function"}
    assert len(texts) == len(set(texts)) >= 80
    assert all(format_rule(rule) == text for rule, text in zip(rules, texts, strict=True))


def test_rules_in_event_scope_speak_of_the_event() -> None:
    rule = parse_rule("amount > 100 and channel != 'app'")
    assert describe_rule(rule, SHOP, "en", event="order") == (
        "Amount is more than 100 CNY, and Channel is not “app”, unknown included"
    )
    assert describe_rule(rule, SHOP, "zh", event="order") == "金额超过 100 元，且渠道不是「app」（含未知）"


def test_names_without_labels_stay_as_they_are() -> None:
    rule = parse_rule(
        "count(order where channel = 'app' in last 7 days) >= 2 and tier = 'A' and segment(vip)"
    )
    assert describe_rule(rule, EMPTY, "en") == (
        "did “order” (where channel is “app”) at least 2 times in the last 7 days, "
        "and tier is “A”, and is in segment “vip”"
    )
    assert describe_rule(rule, EMPTY, "zh") == (
        "最近 7 天内 channel 是「app」的「order」至少 2 次，且 tier 是「A」，且属于分群「vip」"
    )


def test_braces_in_values_are_left_alone() -> None:
    rule = parse_rule("city = '{0} {}'")
    assert describe_rule(rule, SHOP, "zh") == "城市是「{0} {}」"


def test_spaces_between_scripts() -> None:
    assert say("最近{}天内{}", 30, "「下单」") == "最近 30 天内「下单」"
    assert say("{}是{}", "RFM 分组", "A") == "RFM 分组是 A"
    assert say("前{}，共{}", "5%", "-3") == "前 5%，共 -3"
    assert say("低于{}", -5) == "低于 -5"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_any_rule_has_a_sentence(tree: Node) -> None:
    languages: tuple[Language, ...] = ("en", "zh")
    for language in languages:
        for vocabulary in (SHOP, EMPTY):
            words = describe_rule(tree, vocabulary, language)
            assert words.strip() or (isinstance(tree, Name | Literal))
            assert describe_rule(parse_rule(format_rule(tree)), vocabulary, language) == words


@pytest.mark.parametrize("pair", GOLDEN, ids=lambda pair: pair["rule"])
def test_sentences_are_well_set(pair: dict[str, str]) -> None:
    assert_well_set(pair["en"], pair["zh"])
