"""Rules as sentences, in English and Chinese."""

from tagma.rules.words.sentence import describe_rule

__all__ = ["describe_rule"]
