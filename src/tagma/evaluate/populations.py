"""Values that compare customers: percentile cuts and ranks, fitted in the statement or read as stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.pipeline import Step
from tagma.errors import RuleError, Text
from tagma.evaluate.relations import KEY, portrait_table
from tagma.rules import tree
from tagma.rules.compile import Compiled
from tagma.rules.text import format_rule
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from datetime import datetime

    from tagma.evaluate.world import World


@dataclass(frozen=True, slots=True)
class Cut:
    """A percentile: the discrete quantile over the customers whose operand is known."""

    key: str
    p: Decimal
    type: Type
    at: datetime
    column: str
    size_column: str


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank: 1 for the highest value, ties by customer id."""

    key: str
    at: datetime
    column: str


class Populations:
    """Collects the population values of a plan by the level at which their operands stand."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cuts: dict[tuple[str, Decimal], Cut] = {}
        self.ranks: dict[str, Rank] = {}
        self._levels: dict[int, list[tuple[Cut | Rank, exp.Expr]]] = {}
        self._placed: dict[str, int] = {}
        self._keys: dict[tuple[tree.Node, datetime], str] = {}

    def key_of(self, operand: tree.Node, at: datetime) -> str:
        """Names an operand: its text, the formulas it reads and the instant."""
        if (operand, at) not in self._keys:
            self._keys[operand, at] = self._make_key(operand, at)
        return self._keys[operand, at]

    def _make_key(self, operand: tree.Node, at: datetime) -> str:
        prints: set[str] = set()
        for node in tree.walk(operand):
            if isinstance(node, tree.Name):
                found = self.world.definitions.get(self._field_name(node.name))
                prints.update([found.fingerprint] if found is not None else [])
        text = "\n".join([format_rule(operand), *sorted(prints), at.isoformat()])
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    def _field_name(self, name: str) -> str:
        field = self.world.vocabulary.fields.get(name)
        return field.name if field is not None else name

    def cut(
        self, node: tree.Population, operand: Compiled, kind: Type, at: datetime, level: int
    ) -> tuple[Compiled, int]:
        """The cut's column (or its stored value) and the level at which it may be read."""
        key, p = self.key_of(node.operand, at), node.p or Decimal(0)
        if self.world.stored:
            if (key, p) not in self.world.cuts:
                raise _not_fitted(node)
            value = self.world.cuts[key, p]
            return Compiled(dialect.literal(Decimal(str(value)) if value is not None else None)), level
        if (key, p) not in self.cuts:
            number = len(self.cuts) + 1
            self.cuts[key, p] = Cut(key, p, kind, at, f"_cut_{number}", f"_cut_size_{number}")
            self._levels.setdefault(level, []).append((self.cuts[key, p], operand.sql))
            self._placed[f"{key}{p}"] = level
        return Compiled(dialect.column(self.cuts[key, p].column)), self._placed[f"{key}{p}"]

    def rank(
        self, node: tree.Population, operand: Compiled, at: datetime, level: int
    ) -> tuple[Compiled, int]:
        """The rank's column and the level at which it may be read."""
        key = self.key_of(node.operand, at)
        if key not in self.ranks:
            self.ranks[key] = Rank(key, at, f"_rank_{len(self.ranks) + 1}")
            if self.world.stored:
                self._placed[key] = 0
            else:
                self._levels.setdefault(level, []).append((self.ranks[key], operand.sql))
                self._placed[key] = level
        return Compiled(dialect.column(self.ranks[key].column)), max(level, self._placed[key])

    def steps(self, number: int, previous: str) -> tuple[list[Step], str]:
        """The steps that add the population values which the layer of that number may read."""
        wanted = self._levels.get(number - 1, [])
        if not wanted:
            return [], previous
        cuts = [(cut, operand) for cut, operand in wanted if isinstance(cut, Cut)]
        ranks = [(rank, operand) for rank, operand in wanted if isinstance(rank, Rank)]
        steps: list[Step] = []
        select = exp.Select().from_(dialect.table(previous, alias="p")).select("p.*")
        for rank, operand in ranks:
            ordered = dialect.from_template(
                "CASE WHEN :x IS NOT NULL THEN ROW_NUMBER() OVER (ORDER BY :x DESC NULLS LAST, customer) END",
                x=operand,
            )
            select.select(exp.alias_(ordered, rank.column, quoted=True), copy=False)
        if cuts:
            name = f"cuts_{number}"
            fitted = exp.Select().from_(dialect.table(previous))
            for cut, operand in cuts:
                quantile = dialect.from_template(
                    "QUANTILE_DISC(:x, :p)", x=operand, p=dialect.literal(cut.p / 100)
                )
                fitted.select(exp.alias_(quantile, cut.column, quoted=True), copy=False)
                size = dialect.from_template("COUNT(:x)", x=operand)
                fitted.select(exp.alias_(size, cut.size_column, quoted=True), copy=False)
            steps.append(Step(name, fitted))
            select = select.join(dialect.table(name, alias="q"), join_type="cross", copy=False)
            select.select("q.*", copy=False)
        joined = f"population_{number}"
        steps.append(Step(joined, select))
        return steps, joined

    def relations(self) -> dict[str, dict[str, str]]:
        """The stored ranks to join to the base."""
        if not self.world.stored:
            return {}
        return {f"stored{rank.column}": {rank.column: rank.column} for rank in self.ranks.values()}

    def stored_steps(self) -> list[Step]:
        """The steps that read stored ranks."""
        if not self.world.stored:
            return []
        steps = []
        for rank in self.ranks.values():
            select = exp.Select().from_(portrait_table("ranks")).select(dialect.column(KEY))
            select.select(exp.alias_(dialect.column("rank"), rank.column, quoted=True), copy=False)
            matching = dialect.from_template("key = :key", key=dialect.literal(rank.key))
            steps.append(Step(f"stored{rank.column}", select.where(matching)))
        return steps


def _not_fitted(node: tree.Population) -> RuleError:
    text = format_rule(node)
    return RuleError(
        Text(f"{text} was not computed yet for this instant", f"{text} 在该时刻尚未计算"),
        next_step=Text("run “tagma refresh” first", "请先运行“tagma refresh”"),
    )
