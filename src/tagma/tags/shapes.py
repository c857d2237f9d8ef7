"""The parts of a tag definition: cases, tiers and quantiles, and the cases that they expand to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, PlainValidator, model_validator

from tagma.catalog import Label, Number, Part, described, refuse
from tagma.errors import DefinitionError, Text
from tagma.evaluate.computed import Case, Cases, CaseValue
from tagma.models.rule_text import RuleText, read_rule
from tagma.rules import tree
from tagma.rules.vocabulary import Type

HUNDRED = Decimal(100)


def _check_value(value: Any) -> Any:
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, bool | int | Decimal) or (isinstance(value, str) and value.strip()):
        return value
    raise refuse(
        DefinitionError(
            Text("a value is a text, a number, true or false", "取值应为文本、数字、true 或 false"),
            next_step=Text("write for example “is: high”", "例如写“is: 高”"),
        )
    )


def _dump_value(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


IsValue = Annotated[
    Any,
    PlainValidator(_check_value, json_schema_input_type=str | int | float | bool),
    PlainSerializer(_dump_value),
]


class CaseSpec(Part):
    """One value and when it holds."""

    value: IsValue = described("The value.", "取值。", alias="is")
    when: RuleText | None = described(
        "The rule under which it holds, unless a case before it did.",
        "满足该规则且前面各项都不满足时取此值。",
        default=None,
    )
    otherwise: Literal[True] | None = described(
        "`else: true`: for everybody else; last.",
        "`else: true`：其余所有客户；放在最后。",
        default=None,
        alias="else",
    )
    label: Label | None = described("The words that people see for it.", "该取值的展示名称。", default=None)

    @model_validator(mode="after")
    def _check_one(self) -> CaseSpec:
        if (self.when is None) == (self.otherwise is None):
            raise refuse(
                DefinitionError(
                    Text("a case has one of “when” and “else: true”", "每项只能有“when”或“else: true”之一"),
                    next_step=Text("write {is: ..., when: RULE}", "请写 {is: ..., when: 规则}"),
                )
            )
        return self


class TierSpec(Part):
    """One value and where it begins."""

    at: Number | None = described("The smallest value of this tier.", "该档的起点（含）。", default=None)
    value: IsValue = described("The value of the tag.", "标签取值。", alias="is")
    otherwise: Literal[True] | None = described(
        "`else: true`: below all tiers; last.",
        "`else: true`：低于所有档位；放在最后。",
        default=None,
        alias="else",
    )
    label: Label | None = described("The words that people see for it.", "该取值的展示名称。", default=None)

    @model_validator(mode="after")
    def _check_one(self) -> TierSpec:
        if (self.at is None) == (self.otherwise is None):
            raise refuse(
                DefinitionError(
                    Text("a tier has one of “at” and “else: true”", "每档只能有“at”或“else: true”之一"),
                    next_step=Text("write {at: 100, is: ...}", "请写 {at: 100, is: ...}"),
                )
            )
        return self


class QuantileSpec(Part):
    """Equally large groups of the customers whose value is known."""

    n: Annotated[int, Field(strict=True)] | None = described(
        "How many groups; they are numbered from the lowest, 1.",
        "组数；由低到高编号，从 1 开始。",
        default=None,
        ge=2,
        le=100,
    )
    labels: tuple[IsValue, ...] | None = described(
        "The values of the groups, lowest first.",
        "各组取值，由低到高。",
        default=None,
        min_length=2,
        max_length=100,
    )

    @model_validator(mode="after")
    def _check_one(self) -> QuantileSpec:
        if (self.n is None) == (self.labels is None):
            raise refuse(
                DefinitionError(
                    Text("quantiles have one of “n” and “labels”", "quantiles 只能有“n”或“labels”之一"),
                    next_step=Text(
                        "write {n: 5} or {labels: [low, mid, high]}", "请写 {n: 5} 或 {labels: [低, 中, 高]}"
                    ),
                )
            )
        if self.labels is not None:
            check_values(self.labels, "labels")
            if len(set(self.labels)) < len(self.labels):
                raise refuse(
                    DefinitionError(
                        Text("two groups have one label", "有两组的名称相同"),
                        next_step=Text("give every group its own", "请为每组取不同的名称"),
                    ),
                    "labels",
                )
        return self

    def list_values(self) -> tuple[CaseValue, ...]:
        """The values, lowest group first."""
        return self.labels if self.labels is not None else tuple(range(1, (self.n or 0) + 1))


def check_values(values: tuple[Any, ...], *path: str | int) -> None:
    """Refuses values of different types."""
    if len({_family(value) for value in values}) > 1:
        raise refuse(
            DefinitionError(
                Text("the values are of different types", "各取值类型不一致"),
                next_step=Text(
                    "make all of them texts (in quotes) or all numbers",
                    "请全部写成文本（加引号）或全部写成数字",
                ),
            ),
            *path,
        )


def check_else_last(specs: Sequence[CaseSpec | TierSpec], field: str) -> None:
    """Refuses an ``else`` before others."""
    for index, spec in enumerate(specs[:-1]):
        if spec.otherwise:
            raise refuse(
                DefinitionError(
                    Text(
                        "“else” is followed by others, which nobody could reach",
                        "“else”之后还有其他项，永远无法取到",
                    ),
                    next_step=Text("put it last", "请把它放到最后"),
                ),
                field,
                index,
            )


def check_descending(tiers: tuple[TierSpec, ...]) -> None:
    """Refuses tiers that are not written highest first."""
    for index, (higher, lower) in enumerate(pairwise(tiers)):
        if higher.at is not None and lower.at is not None and lower.at >= higher.at:
            raise refuse(
                DefinitionError(
                    Text(
                        f"the tier at {lower.at} stands below the one at {higher.at}",
                        f"{lower.at} 档排在 {higher.at} 档之后",
                    ),
                    next_step=Text("write the tiers highest first", "请由高到低排列各档"),
                ),
                "tiers",
                index + 1,
                "at",
            )


def _family(value: Any) -> str:
    return "bool" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def type_of_values(values: tuple[Any, ...]) -> Type:
    """The type of a column that holds these values."""
    match _family(values[0]):
        case "bool":
            return Type.BOOL
        case "text":
            return Type.TEXT
    return Type.DECIMAL if any(isinstance(value, Decimal) for value in values) else Type.INTEGER


def expand_cases(specs: tuple[CaseSpec, ...]) -> Cases:
    return Cases(
        tuple(Case(spec.value, read_rule(spec.when)) for spec in specs if spec.when is not None),
        next((spec.value for spec in specs if spec.otherwise), None),
    )


def expand_tiers(value: tree.Node, tiers: tuple[TierSpec, ...]) -> Cases:
    """Highest first: the first whose beginning is reached; ``else`` for known values below all of them."""
    cases = [
        Case(tier.value, tree.Compare(">=", value, tree.Literal(_plain(tier.at))))
        for tier in tiers
        if tier.at is not None
    ]
    cases += [Case(tier.value, tree.Known(value)) for tier in tiers if tier.otherwise]
    return Cases(tuple(cases))


def expand_quantiles(value: tree.Node, spec: QuantileSpec) -> Cases:
    """Highest group first: at or above its population percentile; the lowest for all other known values."""
    values = spec.list_values()
    count = len(values)
    cases = [
        Case(
            values[index],
            tree.Compare(">=", value, tree.Population("percentile", value, _cut(index, count))),
        )
        for index in range(count - 1, 0, -1)
    ]
    return Cases((*cases, Case(values[0], tree.Known(value))))


def _cut(index: int, count: int) -> Decimal:
    cut = (HUNDRED * index / count).quantize(Decimal("0.000001"))
    return cut.quantize(Decimal(1)) if cut == cut.to_integral_value() else cut


def _plain(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value
