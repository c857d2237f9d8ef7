"""Sequences by trying every match: the slow reference that cannot be misread."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.oracle.case import Reference
    from tests.oracle.clocks import Clock
    from tests.oracle.raw import Raw


@dataclass(frozen=True)
class Step:
    """A step of a sequence: where its instants come from, and what is asked of it."""

    times: str
    negated: bool = False
    within: timedelta | None = None


def no(times: str, **within: float) -> Step:
    """A forbidden step."""
    return Step(times, True, timedelta(**within) if within else None)


def yes(times: str, **within: float) -> Step:
    """A step that must happen."""
    return Step(times, False, timedelta(**within) if within else None)


def sequence(
    *steps: Step, after: str | None = None, low: str | None = None, high: str | None = None
) -> Reference:
    """The customers with a match; positive steps lie in (after, ..], [low, ..] and [.., high)."""

    def answer(raw: Raw, clock: Clock) -> set[str]:
        streams = [_streams(raw, clock, step.times) for step in steps]
        edges = [None if edge is None else _instant(raw, clock, edge) for edge in (after, low, high)]
        return {
            str(household)
            for household in streams[0]
            if matches([stream.get(household, []) for stream in streams], steps, clock.as_of, *edges)
        }

    return answer


def matches(
    times: Sequence[Sequence[datetime]],
    steps: Sequence[Step],
    as_of: datetime,
    after: datetime | None = None,
    low: datetime | None = None,
    high: datetime | None = None,
) -> bool:
    """Whether one customer's instants, sorted, one list per step, hold a match."""

    def inside(t: datetime) -> bool:
        return (after is None or t > after) and (low is None or t >= low) and (high is None or t < high)

    @cache
    def goes_on(position: int, previous: datetime) -> bool:
        following = next((k for k in range(position, len(steps)) if not steps[k].negated), None)
        forbidden = range(position, len(steps) if following is None else following)
        if following is None:
            return all(_stays_away(times[k], steps[k], previous, as_of) for k in forbidden)
        within = steps[following].within
        for t in times[following][bisect_right(times[following], previous) :]:
            if within is not None and t > previous + within:
                break
            if (
                inside(t)
                and all(_is_clear(times[k], steps[k], previous, t) for k in forbidden)
                and goes_on(following + 1, t)
            ):
                return True
        return False

    return any(inside(t) and goes_on(1, t) for t in times[0])


def _stays_away(times: Sequence[datetime], step: Step, previous: datetime, as_of: datetime) -> bool:
    if step.within is None:
        return not any(t > previous for t in times)
    end = previous + step.within
    return end <= as_of and not any(previous < t <= end for t in times)


def _is_clear(times: Sequence[datetime], step: Step, previous: datetime, t: datetime) -> bool:
    end = datetime.max if step.within is None else previous + step.within
    return not any(previous < other < t and other <= end for other in times)


def _streams(raw: Raw, clock: Clock, sql: str) -> dict[int, list[datetime]]:
    streams: dict[int, list[datetime]] = defaultdict(list)
    for household, instant in (
        raw.at(clock).execute(clock.fill(f"select h, ts from ({sql}) order by h, ts")).fetchall()
    ):
        streams[household].append(instant)
    return streams


def _instant(raw: Raw, clock: Clock, edge: str) -> datetime:
    row = raw.at(clock).execute(clock.fill(f"select cast({edge} as timestamp)")).fetchall()[0]
    return row[0]
