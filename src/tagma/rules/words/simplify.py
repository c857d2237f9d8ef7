"""A rule turned into the shape that sentences are told from: same meaning, fewer spellings."""

from __future__ import annotations

from dataclasses import replace

from tagma.rules import tree
from tagma.rules.words.labels import list_missing

FLIPPED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def simplify_rule(node: tree.Node) -> tree.Node:
    """Folds double negations, puts literals right, joins nested ``and``/``or`` of one kind.

    ``not`` stays only where no predicate says its complement: before groups, sequences, names, and
    before comparisons of values that may be missing (their complement holds for the missing).
    """
    match node:
        case tree.And(operands=operands):
            return tree.And(_join(tree.And, operands))
        case tree.Or(operands=operands):
            return tree.Or(_join(tree.Or, operands))
        case tree.Not(operand=operand):
            return _negate(simplify_rule(operand))
        case tree.Compare():
            return _simplify_compare(node)
        case tree.Known(
            value=tree.Aggregate(function="first" | "last", selection=selection), negated=negated
        ) if selection.property is None:
            return tree.Compare(
                "=" if negated else ">=", tree.Aggregate("count", selection), tree.Literal(int(not negated))
            )
        case tree.Did(steps=(step,), window=window):
            selection = tree.Selection(step.event, None, step.where, window)
            return tree.Compare(">=", tree.Aggregate("count", selection), tree.Literal(1))
    return node


def is_group(node: tree.Node) -> bool:
    """Whether a condition needs brackets beside others (negated groups bring their own)."""
    match node:
        case tree.And() | tree.Or() | tree.Did() | tree.AnyGroup() | tree.Not(operand=tree.AnyGroup()):
            return True
    return False


def _join(kind: type[tree.And] | type[tree.Or], operands: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    joined: list[tree.Node] = []
    for operand in map(simplify_rule, operands):
        joined.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return tuple(joined)


def _negate(node: tree.Node) -> tree.Node:
    match node:
        case tree.Not(operand=operand):
            return operand
        case tree.Literal(value=bool() as value):
            return tree.Literal(not value)
        case tree.InList() | tree.Between() | tree.TextMatch() | tree.Known():
            return replace(node, negated=not node.negated)
        case tree.Compare(op=op, left=left, right=right):
            may_be_missing = bool(list_missing(left) or list_missing(right))
            if op in ("=", "!=") or not may_be_missing:
                return _simplify_compare(tree.Compare(OPPOSITE[op], left, right))
    return tree.Not(node)


def _simplify_compare(node: tree.Compare) -> tree.Node:
    op, left, right = node.op, node.left, node.right
    if isinstance(left, tree.Literal) and not isinstance(right, tree.Literal):
        op, left, right = FLIPPED[op], right, left
    match op, left, right:
        case "=", _, tree.Literal(value=True) if not isinstance(left, tree.Literal):
            return simplify_rule(left)
        case "!=", _, tree.Literal(value=True) if not isinstance(left, tree.Literal):
            return _negate(simplify_rule(left))
        case _, tree.Aggregate(function="count"), tree.Literal(value=0) if op in (">", "!="):
            return tree.Compare(">=", left, tree.Literal(1))
        case _, tree.Aggregate(function="count"), tree.Literal(value=value) if (op, value) in (
            ("<", 1),
            ("<=", 0),
        ):
            return tree.Compare("=", left, tree.Literal(0))
    return tree.Compare(op, left, right)
