"""Sequences and gaps as set-based SQL: no loop over customers, no self-join.

Every matched step passes on a *limit*, the last instant at which the next step may still match. A row
reaches step k+1 when the largest limit of the rows strictly before it is not before its own instant. That is
exact: the steps before only matter through those limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.clock import FIXED_UNITS
from tagma.engine import dialect
from tagma.engine.pipeline import Step
from tagma.evaluate.relations import GROUP, KEY
from tagma.evaluate.scan import Rows, Source, time_condition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.rules.tree import Within

FOREVER = 2**62
_BEFORE = "RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
_AFTER = "RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING"


@dataclass(frozen=True, slots=True)
class Match:
    """The rows that one step matches."""

    source: Source
    rows: Rows
    negated: bool = False
    within: Within | None = None


def _micros(within: Within | None) -> int | None:
    if within is None:
        return None
    return int(FIXED_UNITS[within.unit].total_seconds()) * 1_000_000 * within.number


def _keys(grouped: bool) -> list[exp.Expr]:
    return [dialect.column(name) for name in ([KEY, GROUP] if grouped else [KEY])]


def _over(template: str, grouped: bool, frame: str, **parts: exp.Expr) -> exp.Expr:
    keys = f'"{KEY}", "{GROUP}"' if grouped else f'"{KEY}"'
    return dialect.from_template(f"{template} OVER (PARTITION BY {keys} ORDER BY _at {frame})", **parts)


def union_rows(matches: Sequence[Match]) -> exp.Query:
    """One relation of the rows of all steps: keys, ``_at`` in micros and a flag ``m1``, ``m2`` ... a step."""
    by_source: dict[Source, list[int]] = {}
    for index, match in enumerate(matches):
        by_source.setdefault(match.source, []).append(index)
    queries: list[exp.Query] = []
    for source, own in by_source.items():
        flags = {
            index: dialect.all_of(
                [time_condition(matches[index].rows.bounds), matches[index].rows.where.copy()]
            )
            for index in own
        }
        select = source.rows(dialect.any_of([flag.copy() for flag in flags.values()]))
        select.select(*source.keys(), copy=False)
        select.select(exp.alias_(dialect.micros(dialect.column("_ts", "e")), "_at", quoted=True), copy=False)
        for index in range(len(matches)):
            flag = flags.get(index, exp.false())
            select.select(exp.alias_(flag, f"m{index + 1}", quoted=True), copy=False)
        queries.append(select)
    union: exp.Query = queries[0]
    for query in queries[1:]:
        union = exp.union(union, query, distinct=False, copy=False)
    return union


def build_sequence(name: str, matches: Sequence[Match], grouped: bool, now: int) -> list[Step]:
    """The steps that end in ``name``: the keys whose events match the sequence."""
    steps = [Step(f"{name}_rows", union_rows(matches))]
    negatives = [index for index, match in enumerate(matches) if match.negated]
    if negatives:
        select = exp.Select().from_(dialect.table(steps[-1].name)).select("*")
        for index in negatives:
            following = _over(
                "MIN(CASE WHEN :m THEN _at END)", grouped, _AFTER, m=dialect.column(f"m{index + 1}")
            )
            select.select(exp.alias_(following, f"c{index + 1}", quoted=True), copy=False)
        steps.append(Step(f"{name}_next", select))
    positives = [index for index, match in enumerate(matches) if not match.negated]
    reached: exp.Expr = exp.true()
    for position, index in enumerate(positives[:-1]):
        follower = positives[position + 1]
        valid = dialect.all_of([dialect.column(f"m{index + 1}"), reached])
        limit = _limit(matches, range(index + 1, follower), _micros(matches[follower].within))
        select = exp.Select().from_(dialect.table(steps[-1].name)).select("*")
        case = exp.Case().when(valid, limit)
        select.select(exp.alias_(case, f"l{position + 1}", quoted=True), copy=False)
        steps.append(Step(f"{name}_limit{position + 1}", select))
        select = exp.Select().from_(dialect.table(steps[-1].name)).select("*")
        best = _over("MAX(:l)", grouped, _BEFORE, l=dialect.column(f"l{position + 1}"))
        select.select(exp.alias_(best, f"r{position + 1}", quoted=True), copy=False)
        steps.append(Step(f"{name}_reach{position + 1}", select))
        reached = dialect.from_template("COALESCE(:r >= _at, FALSE)", r=dialect.column(f"r{position + 1}"))
    last = positives[-1]
    conditions: list[exp.Expr] = [dialect.column(f"m{last + 1}"), reached]
    for index in range(last + 1, len(matches)):
        wait, following = _micros(matches[index].within), dialect.column(f"c{index + 1}")
        if wait is None:
            conditions.append(dialect.from_template(":c IS NULL", c=following))
        else:
            conditions.append(
                dialect.from_template(
                    "_at + :w <= :now AND (:c IS NULL OR :c > _at + :w)",
                    c=following,
                    w=dialect.literal(wait),
                    now=dialect.literal(now),
                )
            )
    final = exp.Select().from_(dialect.table(steps[-1].name)).select(*_keys(grouped)).distinct()
    final.select(exp.alias_(exp.true(), name, quoted=True), copy=False)
    return [*steps, Step(name, final.where(dialect.all_of(conditions)))]


def _limit(matches: Sequence[Match], between: range, within: int | None) -> exp.Expr:
    """The last instant at which the following step may match, seen from a matched row."""
    parts: list[exp.Expr] = []
    if within is not None:
        parts.append(dialect.from_template("_at + :w", w=dialect.literal(within)))
    for index in between:
        wait, following = _micros(matches[index].within), dialect.column(f"c{index + 1}")
        if wait is None:
            parts.append(exp.Coalesce(this=following, expressions=[dialect.literal(FOREVER)]))
        else:
            parts.append(
                dialect.from_template(
                    "CASE WHEN :c <= _at + :w THEN :c ELSE :forever END",
                    c=following,
                    w=dialect.literal(wait),
                    forever=dialect.literal(FOREVER),
                )
            )
    if not parts:
        return dialect.literal(FOREVER)
    return parts[0] if len(parts) == 1 else exp.Least(this=parts[0], expressions=parts[1:])


def build_gap(name: str, start: Match, end: Match | None, grouped: bool) -> list[Step]:
    """The steps that end in ``name``: the median gap in days for each key that has one."""
    if end is None:
        keys = f'"{KEY}", "{GROUP}"' if grouped else f'"{KEY}"'
        condition = dialect.all_of([time_condition(start.rows.bounds), start.rows.where.copy()])
        inner = start.source.rows(condition).select(*start.source.keys(), copy=False)
        inner.select(exp.alias_(dialect.micros(dialect.column("_ts", "e")), "_at", quoted=True), copy=False)
        inner.select(exp.alias_(dialect.column("_message_id", "e"), "_id", quoted=True), copy=False)
        steps = [Step(f"{name}_rows", inner)]
        gap = dialect.from_template(f"_at - LAG(_at) OVER (PARTITION BY {keys} ORDER BY _at, _id)")
    else:
        steps = [Step(f"{name}_rows", union_rows([start, end]))]
        following = _over("MIN(CASE WHEN m2 THEN _at END)", grouped, _AFTER)
        gap = dialect.from_template("CASE WHEN m1 THEN :next - _at END", next=following)
    spaced = exp.Select().from_(dialect.table(steps[-1].name)).select(*_keys(grouped))
    spaced.select(exp.alias_(gap, "_gap", quoted=True), copy=False)
    steps.append(Step(f"{name}_gaps", spaced))
    median = dialect.from_template("MEDIAN(CAST(_gap AS DOUBLE)) / 86400000000.0")
    final = exp.Select().from_(dialect.table(steps[-1].name)).select(*_keys(grouped))
    final.select(exp.alias_(median, name, quoted=True), copy=False)
    final = final.where(dialect.from_template("_gap IS NOT NULL")).group_by(*_keys(grouped))
    return [*steps, Step(name, final)]
