"""What distinguishes a group of customers from a base: every trait, tag and segment, in four statements.

Shares of a trait are among the customers of whom it is known, for an unknown city is not a city. Shares of a
tag are among all, for a customer without the tag is one to whom it does not apply; so is membership.

``TGI`` (target group index) is 100 x share in the group / share in the base: 100 is the same, 200 twice.

How strongly a field distinguishes is the correlation of membership with its value, from 0 to 1, over the
group and the rest of the base: for values Cramér's V of the table (in the group or not) x (value), corrected
for its bias (Bergsma 2013: many rare values look distinguishing by chance), and for numbers the absolute
point-biserial correlation. Where there are two values both measure the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.pipeline import Pipeline
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from tagma.engine import Engine

MOST_VALUES = 200
SAMPLE = 100_000
_PRIME = 2_147_483_647
IN, BASE = "_in", "_base"


@dataclass(frozen=True, slots=True)
class Feature:
    """A column of the portrait to compare.

    Attributes:
        known_only: whether its shares are among the customers of whom it is known (a trait).
    """

    column: str
    type: Type
    known_only: bool


@dataclass(frozen=True, slots=True)
class ValueShare:
    """One value; ``value`` None: none of them. ``tgi`` None where nobody of the base has it."""

    value: Any
    group: int
    base: int
    group_share: float | None
    base_share: float | None
    tgi: float | None


@dataclass(frozen=True, slots=True)
class Side:
    """A number over one side; None where it is known of nobody."""

    known: int
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One field.

    Attributes:
        strength: how strongly it distinguishes, from 0 to 1.
        group_known, base_known: of how many customers it says something.
        values: of a field of values, by share in the group; the 200 most frequent at most.
        group, base: of a number; ``difference`` is that of the means in standard deviations of the base.
    """

    column: str
    strength: float
    group_known: int
    base_known: int
    values: tuple[ValueShare, ...] = ()
    group: Side | None = None
    base: Side | None = None
    difference: float | None = None


@dataclass(frozen=True, slots=True)
class GroupPortrait:
    """A group against a base, the most distinguishing fields first."""

    group: int
    base: int
    both: int
    fields: tuple[Compared, ...]


def compare_group(engine: Engine, members: Pipeline, features: Sequence[Feature]) -> GroupPortrait:
    """Compares a group with a base over the portrait that serves.

    Args:
        members: its last step has ``_customer_id`` and the truth values ``_in`` and ``_base``.
        features: of types bool, text, integer, decimal and float; the others are left out.
    """
    judged = _judge(members, features)
    numbers = [one for one in features if one.type.is_number]
    flags = [one for one in features if one.type is Type.BOOL]
    texts = [one for one in features if one.type is Type.TEXT]
    rows = engine.query(judged.then("summed", _sum_up(flags, numbers)), step="compare sums").to_pylist()
    sums = _fold_sides(rows)
    sizes = (int(sums["g"]["c"]), int(sums["b"]["c"]), int(sums["x"]["c"]))
    quartiles = _read_quartiles(engine, judged, numbers, max(sizes[:2]))
    found = [_compare_flag(one, sums, position, sizes) for position, one in enumerate(flags)]
    found += [_compare_number(one, sums, quartiles, position) for position, one in enumerate(numbers)]
    if texts:
        rows = engine.query(judged.then("counted", _count_values(texts)), step="compare values").to_pylist()
        by_field: dict[int, list[Mapping[str, Any]]] = {}
        for each in rows:
            by_field.setdefault(each["f"], []).append(each)
        found += [
            _compare_values(one, by_field.get(position, []), sizes) for position, one in enumerate(texts)
        ]
    found.sort(key=lambda one: (-one.strength, one.column))
    return GroupPortrait(*sizes, tuple(found))


def _judge(members: Pipeline, features: Sequence[Feature]) -> Pipeline:
    """The rows of the portrait that are in the group or the base."""
    last = members.steps[-1].name
    select = (
        exp.Select()
        .from_(dialect.table("profile", "portrait", "p"))
        .join(dialect.table(last, alias="m"), on=dialect.from_template("p._customer_id = m._customer_id"))
        .where(dialect.from_template("m._in OR m._base"))
    )
    columns = [dialect.column(name, "m") for name in (IN, BASE, "_customer_id")]
    select.select(*columns, *(dialect.column(one.column, "p") for one in features), copy=False)
    return members.then("judged", select)


_SIDES = ("g", "b", "x")
Sums = Mapping[str, Mapping[str, float]]


def _sum_up(flags: Sequence[Feature], numbers: Sequence[Feature]) -> exp.Select:
    """Counts and sums for each of: in the group alone, in the base alone, in both."""
    select = exp.Select().from_(dialect.table("judged"))
    select.select(dialect.column(IN), dialect.column(BASE), copy=False)

    def add(name: str, template: str, **parts: exp.Expr) -> None:
        select.select(exp.alias_(dialect.from_template(template, **parts), name, quoted=True), copy=False)

    add("c", "COUNT(*)")
    for position, flag in enumerate(flags):
        column = dialect.column(flag.column)
        add(f"f{position}", "COUNT(*) FILTER (WHERE :c)", c=column)
        add(f"k{position}", "COUNT(:c)", c=column)
    for position, number in enumerate(numbers):
        value = dialect.cast(dialect.column(number.column), "DOUBLE")
        add(f"n{position}", "COUNT(:c)", c=value)
        add(f"s{position}", "SUM(:c)", c=value)
        add(f"q{position}", "SUM(:c * :c)", c=value)
    return select.group_by(dialect.column(IN), dialect.column(BASE))


def _fold_sides(rows: Sequence[Mapping[str, Any]]) -> Sums:
    """The sums of the group, of the base and of both."""
    folded: dict[str, dict[str, float]] = {side: {"c": 0} for side in _SIDES}
    for row in rows:
        sides = {"g": row[IN], "b": row[BASE], "x": row[IN] and row[BASE]}
        for side, within in sides.items():
            if within:
                for name, value in row.items():
                    folded[side][name] = folded[side].get(name, 0) + (value or 0)
    return folded


def _read_quartiles(
    engine: Engine, judged: Pipeline, numbers: Sequence[Feature], customers: int
) -> Mapping[str, Mapping[str, Any]]:
    """The quartiles of both sides; over more than 100,000 customers, of an even sample of them."""
    found: dict[str, Mapping[str, Any]] = {"g": {}, "b": {}}
    if not numbers:
        return found
    for side, flag in (("g", IN), ("b", BASE)):
        select = exp.Select().from_(dialect.table("judged")).where(dialect.column(flag))
        if customers > SAMPLE:
            kept = dialect.literal(_PRIME * SAMPLE // customers)
            select = select.where(dialect.from_template(f"MOD(_customer_id * 48271, {_PRIME}) < :k", k=kept))
        for position, number in enumerate(numbers):
            value = dialect.cast(dialect.column(number.column), "DOUBLE")
            for name, part in (("l", "0.25"), ("m", "0.5"), ("u", "0.75")):
                quartile = dialect.from_template(f"QUANTILE_DISC(:c, {part})", c=value)
                select.select(exp.alias_(quartile, f"{name}{position}", quoted=True), copy=False)
        rows = engine.query(judged.then("quartiles", select), step="compare quartiles").to_pylist()
        found[side] = rows[0]
    return found


def _count_values(texts: Sequence[Feature]) -> exp.Query:
    """One row for each field and value; values beyond the most frequent of the base are left out."""
    branches = [
        dialect.query(
            "SELECT :f AS f, :c AS value, COUNT(*) FILTER (WHERE _in) AS g, "
            "COUNT(*) FILTER (WHERE _base) AS b, COUNT(*) FILTER (WHERE _in AND _base) AS x "
            "FROM judged GROUP BY 2",
            f=dialect.literal(position),
            c=dialect.column(one.column),
        )
        for position, one in enumerate(texts)
    ]
    union: exp.Query = branches[0]
    for branch in branches[1:]:
        union = exp.Union(this=union, expression=branch, distinct=False)
    return union


def _compare_flag(one: Feature, sums: Sums, position: int, sizes: tuple[int, int, int]) -> Compared:
    have = {side: int(sums[side].get(f"f{position}", 0)) for side in _SIDES}
    known = {side: int(sums[side].get(f"k{position}", 0)) for side in _SIDES}
    of = (known["g"], known["b"], known["x"]) if one.known_only else sizes
    rows = [{"value": True, **have}]
    rows.append({"value": False, **{side: of[place] - have[side] for place, side in enumerate(_SIDES)}})
    values = _share(rows, of)
    return Compared(one.column, measure_values(rows), known["g"], known["b"], tuple(values[:1]))


def _compare_values(one: Feature, rows: list[Mapping[str, Any]], sizes: tuple[int, int, int]) -> Compared:
    named = [row for row in rows if row["value"] is not None]
    known = [sum(row[side] for row in named) for side in _SIDES]
    counted = named if one.known_only else rows
    of = (known[0], known[1], known[2]) if one.known_only else sizes
    shares = _share(counted, of)
    shares.sort(key=lambda each: (each.value is None, -each.group, -each.base, str(each.value)))
    return Compared(one.column, measure_values(counted), known[0], known[1], tuple(shares[:MOST_VALUES]))


def _share(rows: Sequence[Mapping[str, Any]], of: tuple[int, int, int]) -> list[ValueShare]:
    found = []
    for row in rows:
        group = row["g"] / of[0] if of[0] else None
        base = row["b"] / of[1] if of[1] else None
        tgi = 100 * group / base if group is not None and base else None
        found.append(ValueShare(row["value"], row["g"], row["b"], group, base, tgi))
    return found


def measure_values(rows: Sequence[Mapping[str, Any]]) -> float:
    """Cramér's V of (in the group, only in the base) x (value), from counts ``g``, ``b`` and ``x`` (both)."""
    table = [(row["g"], row["b"] - row["x"]) for row in rows if row["g"] or row["b"] - row["x"]]
    inside, outside = sum(pair[0] for pair in table), sum(pair[1] for pair in table)
    everybody = inside + outside
    if not inside or not outside or len(table) < 2:
        return 0.0
    chi = sum(
        (pair[0] - inside * sum(pair) / everybody) ** 2 / (inside * sum(pair) / everybody)
        + (pair[1] - outside * sum(pair) / everybody) ** 2 / (outside * sum(pair) / everybody)
        for pair in table
    )
    n, kinds = everybody - 1, len(table)
    excess = chi / everybody - (kinds - 1) / n
    most = min(1 - 1 / n, kinds - 1 - (kinds - 1) ** 2 / n)
    return math.sqrt(min(excess / most, 1.0)) if excess > 0 and most > 0 else 0.0


def _compare_number(
    one: Feature, sums: Sums, quartiles: Mapping[str, Mapping[str, Any]], position: int
) -> Compared:
    n, s, q = (
        {side: sums[side].get(f"{name}{position}", 0.0) for side in _SIDES} for name in ("n", "s", "q")
    )
    sides = {
        side: Side(
            int(n[side]),
            s[side] / n[side] if n[side] else None,
            *(quartiles[side].get(f"{name}{position}") for name in ("l", "m", "u")),
        )
        for side in ("g", "b")
    }
    difference = None
    if n["g"] and n["b"] > 1:
        deviation = math.sqrt(max(q["b"] / n["b"] - (s["b"] / n["b"]) ** 2, 0.0))
        difference = (s["g"] / n["g"] - s["b"] / n["b"]) / deviation if deviation else None
    strength = measure_number((n["g"], s["g"], q["g"]), (n["b"] - n["x"], s["b"] - s["x"], q["b"] - q["x"]))
    return Compared(one.column, strength, int(n["g"]), int(n["b"]), (), sides["g"], sides["b"], difference)


def measure_number(group: tuple[float, float, float], rest: tuple[float, float, float]) -> float:
    """The absolute point-biserial correlation of membership and a number, from (n, sum, sum of squares)."""
    n, s, q = (group[i] + rest[i] for i in range(3))
    if group[0] < 1 or rest[0] < 1:
        return 0.0
    variance = q / n - (s / n) ** 2
    if variance <= 1e-12 * max(q / n, 1e-12):
        return 0.0
    gap = group[1] / group[0] - rest[1] / rest[0]
    return min(abs(gap) * math.sqrt(group[0] * rest[0]) / n / math.sqrt(variance), 1.0)
