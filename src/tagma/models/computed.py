"""Definitions that become columns of the portrait: tags, segments, later scores."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, WithJsonSchema

from tagma.catalog import Definition, DefinitionModel, Kind, Reference, described, refuse
from tagma.clock import CADENCES, parse_cadence
from tagma.errors import DefinitionError, Text, nearest_names
from tagma.evaluate.computed import Cases, Computed, Formula, Members, Value
from tagma.models.rule_text import RuleUse, list_references
from tagma.rules.text import format_rule
from tagma.rules.vocabulary import Type

if TYPE_CHECKING:
    from collections.abc import Mapping


def _check_cadence(text: str) -> str:
    try:
        return parse_cadence(text)
    except ValueError:
        raise refuse(
            DefinitionError(
                Text(f"“{text}” is no cadence", f"“{text}”不是更新周期"),
                nearest=nearest_names(text, CADENCES),
                next_step=Text(
                    f"it is one of: {', '.join(CADENCES)}, every N minutes, every N hours, every N days",
                    f"可选：{'、'.join(CADENCES)}、every N minutes、every N hours、every N days",
                ),
            )
        ) from None


Cadence = Annotated[
    str,
    AfterValidator(_check_cadence),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(CADENCES)},
                {"type": "string", "pattern": "^every [1-9][0-9]* (minute|hour|day)s?$"},
            ]
        }
    ),
]


class ComputedModel(DefinitionModel):
    """A definition with a formula and a cadence."""

    refresh: Cadence | None = described(
        "When its value is renewed: realtime, hourly ... yearly, every N hours, on demand.",
        "更新周期：realtime、hourly … yearly、every N hours、on demand。",
        default=None,
    )

    @property
    @abstractmethod
    def cadence(self) -> str:
        """Its cadence, that of ``refresh`` or the default."""

    @abstractmethod
    def list_rules(self) -> tuple[RuleUse, ...]:
        """The rules to be checked, in the order they are written."""

    @abstractmethod
    def build_formula(self) -> Formula: ...

    def known_type(self) -> Type | None:
        """The type of its values; None where that is the type of its rule."""
        return Type.BOOL

    def list_values(self) -> tuple[str, ...]:
        """All texts that it can be, where they are known."""
        return ()

    def list_value_labels(self) -> Mapping[str, Text]:
        return {}


@dataclass(frozen=True, kw_only=True)
class ComputedKind(Kind):
    """A kind whose definitions the evaluator computes.

    Attributes:
        column_kind: what the evaluator calls it: ``tag``, ``score`` or ``segment``.
    """

    column_kind: str


def compute_meaning(model: ComputedModel) -> Any:
    """What of it changes answers: the formula in canonical text, and the cadence."""
    return {
        "formula": write_formula(model.build_formula()),
        "cadence": model.cadence,
        "members": _dump_members(model),
    }


def _dump_members(model: ComputedModel) -> Any:
    members = getattr(model, "members", None)
    return None if members is None else members.model_dump()


def read_references(model: ComputedModel) -> tuple[Reference, ...]:
    return list_references(model.list_rules())


def to_computed(definition: Definition, type_: Type | None = None, version: int = 0) -> Computed:
    """The column of the portrait that a definition describes.

    Args:
        type_: of its rule; needed where the model does not know its type (a tag by ``value``).
    """
    model, kind = definition.model, definition.kind
    assert isinstance(model, ComputedModel)
    assert isinstance(kind, ComputedKind)
    found = model.known_type() or type_
    if found is None:
        raise ValueError(f"the type of {definition.name} comes from its rule: give it")
    return Computed(
        definition.name,
        kind.column_kind,
        model.build_formula(),
        found,
        model.cadence,
        definition.meaning,
        version,
    )


def write_formula(formula: Formula) -> Any:
    """A formula as plain data, every rule in its canonical text: what fingerprints are made of."""
    match formula:
        case Value(rule=rule):
            return {"value": format_rule(rule)}
        case Cases(cases=cases, otherwise=otherwise):
            return {"cases": [[case.value, format_rule(case.when)] for case in cases], "otherwise": otherwise}
        case Members(list_name=name, valued=valued):
            return {"members": name, "valued": valued}
