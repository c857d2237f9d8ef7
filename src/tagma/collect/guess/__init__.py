"""Guesses what the columns of a file of orders are, and writes the definitions that read it."""

from tagma.collect.guess.guess import Corrections, FileGuess, MissingRoleError, guess_file, may_join
from tagma.collect.guess.source import build_customers, build_orders
from tagma.collect.guess.words import ROLES

__all__ = [
    "ROLES", "Corrections", "FileGuess", "MissingRoleError",
    "build_customers", "build_orders", "guess_file", "may_join",
]  # fmt: skip
