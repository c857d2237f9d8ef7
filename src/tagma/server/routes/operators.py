"""What rules can say: the operator table, from which the rule editor is drawn."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from tagma.errors import Language
from tagma.flows.operators import list_operators
from tagma.server.asking import Lang
from tagma.server.shapes import Shape

router = APIRouter(prefix="/operators", tags=["rules"])


class OperatorShape(Shape):
    """One row of the operator table."""

    name: str
    family: str
    form: str
    takes: list[str]
    gives: str
    unit: str | None
    empty: str | None
    words: str
    meaning: str
    example: str
    example_words: str
    sql: str | None


@router.get("")
def get_operators(language: Lang) -> list[OperatorShape]:
    """All operators in the order of the table."""
    return _read_table(language)


@cache
def _read_table(language: Language) -> list[OperatorShape]:
    """The table does not change, and the sentences of its examples take their time."""
    return [OperatorShape.model_validate(each.to_dict(language)) for each in list_operators()]
