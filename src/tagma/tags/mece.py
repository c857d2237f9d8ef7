"""MECE: do the members of a group exclude each other, and is everybody in one of them? In counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlglot import exp

from tagma.engine import dialect


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many customers two members share."""

    first: str
    second: str
    customers: int


@dataclass(frozen=True, slots=True)
class MeceReport:
    """Overlaps and gaps of one group.

    Attributes:
        group: the tag whose cases were looked at, or the path that the tags stand under.
        kind: ``cases`` or ``siblings``.
        several: customers with more than one member.
        none: customers with no member.
        exhaustive_by: the value that takes everybody else, where there is one: then nobody is in a gap.
        counts: None where the data is not there yet; a customer may be counted under several members.
    """

    group: str
    kind: str
    members: tuple[str, ...]
    total: int = 0
    counts: Mapping[str, int] | None = None
    overlaps: tuple[Overlap, ...] = ()
    several: int = 0
    none: int = 0
    exhaustive_by: str | None = None

    @property
    def computed(self) -> bool:
        return self.counts is not None

    @property
    def exclusive(self) -> bool:
        """Whether no customer has two."""
        return self.several == 0

    @property
    def exhaustive(self) -> bool:
        """Whether every customer has one."""
        return self.none == 0 or self.exhaustive_by is not None

    def to_dict(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "kind": self.kind,
            "members": list(self.members),
            "computed": self.computed,
            "total": self.total,
            "counts": dict(self.counts or {}),
            "overlaps": [
                {"first": each.first, "second": each.second, "customers": each.customers}
                for each in self.overlaps
            ],
            "several": self.several,
            "none": self.none,
            "exhaustive_by": self.exhaustive_by,
            "exclusive": self.exclusive,
            "exhaustive": self.exhaustive,
        }


def count_memberships(columns: Sequence[str], relation: exp.Table) -> exp.Select:
    """One row: total, one count per column, several, none, and one count per pair of columns.

    Args:
        columns: of truth values, in a relation with one row per customer; NULL counts as no.
    """
    flags = [exp.Coalesce(this=dialect.column(name), expressions=[exp.false()]) for name in columns]
    held: exp.Expr = dialect.literal(0)
    for flag in flags:
        held = exp.Add(this=held, expression=dialect.cast(flag, "INTEGER"))
    counts: dict[str, exp.Expr] = {
        "total": exp.true(),
        **{f"m{index}": flag for index, flag in enumerate(flags)},
        "several": exp.GT(this=exp.Paren(this=held), expression=dialect.literal(1)),
        "none": exp.EQ(this=exp.Paren(this=held), expression=dialect.literal(0)),
        **{f"p{a}_{b}": dialect.all_of([flags[a], flags[b]]) for a, b in _pairs(columns)},
    }
    select = exp.Select().from_(relation)
    for name, condition in counts.items():
        counted = exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition.copy()))
        select = select.select(exp.alias_(counted, name, quoted=True), copy=False)
    return select


def read_memberships(
    row: Mapping[str, int],
    group: str,
    kind: str,
    members: Sequence[str],
    exhaustive_by: str | None = None,
) -> MeceReport:
    """The report from that row; overlaps largest first."""
    overlaps = [Overlap(members[a], members[b], row[f"p{a}_{b}"]) for a, b in _pairs(members)]
    return MeceReport(
        group,
        kind,
        tuple(members),
        row["total"],
        {member: row[f"m{index}"] for index, member in enumerate(members)},
        tuple(sorted((each for each in overlaps if each.customers), key=lambda each: -each.customers)),
        row["several"],
        row["none"],
        exhaustive_by,
    )


def _pairs(members: Sequence[str]) -> list[tuple[int, int]]:
    return list(combinations(range(len(members)), 2))
