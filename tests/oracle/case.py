"""One rule beside its independent answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.oracle.clocks import MIDNIGHT, USUAL, Clock

if TYPE_CHECKING:
    from tests.oracle.raw import Raw

Reference = Callable[["Raw", Clock], set[str]]


@dataclass(frozen=True)
class Case:
    """A rule, and the SQL or brute-force Python that names the same customers.

    Attributes:
        answer: SQL with one column (household), ``{T}`` and other edges of the clock in it; or a function.
        clocks: where it is asked.
    """

    name: str
    rule: str
    answer: str | Reference
    clocks: tuple[Clock, ...] = USUAL

    def expected(self, raw: Raw, clock: Clock) -> set[str]:
        """The customers that the independent answer names."""
        if isinstance(self.answer, str):
            return raw.households(clock, self.answer)
        return self.answer(raw, clock)


def at_midnight_too(*cases: Case) -> tuple[Case, ...]:
    """Asks the cases that name no clock of their own at local midnight as well, where edges meet."""
    return tuple(replace(case, clocks=(MIDNIGHT, *USUAL)) if case.clocks is USUAL else case for case in cases)
