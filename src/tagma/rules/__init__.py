"""The rule language: one tree, read as text, JSON, SQL and a sentence."""

from tagma.rules.check import Checked, Uses, check_rule
from tagma.rules.parse import parse_rule

__all__ = ["Checked", "Uses", "check_rule", "parse_rule"]
