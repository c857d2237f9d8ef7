"""Whether a condition may hold where nothing happened: what lets a scan stand for all customers."""

from __future__ import annotations

from decimal import Decimal

from tagma.rules import tree


def holds_when_empty(rule: tree.Node) -> bool:
    """Whether a condition may hold where none of the events it reads happened (a safe over-estimate)."""
    match rule:
        case tree.And(operands=operands):
            return all(holds_when_empty(operand) for operand in operands)
        case tree.Or(operands=operands):
            return any(holds_when_empty(operand) for operand in operands)
        case tree.Did() | tree.AnyGroup():
            return False
        case tree.Compare(op=op, left=left, right=tree.Literal(value=int() | Decimal() as edge)) if (
            not isinstance(edge, bool)
        ):
            if isinstance(left, tree.Aggregate) and left.function in ("count", "sum", "distinct", "days"):
                return {
                    "=": edge == 0,
                    "!=": edge != 0,
                    "<": edge > 0,
                    "<=": edge >= 0,
                    ">": edge < 0,
                    ">=": edge <= 0,
                }[op]
            return op == "!=" or not _missing_when_empty(left)
        case tree.Compare(op=op, left=left, right=right):
            return op == "!=" or not (_missing_when_empty(left) or _missing_when_empty(right))
        case (
            tree.InList(value=value, negated=negated)
            | tree.Between(value=value, negated=negated)
            | tree.TextMatch(value=value, negated=negated)
        ):
            return negated or not _missing_when_empty(value)
        case tree.Known(value=value, negated=negated):
            return negated or not _missing_when_empty(value)
        case _:
            return True


def _missing_when_empty(value: tree.Node) -> bool:
    match value:
        case tree.Aggregate(function=function):
            return function not in ("count", "sum", "distinct", "days")
        case tree.Gap():
            return True
        case tree.Call(function=function, args=args) if function not in ("coalesce", "if"):
            return any(_missing_when_empty(arg) for arg in args)
        case tree.Arithmetic(left=left, right=right):
            return _missing_when_empty(left) or _missing_when_empty(right)
        case tree.Negate(operand=operand):
            return _missing_when_empty(operand)
        case _:
            return False
