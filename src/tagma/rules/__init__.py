"""The rule language: one tree, read as text, JSON, SQL and a sentence."""

from tagma.rules.checks.check import Checked, Uses, check_rule
from tagma.rules.codec import rule_from_json, rule_json_schema, rule_to_json
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.text import format_rule
from tagma.rules.words import describe_rule

__all__ = [
    "Checked",
    "Uses",
    "check_rule",
    "describe_rule",
    "format_rule",
    "parse_rule",
    "rule_from_json",
    "rule_json_schema",
    "rule_to_json",
]
