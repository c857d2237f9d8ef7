"""Tree to SQL expressions over the columns that the evaluator provides.

Two-valued logic: a condition never gives NULL. A missing operand makes every positive question false, and
``!=``, ``not in`` and ``not`` are exact complements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from sqlglot import exp

from tagma.clock import to_micros
from tagma.engine import dialect
from tagma.rules import tree
from tagma.rules.bounds import to_instant
from tagma.rules.checks.checking import EVENT_INSTANT, Checking, Scope, Typed
from tagma.rules.checks.inference import INFER
from tagma.rules.operators import TABLE
from tagma.rules.times import compile_time
from tagma.rules.vocabulary import Type, Vocabulary, fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.rules.vocabulary import EventType


@dataclass(frozen=True, slots=True)
class Compiled:
    """An SQL expression.

    Attributes:
        nullable: whether it can be NULL.
        exact: False for doubles that depend on the order of summation.
    """

    sql: exp.Expr
    nullable: bool = True
    exact: bool = True


class Leaves(Protocol):
    """Where the compiler gets the columns of everything that is not computed from other columns."""

    def aggregate(self, node: tree.Aggregate, as_of: datetime) -> Compiled: ...

    def gap(self, node: tree.Gap, as_of: datetime) -> Compiled: ...

    def did(self, node: tree.Did, as_of: datetime) -> Compiled: ...

    def any_group(self, node: tree.AnyGroup, as_of: datetime) -> Compiled: ...

    def field(self, name: str, as_of: datetime) -> Compiled: ...

    def segment(self, name: str, as_of: datetime) -> Compiled: ...

    def on_list(self, name: str, as_of: datetime) -> Compiled: ...

    def consented(self, purpose: str, as_of: datetime) -> Compiled: ...

    def customer(self) -> exp.Expr: ...

    def cut(self, node: tree.Population, as_of: datetime) -> Compiled: ...

    def rank(self, node: tree.Population, as_of: datetime) -> Compiled: ...


class Compiler:
    """Compiles rules as of one instant."""

    def __init__(
        self, vocabulary: Vocabulary, leaves: Leaves, as_of: datetime, scope: Scope | None = None
    ) -> None:
        self.vocabulary = vocabulary
        self.calendar = vocabulary.calendar
        self.leaves = leaves
        self.as_of = as_of
        self.scope = scope or Scope("customer")
        self._checking = Checking(vocabulary, INFER, allow_future=True)

    def within(self, event: EventType) -> Compiler:
        """The compiler of conditions on the rows (alias ``e``) of one event type."""
        return Compiler(self.vocabulary, self.leaves, self.as_of, Scope("where", event))

    def type_of(self, node: tree.Node) -> Typed:
        return self._checking.infer(node, self.scope)

    # --- conditions

    def condition(self, node: tree.Node) -> exp.Expr:
        """A condition that is never NULL."""
        match node:
            case tree.And(operands=operands):
                return dialect.all_of([self.condition(operand) for operand in operands])
            case tree.Or(operands=operands):
                return dialect.any_of([self.condition(operand) for operand in operands])
            case tree.Not(operand=operand):
                return exp.Not(this=exp.Paren(this=self.condition(operand)))
            case tree.Compare(op=op, left=left, right=right):
                return self._compare(op, left, right)
            case tree.InList(value=value, items=items, negated=negated):
                return self._in_list(value, items, negated)
            case tree.Between(value=value, low=low, high=high, negated=negated):
                ends = self._comparable(value, low, high)
                return _two_valued(
                    exp.Between(this=ends[0].sql, low=ends[1].sql, high=ends[2].sql),
                    ends,
                    negated,
                )
            case tree.TextMatch(op=op, value=value, pattern=pattern, negated=negated):
                return self._text_match(op, value, pattern, negated)
            case tree.Known(value=value, negated=negated):
                return dialect.from_template(
                    TABLE["is missing" if negated else "is known"].sql, a=self.value(value).sql
                )
            case tree.Did():
                return self.leaves.did(node, self.as_of).sql
            case tree.AnyGroup():
                return self.leaves.any_group(node, self.as_of).sql
            case tree.InSegment(name=name):
                return self.leaves.segment(name, self.as_of).sql
            case tree.OnList(name=name):
                return self.leaves.on_list(name, self.as_of).sql
            case tree.Consented(purpose=purpose):
                return self.leaves.consented(purpose, self.as_of).sql
            case tree.Share(p=p, seed=seed):
                return dialect.from_template(
                    "CAST(CONCAT('0x', SUBSTR(MD5(CONCAT(:seed, ':', :customer)), 1, 8)) AS BIGINT) < :edge",
                    seed=dialect.literal(seed),
                    customer=self.leaves.customer(),
                    edge=dialect.literal(p * 2**32),
                )
            case _:
                found = self.value(node)
                return _two_valued(found.sql, (found,))

    def _compare(self, op: str, left: tree.Node, right: tree.Node) -> exp.Expr:
        operands = self._comparable(left, right)
        kinds = {"=": exp.EQ, "!=": exp.EQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
        compared = kinds[op](this=operands[0].sql, expression=operands[1].sql)
        return _two_valued(compared, operands, negated=op == "!=")

    def _in_list(self, value: tree.Node, items: Sequence[tree.Literal], negated: bool) -> exp.Expr:
        first, *others = self._comparable(value, *items)
        return _two_valued(
            exp.In(this=first.sql, expressions=[item.sql for item in others]), (first,), negated
        )

    def _text_match(self, op: str, value: tree.Node, pattern: tree.Literal, negated: bool) -> exp.Expr:
        found = self.value(value)
        template = "LIST_CONTAINS(:a, :b)" if self.type_of(value).type is Type.LIST else TABLE[op].sql
        matched = dialect.from_template(template, a=found.sql, b=dialect.literal(pattern.value))
        return _two_valued(matched, (found,), negated)

    def _comparable(self, *nodes: tree.Node) -> tuple[Compiled, ...]:
        """The values on one footing: floats rounded, dates and instants both as instants."""
        types = {self.type_of(node).type for node in nodes}
        if {Type.DATE, Type.INSTANT} <= types:
            return tuple(self._as_instant(node) for node in nodes)
        return tuple(self.rounded(node) for node in nodes)

    def _as_instant(self, node: tree.Node) -> Compiled:
        if isinstance(node, tree.Literal) and isinstance(node.value, date):
            return Compiled(dialect.literal(to_instant(node.value, self.calendar)), nullable=False)
        found = self.value(node)
        if self.type_of(node).type is Type.INSTANT:
            return found
        sql = dialect.from_template(
            "TIMEZONE('UTC', TIMEZONE(:zone, CAST(:a AS TIMESTAMP)))",
            a=found.sql,
            zone=dialect.literal(self.calendar.time_zone),
        )
        return Compiled(sql, found.nullable)

    # --- values

    def rounded(self, node: tree.Node) -> Compiled:
        """A value ready to be compared or shown: floats carry 9 significant digits."""
        found = self.value(node)
        return found if found.exact else Compiled(dialect.significant(found.sql), found.nullable)

    def value(self, node: tree.Node) -> Compiled:
        """The value of a node; a condition gives TRUE or FALSE."""
        match node:
            case tree.Literal(value=value):
                if isinstance(value, datetime):
                    value = to_instant(value, self.calendar)
                return Compiled(dialect.literal(value), nullable=False)
            case tree.Name(name=name):
                if self.scope.event is not None:
                    return self._property(self.scope.event, name)
                return self.leaves.field(name, self.as_of)
            case tree.CustomerName(name=name):
                field = self.vocabulary.fields.get(name)
                assert field is not None
                return Compiled(dialect.column(field.name, "t"))
            case tree.Aggregate():
                return self.leaves.aggregate(node, self.as_of)
            case tree.Gap():
                return self.leaves.gap(node, self.as_of)
            case tree.Call(function=function, args=args):
                return self._call(function, args)
            case tree.Population(function=function):
                return (
                    self.leaves.cut(node, self.as_of)
                    if function == "percentile"
                    else self.leaves.rank(node, self.as_of)
                )
            case tree.Arithmetic(op=op, left=left, right=right):
                return self._arithmetic(op, left, right)
            case tree.Negate(operand=operand):
                found = self.value(operand)
                return Compiled(exp.Neg(this=exp.Paren(this=found.sql)), found.nullable, found.exact)
            case _:
                return Compiled(exp.Paren(this=self.condition(node)), nullable=False)

    def _property(self, event: EventType, name: str) -> Compiled:
        found = event.properties.get(name)
        if found is None and fold_name(name) == EVENT_INSTANT:
            return Compiled(dialect.column("_ts", "e"), nullable=False)
        assert found is not None
        return Compiled(dialect.column(found.name, "e"), exact=found.type is not Type.FLOAT)

    def _call(self, function: str, args: Sequence[tree.Node]) -> Compiled:
        if function == "coalesce":
            found = [self.value(arg) for arg in args]
            first_known = exp.Coalesce(this=found[0].sql, expressions=[each.sql for each in found[1:]])
            return Compiled(
                first_known, all(each.nullable for each in found), all(each.exact for each in found)
            )
        if function == "if":
            first, second = self.value(args[1]), self.value(args[2])
            case = dialect.from_template(
                TABLE["if"].sql, a=self.condition(args[0]), b=first.sql, c=second.sql
            )
            return Compiled(
                exp.Paren(this=case), first.nullable or second.nullable, first.exact and second.exact
            )
        found_time = self.value(args[0])
        sql = compile_time(
            function,
            found_time.sql,
            self.type_of(args[0]).type,
            to_micros(self.as_of),
            self.as_of,
            self.calendar,
        )
        return Compiled(sql, found_time.nullable)

    def _arithmetic(self, op: str, left: tree.Node, right: tree.Node) -> Compiled:
        a, b = self.value(left), self.value(right)
        sql = dialect.from_template(TABLE[op].sql, a=exp.Paren(this=a.sql), b=exp.Paren(this=b.sql))
        exact = (
            op in "+-"
            and a.exact
            and b.exact
            and Type.FLOAT not in (self.type_of(left).type, self.type_of(right).type)
        )
        return Compiled(exp.Paren(this=sql), a.nullable or b.nullable or op == "/", exact)


def _two_valued(condition: exp.Expr, operands: Sequence[Compiled], negated: bool = False) -> exp.Expr:
    if any(operand.nullable for operand in operands):
        condition = exp.Coalesce(this=condition, expressions=[exp.false()])
    return exp.Not(this=exp.Paren(this=condition)) if negated else condition
