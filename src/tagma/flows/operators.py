"""What rules can say: the operator table for reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.errors import NotFoundError, Text, nearest_names
from tagma.rules.operators import OPERATORS, Operator
from tagma.rules.reference_texts import FAMILIES, FORMS
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.vocabulary import Names, Vocabulary
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from tagma.errors import Language

_NOTHING = Vocabulary(Names({}), Names({}), Names({}), Names({}), Names({}))


@dataclass(frozen=True, slots=True)
class OperatorListing:
    """One operator with an example; ``sql`` is empty where the compiler builds a step of its own."""

    operator: Operator
    family: Text
    form: str

    def say_example(self, language: Language) -> str:
        """The sentence of its example."""
        return describe_rule(parse_rule(self.operator.example), _NOTHING, language)

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        row = self.operator
        return {
            "name": row.name,
            "family": row.family,
            "form": self.form,
            "takes": list(row.takes),
            "gives": row.gives,
            "unit": row.unit,
            "empty": row.empty if row.family == "aggregate" else None,
            "words": row.words.in_language(language),
            "meaning": row.doc.in_language(language),
            "example": row.example,
            "example_words": self.say_example(language),
            "sql": row.sql or None,
        }


def list_operators() -> list[OperatorListing]:
    """All operators in the order of the table."""
    return [
        OperatorListing(
            row,
            FAMILIES.get(row.family, Text(row.family, row.family)),
            FORMS.get(row.name) or _write_form(row),
        )
        for row in OPERATORS
    ]


def find_operator(name: str) -> OperatorListing:
    """One operator by its name.

    Raises:
        NotFoundError: there is none; says the nearest.
    """
    wanted = " ".join(name.lower().split()).removesuffix("()")
    listed = list_operators()
    found = next((each for each in listed if each.operator.name == wanted), None)
    if found is None:
        names = [each.operator.name for each in listed]
        raise NotFoundError(
            Text(f"rules have no “{name}”", f"规则中没有“{name}”"),
            nearest=nearest_names(name, names),
            next_step=Text(f"there are: {', '.join(names)}", f"可用：{'、'.join(names)}"),
        )
    return found


def _write_form(row: Operator) -> str:
    if row.family in ("comparison", "arithmetic"):
        return f"{row.takes[0]} {row.name} {row.takes[1]}"
    if row.family == "aggregate":
        operand = "EVENT" if row.takes == ("event",) else "EVENT.property"
        return f"{row.name}({operand} [where RULE] [window])"
    return f"{row.name}({', '.join(row.takes)})"
