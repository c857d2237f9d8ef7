"""The kind ``tag``: one label of every customer, made in one of six ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from tagma.catalog import Label, described, refuse
from tagma.clock import ON_DEMAND, REALTIME
from tagma.collect.definition import MembersSpec
from tagma.errors import DefinitionError, Text
from tagma.evaluate.computed import Formula, Members, Value
from tagma.models.computed import ComputedKind, ComputedModel, compute_meaning, read_references
from tagma.models.rfm import GROUP_LABELS, GROUP_NAMES, RfmSpec
from tagma.models.rule_text import Path, RuleText, RuleUse, read_rule
from tagma.rules.vocabulary import Type
from tagma.tags.shapes import (
    CaseSpec,
    QuantileSpec,
    TierSpec,
    check_descending,
    check_else_last,
    check_values,
    expand_cases,
    expand_quantiles,
    expand_tiers,
    type_of_values,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CLASSES = ("base", "behaviour", "value", "need")
CLASS_CADENCE = {"base": "yearly", "behaviour": REALTIME, "value": "quarterly", "need": ON_DEMAND}
DEFAULT_CADENCE = "daily"
WAYS = ("when", "cases", "value", "members", "rfm")

Level = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class TagDefinition(ComputedModel):
    """A tag: per customer a yes or no, one of several values, a number, a date, a list, an imported value."""

    kind: Literal["tag"] = described("What is defined.", "定义的类别。")
    path: tuple[Level, ...] = described(
        "Where it stands in the taxonomy: category, sub-category, item.",
        "在标签体系中的位置：大类、中类、细类。",
        default=(),
        max_length=3,
    )
    class_: Literal["base", "behaviour", "value", "need"] | None = described(
        "Class; gives the default cadence: base yearly, behaviour realtime, value quarterly, need on demand.",
        "分类，决定默认更新周期：base 每年、behaviour 实时、value 每季、need 按需。",
        default=None,
        alias="class",
    )
    when: RuleText | None = described(
        "A condition: who has the tag.", "条件：满足者拥有该标签。", default=None
    )
    cases: Annotated[tuple[CaseSpec, ...], Field(min_length=1)] | None = described(
        "Values with their conditions; the first match wins.",
        "多个取值及其条件，先满足者生效。",
        default=None,
    )
    value: RuleText | None = described(
        "A rule that gives a number, text, date or list.", "计算数字、文本、日期或列表的规则。", default=None
    )
    tiers: Annotated[tuple[TierSpec, ...], Field(min_length=1)] | None = described(
        "Turns the number into values, highest first.", "把数字划分为档位，由高到低。", default=None
    )
    quantiles: QuantileSpec | None = described(
        "Turns the number into equally large groups.", "按分位数把数字划分为等份。", default=None
    )
    members: MembersSpec | None = described("An imported list.", "导入名单。", default=None)
    rfm: RfmSpec | None = described(
        "The eight RFM groups 重要价值 ... 一般挽留.", "RFM 八大客户群：重要价值 … 一般挽留。", default=None
    )
    unit: str | None = described("Unit of the number, such as CNY.", "数字的单位，如 CNY。", default=None)
    value_labels: dict[str, Label] = described(
        "Words for values.", "各取值的展示名称。", default_factory=dict
    )

    @model_validator(mode="after")
    def _check_shape(self) -> TagDefinition:
        given = [way for way in WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            names = " + ".join(given)
            raise refuse(
                DefinitionError(
                    Text(
                        f"a tag is made in one way, not in {len(given)}: {names}",
                        f"标签只能有一种定义方式，这里有 {len(given)} 种：{names}",
                    )
                    if given
                    else Text("the tag has no rule", "该标签没有规则"),
                    next_step=Text(
                        f"keep exactly one of: {', '.join(WAYS)}", f"请只保留其中一种：{'、'.join(WAYS)}"
                    ),
                ),
                *given[1:2],
            )
        for extra in ("tiers", "quantiles"):
            if getattr(self, extra) is not None and self.value is None:
                raise refuse(
                    DefinitionError(
                        Text(
                            f"“{extra}” divides a number, but there is no “value”",
                            f"“{extra}”用于划分数字，但没有“value”",
                        ),
                        next_step=Text("add “value: RULE”", "请添加“value: 规则”"),
                    ),
                    extra,
                )
        if self.tiers is not None and self.quantiles is not None:
            raise refuse(
                DefinitionError(
                    Text("“tiers” and “quantiles” exclude each other", "“tiers”与“quantiles”不能同时使用"),
                    next_step=Text("keep one of the two", "请只保留其中一个"),
                ),
                "quantiles",
            )
        if self.cases is not None:
            check_else_last(self.cases, "cases")
            check_values(tuple(spec.value for spec in self.cases), "cases")
        if self.tiers is not None:
            check_else_last(self.tiers, "tiers")
            check_descending(self.tiers)
            check_values(tuple(spec.value for spec in self.tiers), "tiers")
        return self

    @property
    def cadence(self) -> str:
        if self.refresh is not None:
            return self.refresh
        return CLASS_CADENCE[self.class_] if self.class_ else DEFAULT_CADENCE

    def list_rules(self) -> tuple[RuleUse, ...]:
        if self.when is not None:
            return (RuleUse.written(("when",), self.when, "condition"),)
        if self.cases is not None:
            return tuple(
                RuleUse.written(("cases", index, "when"), spec.when, "condition")
                for index, spec in enumerate(self.cases)
                if spec.when is not None
            )
        if self.value is not None:
            uses = [RuleUse.written(("value",), self.value, "value")]
            # What divides the number must make sense too: a text has no tiers.
            for field in ("tiers", "quantiles"):
                if getattr(self, field) is not None:
                    formula = self.build_formula()
                    uses.append(RuleUse((field,), formula.cases[0].when, None, "condition"))  # type: ignore[union-attr]
            return tuple(uses)
        return () if self.rfm is None else self.rfm.list_rules(("rfm",))

    def build_formula(self) -> Formula:
        if self.when is not None:
            return Value(read_rule(self.when))
        if self.cases is not None:
            return expand_cases(self.cases)
        if self.rfm is not None:
            return self.rfm.build_cases()
        if self.members is not None:
            return Members(self.name, valued=self.members.value_column is not None)
        assert self.value is not None
        rule = read_rule(self.value)
        if self.tiers is not None:
            return expand_tiers(rule, self.tiers)
        if self.quantiles is not None:
            return expand_quantiles(rule, self.quantiles)
        return Value(rule)

    def known_type(self) -> Type | None:
        if self.members is not None:
            return Type.TEXT if self.members.value_column is not None else Type.BOOL
        if self.rfm is not None:
            return Type.TEXT
        values = self._case_values()
        if values:
            return type_of_values(values)
        return Type.BOOL if self.when is not None else None

    def list_values(self) -> tuple[str, ...]:
        if self.rfm is not None:
            return GROUP_NAMES
        return tuple(dict.fromkeys(value for value in self._case_values() if isinstance(value, str)))

    def list_value_labels(self) -> Mapping[str, Text]:
        labels = dict(GROUP_LABELS) if self.rfm is not None else {}
        for spec in self.cases or self.tiers or ():
            if spec.label is not None:
                labels[str(spec.value)] = spec.label.text
        return labels | {value: label.text for value, label in self.value_labels.items()}

    def _case_values(self) -> tuple[object, ...]:
        if self.quantiles is not None:
            return self.quantiles.list_values()
        return tuple(spec.value for spec in self.cases or self.tiers or ())


def _advise(model: TagDefinition) -> Iterable[tuple[Path, Text, Text | None]]:
    if not model.path:
        yield (
            (),
            Text(f"tag “{model.name}” stands nowhere in the taxonomy", f"标签“{model.name}”未归入标签体系"),
            Text("add “path: [category, sub-category, item]”", "请添加“path: [大类, 中类, 细类]”"),
        )
    if model.class_ is None and model.refresh is None:
        yield (
            (),
            Text(
                f"tag “{model.name}” has no class; it is refreshed {DEFAULT_CADENCE}",
                f"标签“{model.name}”没有分类，按 {DEFAULT_CADENCE} 更新",
            ),
            Text(f"add “class: ...”: {', '.join(CLASSES)}", f"请添加“class: ...”：{'、'.join(CLASSES)}"),
        )
    known = model.list_values()
    for value in model.value_labels:
        if known and value not in known:
            yield (
                ("value_labels", value),
                Text(f"tag “{model.name}” never is “{value}”", f"标签“{model.name}”不会取“{value}”"),
                Text(f"its values are: {', '.join(known)}", f"可取的值：{'、'.join(known)}"),
            )


TAG = ComputedKind(
    name="tag",
    model=TagDefinition,
    label=Text("tag", "标签"),
    space="field",
    meaning=compute_meaning,
    reads=read_references,
    advise=_advise,
    column_kind="tag",
)
