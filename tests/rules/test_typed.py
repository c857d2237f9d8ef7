"""Rules that make sense pass the checker, keep their text and JSON, and are said well."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tagma.rules import check_rule, describe_rule, format_rule, parse_rule, rule_from_json, rule_to_json
from tagma.rules.tree import Node
from tagma.rules.vocabulary import Type

from .sentences import assert_well_set
from .shop import SHOP
from .typed import conditions


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions())
def test_sensible_rules_hold_together(rule: Node) -> None:
    assert check_rule(rule, SHOP, expects="condition").type is Type.BOOL
    assert parse_rule(format_rule(rule)) == rule
    assert rule_from_json(rule_to_json(rule)) == rule
    assert_well_set(describe_rule(rule, SHOP, "en"), describe_rule(rule, SHOP, "zh"))
