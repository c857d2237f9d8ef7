"""The rules of the oracle, one table per part of the language."""

from __future__ import annotations

from tests.oracle.cases import aggregates, events, logic, people, population, sequences, times, windows

CASES = tuple(
    case
    for part in (aggregates, windows, events, sequences, logic, times, people, population)
    for case in part.CASES
)
